"""Rules across fields and across stacks. What each says to a person stands in the table of bad stack files."""

import pytest

from model.access import Access, document_text
from model.conflicts import conflicts
from model.declared import declared_repository
from model.images import Registry
from model.rules import broken_image_rules, broken_stack_rules
from model.settings import DataPlane, Encryption, EncryptionType, Grant, ImageSettings, Settings
from tests.model.stacks import stack_file, stack_settings

VIRGINIA, CHINA = Registry("123456789012", "us-east-1"), Registry("123456789012", "cn-north-1")
KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd"


def grant(*principals: str) -> ImageSettings:
    return ImageSettings(grants=(Grant(principals=principals, access=(Access.PULL,)),))


def test_a_document_is_compact_text_in_its_own_order() -> None:
    assert document_text({"b": [1, "é"], "a": None}) == '{"b":[1,"é"],"a":null}'


@pytest.mark.parametrize(
    ("registry", "settings", "path"),
    [
        (VIRGINIA, ImageSettings(), None),
        (VIRGINIA, ImageSettings(encryption=Encryption(type=EncryptionType.KMS, key=KEY)), None),
        (VIRGINIA, grant("111122223333", "arn:aws:iam::111122223333:root"), None),
        (CHINA, grant("111122223333", "arn:aws-cn:iam::111122223333:role/ci"), None),
        (CHINA, ImageSettings(encryption=Encryption(type=EncryptionType.KMS, key=KEY)), ("encryption", "key")),
        (CHINA, grant("arn:aws:iam::111122223333:role/ci"), ("grants", 0, "principals")),
        (CHINA, ImageSettings(encryption=Encryption(type=EncryptionType.KMS_DSSE)), ("encryption", "type")),
    ],
)
def test_an_image_must_fit_its_registry(
    registry: Registry, settings: ImageSettings, path: tuple[str | int, ...] | None
) -> None:
    broken = [rule.path for rule in broken_image_rules(registry, "trainer", settings)]
    assert broken == ([] if path is None else [path])


def test_a_repository_policy_may_have_10240_characters_and_no_more() -> None:
    def of_length(missing: int) -> ImageSettings:
        long = "arn:aws:iam::111122223333:role/" + 3 * "a-part-of-a-path/"
        return grant(*(f"{long}role-{number:02}" for number in range(90)), f"{long}p{missing * 'p'}/role")

    def length(settings: ImageSettings) -> int:
        return len(document_text(declared_repository(VIRGINIA, "trainer", settings).policy))

    longest = 10_240 - length(of_length(0))
    assert length(of_length(longest)) == 10_240
    assert list(broken_image_rules(VIRGINIA, "trainer", of_length(longest))) == []
    (broken,) = broken_image_rules(VIRGINIA, "trainer", of_length(longest + 1))
    assert broken.rule == "its repository policy would have 10,241 characters, and ECR takes 10,240"


def test_what_is_unknown_is_no_ground_for_a_second_mistake() -> None:
    settings = Settings.model_construct(
        account="123456789012",
        region="us-east-1",
        organization=None,
        data_planes={"production": DataPlane(account="111122223333")},
        images={"ab": ImageSettings(data_planes=("zzz",), encryption=Encryption(type=EncryptionType.KMS_DSSE))},
    )
    rules = {
        "names no roles": {"organization"},
        "is no data plane": {"data_planes"},
        "in GovCloud only": {"region", "account"},
    }
    for rule, without in rules.items():
        assert any(rule in broken.rule for broken in broken_stack_rules(settings, set()))
        for unknown in without:
            assert not any(rule in broken.rule for broken in broken_stack_rules(settings, {unknown}))


def test_one_repository_in_two_stacks_of_a_registry_is_told_of_the_later_one() -> None:
    first, second = stack_file(), stack_file(images={"other": {"repository": "trainer"}})
    both = {
        "one": (first, stack_settings()),
        "two": (second, stack_settings(images={"other": {"repository": "trainer"}})),
    }
    (mistake,) = conflicts(both)
    assert (mistake.key, mistake.given) == ("union-ecr:images.other.repository", '"trainer"')
    assert mistake.rule == "is the repository of trainer in stack one already, in the same registry"


def test_three_stacks_with_one_repository_are_two_mistakes() -> None:
    stacks = {name: (stack_file(), stack_settings()) for name in ("one", "two", "three")}
    assert [mistake.rule.partition(" already")[0] for mistake in conflicts(stacks)] == [
        "is the repository of trainer in stack one"
    ] * 2


@pytest.mark.parametrize("elsewhere", [{"account": "111122223333"}, {"region": "eu-west-1"}], ids=["account", "region"])
def test_two_registries_share_nothing(elsewhere: dict[str, str]) -> None:
    stacks = {
        "one": (stack_file(), stack_settings()),
        "two": (stack_file(**elsewhere), stack_settings(**elsewhere)),
    }
    assert conflicts(stacks) == ()
