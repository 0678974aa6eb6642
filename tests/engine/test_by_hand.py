"""What someone changes by hand is noticed by a preview with refresh and healed by an up with refresh."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.conftest import Team

STRANGER = {
    "Sid": "Stranger",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::999988887777:root"},
    "Action": ["ecr:BatchGetImage"],
}

EDITS: dict[str, Callable[[Any], object]] = {
    "tags made mutable": lambda ecr: ecr.put_image_tag_mutability(
        repositoryName="trainer", imageTagMutability="MUTABLE"
    ),
    "scan switched off": lambda ecr: ecr.put_image_scanning_configuration(
        repositoryName="trainer", imageScanningConfiguration={"scanOnPush": False}
    ),
    "policy deleted": lambda ecr: ecr.delete_repository_policy(repositoryName="trainer"),
    "statement added": lambda ecr: _add_statement(ecr),
    "lifecycle deleted": lambda ecr: ecr.delete_lifecycle_policy(repositoryName="trainer"),
    "AWS tag added": lambda ecr: ecr.tag_resource(
        resourceArn="arn:aws:ecr:us-east-1:123456789012:repository/trainer", tags=[{"Key": "a", "Value": "b"}]
    ),
    "repository deleted": lambda ecr: ecr.delete_repository(repositoryName="trainer"),
}


def _add_statement(ecr: Any) -> None:
    policy = json.loads(ecr.get_repository_policy(repositoryName="trainer")["policyText"])
    policy["Statement"].append(STRANGER)
    ecr.set_repository_policy(repositoryName="trainer", policyText=json.dumps(policy))


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_by_hand_is_noticed_and_healed(team: Team, edit: Callable[[Any], object]) -> None:
    team.up("trainer: {}")
    edit(team.ecr)
    assert team.live() != team.declared_records()
    assert team.drift_is_noticed()
    team.up(refresh=True)
    assert team.live() == team.declared_records()
    assert not team.drift_is_noticed()


def test_reordered_documents_are_no_change(team: Team) -> None:
    team.up("trainer: {grants: [{principals: ['444455556666', '555566667777'], access: [pull, push]}]}")
    reordered = (
        '{"Statement":[{"Action":["ecr:UploadLayerPart","ecr:PutImage","ecr:InitiateLayerUpload",'
        '"ecr:CompleteLayerUpload","ecr:BatchGetImage","ecr:BatchCheckLayerAvailability"],"Effect":"Allow",'
        '"Principal":{"AWS":["555566667777","444455556666"]},"Sid":"AllowPush"},'
        '{"Action":["ecr:GetDownloadUrlForLayer","ecr:BatchGetImage","ecr:BatchCheckLayerAvailability"],'
        '"Effect":"Allow","Principal":{"AWS":["555566667777","444455556666",'
        '"arn:aws:iam::111122223333:role/unionai-acme-flyteworker-node-group"]},"Sid":"AllowPull"}],'
        '"Version":"2012-10-17"}'
    )
    team.ecr.set_repository_policy(repositoryName="trainer", policyText=reordered)
    assert not team.drift_is_noticed()
