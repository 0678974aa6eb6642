"""Rules across the fields of a stack. What each says to a person stands in the tables of bad stack files."""

from union_ecr.settings.data_planes import DataPlane
from union_ecr.settings.repository import Encryption, EncryptionType
from union_ecr.settings.rules import broken_stack_rules
from union_ecr.settings.stack import ImageSettings, Settings


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
