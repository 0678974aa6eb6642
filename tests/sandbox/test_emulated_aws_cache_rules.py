"""Pull through cache rules of the emulated AWS."""

from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws

from .test_emulated_aws_answers import NO_RETRIES, error_of

pytestmark = pytest.mark.slow

SECRET = f"arn:aws:secretsmanager:us-east-1:{DEFAULT_ACCOUNT}:secret:ecr-pullthroughcache/hub-AbCdEf"
ROLE = f"arn:aws:iam::{DEFAULT_ACCOUNT}:role/cache"
UPSTREAM_ACCOUNT = "111122223333.dkr.ecr.us-east-1.amazonaws.com"


def create(ecr: Any, prefix: str = "cache", url: str = "public.ecr.aws", **more: Any) -> Any:
    answer = ecr.create_pull_through_cache_rule(ecrRepositoryPrefix=prefix, upstreamRegistryUrl=url, **more)
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def described(ecr: Any) -> list[Any]:
    return list(ecr.describe_pull_through_cache_rules()["pullThroughCacheRules"])


@pytest.mark.parametrize(
    ("url", "upstream", "login"),
    [
        ("public.ecr.aws", "ecr-public", {}),
        ("quay.io", "quay", {}),
        ("registry.k8s.io", "k8s", {}),
        ("registry-1.docker.io", "docker-hub", {"credentialArn": SECRET}),
        ("ghcr.io", "github-container-registry", {"credentialArn": SECRET}),
        ("registry.gitlab.com", "gitlab-container-registry", {"credentialArn": SECRET}),
        ("acme.azurecr.io", "azure-container-registry", {"credentialArn": SECRET}),
        ("cgr.dev", "chainguard", {"credentialArn": SECRET}),
        (UPSTREAM_ACCOUNT, "ecr", {"customRoleArn": ROLE}),
        (f"{DEFAULT_ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com", "ecr", {}),
    ],
)
def test_a_rule_knows_its_upstream(aws: EmulatedAws, url: str, upstream: str, login: dict[str, str]) -> None:
    ecr = aws.client("ecr")
    rule = create(ecr, url=url, **login)
    (listed,) = described(ecr)
    assert listed == {**rule, "updatedAt": rule["createdAt"]}
    del rule["createdAt"]
    assert rule == {
        "ecrRepositoryPrefix": "cache",
        "upstreamRegistryUrl": url,
        "upstreamRegistry": upstream,
        **({"upstreamRepositoryPrefix": "ROOT"} if upstream == "ecr" else {}),
        "registryId": DEFAULT_ACCOUNT,
        **login,
    }


@pytest.mark.parametrize("prefix", ["ab", "a" * 30, "docker-hub", "team/hub", "hub/", "root", "ROOT"])
def test_valid_prefixes_are_accepted(aws: EmulatedAws, prefix: str) -> None:
    assert create(aws.client("ecr"), prefix)["ecrRepositoryPrefix"] == prefix


INVALID, UNSUPPORTED = "InvalidParameterException", "UnsupportedUpstreamRegistryException"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param({"prefix": "a"}, INVALID, id="short prefix"),
        pytest.param({"prefix": "a" * 31}, INVALID, id="long prefix"),
        pytest.param({"prefix": "Hub"}, INVALID, id="prefix with capitals"),
        pytest.param({"url": "docker.io"}, UNSUPPORTED, id="docker.io"),
        pytest.param({"url": "https://public.ecr.aws"}, UNSUPPORTED, id="address with scheme"),
        pytest.param({"url": "quay.io.example.com"}, UNSUPPORTED, id="address that goes on"),
        pytest.param({"url": "publicxecr.aws"}, UNSUPPORTED, id="address like another"),
        pytest.param({"url": "quay.io", "upstreamRepositoryPrefix": "ROOT"}, INVALID, id="prefix in another registry"),
        pytest.param(
            {"prefix": "ROOT", "url": UPSTREAM_ACCOUNT, "customRoleArn": ROLE, "upstreamRepositoryPrefix": "base"},
            INVALID,
            id="upstream prefix for ROOT",
        ),
        pytest.param({"url": "quay.io", "upstreamRegistry": "k8s"}, UNSUPPORTED, id="misnamed upstream"),
        pytest.param({"url": "quay.io", "upstreamRegistry": "red-hat"}, INVALID, id="unknown upstream"),
        *[
            pytest.param({"url": url}, INVALID, id=f"{url} without credential")
            for url in ("registry-1.docker.io", "ghcr.io", "registry.gitlab.com", "acme.azurecr.io", "cgr.dev")
        ],
        *[
            pytest.param({"url": "ghcr.io", "credentialArn": secret}, INVALID, id=f"secret {why}")
            for why, secret in {
                "of another name": SECRET.replace("ecr-pullthroughcache/", "hub/"),
                "of another account": SECRET.replace(DEFAULT_ACCOUNT, "111122223333"),
                "of another region": SECRET.replace("us-east-1", "eu-west-1"),
                "of another partition": SECRET.replace("arn:aws:", "arn:aws-cn:"),
                "by name": "ecr-pullthroughcache/hub",
            }.items()
        ],
        pytest.param({"url": UPSTREAM_ACCOUNT}, INVALID, id="other account without role"),
        pytest.param(
            {"url": UPSTREAM_ACCOUNT, "customRoleArn": "arn:aws:iam::111122223333:role/x"}, INVALID, id="their role"
        ),
        pytest.param({"url": f"{DEFAULT_ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com"}, INVALID, id="itself"),
    ],
)
def test_invalid_rules_are_refused(aws: EmulatedAws, arguments: dict[str, Any], code: str) -> None:
    ecr = aws.client("ecr", config=Config(parameter_validation=False))
    with pytest.raises(ClientError) as refused:
        create(ecr, **arguments)
    assert error_of(refused) == (code, 400, 0)
    assert described(ecr) == []


@pytest.mark.parametrize("prefix", ["cache", "cache/"])
def test_a_prefix_has_one_rule_with_or_without_its_slash(aws: EmulatedAws, prefix: str) -> None:
    ecr = aws.client("ecr")
    create(ecr)
    with pytest.raises(ClientError) as refused:
        create(ecr, prefix, "quay.io")
    assert error_of(refused) == ("PullThroughCacheRuleAlreadyExistsException", 400, 0)


def test_the_51st_rule_is_refused_and_rules_come_in_pages(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    for number in range(50):
        create(ecr, f"cache{number}")
    with pytest.raises(ClientError) as refused:
        create(aws.client("ecr", config=NO_RETRIES), "one-more")  # boto3 takes the error for throttling
    assert error_of(refused)[:2] == ("LimitExceededException", 400)
    pages = ecr.get_paginator("describe_pull_through_cache_rules").paginate(PaginationConfig={"PageSize": 20})
    assert [len(page["pullThroughCacheRules"]) for page in pages] == [20, 20, 10]
    (rule,) = ecr.describe_pull_through_cache_rules(ecrRepositoryPrefixes=["cache7"])["pullThroughCacheRules"]
    assert rule["ecrRepositoryPrefix"] == "cache7"


def test_a_rules_credential_can_change_but_not_to_a_secret_of_another_account(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    create(ecr, url="ghcr.io", credentialArn=SECRET)
    ecr.update_pull_through_cache_rule(ecrRepositoryPrefix="cache", credentialArn=SECRET + "2")
    assert described(ecr)[0]["credentialArn"] == SECRET + "2"
    with pytest.raises(ClientError) as refused:
        ecr.update_pull_through_cache_rule(
            ecrRepositoryPrefix="cache", credentialArn=SECRET.replace(DEFAULT_ACCOUNT, "111122223333")
        )
    assert error_of(refused) == (INVALID, 400, 0)
    assert described(ecr)[0]["credentialArn"] == SECRET + "2"


def test_every_existing_rule_is_valid(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    create(ecr, url=UPSTREAM_ACCOUNT, customRoleArn=ROLE, upstreamRepositoryPrefix="base")
    answer = ecr.validate_pull_through_cache_rule(ecrRepositoryPrefix="cache")
    assert (answer["isValid"], answer["customRoleArn"], answer["upstreamRepositoryPrefix"]) == (True, ROLE, "base")


def test_a_deleted_rule_is_gone(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    create(ecr)
    assert ecr.delete_pull_through_cache_rule(ecrRepositoryPrefix="cache")["upstreamRegistryUrl"] == "public.ecr.aws"
    assert described(ecr) == []


@pytest.mark.parametrize("operation", ["update", "delete", "validate"])
def test_a_rule_that_is_missing_is_not_found(aws: EmulatedAws, operation: str) -> None:
    ecr = aws.client("ecr")
    with pytest.raises(ClientError) as refused:
        getattr(ecr, f"{operation}_pull_through_cache_rule")(ecrRepositoryPrefix="cache")
    assert error_of(refused) == ("PullThroughCacheRuleNotFoundException", 400, 0)
    with pytest.raises(ClientError) as refused:
        ecr.describe_pull_through_cache_rules(ecrRepositoryPrefixes=["cache"])
    assert error_of(refused) == ("PullThroughCacheRuleNotFoundException", 400, 0)


def test_another_account_cannot_create_rules(aws: EmulatedAws) -> None:
    with pytest.raises(ClientError) as refused:
        create(aws.client("ecr", account="111122223333"), registryId=DEFAULT_ACCOUNT)
    assert error_of(refused) == ("AccessDeniedException", 400, 0)


def test_rules_are_of_their_account_and_region_until_a_reset(aws: EmulatedAws) -> None:
    create(aws.client("ecr"))
    assert described(aws.client("ecr", "eu-west-1")) == []
    assert described(aws.client("ecr", account="111122223333")) == []
    aws.reset()
    assert described(aws.client("ecr")) == []
