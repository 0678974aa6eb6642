"""The emulated AWS accepts the same lifecycle documents as ECR."""

import json
from copy import deepcopy
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.emulated_aws import EmulatedAws
from sandbox.emulated_aws.ecr_errors import EcrError
from sandbox.emulated_aws.lifecycle_documents import check_lifecycle_text

from .test_emulated_aws_answers import error_of

Rule = dict[str, Any]

UNTAGGED = {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14}
LAST = {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 500}
ARCHIVED = {
    "tagStatus": "any",
    "storageClass": "archive",
    "countType": "sinceImageTransitioned",
    "countUnit": "days",
    "countNumber": 90,
}
NOT_PULLED = {"tagStatus": "any", "countType": "sinceImagePulled", "countUnit": "days", "countNumber": 90}
TO_ARCHIVE = {"type": "transition", "targetStorageClass": "archive"}


def tagged(*prefixes: str, **more: Any) -> dict[str, Any]:
    return {"tagStatus": "tagged", "tagPrefixList": list(prefixes), "countType": "imageCountMoreThan"} | {
        "countNumber": 5,
        **more,
    }


def patterned(*patterns: str) -> dict[str, Any]:
    selection = {**tagged(), "tagPatternList": list(patterns)}
    del selection["tagPrefixList"]
    return selection


def rule(priority: Any, selection: Any, action: Any = None, **more: Any) -> Rule:
    return {"rulePriority": priority, "selection": selection, "action": action or {"type": "expire"}, **more}


def document(*rules: Any) -> str:
    return json.dumps({"rules": list(rules)}).ljust(100)


ACCEPTED = {
    "untagged": [rule(1, UNTAGGED)],
    "described": [rule(1, UNTAGGED, description="Expire what a failed build left")],
    "gaps between priorities": [rule(10, tagged("prod")), rule(99, UNTAGGED), rule(700, LAST)],
    "rules in any order": [rule(700, LAST), rule(10, tagged("prod"))],
    "prefixes and patterns": [rule(1, tagged("prod")), rule(2, patterned("prod"))],
    "four wildcards": [rule(1, patterned("*test*1*2*3"))],
    "into the archive": [rule(1, NOT_PULLED, TO_ARCHIVE)],
    "by count into the archive": [rule(1, LAST, TO_ARCHIVE)],
    "through the archive": [rule(1, NOT_PULLED, TO_ARCHIVE), rule(2, ARCHIVED)],
    "any of a class before another class": [rule(1, ARCHIVED), rule(2, UNTAGGED), rule(3, LAST)],
    "untagged once a class": [rule(1, UNTAGGED), rule(2, {**ARCHIVED, "tagStatus": "untagged"})],
    "tags once a class": [
        rule(1, tagged("a")),
        rule(2, {**ARCHIVED, "tagStatus": "tagged", "tagPrefixList": ["a"]}),
    ],
    "50 rules": [rule(number, tagged(f"team{number}")) for number in range(1, 51)],
}


@pytest.mark.parametrize("rules", ACCEPTED.values(), ids=ACCEPTED)
def test_a_valid_document_is_stored_byte_for_byte(aws: EmulatedAws, rules: list[Rule]) -> None:
    ecr, text = aws.client("ecr"), document(*rules)
    ecr.create_repository(repositoryName="trainer")
    assert ecr.put_lifecycle_policy(repositoryName="trainer", lifecyclePolicyText=text)["lifecyclePolicyText"] == text
    assert ecr.get_lifecycle_policy(repositoryName="trainer")["lifecyclePolicyText"] == text


def without(selection: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in deepcopy(selection).items() if key not in keys}


REFUSED: dict[str, tuple[list[Any], str]] = {
    "no rule": ([], "rules is no list of 1 to 50"),
    "51 rules": ([rule(number, tagged(f"team{number}")) for number in range(1, 52)], "rules is no list of 1 to 50"),
    "a rule that is none": (["expire"], "instance type .string."),
    "a rule without action": ([without(rule(1, UNTAGGED), "action")], "missing required properties"),
    "a rule with an unknown key": ([rule(1, UNTAGGED, enabled=True)], "not allowed by the schema.*enabled"),
    "a selection with an unknown key": ([rule(1, {**UNTAGGED, "tags": []})], "not allowed by the schema.*tags"),
    "an action with an unknown key": ([rule(1, UNTAGGED, {"type": "expire", "when": 1})], "not allowed by the schema"),
    "no selection": ([rule(1, "untagged")], "instance type .string."),
    "null": ([rule(1, {**UNTAGGED, "storageClass": None})], "storageClass is null"),
    "a description that is no text": ([rule(1, UNTAGGED, description=5)], "description is no string"),
    "priority 0": ([rule(0, UNTAGGED)], "lower than the required minimum"),
    "priority x": ([rule("x", UNTAGGED)], "instance type .string."),
    "priority true": ([rule(True, UNTAGGED)], "instance type .boolean."),
    "priority 1.5": ([rule(1.5, UNTAGGED)], "instance type .number."),
    "a priority twice": ([rule(1, UNTAGGED), rule(1, LAST)], "rulePriority is not unique"),
    "count 0": ([rule(1, {**UNTAGGED, "countNumber": 0})], "lower than the required minimum"),
    "count as text": ([rule(1, {**UNTAGGED, "countNumber": "5"})], "instance type .string."),
    "count true": ([rule(1, {**UNTAGGED, "countNumber": True})], "instance type .boolean."),
    "an unknown tag status": ([rule(1, {**UNTAGGED, "tagStatus": "TAGGED"})], "not found in enum"),
    "an unknown count type": ([rule(1, {**UNTAGGED, "countType": "sinceImageBuilt"})], "not found in enum"),
    "an unknown action": ([rule(1, UNTAGGED, {"type": "delete"})], "not found in enum"),
    "days without unit": ([rule(1, without(UNTAGGED, "countUnit"))], "needs countUnit days"),
    "weeks": ([rule(1, {**UNTAGGED, "countUnit": "weeks"})], "needs countUnit days"),
    "a count with unit": ([rule(1, {**LAST, "countUnit": "days"})], "countUnit cannot be used"),
    "tagged without tags": ([rule(1, without(tagged("a"), "tagPrefixList"))], "exactly one of"),
    "tagged with both lists": ([rule(1, tagged("a", tagPatternList=["a*"]))], "exactly one of"),
    "tagged with an empty list": ([rule(1, tagged())], "no list of at least one text"),
    "tagged with an empty text": ([rule(1, tagged(""))], "no list of at least one text"),
    "tagged with one text": ([rule(1, tagged(tagPrefixList="prod"))], "no list of at least one text"),
    "untagged with tags": ([rule(1, {**UNTAGGED, "tagPrefixList": ["a"]})], "cannot be used with tagStatus untagged"),
    "any with patterns": ([rule(1, {**LAST, "tagPatternList": ["a"]})], "cannot be used with tagStatus any"),
    "five wildcards": ([rule(1, patterned("*a*b*c*d*"))], "more than 4 wildcards"),
    "two untagged": ([rule(1, UNTAGGED), rule(2, UNTAGGED)], "more than one rule .* untagged"),
    "two any": ([rule(1, LAST), rule(2, NOT_PULLED, TO_ARCHIVE)], "more than one rule .* any"),
    "two any in the archive": ([rule(1, ARCHIVED), rule(2, ARCHIVED)], "more than one rule .* any"),
    "any not last in the archive": (
        [rule(1, ARCHIVED), rule(2, {**ARCHIVED, "tagStatus": "untagged"})],
        "any must have the highest rulePriority",
    ),
    "any not last": ([rule(1, LAST), rule(2, UNTAGGED)], "any must have the highest rulePriority"),
    "tags twice": ([rule(1, tagged("a", "b")), rule(2, tagged("b", "a"))], "select the same tags"),
    "a prefix and its pattern": (
        [rule(1, tagged("a")), rule(2, patterned("a*"))],
        "select the same tags",
    ),
    "patterns twice": ([rule(1, patterned("a*")), rule(2, patterned("a*"))], "select the same tags"),
    "storage class standard": ([rule(1, {**UNTAGGED, "storageClass": "standard"})], "storageClass"),
    "archive by push": ([rule(1, {**UNTAGGED, "storageClass": "archive"})], "storageClass"),
    "transitioned without archive": ([rule(1, without(ARCHIVED, "storageClass"))], "storageClass"),
    "transition nowhere": ([rule(1, NOT_PULLED, {"type": "transition"})], "targetStorageClass"),
    "transition to standard": ([rule(1, LAST, {**TO_ARCHIVE, "targetStorageClass": "standard"})], "targetStorageClass"),
    "expiry to the archive": ([rule(1, LAST, {**TO_ARCHIVE, "type": "expire"})], "targetStorageClass"),
    "expiry by last pull": ([rule(1, NOT_PULLED)], "sinceImagePulled needs action transition"),
    "transition out of the archive": ([rule(1, ARCHIVED, TO_ARCHIVE)], "needs action expire"),
    "89 days in the archive": ([rule(1, {**ARCHIVED, "countNumber": 89})], "at least 90 days"),
}


@pytest.mark.parametrize(("rules", "reason"), REFUSED.values(), ids=REFUSED)
def test_invalid_rules_are_refused(rules: list[Any], reason: str) -> None:
    with pytest.raises(EcrError, match=reason):
        check_lifecycle_text(document(*rules))


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "{" * 100,
        "[" * 30_000,
        "[]".ljust(100),
        '{"rules": {}}'.ljust(100),
        document(rule(1, UNTAGGED)).replace('{"rules"', '{"version": 1, "rules"'),
        document(rule(1, UNTAGGED)).replace("14", "NaN"),
        document(rule(1, UNTAGGED)).ljust(30_721),
    ],
    ids=["short", "no JSON", "deep", "list", "rules are no list", "top-level key", "NaN", "30,721 characters"],
)
def test_invalid_texts_are_refused(text: str) -> None:
    with pytest.raises(EcrError):
        check_lifecycle_text(text)


def test_a_text_of_the_maximum_length_is_accepted() -> None:
    check_lifecycle_text(document(rule(1, UNTAGGED)).ljust(30_720))


@pytest.mark.parametrize("text", [document(rule(1, {**UNTAGGED, "countNumber": "5"})), document()])
def test_an_error_names_the_parameter_and_changes_nothing(aws: EmulatedAws, text: str) -> None:
    ecr, kept = aws.client("ecr"), document(rule(1, UNTAGGED))
    ecr.create_repository(repositoryName="trainer")
    ecr.put_lifecycle_policy(repositoryName="trainer", lifecyclePolicyText=kept)
    with pytest.raises(
        ClientError,
        match="Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation "
        "failure: ",
    ) as refused:
        ecr.put_lifecycle_policy(repositoryName="trainer", lifecyclePolicyText=text)
    assert error_of(refused) == ("InvalidParameterException", 400, 0)
    assert ecr.get_lifecycle_policy(repositoryName="trainer")["lifecyclePolicyText"] == kept


def test_a_text_of_99_characters_is_refused(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr", config=Config(parameter_validation=False))
    ecr.create_repository(repositoryName="trainer")
    with pytest.raises(ClientError, match="length greater than or equal to 100") as refused:
        ecr.put_lifecycle_policy(repositoryName="trainer", lifecyclePolicyText="{}".ljust(99))
    assert error_of(refused) == ("InvalidParameterException", 400, 0)
