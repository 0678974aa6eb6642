"""Invalid stack files and every error expected of each: the cases of bad/*.yaml, and those that are no plain text."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.expected_errors import ExpectedError
from tests.stacks import HEAD, IMAGES

FOLDER = Path(__file__).with_name("bad")
_CASE, _ERROR, _SEPARATOR = "--- # ", "# ^ ", " | "
_LIMITED = f"{HEAD}  union-ecr:images:\n    trainer:\n      "


@dataclass(frozen=True)
class BadStackFile:
    name: str
    content: bytes
    expected: tuple[ExpectedError, ...]


def read_cases(text: str) -> Iterator[BadStackFile]:
    """The cases of one data file; bad/README.md has the format."""
    for case in text.removeprefix(_CASE).split(f"\n{_CASE}"):
        name, *lines = case.rstrip("\n").split("\n")
        content = (next((line for line in lines if not line.startswith(_ERROR)), "").startswith(" ") and HEAD) or ""
        expected = []
        for line in lines:
            if line.startswith(_ERROR):
                expected.append(_expected_error(line.removeprefix(_ERROR), content.count("\n") or None))
            else:
                content += f"{line}\n"
        yield BadStackFile(name, content.encode(), tuple(expected))


def _expected_error(text: str, line: int | None) -> ExpectedError:
    key, given, rule, remedy = (part.strip() for part in text.split(_SEPARATOR.rstrip()))
    return ExpectedError(line, key, given or None, rule, remedy)


def _no_text(name: str, content: str | bytes, line: int | None, rule: str, remedy: str, key: str = "") -> BadStackFile:
    content = content.encode() if isinstance(content, str) else content
    return BadStackFile(name, content, (ExpectedError(line, key, None, rule, remedy),))


NO_PLAIN_TEXT: tuple[BadStackFile, ...] = (
    _no_text("an empty file", "", 1, "is not a stack file", "begin it with a line config:"),
    _no_text("a tab", f"{HEAD}\tunion-ecr:images: {{}}\n", 4, "has a tab", "indent with spaces"),
    _no_text("an open bracket", f"{HEAD}  union-ecr:images: {{\n", 5, "is not YAML (", "or the one before it"),
    _no_text("an open quote", f'{HEAD}  union-ecr:images: {{"a: {{}}}}\n', 5, "is not YAML (", "the line"),
    _no_text("not UTF-8", f"{HEAD}# caf\xe9\n{IMAGES}".encode("latin-1"), 4, "not UTF-8 (byte 73)", "UTF-8"),
    _no_text("UTF-16", f"{HEAD}{IMAGES}".encode("utf-16"), 1, "is not UTF-8 (byte 0)", "save it as UTF-8"),
    _no_text("a NUL", f"{HEAD}# \0\n{IMAGES}", 4, "a character that YAML does not allow", "delete it"),
    _no_text("a bell", f"{HEAD}# \x07\n{IMAGES}", 4, "a character that YAML does not allow", "delete it"),
    _no_text(
        "an error after a byte order mark and Windows line ends",
        b"\xef\xbb\xbf" + f"{HEAD}{IMAGES}zzz: 1\n".replace("\n", "\r\n").encode(),
        5,
        "is no part of a stack file",
        "put it under config:",
        key="zzz",
    ),
    _no_text(
        "over 1 MiB", HEAD + IMAGES + "#" * 1_048_576, None, "has more than 1,048,576 bytes", "one stack file a team"
    ),
    _no_text("10 MB", HEAD + IMAGES + "#" * 10_000_000, None, "more than 1,048,576 bytes", "one stack file a team"),
    _no_text("200,000 open brackets", "[" * 200_000, 1, "is nested too deep", "no setting needs more", key="[0]" * 12),
)

TOO_LARGE: tuple[BadStackFile, ...] = (
    _no_text(
        "a repository policy over 10,240 characters",
        f"{_LIMITED}grants:\n        - access: [push]\n          principals:\n"
        + "".join(f'            - "arn:aws:iam::111122223333:role/{number:050}"\n' for number in range(120)),
        5,
        "ECR takes 10,240",
        "grant fewer actions by name, to roles by the beginning",
        key="union-ecr:images.trainer",
    ),
    _no_text(
        "a lifecycle policy over 30,720 characters",
        f"{_LIMITED}allowTaggedExpiry: true\n      lifecycleRules:\n        - {{tagStatus: tagged, "
        f"tagPatternList: [pr-*], sinceImagePushed: 30, action: expire, description: {'x' * 31_000}}}\n",
        7,
        "ECR takes 30,720",
        "write shorter descriptions",
        key="union-ecr:images.trainer.lifecycleRules",
    ),
    _no_text(
        "registry: a policy over 10,240 characters",
        f"{HEAD}  union-ecr:registry:\n    policy:\n"
        + "".join(f'      - {{accounts: ["{number:012}"], access: [pull]}}\n' for number in range(400))
        + IMAGES,
        5,
        "characters, and ECR takes 10,240",
        "to an organization (organizationId)",
        key="union-ecr:registry.policy",
    ),
)

BAD_STACK_FILES: tuple[BadStackFile, ...] = (
    *(case for path in sorted(FOLDER.glob("*.yaml")) for case in read_cases(path.read_text())),
    *NO_PLAIN_TEXT,
    *TOO_LARGE,
)
