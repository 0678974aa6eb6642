"""The component: what it registers, with which options, and how it refuses invalid arguments."""

import json
from typing import Any, cast

import pulumi
import pulumi_aws as aws
import pytest

from components.private_repository import PrivateRepository
from components.private_repository_args import PrivateRepositoryArgs
from tests.components.recording import CALLER, COMPONENT, LIFECYCLE, POLICY, REPOSITORY, Recorded, record
from union_ecr.declared.stack import declare
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.load import load

pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")

WHERE = {"account": "123456789012", "region": "us-east-1"}
GRANT = {"principals": ["111122223333"], "access": ["pull"]}
URN = "urn:pulumi:team::union-ecr::union-ecr:index:PrivateRepository"


def made(name: str = "trainer", **args: Any) -> Recorded:
    """What the component registers with these arguments."""
    whole = cast(PrivateRepositoryArgs, WHERE | args)
    return record(lambda: PrivateRepository(name, whole), caller="123456789012")


def refusal(name: str = "trainer", **args: Any) -> list[str]:
    """The lines that say why the component refuses these arguments; an argument that is None is left out."""
    whole = {key: value for key, value in (WHERE | args).items() if value is not None}
    with pytest.raises(pulumi.RunError) as refused:
        record(lambda: PrivateRepository(name, cast(PrivateRepositoryArgs, whole)), caller="123456789012")
    return str(refused.value).splitlines()


class TestChildren:
    def test_they_are_three_with_the_components_name_below_it(self) -> None:
        recorded = made(grants=[GRANT])
        assert [(resource.urn, resource.name) for resource in recorded.resources[1:]] == [
            (f"{URN}::trainer", "trainer"),
            (f"{URN}${REPOSITORY}::trainer", "trainer"),
            (f"{URN}${POLICY}::trainer", "trainer"),
            (f"{URN}${LIFECYCLE}::trainer", "trainer"),
        ]
        component = recorded.only(COMPONENT)
        assert {resource.parent for resource in recorded.resources[2:]} == {component.urn}

    def test_without_grants_there_is_no_repository_policy(self) -> None:
        recorded = made()
        assert recorded.of_type(POLICY) == []
        assert len(recorded.of_type(LIFECYCLE)) == 1

    def test_without_expiry_there_is_no_lifecycle_policy(self) -> None:
        recorded = made(untagged_days=None, grants=[GRANT])
        assert recorded.of_type(LIFECYCLE) == []
        assert len(recorded.of_type(POLICY)) == 1

    def test_the_component_asks_aws_only_whose_the_credentials_are(self) -> None:
        assert made(grants=[GRANT]).calls == [CALLER]


class TestAccount:
    def test_credentials_of_another_account_are_refused_and_nothing_is_created(self) -> None:
        with pytest.raises(pulumi.RunError) as refused:
            record(lambda: PrivateRepository("trainer", cast(PrivateRepositoryArgs, WHERE)), caller="999900001111")
        assert str(refused.value) == (
            'PrivateRepository trainer: account: "123456789012": these credentials belong to account 999900001111 '
            "(arn:aws:sts::999900001111:assumed-role/a/b), so nothing was created; log in to 123456789012, or correct "
            "account"
        )

    def test_an_output_that_is_no_account_is_reported_as_such_alone(self) -> None:
        (line,) = refusal(account=pulumi.Output.from_input("1234"))
        assert line.startswith('PrivateRepository trainer: account: "1234": an AWS account id has 12 digits; ')

    def test_the_callers_own_provider_creates_everything_and_says_whose_the_credentials_are(self) -> None:
        def program() -> None:
            provider = aws.Provider("assuming", region="us-east-1")
            options = pulumi.ResourceOptions(provider=provider)
            PrivateRepository("trainer", cast(PrivateRepositoryArgs, WHERE | {"grants": [GRANT]}), options)

        recorded = record(program, caller="123456789012")
        providers = {recorded.only(kind).options["provider"] for kind in (REPOSITORY, POLICY, LIFECYCLE)}
        assert {provider.partition("::id-of-")[2] for provider in providers} == {"assuming"}
        assert set(recorded.asked_providers) == providers


class TestOptions:
    def test_the_repository_alone_is_protected_unless_an_argument_says_otherwise(self) -> None:
        recorded = made(grants=[GRANT])
        assert recorded.only(REPOSITORY).options == {"protect": True}
        assert "protect" not in recorded.only(POLICY).options
        assert "protect" not in recorded.only(LIFECYCLE).options
        assert "protect" not in recorded.only(COMPONENT).options
        assert made(protect=False).only(REPOSITORY).options == {}

    def test_documents_go_with_the_repository_and_a_new_one_comes_after_the_old(self) -> None:
        recorded = made(grants=[GRANT])
        repository = recorded.only(REPOSITORY).urn
        for document in (POLICY, LIFECYCLE):
            assert recorded.only(document).options == {"deletedWith": repository, "deleteBeforeReplace": True}

    def test_an_adopted_repository_alone_is_imported_by_its_name(self) -> None:
        recorded = made(adopt=True, repository="ml/trainer", grants=[GRANT])
        assert recorded.only(REPOSITORY).options == {"protect": True, "importId": "ml/trainer"}
        assert "importId" not in recorded.only(POLICY).options
        assert "importId" not in recorded.only(LIFECYCLE).options

    def test_options_of_the_component_are_not_copied_to_its_children(self) -> None:
        options = pulumi.ResourceOptions(ignore_changes=["x"], retain_on_delete=True)
        recorded = record(
            lambda: PrivateRepository("trainer", cast(PrivateRepositoryArgs, WHERE), options), caller="123456789012"
        )
        assert set(recorded.only(COMPONENT).options) == {"ignoreChanges", "retainOnDelete"}
        assert set(recorded.only(LIFECYCLE).options) == {"deletedWith", "deleteBeforeReplace"}


class TestInputs:
    def test_a_repository_of_which_nothing_is_said_is_safe(self) -> None:
        assert made().only(REPOSITORY).inputs == {
            "name": "trainer",
            "region": "us-east-1",
            "imageTagMutability": "IMMUTABLE",
            "imageTagMutabilityExclusionFilters": [],
            "imageScanningConfiguration": {"scanOnPush": True},
            "encryptionConfigurations": [{"encryptionType": "AES256"}],
            "forceDelete": False,
            "tags": {},
        }

    def test_every_argument_reaches_the_repository(self) -> None:
        key = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
        recorded = made(
            repository="ml/trainer",
            tag_mutability_exclusions=["latest", "b*"],
            scan_on_push=False,
            encryption={"type": "KMS", "key": key},
            resource_tags={"team": "ml"},
            force_delete=True,
        )
        assert recorded.only(REPOSITORY).inputs == {
            "name": "ml/trainer",
            "region": "us-east-1",
            "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
            "imageTagMutabilityExclusionFilters": [
                {"filter": "b*", "filterType": "WILDCARD"},
                {"filter": "latest", "filterType": "WILDCARD"},
            ],
            "imageScanningConfiguration": {"scanOnPush": False},
            "encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": key}],
            "forceDelete": True,
            "tags": {"team": "ml"},
        }

    def test_a_repository_may_be_mutable(self) -> None:
        assert made(tag_mutability="MUTABLE").only(REPOSITORY).inputs["imageTagMutability"] == "MUTABLE"

    def test_some_tags_of_a_mutable_repository_may_be_immutable(self) -> None:
        inputs = made(tag_mutability="MUTABLE", tag_mutability_exclusions=["v*"]).only(REPOSITORY).inputs
        assert inputs["imageTagMutability"] == "MUTABLE_WITH_EXCLUSION"
        assert inputs["imageTagMutabilityExclusionFilters"] == [{"filter": "v*", "filterType": "WILDCARD"}]

    def test_policies_name_the_repository_and_its_region(self) -> None:
        recorded = made(repository="ml/trainer", region="eu-west-1", grants=[GRANT])
        for kind in (POLICY, LIFECYCLE):
            inputs = recorded.only(kind).inputs
            assert (set(inputs), inputs["repository"], inputs["region"]) == (
                {"repository", "region", "policy"},
                "ml/trainer",
                "eu-west-1",
            )

    def test_what_is_denied_reaches_the_policy_in_other_languages_spelling_too(self) -> None:
        role, endpoint = "arn:aws:iam::123456789012:role/ci", "vpce-0a1b2c3d4e5f60718"
        snake = {"push": {"except_principals": [role]}, "outside_vpc_endpoints": {"vpc_endpoints": [endpoint]}}
        camel = {"push": {"exceptPrincipals": [role]}, "outsideVpcEndpoints": {"vpcEndpoints": [endpoint]}}
        texts = [made(deny=deny).only(POLICY).inputs["policy"] for deny in (snake, camel)]
        assert texts[0] == texts[1]
        statements = json.loads(texts[0])["Statement"]
        assert [statement["Sid"] for statement in statements] == ["DenyPush", "DenyOutsideVpcEndpoints"]
        assert role in statements[0]["Condition"]["ArnNotLike"]["aws:PrincipalArn"]

    def test_documents_are_byte_for_byte_the_declared_ones(self) -> None:
        text = """{"config": {"aws:region": "us-east-1", "union-ecr:account": "123456789012",
            "union-ecr:organization": "acme", "union-ecr:dataPlanes": {"production": {"account": "111122223333"}},
            "union-ecr:images": {"trainer": {"repository": "ml/trainer", "untaggedDays": 3,
            "grants": [{"principals": ["555566667777"], "access": ["push"]}]}}}}"""
        settings = load(parse_stack_file("F", text.encode))
        (declared,) = declare(settings).repositories
        recorded = record(lambda: PrivateRepository.from_declared(settings.registry, declared))
        for kind, document in ((POLICY, declared.policy), (LIFECYCLE, declared.lifecycle)):
            expected = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
            assert recorded.only(kind).inputs["policy"] == expected != "null"


def test_the_outputs_of_the_component_are_the_repositorys_url_arn_and_name() -> None:
    recorded = made(repository="ml/trainer")
    assert recorded.outputs[f"{URN}::trainer"] == {
        "repositoryUrl": "url-of-trainer",
        "repositoryArn": "arn-of-trainer",
        "repositoryName": "ml/trainer",
    }


class TestWrongArguments:
    @pytest.mark.parametrize(
        ("args", "line"),
        [
            ({"tag_mutabilty": "MUTABLE"}, "tag_mutabilty: is no setting here; did you mean tag_mutability?"),
            (
                {"tag_mutability": "mutable"},
                'tag_mutability: "mutable": must be one of IMMUTABLE, MUTABLE; did you mean MUTABLE?',
            ),
            ({"untagged_days": 0}, "untagged_days: 0: must be at least 1; write a larger number"),
            (
                {"repository": "ML"},
                'repository: "ML": must be lowercase letters and digits separated by ., _, __, - or /; write ml',
            ),
            (
                {"encryption": {"type": "KMS_DSSE"}},
                'encryption.type: "KMS_DSSE": ECR has it in GovCloud only; write type: KMS',
            ),
            (
                {"grants": [{"principals": ["111122223333"]}]},
                "grants[0]: grants nothing; add access: [pull], or actions",
            ),
        ],
    )
    def test_each_is_a_line_that_names_the_component_and_the_argument(self, args: dict[str, Any], line: str) -> None:
        assert refusal(**args) == [f"PrivateRepository trainer: {line}"]

    def test_all_are_reported_at_once(self) -> None:
        lines = refusal(untagged_days=0, protect="yes", zzz=1)
        assert sorted(line.split(": ")[1] for line in lines) == ["protect", "untagged_days", "zzz"]

    @pytest.mark.parametrize("argument", ["account", "region"])
    def test_a_missing_account_or_region_is_reported(self, argument: str) -> None:
        without: dict[str, Any] = {argument: None}
        (line,) = refusal(**without)
        assert line.startswith(f"PrivateRepository trainer: {argument}: ")

    @pytest.mark.parametrize(
        ("argument", "value", "remedy"), [("account", "1234", "twelve"), ("region", "us-eas-1", "us-east-1")]
    )
    def test_a_wrong_account_or_region_is_reported(self, argument: str, value: str, remedy: str) -> None:
        (line,) = refusal(**{argument: value})
        assert line.startswith(f'PrivateRepository trainer: {argument}: "{value}": ')
        assert remedy in line

    def test_data_planes_belong_to_a_stack_and_would_grant_nothing_here(self) -> None:
        (line,) = refusal(data_planes=["production"])
        assert line.startswith("PrivateRepository trainer: data_planes: ")

    def test_a_name_that_ecr_refuses_is_reported(self) -> None:
        (line,) = refusal(name="Trainer")
        assert line.startswith('PrivateRepository Trainer: repository: "Trainer": ')

    def test_what_plain_arguments_break_together_is_reported_before_outputs_are_known(self) -> None:
        unknown = {**GRANT, "principals": [pulumi.Output.from_input(pulumi.UNKNOWN)]}
        assert refusal(untagged_days=5, expire_untagged=False, grants=[unknown]) == [
            "PrivateRepository trainer: untagged_days: 5: contradicts expire_untagged, which is false; leave it out"
        ]

    def test_a_misspelt_name_in_a_nested_argument_is_reported_with_the_right_one(self) -> None:
        assert refusal(lifecycle_rules=[{"tag_staus": "any", "since_image_pushed": 5, "action": "expire"}]) == [
            "PrivateRepository trainer: lifecycle_rules[0].tag_staus: is no setting here; did you mean tag_status?"
        ]

    def test_a_wildcard_principal_is_refused(self) -> None:
        lines = refusal(grants=[{"principals": ["*"], "access": ["pull"]}])
        assert lines[0].startswith(
            'PrivateRepository trainer: grants[0].principals[0]: "*": would grant access to anybody; name the roles'
        )

    def test_an_exclusion_of_every_tag_is_refused(self) -> None:
        (line,) = refusal(tag_mutability="MUTABLE", tag_mutability_exclusions=["*"])
        assert line.startswith(
            'PrivateRepository trainer: tag_mutability_exclusions[0]: "*": makes every tag immutable; write '
        )

    def test_nothing_is_registered_below_a_refused_component(self) -> None:
        def program() -> None:
            with pytest.raises(pulumi.RunError):
                PrivateRepository("trainer", cast(PrivateRepositoryArgs, WHERE | {"untagged_days": 0}))

        recorded = record(program, caller="123456789012")
        assert {resource.type for resource in recorded.resources} <= {"pulumi:pulumi:Stack", COMPONENT}
