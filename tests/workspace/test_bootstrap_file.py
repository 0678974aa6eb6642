"""The stack file of a bootstrap: every mistake of a file at once, each with its line."""

import pytest

from tests.ci_roles.bootstrapped import bootstrap_file
from union_ecr.stack_file.errors import InvalidStackFiles
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.bootstrap_file import BOOTSTRAP_PROJECT, load_bootstrap

HEAD = """\
config:
  aws:region: us-east-1
  bootstrap:account: "123456789012"
  bootstrap:github: {repository: acme/registries}
  bootstrap:stateBucket: {bucket: acme-state}
"""


def lines(text: str) -> list[str]:
    with pytest.raises(InvalidStackFiles) as refused:
        load_bootstrap(parse_stack_file("F", text.encode, BOOTSTRAP_PROJECT))
    return str(refused.value).splitlines()


def test_a_file_is_read_in_camel_case() -> None:
    settings = load_bootstrap(bootstrap_file(rolePrefix="ci-", unboundedPushRoles=["ml"]))
    assert (settings.role_prefix, settings.unbounded_push_roles) == ("ci-", ("ml",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + "  bootstrap:branche: main\n", ["F:6: bootstrap:branche: is no setting here; did you mean branch?"]),
        (
            HEAD + "  bootstrap:branch: main\n  bootstrap:branch: main\n",
            ["F:7: bootstrap:branch: stands twice, first on line 6; keep one of the two, with what belongs to it"],
        ),
        (HEAD.replace("  aws:region: us-east-1\n", ""), ["F:1: aws:region: is missing; add aws:region"]),
        (
            HEAD.replace("acme/registries", "acme").replace("acme-state", "A"),
            [
                'F:4: bootstrap:github.repository: "acme": is no repository on GitHub; write OWNER/NAME as its address '
                "shows it: acme/workflows",
                'F:5: bootstrap:stateBucket.bucket: "A": is not a bucket\'s name, of 3 to 63 lowercase letters, digits '
                "and -; write one that nobody else has, such as acme-union-ecr-state",
            ],
        ),
        ("config: 7\n", ["F:1: config: 7: must be a mapping of settings; write bootstrap:account and the rest"]),
        (
            HEAD + "  bootstrp:branch: main\n  union-ecr:images: {}\n",
            [
                "F:6: bootstrp:branch: is no namespace of this project; did you mean bootstrap:branch?",
                "F:7: union-ecr:images: is a setting of a team's stack file; write it in stacks/, or leave it out",
            ],
        ),
        (
            HEAD.replace("bootstrap:account", "account").replace("bootstrap:stateBucket", "stateBuckt"),
            [
                "F:3: account: has no namespace; did you mean bootstrap:account?",
                "F:5: stateBuckt: has no namespace; did you mean bootstrap:stateBucket?",
            ],
        ),
        (
            HEAD.replace("aws:region", "region"),
            ["F:2: region: has no namespace; did you mean aws:region?"],
        ),
        (
            HEAD.replace("bootstrap:account", "boostrap:account"),
            ["F:3: boostrap:account: is no namespace of this project; did you mean bootstrap:account?"],
        ),
        (
            HEAD + "  region: eu-west-1\n  bootstrp:acount: x\n",
            [
                "F:6: region: has no namespace; put what it says under aws:region, which is there already",
                "F:7: bootstrp:acount: is no namespace of this project; put what it says under bootstrap:account, "
                "which is there already",
            ],
        ),
        (
            HEAD.replace("acme/registries", "{secure: v1:abc}") + "  bootstrap:branch: {secure: v1:abc}\n",
            [
                f"F:{place}: is marked secure, and no setting here is a secret; write the value in plain"
                for place in ("4: bootstrap:github.repository", "6: bootstrap:branch")
            ],
        ),
        (
            "config: {}\n",
            [
                f"F:1: {key}: is missing; add {key}"
                for key in ("bootstrap:account", "aws:region", "bootstrap:stateBucket")
            ],
        ),
    ],
)
def test_every_mistake_has_its_line_and_its_remedy(text: str, expected: list[str]) -> None:
    assert lines(text) == expected


def test_a_file_that_does_not_exist_is_one_line() -> None:
    def missing() -> bytes:
        raise FileNotFoundError

    with pytest.raises(InvalidStackFiles, match=r"^F: does not exist; write it"):
        load_bootstrap(parse_stack_file("F", missing, BOOTSTRAP_PROJECT))
