"""The shape of a stack file: its defaults, and what holds for every part of it."""

from typing import Any

import pytest
from pydantic import ValidationError

from tests.settings.violations import violations
from union_ecr.ecr.registry import Registry
from union_ecr.settings.data_planes import DataPlane
from union_ecr.settings.grants import Grant
from union_ecr.settings.repository import Encryption
from union_ecr.settings.stack import Defaults, ImageSettings

VIRGINIA = Registry("123456789012", "us-east-1")


def test_the_defaults_of_an_image_are_safe() -> None:
    assert ImageSettings().model_dump(mode="json", by_alias=True) == {
        "repository": None,
        "dataPlanes": None,
        "tagMutability": "IMMUTABLE",
        "tagMutabilityExclusions": [],
        "scanOnPush": True,
        "encryption": {"type": "AES256", "key": None},
        "untaggedDays": 14,
        "expireUntagged": True,
        "lifecycleRules": [],
        "keepTags": [],
        "allowTaggedExpiry": False,
        "grants": [],
        "deny": None,
        "resourceTags": {},
        "protect": True,
        "forceDelete": False,
        "buildCache": False,
        "pullThroughCache": False,
        "adopt": False,
    }


@pytest.mark.parametrize("model", [ImageSettings(), Encryption(), DataPlane(account="123456789012")])
def test_settings_are_immutable(model: Any) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(model, next(iter(type(model).model_fields)), None)


@pytest.mark.parametrize("model", [ImageSettings, Encryption, DataPlane, Grant])
def test_an_unknown_key_is_refused_everywhere(model: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        model.model_validate({"zzz": 1})
    assert ("extra_forbidden", ("zzz",)) in [(error["type"], error["loc"]) for error in refused.value.errors()]


@pytest.mark.parametrize(
    ("model", "values", "known", "rule"),
    [
        (
            DataPlane,
            {"account": "111122223333"},
            {"registry": VIRGINIA, "has_organization": False},
            "names no roles, and without an organization its node role is not known",
        ),
        (ImageSettings, {"dataPlanes": ["lab"]}, {"data_planes": ["production"]}, "is no data plane of this stack"),
        (Encryption, {"type": "KMS_DSSE"}, {"registry": VIRGINIA}, "ECR has it in GovCloud only"),
    ],
)
def test_a_rule_is_left_out_while_what_it_needs_is_not_known(
    model: Any, values: dict[str, Any], known: dict[str, Any], rule: str
) -> None:
    assert [violation.rule for violation in violations(model, values, **known)] == [rule]
    for name in known:
        assert violations(model, values, **{**known, name: None}) == []


def test_the_defaults_name_no_repository() -> None:
    assert [violation.path for violation in violations(Defaults, {"repository": "ml/trainer"})] == [("repository",)]
    assert violations(Defaults, {"tagMutabilityExclusions": ["*"]}) == []
