"""A good document of every kind, and how to spoil one."""

import copy
from typing import Any

ROLE = "arn:aws:iam::111122223333:role/unionai-acme-flyteworker-node-group"
REPOSITORY = "arn:aws:ecr:us-east-1:123456789012:repository/trainer"
PROVIDER = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
IN_ORGANIZATION = {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}


def policy(**statement: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Sid": "Judged", "Effect": "Allow", **statement}]}


REPOSITORY_POLICY = policy(Principal={"AWS": ROLE}, Action=["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"])
REGISTRY_POLICY = policy(
    Principal={"AWS": "arn:aws:iam::111122223333:root"},
    Action=["ecr:CreateRepository", "ecr:ReplicateImage"],
    Resource="arn:aws:ecr:us-east-1:123456789012:repository/*",
)
BUCKET_POLICY = policy(
    Principal={"AWS": "arn:aws:iam::111122223333:root"},
    Action=["s3:GetObject"],
    Resource=["arn:aws:s3:::judged/*"],
)
IDENTITY_POLICY = policy(Action=["ecr:BatchGetImage", "ecr:PutImage"], Resource=[REPOSITORY])
TRUST_POLICY = policy(
    Principal={"Federated": PROVIDER},
    Action="sts:AssumeRoleWithWebIdentity",
    Condition={"StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/workflows:*"}},
)
LIFECYCLE_POLICY = {
    "rules": [
        {
            "rulePriority": 1,
            "description": "Expire untagged images 14 days after they were pushed",
            "selection": {
                "tagStatus": "untagged",
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": 14,
            },
            "action": {"type": "expire"},
        }
    ]
}


def changed(document: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The document with its only statement's or rule's keys changed; None takes a key away."""
    spoiled = copy.deepcopy(document)
    (only,) = spoiled[next(key for key in ("Statement", "rules") if key in spoiled)]
    only.update(changes)
    for key in [key for key, value in changes.items() if value is None]:
        del only[key]
    return spoiled


def changed_selection(**changes: Any) -> dict[str, Any]:
    """The lifecycle policy with its selection changed."""
    selection = LIFECYCLE_POLICY["rules"][0]["selection"]
    assert isinstance(selection, dict)
    kept = {key: value for key, value in (selection | changes).items() if value is not None}
    return changed(LIFECYCLE_POLICY, selection=kept)
