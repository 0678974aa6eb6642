"""Documents whose keys may be read otherwise than they look."""

import json

import pytest

from union_ecr.compliance.spelling import misspelt_keys

STATEMENT = {"Sid": "A", "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "ecr:*"}


def test_keys_as_aws_spells_them_pass_and_so_do_conditions_in_any_case() -> None:
    condition = {"stringEquals": {"aws:principalorgid": "o-a1b2c3d4e5", "aws:PrincipalAccount": "111122223333"}}
    document = {"Version": "2012-10-17", "Statement": [STATEMENT, {**STATEMENT, "Condition": condition}]}
    assert list(misspelt_keys(json.dumps(document))) == []
    rule = {"rulePriority": 1, "selection": {"tagStatus": "any", "countNumber": 1}, "action": {"type": "expire"}}
    assert list(misspelt_keys(json.dumps({"rules": [rule]}), of_lifecycle=True)) == []
    assert list(misspelt_keys("no JSON")) == []


@pytest.mark.parametrize(
    ("text", "of_lifecycle", "key"),
    [
        ('{"statement": []}', False, '"statement"'),
        ('{"Statement": [{"effect": "Allow"}]}', False, '"effect"'),
        ('{"Statement": [{"Principal": {"aws": "*"}}]}', False, '"aws"'),
        ('{"Statement": [], "Statement": [{}]}', False, '"Statement"'),
        ('{"Statement": [{"Condition": {"Bool": {}, "bool": {}}}]}', False, '"bool"'),
        ('{"Rules": []}', True, '"Rules"'),
        ('{"rules": [{"selection": {"tagStatus": "untagged", "tagStatus": "any"}}]}', True, '"tagStatus"'),
    ],
)
def test_a_key_that_stands_twice_or_in_another_case_is_reported(text: str, of_lifecycle: bool, key: str) -> None:
    assert [violation.given for violation in misspelt_keys(text, of_lifecycle=of_lifecycle)] == [key]
