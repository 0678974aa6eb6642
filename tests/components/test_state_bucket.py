"""The component of the state's bucket: what it registers, and how it refuses invalid arguments."""

import json
from typing import Any, cast

import pulumi
import pytest

from components.arguments import RemoteArguments
from components.state_bucket import StateBucket
from components.state_bucket_args import StateBucketArgs
from tests.components.recording import Recorded, record

pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")

BUCKET, PREFIX = "aws:s3/bucket:Bucket", "aws:s3/bucket"
ACCOUNT, OTHER_ACCOUNT = "123456789012", "999988887777"
RIGHT = {"account": ACCOUNT, "region": "us-east-1", "bucket": "acme-state"}


def made(caller: str = ACCOUNT, **args: Any) -> Recorded:
    return record(lambda: StateBucket("state", cast(StateBucketArgs, RIGHT | args)), caller=caller)


def policy(recorded: Recorded) -> list[dict[str, Any]]:
    statements: list[dict[str, Any]] = json.loads(recorded.only(f"{PREFIX}Policy:BucketPolicy").inputs["policy"])[
        "Statement"
    ]
    return statements


def test_it_is_versioned_encrypted_private_protected_and_expires_old_versions_only() -> None:
    recorded = made()
    assert recorded.only(BUCKET).options["protect"] is True
    versioning = recorded.only(f"{PREFIX}Versioning:BucketVersioning").inputs
    assert versioning["versioningConfiguration"] == {"status": "Enabled"}
    (encryption,) = recorded.only(
        f"{PREFIX}ServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    ).inputs["rules"]
    assert encryption == {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}
    block = recorded.only(f"{PREFIX}PublicAccessBlock:BucketPublicAccessBlock").inputs
    assert [value for name, value in block.items() if name not in ("bucket", "region")] == [True] * 4
    (rule,) = recorded.only(f"{PREFIX}LifecycleConfiguration:BucketLifecycleConfiguration").inputs["rules"]
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": 90}
    assert rule["expiration"] == {"expiredObjectDeleteMarker": True}  # no age: the newest version stays
    assert [statement["Sid"] for statement in policy(recorded)] == ["DenyWithoutTls"]


def test_the_bucket_and_its_settings_are_in_its_region_whichever_the_providers_is() -> None:
    of_s3 = [resource for resource in made(region="eu-west-1").resources if resource.type.startswith(PREFIX)]
    assert len(of_s3) == 6
    assert {resource.inputs["region"] for resource in of_s3} == {"eu-west-1"}


def test_other_accounts_reach_the_state_of_their_own_stacks() -> None:
    recorded = made(stacks_of_accounts={OTHER_ACCOUNT: ["ml"], ACCOUNT: ["own"]}, role_prefix="ci-")
    assert [statement["Sid"] for statement in policy(recorded)[1:]] == [f"List{OTHER_ACCOUNT}", f"State{OTHER_ACCOUNT}"]
    condition = {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{OTHER_ACCOUNT}:role/ci-*"}}
    assert policy(recorded)[1]["Condition"] == condition


def test_an_adopted_bucket_is_imported_with_its_tags() -> None:
    options = made(adopt=True).only(BUCKET).options
    assert (options["importId"], options["ignoreChanges"]) == ("acme-state", ["tags", "tagsAll"])


def test_credentials_of_another_account_are_refused_before_anything_is_created() -> None:
    with pytest.raises(pulumi.RunError, match=f"these credentials belong to account {OTHER_ACCOUNT}"):
        made(caller=OTHER_ACCOUNT)


def test_every_invalid_argument_has_a_line() -> None:
    with pytest.raises(pulumi.RunError) as refused:
        made(bucket="s3://acme", old_versions_days=0)
    assert str(refused.value).splitlines() == [
        'StateBucket state: bucket: "s3://acme": is an address; write the name alone: acme',
        "StateBucket state: old_versions_days: 0: must be at least 1; write a larger number",
    ]


def test_other_languages_write_camel_case() -> None:
    args = RemoteArguments(RIGHT | {"oldVersionsDays": 7})
    recorded = record(lambda: StateBucket("state", cast(StateBucketArgs, args)), caller=ACCOUNT)
    (rule,) = recorded.only(f"{PREFIX}LifecycleConfiguration:BucketLifecycleConfiguration").inputs["rules"]
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": 7}
