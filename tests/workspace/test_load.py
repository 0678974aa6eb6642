"""From values to settings: defaults and what overrides them, and judging that never raises."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stacks import stack_file, stack_settings
from union_ecr.settings.grants import Grant
from union_ecr.settings.repository import Encryption, EncryptionType, TagMutability
from union_ecr.settings.stack import ImageSettings
from union_ecr.stack_file.errors import ConfigError, InvalidStackFiles
from union_ecr.stack_file.parse import CONFIG_KEYS, parse_stack_file
from union_ecr.workspace.load import load, validate

GRANT = {"principals": ["555566667777"], "access": ["push"]}


def image(defaults: dict[str, Any], own: dict[str, Any] | None) -> ImageSettings:
    return stack_settings(defaults=defaults, images={"trainer": own}).images["trainer"]


def test_every_setting_is_read() -> None:
    settings = stack_settings(
        region="eu-west-1",
        dataPlanes={"lab": {"account": "444455556666", "roles": ["a", "b"]}, "same": {"account": "123456789012"}},
    )
    assert (settings.account, settings.region, settings.organization) == ("123456789012", "eu-west-1", "acme")
    assert {name: (plane.account, plane.roles) for name, plane in settings.data_planes.items()} == {
        "lab": ("444455556666", ("a", "b")),
        "same": ("123456789012", None),
    }


def test_every_field_of_an_image_is_read() -> None:
    assert image(
        {},
        {
            "repository": "ml/trainer",
            "dataPlanes": [],
            "tagMutability": "IMMUTABLE",
            "tagMutabilityExclusions": ["latest"],
            "scanOnPush": False,
            "encryption": {"type": "KMS"},
            "untaggedDays": 3,
            "grants": [GRANT],
            "resourceTags": {"team": "ml"},
            "protect": False,
            "forceDelete": True,
            "adopt": True,
        },
    ) == ImageSettings(
        repository="ml/trainer",
        data_planes=(),
        tag_mutability=TagMutability.IMMUTABLE,
        tag_mutability_exclusions=("latest",),
        scan_on_push=False,
        encryption=Encryption(type=EncryptionType.KMS),
        untagged_days=3,
        grants=(Grant.model_validate(GRANT),),
        resource_tags={"team": "ml"},
        protect=False,
        force_delete=True,
        adopt=True,
    )


@pytest.mark.parametrize(
    ("defaults", "own", "days"),
    [
        ({"expireUntagged": False}, {}, None),
        ({"expireUntagged": False}, {"untaggedDays": 7}, 7),
        ({"untaggedDays": 30}, {"expireUntagged": False}, None),
        ({"untaggedDays": 30}, {"expireUntagged": True}, 14),
        ({"untaggedDays": None}, {"untaggedDays": 7}, 7),
    ],
)
def test_an_image_that_says_when_untagged_images_expire_takes_nothing_of_it_from_the_defaults(
    defaults: dict[str, Any], own: dict[str, Any], days: int | None
) -> None:
    assert image(defaults, own).untagged_expire_after == days


@pytest.mark.parametrize("nothing", [None, {}])
def test_an_image_with_nothing_behind_it_has_the_defaults(nothing: dict[str, Any] | None) -> None:
    assert image({}, nothing) == ImageSettings()
    assert image({"untaggedDays": 3}, nothing) == ImageSettings(untagged_days=3)


@pytest.mark.parametrize(
    ("defaults", "own", "expected"),
    [
        ({"untaggedDays": 30}, {"untaggedDays": 3}, ImageSettings(untagged_days=3)),
        ({"untaggedDays": 30}, {"untaggedDays": None}, ImageSettings(untagged_days=None)),
        ({"untaggedDays": None}, {"untaggedDays": 3}, ImageSettings(untagged_days=3)),
        ({"dataPlanes": []}, {"dataPlanes": None}, ImageSettings(data_planes=None)),
        ({"protect": False}, {"protect": True}, ImageSettings(protect=True)),
        (
            {"resourceTags": {"team": "ml", "cost": "1"}},
            {"resourceTags": {"team": "ds"}},
            ImageSettings(resource_tags={"team": "ds"}),
        ),
        ({"resourceTags": {"team": "ml"}}, {"resourceTags": {}}, ImageSettings()),
        ({"grants": [GRANT]}, {"grants": []}, ImageSettings()),
        ({"encryption": {"type": "KMS"}}, {"encryption": {}}, ImageSettings()),
        (
            {"tagMutability": "MUTABLE"},
            {"tagMutability": "IMMUTABLE", "tagMutabilityExclusions": ["latest"]},
            ImageSettings(tag_mutability_exclusions=("latest",)),
        ),
    ],
)
def test_the_value_of_an_image_replaces_the_whole_default(
    defaults: dict[str, Any], own: dict[str, Any], expected: ImageSettings
) -> None:
    assert image(defaults, own) == expected


def test_a_default_applies_to_images_without_a_value_of_their_own() -> None:
    settings = stack_settings(defaults={"untaggedDays": 30}, images={"a1": {}, "b1": {"untaggedDays": 3}, "c1": None})
    days = {name: image_settings.untagged_days for name, image_settings in settings.images.items()}
    assert days == {"a1": 30, "b1": 3, "c1": 30}


@pytest.mark.parametrize("images", ["", "  union-ecr:images:\n", "  union-ecr:images: {}\n"])
@pytest.mark.parametrize("registry", ["{ignore: [legacy]}", "{scanning: {type: BASIC}}"])
def test_a_stack_with_registry_settings_needs_no_image(images: str, registry: str) -> None:
    head = 'config:\n  aws:region: us-east-1\n  union-ecr:account: "123456789012"\n'
    settings = load(parse_stack_file("F", f"{head}{images}  union-ecr:registry: {registry}\n".encode))
    assert settings.images == {}
    assert settings.registry_settings is not None
    assert type(settings).model_validate(settings.model_dump()) == settings


def test_a_data_plane_of_the_registrys_own_account_needs_no_organization() -> None:
    text = (
        '{"config": {"aws:region": "us-east-1", "union-ecr:account": "123456789012", "union-ecr:images": {"ab": {}}, '
    )
    planes = '"union-ecr:dataPlanes": {"here": {"account": "123456789012"}}}}'
    assert load(parse_stack_file("F", (text + planes).encode)).organization is None


def test_keys_of_other_namespaces_are_not_validated() -> None:
    text = (
        "config:\n  aws:region: us-east-1\n  aws:profile: [x]\n  pulumi:tags: {secure: x}\n"
        '  union-ecr:account: "123456789012"\n  union-ecr:images: {ab: {}}\n'
    )
    assert validate(parse_stack_file("F", text.encode))[1] == ()


@pytest.mark.parametrize("region", ["us-gov-west-1", "us-gov-east-1"])
def test_kms_dsse_is_for_govcloud(region: str) -> None:
    settings = stack_settings(region=region, images={"ab": {"encryption": {"type": "KMS_DSSE"}}})
    assert settings.images["ab"].encryption.type is EncryptionType.KMS_DSSE


def test_load_raises_every_error_in_the_order_of_the_lines() -> None:
    file = stack_file(images={"Trainer": {}, "ab": {"zzz": 1}}, region="us-eas-1")
    with pytest.raises(InvalidStackFiles) as wrong:
        load(file)
    assert wrong.value.errors == validate(file)[1]
    lines = [error.line for error in wrong.value.errors if error.line is not None]
    assert len(lines) == 3
    assert lines == sorted(lines)
    assert str(wrong.value).splitlines() == [str(error) for error in wrong.value.errors]


_WORDS = (
    "aws:region union-ecr:account union-ecr:organization union-ecr:dataPlanes union-ecr:defaults union-ecr:images "
    "production trainer account roles repository dataPlanes tagMutability tagMutabilityExclusions scanOnPush "
    "encryption type key untaggedDays grants principals access resourceTags protect forceDelete adopt secure zzz"
).split()
_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 20),
    st.sampled_from(
        ["", "us-east-1", "123456789012", "111122223333", "acme", "production", "KMS", "MUTABLE", "pull", "latest", "*"]
    ),
)
_TREES = st.recursive(
    _VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_WORDS), inner, max_size=4),
    max_leaves=12,
)
_KEYS: dict[str, object] = {
    "aws:region": "us-east-1",
    "union-ecr:account": "123456789012",
    "union-ecr:organization": "acme",
    "union-ecr:dataPlanes": {"production": {"account": "111122223333"}},
    "union-ecr:defaults": {},
    "union-ecr:images": {"trainer": {}},
    "union-ecr:registry": None,
}


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from(sorted(_KEYS)), _TREES, max_size=3), st.sampled_from(sorted(_KEYS)), _TREES)
def test_validate_never_raises_and_returns_settings_or_errors(
    replaced: dict[str, Any], deep: str, tree: object
) -> None:
    for config in (_KEYS | replaced, _KEYS | {deep: {"trainer": tree, "production": tree}}, tree):
        file = parse_stack_file("F", json.dumps({"config": config}).encode)
        settings, errors = validate(file)
        for error in errors:
            assert isinstance(error, ConfigError)
            assert error.rule
            assert error.remedy
        if settings is None:
            assert errors
        else:
            assert settings.images or settings.registry_settings is not None
            assert type(settings).model_validate(settings.model_dump()) == settings


def test_every_key_of_ours_has_the_namespace() -> None:
    assert sorted(CONFIG_KEYS) == sorted(
        f"union-ecr:{key}"
        for key in ("account", "organization", "dataPlanes", "defaults", "images", "pushRoles", "registry")
    )


@pytest.mark.parametrize(
    ("image", "key"),
    [
        (
            "allowTaggedExpiry: yes, lifecycleRules: [{tagStatus: any, sinceImagePushed: 3, action: expire}]",
            "allowTagged",
        ),
        (
            "lifecycleRules: [{tagStatus: untagged, sinceImagePushed: 1_000, action: expire}], untaggedDays: null",
            "since",
        ),
        ("grants: [{service: lambda.amazonaws.com, access: [pull], sourceAccounts: [012345678901]}]", "sourceAccounts"),
        ("grants: [{organizationId: 0b1, access: [pull]}]", "organizationId"),
    ],
)
def test_a_value_that_the_reader_refused_is_reported_once_and_not_as_missing(image: str, key: str) -> None:
    text = f"""config:
  aws:region: us-east-1
  union-ecr:account: "123456789012"
  union-ecr:images: {{trainer: {{{image}}}}}
"""
    _, errors = validate(parse_stack_file("F", text.encode))
    assert len(errors) == 1
    assert key in errors[0].key


def test_images_without_settings_of_their_own_are_validated_once() -> None:
    images = {"first": {}, "second": None, "third": {"untaggedDays": 3}}
    first, second, third = stack_settings(defaults={"untaggedDays": 3}, images=images).images.values()
    assert first is second
    assert first is not third
    assert first.untagged_days == 3


def test_every_image_with_an_invalid_name_is_reported_beside_those_without_settings() -> None:
    errors = validate(stack_file(images={"first": {}, "Second": {}, "Third": None}))[1]
    assert [error.key for error in errors] == ["union-ecr:images.Second", "union-ecr:images.Third"]


@pytest.mark.parametrize("section", [{}, {"replication": []}, {"ignore": [], "drift": {}}])
def test_a_section_that_sets_nothing_is_refused_where_the_stack_has_no_images(section: dict[str, Any]) -> None:
    (error,) = validate(stack_file(images=None, registry=section))[1]
    assert (error.key, error.rule) == ("union-ecr:registry", "sets nothing, and the stack has no images")
    assert error.remedy.startswith("add an image to the stack, or here one of scanning, replication, policy, deny, ")
    assert validate(stack_file(registry=section))[1] == ()
    assert validate(stack_file(images=None, registry={**section, "ignore": ["legacy"]}))[1] == ()


def test_images_that_are_invalid_are_no_stack_without_images() -> None:
    (error,) = validate(stack_file(images={"No": {}}, registry={}))[1]
    assert error.key == "union-ecr:images.No"
