"""cfn-lint as a judge: a document is put where CloudFormation would take it, and the template is linted.

So its rules of policies apply: the schema of that kind of policy, the actions that exist, what they act on.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from tests.judges.outside import other_partitions_as_aws, outside

# Actions that ECR has (its API reference lists the operation) and cfn-lint's own list does not, in its spelling.
NEWER_ACTIONS = ("ecr:ListImageReferrers",)
# Schemas of identity, ECR repository and trust policies; resources and actions; the version. E1101 applies them.
_RULES = ("E3510", "E3513", "E3530", "I3510", "W3037", "W2511", "E1101")
TOO_LONG, TOO_SHORT = "cfn-lint schema: too long", "cfn-lint schema: too short"
# Of these cfn-lint only checks that an account has 12 digits, a repository and a role some name, and that a tested
# value is text.
_ACCOUNT = re.compile(r"(?<!\d)\d{12}(?!\d)")
_NAME = re.compile(r"(?<=:repository/)[a-z0-9._/*-]+(?=\")|(?<=:role/)[\w+=,.@/*-]+(?=\")")
_TESTS_OF_TEXT = re.compile(r"(For(Any|All)Values?:)?(String|Arn)\w+", re.ASCII)
_LONGEST_MESSAGE = 300  # cfn-lint lists every action there is


class Place(NamedTuple):
    """Where CloudFormation takes a kind of document."""

    resource_type: str
    key: str


class _Shape(NamedTuple):
    """What cfn-lint distinguishes of a document: thousands of documents have a few hundred shapes."""

    place: Place
    text: str


class _Match(NamedTuple):
    rule: str
    place: str
    message: str


# cfn-lint looks into no registry policy (AWS::ECR::RegistryPolicy). The grammar is that of repository policies, and
# their schema allows a Resource; parliament requires one.
REPOSITORY_POLICY = REGISTRY_POLICY = Place("AWS::ECR::Repository", "RepositoryPolicyText")
BUCKET_POLICY = Place("AWS::S3::BucketPolicy", "PolicyDocument")
QUEUE_POLICY = Place("AWS::SQS::QueuePolicy", "PolicyDocument")
IDENTITY_POLICY = Place("AWS::IAM::RolePolicy", "PolicyDocument")
TRUST_POLICY = Place("AWS::IAM::Role", "AssumeRolePolicyDocument")
_REFUSED = _Shape(REPOSITORY_POLICY, '{"Version": "2012-10-17", "Statement": [{"Effect": "Permit"}]}')
MATCHES: dict[_Shape, list[_Match]] = {}


def lint_policy(place: Place, text: str) -> Iterator[str]:
    shapes = _shapes(place, text)
    _lint(shapes)
    unknown = [action.partition(":")[2].lower() for action in NEWER_ACTIONS]
    for index, shape in enumerate(shapes):
        for rule, path, message in MATCHES[shape]:
            if not any(message.startswith(f"'{action}' is not one of") for action in unknown):
                named = path.replace("Statement/0", f"Statement/{index}", 1) if len(shapes) > 1 else path
                yield f"cfn-lint {rule}: {named or 'the document'}: {message[:_LONGEST_MESSAGE]}"


def lint_together(policies: Iterable[tuple[Place, str]]) -> None:
    """Lint all these in one template, so that `lint_policy` only looks up what was found: in half the time."""
    _lint([shape for place, text in policies for shape in _shapes(place, text)])


def lint_lifecycle_policy(text: str) -> Iterator[str]:
    """Its length is all that cfn-lint checks, so only that schema is applied."""
    for error in _lifecycle_text().iter_errors(text):
        yield f"{TOO_LONG if error.validator == 'maxLength' else TOO_SHORT}: {len(text)} characters"


def permissions_of_handlers(resource_type: str) -> set[str]:
    """What CloudFormation's handlers need to create, read, update and delete a resource of this type."""
    schemas = outside("cfnlint.schema.manager").PROVIDER_SCHEMA_MANAGER
    handlers = schemas.get_resource_schema("us-east-1", resource_type).schema["handlers"]
    named = [handlers[name]["permissions"] for name in ("create", "read", "update", "delete") if name in handlers]
    return {action for permissions in named for action in permissions}


@cache
def _lifecycle_text() -> Any:
    schemas = outside("cfnlint.schema.manager").PROVIDER_SCHEMA_MANAGER
    repository = schemas.get_resource_schema("us-east-1", "AWS::ECR::Repository").schema
    return outside("jsonschema").Draft7Validator(repository["definitions"]["LifecyclePolicyText"])


def _shapes(place: Place, text: str) -> list[_Shape]:
    """One for each statement as if it stood alone; only of a trust policy the schema compares statements (their Sids).

    That other statements fit together parliament checks on the whole document.
    """
    neutral = _NAME.sub("judged", _ACCOUNT.sub("1" * 12, other_partitions_as_aws(text)))
    document = json.loads(neutral, object_hook=_neutral_values)
    statements = document.get("Statement")
    if place == TRUST_POLICY or not isinstance(statements, list) or not statements:
        return [_Shape(place, json.dumps(document))]
    return [_Shape(place, json.dumps(document | {"Statement": [statement]})) for statement in statements]


def _neutral_values(part: dict[str, Any]) -> dict[str, Any]:
    """Equal texts of a list once; of a condition on texts, their types alone."""
    neutral = {key: list(dict.fromkeys(value)) if _are_texts(value) else value for key, value in part.items()}
    for operator, tests in neutral.items():
        if _TESTS_OF_TEXT.fullmatch(operator) and isinstance(tests, dict):
            neutral[operator] = {key: _neutral_test(value) for key, value in tests.items()}
    return neutral


def _neutral_test(value: Any) -> Any:
    if _are_texts(value):
        return ["judged"]
    return "judged" if isinstance(value, str) else value


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(text, str) for text in value)


def _lint(shapes: list[_Shape]) -> None:
    """Lint those that were not linted yet, each as a resource of one template.

    An error inside a rule ends the rule without a word, so the last resource is one that it must refuse.
    """
    new = [shape for shape in dict.fromkeys(shapes) if shape not in MATCHES]
    if not new:
        return
    resources = {f"Judged{number}": _resource(shape) for number, shape in enumerate([*new, _REFUSED])}
    template = json.dumps({"Resources": resources})
    matches: dict[str, list[_Match]] = {name: [] for name in resources}
    for match in outside("cfnlint.api").lint(template, rules=policy_rules(), regions=["us-east-1"]):
        matches[match.path[1]].append(_Match(match.rule.id, "/".join(map(str, match.path[4:])), match.message))
    *found, refused = matches.values()
    assert refused, "cfn-lint did not get to the end of the template"
    MATCHES.update(zip(new, found, strict=True))


def _resource(shape: _Shape) -> dict[str, Any]:
    names = {"RoleName": "judged", "PolicyName": "judged"} if shape.place == IDENTITY_POLICY else {}
    return {"Type": shape.place.resource_type, "Properties": names | {shape.place.key: json.loads(shape.text)}}


@cache
def policy_rules() -> Any:
    """cfn-lint's rules of policies; the 300 others know CloudFormation, and would double the time."""
    get_rules, every = outside("cfnlint.core").get_rules, ["E", "W", "I"]
    return get_rules([], [rule for rule in get_rules([], [], every).rules if rule not in _RULES], every)
