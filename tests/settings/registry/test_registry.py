"""The shape of a registry's settings: what is taken, and that whatever is refused has its words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.registries import taken
from union_ecr.settings.error_messages import explain
from union_ecr.settings.registry.registry import RegistryWideSettings


def settings(**given: Any) -> RegistryWideSettings:
    return RegistryWideSettings.model_validate(given)


def test_they_are_frozen_and_of_nothing_said_nothing_holds() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        settings().scanning = None  # type: ignore[misc]
    assert settings().model_dump(by_alias=True) == {
        "scanning": None,
        "replication": (),
        "policy": (),
        "pullThroughCache": {},
        "creationTemplates": {},
        "accountSettings": None,
        "pullTimeUpdateExclusions": (),
    }


def test_a_scanner_of_another_account_can_be_left_out_of_the_counting() -> None:
    arn = "arn:aws:iam::999900001111:role/path/scanner"
    assert settings(pullTimeUpdateExclusions=[arn]).pull_time_update_exclusions == (arn,)


def test_lists_are_as_long_as_ecr_takes_them_and_not_longer() -> None:
    def fits(length: int, of: str) -> bool:
        names = [f"n{number:03}" for number in range(length)]
        said: dict[str, Any] = {
            "filters": {"scanning": {"type": "BASIC", "rules": [{"frequency": "MANUAL", "filters": names}]}},
            "prefixes": {"replication": [{"destinations": [{"region": "eu-west-1"}], "prefixes": names}]},
            "exclusions": {"pullTimeUpdateExclusions": [f"arn:aws:iam::111122223333:role/{name}" for name in names]},
        }
        return taken(RegistryWideSettings, said[of])

    for of in ("filters", "prefixes", "exclusions"):
        assert fits(100, of)
        assert not fits(101, of)


_WORDS = st.sampled_from(
    "BASIC ENHANCED MANUAL us-east-1 eu-west-1 111122223333 pull ghcr.io quay.io docker.io ROOT team team/ * ml/* V1 "
    "PULL_THROUGH_CACHE KMS ecr-pullthroughcache/x".split()
)
_KEYS = st.sampled_from(
    "scanning type rules frequency filters replication destinations region account prefixes policy accounts access "
    "organizationId repositories pullThroughCache ghcr upstream credential upstreamPrefix customRole team "
    "creationTemplates appliedFor description resourceTags encryption untaggedDays grants accountSettings "
    "basicScanTypeVersion registryPolicyScope blobMounting pullTimeUpdateExclusions zzz".split()
)
_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-1, 400), _WORDS, st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_KEYS, inner, max_size=5)),
    max_leaves=12,
)
_FIELDS = [field.alias or name for name, field in RegistryWideSettings.model_fields.items()]


@given(st.dictionaries(st.sampled_from(_FIELDS), _JSON, min_size=1))
def test_whatever_is_refused_is_explained(raw: Any) -> None:
    try:
        RegistryWideSettings.model_validate(raw)
    except ValidationError as error:
        for details in error.errors():
            _, rule, remedy = explain(details, RegistryWideSettings)
            assert rule
            assert remedy
