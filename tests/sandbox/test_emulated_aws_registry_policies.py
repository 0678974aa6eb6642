"""Registry policies of the emulated AWS: which are valid, and what they do across accounts."""

import pytest
from botocore.exceptions import ClientError

from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws
from sandbox.emulated_aws.policy_documents import PolicyKind, checked_policy
from sandbox.emulated_aws.policy_principals import InvalidPolicy

from .test_emulated_aws_answers import error_of
from .test_emulated_aws_policies import DATA_PLANE, EVERY_REPOSITORY, HERE, set_and_read, statement, text


@pytest.mark.parametrize(
    "policy",
    [
        text(statement(Resource=EVERY_REPOSITORY, Action=["ecr:ReplicateImage", "ecr:CreateRepository"])),
        text(statement(Resource=EVERY_REPOSITORY, Action="ecr:BatchImportUpstreamImage")),
        text(statement(Resource=[f"arn:aws:ecr:us-east-1:{DEFAULT_ACCOUNT}:repository/ml/*"], Action="ecr:*")),
        text(statement(Resource="*")),
        text(statement(NotResource=f"arn:aws:ecr:us-east-1:{DEFAULT_ACCOUNT}:repository/secret")),
    ],
)
def test_a_registry_policy_is_put_read_and_deleted(aws: EmulatedAws, policy: str) -> None:
    ecr = aws.client("ecr")
    expected = {"registryId": DEFAULT_ACCOUNT, "policyText": policy}
    answers = [ecr.put_registry_policy(policyText=policy), ecr.get_registry_policy(), ecr.delete_registry_policy()]
    assert [{name: answer[name] for name in expected} for answer in answers] == [expected] * 3
    with pytest.raises(ClientError) as missing:
        ecr.get_registry_policy()
    assert error_of(missing) == ("RegistryPolicyNotFoundException", 400, 0)


@pytest.mark.parametrize(
    "policy",
    [
        text(statement()),
        text(statement(Resource=[])),
        text(statement(Resource="arn:aws:s3:::bucket")),
        text(statement(Resource=f"arn:aws:ecr:us-east-1:{DATA_PLANE}:repository/*")),
        text(statement(Resource=f"arn:aws:ecr:eu-west-1:{DEFAULT_ACCOUNT}:repository/*")),
        text(statement(Resource="*", Action="ecr:GetAuthorizationToken")),
        text(statement(Resource="*", Principal={"AWS": "garbage"})),
    ],
)
def test_an_invalid_registry_policy_is_refused_with_ecrs_message(aws: EmulatedAws, policy: str) -> None:
    with pytest.raises(ClientError, match="'Invalid registry policy provided'") as refused:
        aws.client("ecr").put_registry_policy(policyText=policy)
    assert error_of(refused) == ("InvalidParameterException", 400, 0)


@pytest.mark.parametrize(("kind", "taken"), [("repository", True), ("registry", False)])
def test_only_a_registry_policy_needs_a_resource(kind: PolicyKind, taken: bool) -> None:
    try:
        checked_policy(text(statement()), kind, HERE)
    except InvalidPolicy:
        assert not taken
    else:
        assert taken


def test_a_registry_policy_allows_another_account_to_pull_the_repositories_it_names(aws: EmulatedAws) -> None:
    ecr, node = aws.client("ecr"), aws.client("ecr", account=DATA_PLANE, role="node")
    for name in ("ml/trainer", "web/trainer"):
        ecr.create_repository(repositoryName=name)
    ecr.put_registry_policy(policyText=text(statement(Resource=EVERY_REPOSITORY.replace("*", "ml/*"))))
    pull = {"registryId": DEFAULT_ACCOUNT, "imageIds": [{"imageTag": "v1"}]}
    assert node.batch_get_image(repositoryName="ml/trainer", **pull)["failures"]
    with pytest.raises(ClientError, match="no resource-based policy allows"):
        node.batch_get_image(repositoryName="web/trainer", **pull)


def test_no_policy_allows_creating_repositories_in_another_account_by_call(aws: EmulatedAws) -> None:
    granted = statement(Resource=EVERY_REPOSITORY, Action=["ecr:CreateRepository", "ecr:ReplicateImage"])
    aws.client("ecr").put_registry_policy(policyText=text(granted))
    with pytest.raises(ClientError, match="'registryId'") as refused:
        aws.client("ecr", account=DATA_PLANE, role="node").create_repository(
            registryId=DEFAULT_ACCOUNT, repositoryName="theirs"
        )
    assert error_of(refused) == ("InvalidParameterException", 400, 0)
    assert aws.client("ecr").describe_repositories()["repositories"] == []


def test_a_registry_policys_deny_wins_over_a_repository_policys_allow(aws: EmulatedAws) -> None:
    set_and_read(aws, text(statement()))
    aws.client("ecr").put_registry_policy(policyText=text(statement(Effect="Deny", Resource="*")))
    with pytest.raises(ClientError, match="explicit deny"):
        aws.client("ecr", account=DATA_PLANE, role="node").batch_get_image(
            registryId=DEFAULT_ACCOUNT, repositoryName="trainer", imageIds=[{"imageTag": "v1"}]
        )
