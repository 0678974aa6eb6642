"""Rules across the fields of a stack. What each says to a person stands in the tables of bad stack files."""

from typing import Any

from union_ecr.declared.registry import resolved_registry_wide
from union_ecr.ecr.registry import Registry
from union_ecr.settings.data_planes import DataPlane
from union_ecr.settings.grants import Grant
from union_ecr.settings.registry.configuration import RegistryConfiguration
from union_ecr.settings.repository import Encryption, EncryptionType
from union_ecr.settings.rules import broken_registry_documents, broken_stack_rules
from union_ecr.settings.stack import ImageSettings, Settings
from union_ecr.stack_file.errors import format_path

HERE = Registry("123456789012", "us-east-1")


def document_errors(grants: tuple[Grant, ...] = (), **settings: Any) -> list[tuple[str, str]]:
    whole = resolved_registry_wide(RegistryConfiguration.model_validate(settings), lambda _names: grants)
    return [(format_path(broken.path), broken.rule) for broken in broken_registry_documents(HERE, whole)]


def test_grants_of_data_planes_count_towards_the_policy_of_a_template() -> None:
    many = tuple(f"arn:aws:iam::{number:012}:role/{'a' * 40}" for number in range(200))
    grants = (Grant.model_validate({"principals": many, "access": ("pull",)}),)
    ((path, rule),) = document_errors(grants, creationTemplates={"team": {"appliedFor": ["REPLICATION"]}})
    assert path == "creationTemplates.team"
    assert "and ECR takes 10,240" in rule


def test_the_registry_policy_may_have_10240_characters_and_not_one_more() -> None:
    def policy(length: int) -> list[dict[str, Any]]:
        name = "a" * length
        accounts = [f"{number:012}" for number in range(292)]
        return [{"accounts": accounts, "access": ["pull"], "repositories": [name[:250], f"b{name[250:]}"]}]

    lengths = [length for length in range(251, 500) if document_errors(policy=policy(length))]
    first = lengths[0]
    assert lengths == list(range(first, 500))
    ((_, rule),) = document_errors(policy=policy(first))
    assert rule == "would be a policy of 10,241 characters, and ECR takes 10,240"


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
