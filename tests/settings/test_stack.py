"""The shape of a stack file: its defaults, and what holds for every part of it."""

from typing import Any

import pytest
from pydantic import ValidationError

from union_ecr.settings.data_planes import DataPlane
from union_ecr.settings.grants import Grant
from union_ecr.settings.repository import Encryption
from union_ecr.settings.stack import ImageSettings


def test_an_image_of_which_nothing_is_said_is_safe() -> None:
    assert ImageSettings().model_dump(mode="json", by_alias=True) == {
        "repository": None,
        "dataPlanes": None,
        "tagMutability": "IMMUTABLE",
        "tagMutabilityExclusions": [],
        "scanOnPush": True,
        "encryption": {"type": "AES256", "key": None},
        "untaggedDays": 14,
        "lifecycleRules": [],
        "keepTags": [],
        "allowTaggedExpiry": False,
        "grants": [],
        "resourceTags": {},
        "protect": True,
        "forceDelete": False,
        "buildCache": False,
        "adopt": False,
    }


@pytest.mark.parametrize("model", [ImageSettings(), Encryption(), DataPlane(account="123456789012")])
def test_settings_never_change(model: Any) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(model, next(iter(type(model).model_fields)), None)


@pytest.mark.parametrize("model", [ImageSettings, Encryption, DataPlane, Grant])
def test_an_unknown_key_is_refused_everywhere(model: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        model.model_validate({"zzz": 1})
    assert ("extra_forbidden", ("zzz",)) in [(error["type"], error["loc"]) for error in refused.value.errors()]
