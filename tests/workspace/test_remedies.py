"""Every remedy can be followed: what it says to write is accepted where it says so, and its error is gone."""

import pytest

from tests.workspace.bad_stack_files import BAD_STACK_FILES, BadStackFile
from tests.workspace.remedies import edits, says_to_delete, texts_to_write
from union_ecr.stack_file.errors import ConfigError
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.declared_stacks import validate_together

pytestmark = pytest.mark.slow

IN_WORDS = (
    "add ",
    "begin ",
    "choose ",
    "copy ",
    "declare ",
    "delete ",
    "drop ",
    "fix the ",
    "give ",
    "grant ",
    "indent ",
    "keep ",
    "leave ",
    "make ",
    "name ",
    "no setting needs",
    "put ",
    "remove ",
    "rename ",
    "replicate ",
    "store ",
    "use ",
    "write a grant for each",
    "write a longer",
    "write a shorter",
    "write a space",
    "write a word",
    "write : ",
    "write another",
    "write both",
    "write digits alone",
    "write each",
    "write fewer",
    "write github ",
    "write gitlab ",
    "write it",
    "write its",
    "write key: value",
    "write one of them",
    "write one rule",
    "write one stack file",
    "write plain words",
    "write shorter",
    "write such",
    "write Team in both",
    "write true or false",
    "write the ",
    "write what",
    "write union-ecr:images and",
    "write whose",
    "write why",
    "write IMMUTABLE, and",
    "write MUTABLE, and",
)
"""How a remedy begins that leaves open what is written."""


def errors_of(text: str) -> tuple[ConfigError, ...]:
    return validate_together({"team": parse_stack_file("F", text.encode)}, ["team"]).errors


def assert_can_be_followed(text: str, error: ConfigError) -> None:
    """One way at least to follow the remedy leaves neither the error nor a new one at the place that is written."""
    if not any(texts_to_write(error)) and not says_to_delete(error.remedy):
        assert error.remedy.startswith(IN_WORDS), error
        return
    before = {(known.key, known.rule) for known in errors_of(text)}
    outcomes = []
    for edit in edits(text, error):
        after = {(left.key, left.rule) for left in errors_of(edit.text)}
        new = {(key, rule) for key, rule in after - before if edit.place and key.startswith(edit.place)}
        if edit.renamed:
            new = {(key, rule) for key, rule in new if key == edit.place and "setting" in rule}
        if (error.key, error.rule) not in after and not new:
            return
        outcomes.append((edit.text, new or after))
    pytest.fail(f"{error}\n{outcomes}")


@pytest.mark.parametrize("entry", BAD_STACK_FILES, ids=lambda entry: entry.name)
def test_what_a_remedy_says_to_write_is_accepted(entry: BadStackFile) -> None:
    try:
        text = entry.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    for error in errors_of(text):
        assert_can_be_followed(text, error)


ODD_VALUES = (
    *('"reg.acme.io:5000/team/x"', '"https://reg.acme.io/team/x"', '"ML/X:v1"', '":x"', '"x@sha256:ab"', '"a//b/"'),
    *('"arn:aws:ecr:us-east-1:111122223333:repository/ml/x"', '"arn:aws:iam::111122223333:role/ci"', '"arn:"', '"Ünï"'),
    *('"arn:aws:sts::111122223333:assumed-role/ci/run"', '"alias/key"', '"1111-2222-3333"', "1111_2222_3333", "١٢"),
    *("111122223333", "12345678901", "014", "14.0", '"14.0"', "14.5", "0.0", "1e3", "-3", "999999999999999999999", "~"),
    *(
        "yes",
        '"no"',
        '""',
        '" "',
        '"a b"',
        '"a\\u00a0"',
        "2026-01-01",
        "0x1F",
        "refs/tags/1.0",
        "[]",
        "{}",
        '"*"',
        '"a*b*c*d*e*f"',
        "x",
    ),
    *('"us_east_1"', '"US-EAST-1A"', '"refs/heads/main"', '"union/x"', '"ml/x/*"', "docker.io", f'"{"a" * 600}"'),
)
FIELDS = (
    *("aws:region: {}", "union-ecr:account: {}", "union-ecr:organization: {}", "union-ecr:images: {{{}: {{}}}}"),
    *("union-ecr:dataPlanes: {{lab: {{account: {}}}}}", "union-ecr:dataPlanes: {{lab: {{account: '1', roles: [{}]}}}}"),
    *(
        f"union-ecr:defaults: {{{{{field}}}}}"
        for field in (
            *(
                "untaggedDays: {}",
                "protect: {}",
                "tagMutability: {}",
                "tagMutabilityExclusions: [{}]",
                "keepTags: [{}]",
            ),
            *("resourceTags: {{a: {}}}", "resourceTags: {{? {} : b}}", "encryption: {{type: KMS, key: {}}}"),
            *("dataPlanes: [{}]", "grants: [{{principals: [{}], access: [pull]}}]", "grants: [{{access: [{}]}}]"),
            *("grants: [{{organizationId: {}, access: [pull]}}]", "grants: [{{service: {}, access: [pull]}}]"),
            *(
                "grants: [{{actions: [{}]}}]",
                "grants: [{{organizationalUnits: [{}]}}]",
                "grants: [{{sourceArns: [{}]}}]",
            ),
            "lifecycleRules: [{{tagStatus: tagged, tagPatternList: [{}], sinceImagePushed: 3, action: expire}}]",
            "lifecycleRules: [{{tagStatus: untagged, sinceImageTransitioned: {}, action: expire}}]",
        )
    ),
    "union-ecr:images: {{trainer: {{repository: {}}}}}",
    *(
        f"union-ecr:pushRoles: {{{{ci: {{{{images: [trainer], {field}}}}}}}}}"
        for field in (
            *("github: {{repository: {}, branches: [main]}}", "github: {{repository: a/b, branches: [{}]}}"),
            *("gitlab: {{project: {}, branches: [main]}}", "gitlab: {{project: a/b, host: {}, tags: [v1]}}"),
            *("github: {{repository: a/b, environments: [{}]}}", "trustedRoles: [{}]", "name: {}", "path: {}"),
            *("permissionsBoundary: {}", "maxSessionDuration: {}"),
        )
    ),
    *(
        f"union-ecr:registry: {{{{{field}}}}}"
        for field in (
            *("pullThroughCache: {{? {} : {{upstream: quay.io}}}}", "pullThroughCache: {{m1: {{upstream: {}}}}}"),
            *("creationTemplates: {{? {} : {{appliedFor: [REPLICATION]}}}}", "ignore: [{}]"),
            *("creationTemplates: {{team: {{appliedFor: [{}]}}}}", "policy: [{{accounts: [{}], access: [push]}}]"),
            *("replication: [{{destinations: [{{region: {}}}]}}]", "pullTimeUpdateExclusions: [{}]"),
            "replication: [{{destinations: [{{region: eu-west-1}}], prefixes: [{}]}}]",
            "scanning: {{type: BASIC, rules: [{{frequency: MANUAL, filters: [{}]}}]}}",
            "accountSettings: {{basicScanTypeVersion: {}}}",
        )
    ),
)
HEAD_LINES = {"aws:region": "us-east-1", "union-ecr:account": '"123456789012"', "union-ecr:images": "{trainer: {}}"}


@pytest.mark.parametrize("field", FIELDS)
def test_a_remedy_for_an_odd_value_can_be_followed(field: str) -> None:
    head = "".join(f"  {key}: {value}\n" for key, value in HEAD_LINES.items() if not field.startswith(f"{key}:"))
    for value in ODD_VALUES:
        text = f"config:\n{head}  {field.format(value)}\n"
        for error in errors_of(text):
            assert_can_be_followed(text, error)
