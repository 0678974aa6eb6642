"""What the registry's settings break in a given registry: the table of bad stack files has a line for each."""

from typing import Any

from model.grants import Grant
from model.images import Registry
from model.mistakes import dotted
from model.registry_wide.declared import resolved_registry_wide
from model.registry_wide.rules import broken_registry_rules
from model.registry_wide.settings import RegistryWideSettings
from tests.model.bad_registry_wide import ECR_ELSEWHERE, ROLE, SECRET

HERE = Registry("123456789012", "us-east-1")


def broken(
    *data_planes: str, registry: Registry = HERE, grants: tuple[Grant, ...] = (), **settings: Any
) -> list[tuple[str, str]]:
    whole = resolved_registry_wide(RegistryWideSettings.model_validate(settings), lambda _names: grants)
    return [(dotted(one.path), one.rule) for one in broken_registry_rules(registry, whole, data_planes)]


def template(**fields: Any) -> dict[str, Any]:
    return {"team": {"appliedFor": ["REPLICATION"], **fields}}


def test_right_settings_break_nothing() -> None:
    assert (
        broken(
            "production",
            replication=[{"destinations": [{"region": "us-east-1", "account": "111122223333"}]}],
            policy=[{"accounts": ["111122223333"], "access": ["replicate"]}],
            pullThroughCache={
                "ghcr": {"upstream": "ghcr.io", "credential": SECRET},
                "other": {"upstream": ECR_ELSEWHERE, "customRole": ROLE},
                "mine": {
                    "upstream": ECR_ELSEWHERE.replace(
                        "111122223333.dkr.ecr.us-east-1", f"{HERE.account}.dkr.ecr.eu-west-1"
                    )
                },
            },
            creationTemplates=template(dataPlanes=["production"], customRole=ROLE),
            pullTimeUpdateExclusions=["arn:aws:iam::999900001111:user/scanner"],
        )
        == []
    )


def test_where_data_planes_are_not_known_none_is_called_unknown() -> None:
    settings = RegistryWideSettings.model_validate({"creationTemplates": template(dataPlanes=["zzz"])})
    assert list(broken_registry_rules(HERE, settings, data_planes=None)) == []
    assert broken(creationTemplates=template(dataPlanes=["zzz"])) == [
        ("creationTemplates.team.dataPlanes", "is no data plane of this stack")
    ]


def test_the_data_planes_that_there_are_are_told_in_their_order() -> None:
    settings = RegistryWideSettings.model_validate({"creationTemplates": template(dataPlanes=["zzz"])})
    (told,) = broken_registry_rules(HERE, settings, data_planes=["staging", "lab", "production"])
    assert told.remedy == "known are: lab, production, staging"


def test_the_data_planes_count_towards_a_templates_policy() -> None:
    many = tuple(f"arn:aws:iam::{number:012}:role/{'a' * 40}" for number in range(200))
    grants = (Grant.model_validate({"principals": many, "access": ("pull",)}),)
    ((path, rule),) = broken(grants=grants, creationTemplates=template())
    assert path == "creationTemplates.team"
    assert "and ECR takes 10,240" in rule


def test_the_policy_may_have_10240_characters_and_not_one_more() -> None:
    def policy(length: int) -> list[dict[str, Any]]:
        name = "a" * length
        accounts = [f"{number:012}" for number in range(292)]
        return [{"accounts": accounts, "access": ["pull"], "repositories": [name[:250], f"b{name[250:]}"]}]

    lengths = [length for length in range(251, 500) if broken(policy=policy(length))]
    first = lengths[0]
    assert lengths == list(range(first, 500))
    ((_, rule),) = broken(policy=policy(first))
    assert rule == "would be a policy of 10,241 characters, and ECR takes 10,240"


def test_twenty_five_different_destinations_are_taken_however_often_they_are_named() -> None:
    some = [{"region": "eu-west-1", "account": f"{number:012}"} for number in range(25)]
    assert broken(replication=[{"destinations": some}, {"destinations": some}]) == []


def test_mirrors_are_refused_where_ecr_has_none_once_for_all_of_them() -> None:
    mirrors = {"quay": {"upstream": "quay.io"}, "k8s": {"upstream": "registry.k8s.io"}}
    for region in ("cn-north-1", "us-gov-west-1"):
        rule = f"ECR has no pull-through cache in {region}"
        assert broken(registry=Registry(HERE.account, region), pullThroughCache=mirrors) == [("pullThroughCache", rule)]
    assert broken(registry=Registry(HERE.account, "eusc-de-east-1"), pullThroughCache=mirrors) == []
