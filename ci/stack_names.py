"""Which names a stack may have that is deployed from here: they become names of roles, environments and artifacts."""

import re
from collections.abc import Iterable, Iterator

LONGEST_NAME = 46
"""Of a role's 64 characters, `union-ecr-preview-` has 18.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""
_NAME = re.compile(rf"[A-Za-z0-9_.-]{{1,{LONGEST_NAME}}}")


def broken_names(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each name that cannot be deployed, with one line that says why and what to write instead.

    GitHub does not tell environments apart by case, and IAM not roles.
    """
    taken: dict[str, str] = {}
    for name in sorted(names):
        file = f"stacks/Pulumi.{name}.yaml"
        if not _NAME.fullmatch(name):
            rule = f"a stack's name has 1 to {LONGEST_NAME} letters, digits, _, . or -"
            yield name, f"{file}: {name!r}: {rule}; rename the file"
        elif first := taken.get(name.casefold()):
            yield name, f"{file}: {name!r}: differs from {first} by upper and lower case only; rename one of the files"
        taken.setdefault(name.casefold(), name)
