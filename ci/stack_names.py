"""Which names a stack may have to be deployed by the workflows: they become names of roles and environments."""

import re
from collections.abc import Iterable, Iterator

LONGEST_NAME = 46
"""A role's name has 64 characters at most, and `union-ecr-preview-` has 18.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""
_NAME = re.compile(rf"[A-Za-z0-9_.-]{{1,{LONGEST_NAME}}}")


def invalid_names(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each invalid name, with one line that says why and what to do.

    GitHub's environments and IAM's roles have case-insensitive names.
    """
    taken: dict[str, str] = {}
    for name in sorted(names):
        file = f"stacks/Pulumi.{name}.yaml"
        if not _NAME.fullmatch(name):
            rule = f"a stack's name has 1 to {LONGEST_NAME} letters, digits, _, . or -"
            yield name, f"{file}: {name!r}: {rule}; rename the file"
        elif first := taken.get(name.casefold()):
            yield name, f"{file}: {name!r}: differs from {first} only by case; rename one of the files"
        taken.setdefault(name.casefold(), name)
