"""Services that pull, and their sources; tests/workspace/bad has the errors of invalid ones."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from union_ecr.ecr.registry import KNOWN_REGIONS, Registry
from union_ecr.settings.services import ServicePrincipal, SourceArn, service_violations

HERE = Registry("123456789012", "us-east-1")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ServicePrincipal, "*.amazonaws.com"),
        (ServicePrincipal, "lambda.amazonaws.com.example.org"),
        (SourceArn, "arn:aws:lambda:us-east-1:111122223333:"),
        (SourceArn, "arn:aws:lambda:us-east-1:11112222333*:function:x"),
        (SourceArn, "arn:*:lambda:us-east-1:111122223333:function:x"),
        (SourceArn, "arn:aws:lambda:us-east-1:111122223333:function:${aws:username}"),
        (SourceArn, "arn:aws:lambda:eu-wst-1:111122223333:function:x"),
        (SourceArn, "arn:aws:lambda:us-east-0:111122223333:function:x"),
        (SourceArn, "arn:aws:lambda:useast1:111122223333:function:x"),
    ],
)
def test_values_that_would_match_more_than_they_name_or_nothing_are_refused(kind: Any, value: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize("region", [*KNOWN_REGIONS, "", "*", "us-*"])
def test_a_source_may_be_in_any_region_or_in_all_that_a_pattern_matches(region: str) -> None:
    source = f"arn:aws:codebuild:{region}:111122223333:project/x"
    assert TypeAdapter(SourceArn).validate_python(source) == source


@pytest.mark.parametrize(
    ("service", "region", "refused"),
    [
        ("lambda", "us-east-1", False),
        ("lambda", "*", False),
        ("lambda", "us-*", False),
        ("lambda", "us-west-2", True),
        ("lambda", "eu-*", True),
        ("lambda", "", True),
        ("omics", "us-east-1", False),
        ("omics", "us-west-2", True),
        ("codebuild", "us-west-2", False),
        ("emr-serverless", "us-west-2", False),
    ],
)
def test_lambda_and_healthomics_pull_from_their_own_region_only(service: str, region: str, refused: bool) -> None:
    source = f"arn:aws:{service}:{region}:111122223333:x"
    found = list(service_violations(HERE, f"{service}.amazonaws.com", [source]))
    assert [violation.path for violation in found] == ([("sourceArns", 0)] if refused else [])
    if refused:
        followed = f"arn:aws:{service}:us-east-1:111122223333:x"
        assert f"write {followed}," in found[0].remedy
        assert list(service_violations(HERE, f"{service}.amazonaws.com", [followed])) == []


@pytest.mark.parametrize(
    ("service", "puller"),
    [
        ("ecs-tasks", "the task execution role"),
        ("ecs", "the task execution role"),
        ("batch", "the job's execution role"),
        ("eks", "the role of the nodes"),
        ("ec2", "the role of the instance"),
        ("autoscaling", "the role of the instances"),
        ("build.apprunner", "the service's access role"),
    ],
)
def test_a_service_that_never_pulls_is_refused_with_the_role_that_does(service: str, puller: str) -> None:
    (violation,) = service_violations(None, f"{service}.amazonaws.com", [])
    assert violation.rule == "never pulls images itself"
    assert f"grant pull to principals: the ARN of {puller}" in violation.remedy


def test_a_service_that_pulls_is_no_slip_of_another() -> None:
    for service in ("codebuild", "emr-serverless", "lambda", "omics", "sagemaker", "edgelambda"):
        assert list(service_violations(HERE, f"{service}.amazonaws.com", [])) == []
