"""Events of CloudTrail as EventBridge gets them, and a judge of whether a pattern matches one.

The shape is that of https://docs.aws.amazon.com/AmazonECR/latest/userguide/logging-using-cloudtrail.html
(CreateRepository) and https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html. The judge is moto's
implementation of EventBridge's matching.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from botocore.loaders import Loader
from botocore.model import ServiceModel
from moto.events.models import EventPattern as Judge

from union_ecr.watch.event_patterns import EventPattern

ACCOUNT, REGION = "123456789012", "eu-west-1"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/Admin"
Event = dict[str, Any]


def session_of(role: str) -> Event:
    """The identity of a session of a role."""
    name = role.rpartition("/")[2]
    account = role.split(":")[4]
    return {
        "type": "AssumedRole",
        "principalId": f"AIDACKCEVSQ6C2EXAMPLE:{name}",
        "arn": f"arn:aws:sts::{account}:assumed-role/{name}/session",
        "accountId": account,
        "sessionContext": {
            "attributes": {"mfaAuthenticated": "false", "creationDate": "2026-11-28T11:54:07Z"},
            "sessionIssuer": {"type": "Role", "arn": role, "accountId": account, "userName": name},
        },
    }


USER: Event = {"type": "IAMUser", "arn": f"arn:aws:iam::{ACCOUNT}:user/mary", "accountId": ACCOUNT, "userName": "mary"}
SERVICE: Event = {"type": "AWSService", "invokedBy": "replication.ecr.amazonaws.com"}


def cloud_trail_event(
    service: str,
    call: str,
    parameters: Mapping[str, Any] | None,
    identity: Event | None = None,
    *,
    account: str = ACCOUNT,
    region: str = REGION,
    **detail: Any,
) -> Event:
    """One API call, as an event on the bus of its region."""
    return {
        "version": "0",
        "id": "36eb8523-97d0-4518-b33d-ee3579ff19f0",
        "detail-type": "AWS API Call via CloudTrail",
        "source": f"aws.{service}",
        "account": account,
        "time": "2026-11-28T12:17:43Z",
        "region": region,
        "resources": [],
        "detail": {
            "eventVersion": "1.11",
            "userIdentity": identity or session_of(ROLE),
            "eventTime": "2026-11-28T12:17:43Z",
            "eventSource": f"{service}.amazonaws.com",
            "eventName": call,
            "awsRegion": region,
            "sourceIPAddress": "203.0.113.12",
            "userAgent": "console.amazonaws.com",
            "requestParameters": parameters,
            "responseElements": None,
            "requestID": "cb8c167e-0000-4000-8000-000000000000",
            "eventID": "e3c6f4ce-0000-4000-8000-000000000000",
            "readOnly": False,
            "eventType": "AwsApiCall",
            "recipientAccountId": account,
            "eventCategory": "Management",
            **detail,
        },
    }


def ecr_event(call: str, repository: str = "ml/trainer", identity: Event | None = None, **more: Any) -> Event:
    """A call of ECR; a repository is named as that call names it."""
    account, region = more.get("account", ACCOUNT), more.get("region", REGION)
    arn = f"arn:aws:ecr:{region}:{account}:repository/{repository}"
    by_arn = "resourceArn" in _members("ecr", call)
    parameters = {"resourceArn": arn} if by_arn else {"registryId": account, "repositoryName": repository}
    return cloud_trail_event("ecr", call, parameters, identity, **more)


def iam_event(call: str, role: str = "ci", identity: Event | None = None, **more: Any) -> Event:
    """A call of IAM about a role."""
    return cloud_trail_event("iam", call, {"roleName": role}, identity, **{"region": "us-east-1", **more})


def matching(patterns: Iterable[EventPattern], event: Event) -> list[str]:
    """The labels of the patterns that match an event on the bus of its region."""
    judged: Any = event
    return [
        pattern.label
        for pattern in patterns
        if pattern.region == event["region"] and Judge.load(json.dumps(pattern.document)).matches_event(judged)
    ]


def calls_of(service: str) -> dict[str, frozenset[str]]:
    """Every API call of a service with the names of its parameters, by botocore's model of the service."""
    return {call: _members(service, call) for call in _model(service).operation_names}


def _members(service: str, call: str) -> frozenset[str]:
    shape = _model(service).operation_model(call).input_shape
    return frozenset(shape.members) if shape else frozenset()


@cache
def _model(service: str) -> ServiceModel:
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)
