"""The rules of single values that no stack file of the bad tables shows."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from model.checked_values import (
    ExclusionFilter,
    KmsKeyArn,
    Organization,
    Principal,
    RoleName,
    TagKey,
    TagValue,
    key_place,
    principal_partition,
)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Organization, "acme"),
        (Organization, "a" * 32),
        (RoleName, "unionai-acme-flyteworker-node-group"),
        (RoleName, "path/to/role"),
        (RoleName, "r" * 64),
        (ExclusionFilter, "latest"),
        (ExclusionFilter, "*"),
        (ExclusionFilter, "build*cache*"),
        (ExclusionFilter, "a" * 128),
        (TagKey, "cost-center"),
        (TagKey, "aws"),
        (TagKey, "k" * 128),
        (TagValue, ""),
        (TagValue, "ml @ acme.com"),
        (TagValue, "v" * 256),
        (KmsKeyArn, "arn:aws:kms:us-east-1:123456789012:key/mrk-1234abcd"),
        (KmsKeyArn, "arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/1234-abcd"),
        (Principal, "111122223333"),
        (Principal, "arn:aws:iam::111122223333:root"),
        (Principal, "arn:aws:iam::111122223333:user/path/ci@acme"),
        (Principal, "arn:aws-cn:iam::111122223333:role/ci"),
    ],
)
def test_a_right_value_is_taken_as_it_is(kind: Any, value: str) -> None:
    assert TypeAdapter(kind).validate_python(value) == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Organization, ""),
        (Organization, "a" * 33),
        (Organization, "acme\n"),
        (RoleName, ""),
        (RoleName, "r" * 65),
        (RoleName, "/role"),
        (RoleName, "arn:aws:iam::111122223333:role/x"),
        (ExclusionFilter, ""),
        (ExclusionFilter, "a" * 129),
        (ExclusionFilter, "***"),
        (ExclusionFilter, "feature/x"),
        (ExclusionFilter, "latest\n"),
        (TagKey, ""),
        (TagKey, "aws:team"),
        (TagKey, "AwS:team"),
        (TagKey, "k" * 129),
        (TagValue, "v" * 257),
        (TagValue, "a\n"),
        (KmsKeyArn, "1234abcd"),
        (KmsKeyArn, "arn:aws:kms:us-east-1:123456789012:alias/x"),
        (KmsKeyArn, "arn:aws:kms:us-east-1:12345678901:key/1234"),
        (Principal, "*"),
        (Principal, "11112222333"),
        (Principal, "111122223333\n"),
        (Principal, "\u0661" * 12),  # digits, but not ASCII
        (Principal, "arn:aws:iam::111122223333:group/x"),
        (Principal, "arn:aws:iam::111122223333:role/*"),
        (Principal, "arn:aws:iam::*:root"),
        (Principal, "arn:aws:sts::111122223333:assumed-role/ci/x"),
    ],
)
def test_a_wrong_value_is_refused_with_a_rule_and_a_remedy(kind: Any, value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(value)
    (error,) = refused.value.errors()
    assert error["type"] == "refused"
    assert all(error["ctx"][part] for part in ("rule", "remedy"))


def test_a_key_tells_its_place_and_a_principal_its_partition() -> None:
    assert key_place("arn:aws:kms:eu-west-1:123456789012:key/1234abcd") == ("aws", "eu-west-1")
    assert key_place("no key") == ("", "")
    assert principal_partition("arn:aws-cn:iam::111122223333:role/ci") == "aws-cn"
    assert principal_partition("111122223333") is None
    assert principal_partition("arn:aws-cn:iam::111122223333:role/c*") == "aws-cn"
