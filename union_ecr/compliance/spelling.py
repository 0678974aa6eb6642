"""Documents whose keys AWS, or the provider, may read otherwise than they look.

The provider reads keys in any case, and of two equal ones the last (https://pkg.go.dev/encoding/json#Unmarshal). A key
in another case would hide what stands below it from every rule here.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from union_ecr.stack_file.errors import Violation, format_value

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
_OF_A_POLICY = "Version Id Statement Sid Effect Principal NotPrincipal Action NotAction Resource NotResource Condition"
# https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
_OF_A_LIFECYCLE_POLICY = (
    "rules rulePriority description selection tagStatus tagPatternList tagPrefixList storageClass countType countUnit "
    "countNumber action type targetStorageClass"
)
_CANONICAL = {name.casefold(): name for name in f"{_OF_A_POLICY} AWS Service".split()}
_CANONICAL_OF_LIFECYCLES = {name.casefold(): name for name in _OF_A_LIFECYCLE_POLICY.split()}


def misspelt_keys(text: str, *, of_lifecycle: bool = False) -> Iterator[Violation]:
    """The keys of a document that stand twice in an object, in whatever case, or are in another case than AWS's."""
    canonical = _CANONICAL_OF_LIFECYCLES if of_lifecycle else _CANONICAL
    objects: list[Sequence[tuple[str, Any]]] = []

    def noted(members: Sequence[tuple[str, Any]]) -> dict[str, Any]:
        objects.append(members)
        return dict(members)

    try:
        json.loads(text, object_pairs_hook=noted)
    except ValueError:
        return
    for members in objects:
        seen: set[str] = set()
        for key, _ in members:
            folded = key.casefold()
            known = canonical.get(folded, key)
            if folded in seen:
                yield Violation((), format_value(key), "stands twice, and only one of them counts", "write it once")
            elif key != known:
                rule = f"AWS spells it {known}, so what it says may count or not"
                yield Violation((), format_value(key), rule, f"write {known}")
            seen.add(folded)
