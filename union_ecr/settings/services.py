"""AWS services that pull as themselves, the sources for which they do, and who pulls for the other services."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import StrictStr

from union_ecr.ecr.arn import Arn
from union_ecr.ecr.registry import REGION, Registry
from union_ecr.ecr.wildcards import intersects
from union_ecr.settings.constrained_text import Pattern
from union_ecr.settings.names import checked_region_of_arn
from union_ecr.stack_file.errors import Violation, closest_match, format_value

_REGION_OF_SOURCE = rf"({REGION}|(?=[a-z0-9-]*\*)[a-z0-9*-]+)?"
_SOURCE_ARN = rf"arn:(?P<partition>aws[\w-]*):(?P<service>[a-z0-9-]+):{_REGION_OF_SOURCE}:\d{{12}}:[\w/:.*+=,@-]+"
_LIKENESS_OF_A_SLIP = 0.85
# Services that pull as themselves, by a grant in the repository's policy that each one's guide asks for. Others may,
# too: only what looks much like one of these is taken for a slip, and no name of several parts.
_PULLING = ("codebuild", "emr-serverless", "lambda", "omics", "sagemaker")
# Of these it is certain that they act for their own functions and projects only:
# https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#gettingstarted-images-permissions
# https://docs.aws.amazon.com/codebuild/latest/userguide/sample-ecr.html
_FOR_THEIR_OWN = ("codebuild", "lambda")
# Of these it is certain that the image is in the region of what pulls it:
# https://docs.aws.amazon.com/lambda/latest/dg/images-create.html
# https://docs.aws.amazon.com/omics/latest/dev/permissions-ecr.html
_IN_THEIR_REGION = ("lambda", "omics")
_TASK_EXECUTION_ROLE = "the task execution role"
_NODE_ROLE = "the role of the nodes"
_PULLED_BY: Mapping[str, str] = {
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
    "ecs": _TASK_EXECUTION_ROLE,
    "ecs-tasks": _TASK_EXECUTION_ROLE,
    "fargate": f"{_TASK_EXECUTION_ROLE} (of EKS, the pod execution role)",
    # https://docs.aws.amazon.com/batch/latest/userguide/execution-IAM-role.html
    "batch": "the job's execution role (on EC2 without one, the instance role)",
    # https://docs.aws.amazon.com/AmazonECR/latest/userguide/ECR_on_EKS.html
    "eks": _NODE_ROLE,
    "eks-nodegroup": _NODE_ROLE,
    # https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html
    "eks-fargate": "the pod execution role",
    "eks-fargate-pods": "the pod execution role",
    "ec2": "the role of the instance",
    "autoscaling": "the role of the instances",
    "spotfleet": "the role of the instances",
    "ssm": "the role of the instance",
    # https://docs.aws.amazon.com/apprunner/latest/dg/security_iam_service-with-iam.html
    "apprunner": "the service's access role",
    "build.apprunner": "the service's access role",
    "tasks.apprunner": "the service's access role",
    # https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/iam-instanceprofile.html
    "elasticbeanstalk": "the role of the instance profile",
    # https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-role-for-ec2.html
    "elasticmapreduce": "the role of the instance profile",
    # https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-infra-config.html
    "imagebuilder": "the role of the instance profile",
}
"""Services that never pull themselves, and whose role does."""

ServicePrincipal = Annotated[
    StrictStr,
    Pattern(
        r"[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?",
        "is no AWS service's principal",
        "write one such as lambda.amazonaws.com",
    ),
]


def _hint_on_regions(text: str) -> None:
    arn = Arn.parse(text)
    if arn and arn.region and "*" not in arn.region:
        checked_region_of_arn(arn.region)


SourceArn = Annotated[
    StrictStr,
    Pattern(
        _SOURCE_ARN,
        "is not the ARN of a source with its account",
        "write one such as arn:aws:lambda:us-east-1:111122223333:function:*",
        hint=_hint_on_regions,
    ),
]


def service_violations(registry: Registry | None, service: str, source_arns: Sequence[str]) -> Iterator[Violation]:
    """A service that pulls nothing, and sources for which it does not act or cannot pull from the registry."""
    name = _name_of(service)
    if likely := _misspelt(service):
        yield Violation(("service",), format_value(service), "is no AWS service's principal", f"did you mean {likely}?")
        return
    if puller := _PULLED_BY.get(name):
        remedy = f"grant pull to principals: the ARN of {puller}"
        yield Violation(("service",), format_value(service), "never pulls images itself", remedy)
        return
    if registry and service.endswith(".cn") and registry.partition != "aws-cn":
        rule = f"is a service's name in China, and {registry.region} is elsewhere"
        yield Violation(("service",), format_value(service), rule, f"write {service.removesuffix('.cn')}")
    for number, text in enumerate(source_arns):
        arn = Arn.parse(text)
        if arn and name in _FOR_THEIR_OWN and arn.service != name:
            rule, remedy = f"is nothing that {service} acts for", f"name one of arn:{arn.partition}:{name}:…"
            yield Violation(("sourceArns", number), format_value(text), rule, remedy)
        elif arn and registry and name in _IN_THEIR_REGION and arn.partition == registry.partition:
            yield from _of_another_region(registry, service, number, arn)


def _of_another_region(registry: Registry, service: str, number: int, arn: Arn) -> Iterator[Violation]:
    if not intersects(arn.region, registry.region):
        rule = f"is of another region than {registry.region}, and {service} pulls from its own region only"
        here = dataclasses.replace(arn, region=registry.region)
        remedy = f"write {here}, or replicate the image to where it is pulled"
        yield Violation(("sourceArns", number), format_value(str(arn)), rule, remedy)


def _name_of(service: str) -> str:
    return service.partition(".amazonaws.com")[0]


def _misspelt(service: str) -> str | None:
    """The service whose name this one nearly is, in the spelling that holds in China, too; else None."""
    name = _name_of(service)
    known = (*_PULLING, *_PULLED_BY)
    likely = None if "." in name or name in known else closest_match(name, _PULLING, _LIKENESS_OF_A_SLIP)
    return f"{likely}.amazonaws.com" if likely else None
