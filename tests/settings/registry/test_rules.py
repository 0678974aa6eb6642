"""What the registry's settings break in a given registry: the table of bad stack files has a line for each."""

from typing import Any

from tests.registries import ROLE, SECRET
from union_ecr.declared.registry import resolved_registry_wide
from union_ecr.ecr.registry import Registry
from union_ecr.settings.grants import Grant
from union_ecr.settings.registry.registry import RegistryWideSettings
from union_ecr.settings.registry.rules import broken_registry_rules
from union_ecr.stack_file.errors import format_path

ECR_ELSEWHERE = "111122223333.dkr.ecr.us-east-1.amazonaws.com"
HERE = Registry("123456789012", "us-east-1")


def broken(
    *data_planes: str, registry: Registry = HERE, grants: tuple[Grant, ...] = (), **settings: Any
) -> list[tuple[str, str]]:
    whole = resolved_registry_wide(RegistryWideSettings.model_validate(settings), lambda _names: grants)
    return [(format_path(one.path), one.rule) for one in broken_registry_rules(registry, whole, data_planes, ())]


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
    assert list(broken_registry_rules(HERE, settings, data_planes=None, repositories=None)) == []
    assert broken(creationTemplates=template(dataPlanes=["zzz"])) == [
        ("creationTemplates.team.dataPlanes[0]", "is no data plane of this stack")
    ]


def test_the_data_planes_that_there_are_are_told_in_their_order() -> None:
    settings = RegistryWideSettings.model_validate({"creationTemplates": template(dataPlanes=["zzz"])})
    (told,) = broken_registry_rules(HERE, settings, ["staging", "lab", "production"], None)
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


MIRRORS = {"quay": {"upstream": "quay.io"}, "k8s": {"upstream": "registry.k8s.io"}}


def missed(
    names: list[str], *repositories: str, access: str = "pullThrough", mirror: str = "k8s"
) -> list[tuple[str, str]]:
    """Where, and what to write instead, in a policy of these patterns beside the mirrors and repositories."""
    mirrors = {mirror: {"upstream": "registry.k8s.io"}}
    policy = [{"accounts": ["111122223333"], "access": ["pull", access], "repositories": names}]
    settings = RegistryWideSettings.model_validate({"policy": policy, "pullThroughCache": MIRRORS | mirrors})
    return [(format_path(one.path), one.remedy) for one in broken_registry_rules(HERE, settings, (), repositories)]


def test_a_pattern_that_is_a_mirrors_prefix_is_meant_for_what_is_below_it() -> None:
    assert missed(["team/*", "quay", "k8s"]) == [
        ("policy[0].repositories[1]", "write quay/*"),
        ("policy[0].repositories[2]", "write k8s/*"),
    ]
    assert missed(["quay/*", "*", "quay/x", "ghcr", "qua*"]) == []


def test_a_pattern_that_is_a_mirrors_prefix_stands_where_a_repository_may_be_called_so() -> None:
    assert missed(["quay"], "quay") == []
    assert missed(["quay"], mirror="ROOT") == []
    assert missed(["k8s/in"], mirror="k8s/in") == []
    assert missed(["quay"], access="push") == []
    settings = RegistryWideSettings.model_validate(
        {"policy": [{"accounts": ["111122223333"], "access": ["pullThrough"], "repositories": ["quay"]}]}
        | {"pullThroughCache": MIRRORS}
    )
    assert list(broken_registry_rules(HERE, settings, data_planes=(), repositories=None)) == []


def misnamed(*templates: str, more: str = "PULL_THROUGH_CACHE", mirror: str = "k8s") -> list[str]:
    mirrors = {mirror: {"upstream": "registry.k8s.io"}}
    made = {prefix: {"appliedFor": ["PULL_THROUGH_CACHE", more]} for prefix in templates}
    settings = RegistryWideSettings.model_validate({"creationTemplates": made, "pullThroughCache": MIRRORS | mirrors})
    return [f"{format_path(one.path)}: {one.remedy}" for one in broken_registry_rules(HERE, settings, (), ())]


def test_a_template_that_is_called_almost_like_a_mirror_without_one_is_meant_for_it() -> None:
    assert misnamed("quai") == ["creationTemplates.quai: did you mean quay?"]
    assert misnamed("quai", "k8s", "ROOT") == ["creationTemplates.quai: did you mean quay?"]


def test_a_template_stands_where_a_mirror_is_there_or_may_have_been_made_by_hand() -> None:
    assert misnamed("quay", "k8s", "ROOT") == []
    assert misnamed("quai", "quay") == []  # each has its own
    assert misnamed("quay/team", "quai") == []
    assert misnamed("ghcr") == []  # like none of the stack's
    assert misnamed("quai", more="REPLICATION") == []
    assert misnamed("quai", mirror="quai/in") == []
    assert misnamed("quai", mirror="ROOT") == []
