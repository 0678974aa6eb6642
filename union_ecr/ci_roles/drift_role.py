"""The role that `union-ecr drift --role-name` assumes: the same in every account, with its CloudFormation template."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from union_ecr.ci_roles.deployment import CiJob, deployment_policy
from union_ecr.ci_roles.managed_policies import role_policies
from union_ecr.ci_roles.roles import DeclaredRole
from union_ecr.ci_roles.trust import ci_role_trust_policy
from union_ecr.declared.stack import DeclaredStack
from union_ecr.ecr.arn import Arn
from union_ecr.ecr.policy_document import VERSION, Document, listed
from union_ecr.settings.bootstrap import BootstrapSettings
from union_ecr.stack_file.parse import NAMESPACE

_REGION = "aws:RequestedRegion"


@dataclass(frozen=True)
class DriftRole:
    """A role with its path, who may assume it, and the external ID that its trust policy asks for.

    `callers` are ARNs of roles or users, also with wildcards: the roles of IAM Identity Center end in characters that
    change.
    """

    name: str
    callers: Sequence[str]
    external_id: str | None = None

    @property
    def path(self) -> str:
        """Its path: `/ci/` for `ci/union-ecr-drift`."""
        folders = self.name.strip("/").rpartition("/")[0]
        return f"/{folders}/" if folders else "/"


def declared_drift_role(stacks: Sequence[DeclaredStack], settings: BootstrapSettings) -> DeclaredRole | None:
    """The role that the bootstrap of an account makes for these stacks of it; None where it makes none."""
    if settings.drift_role is None or not stacks:
        return None
    role = DriftRole(settings.drift_role.role_name, settings.drift_role.callers, settings.drift_role.external_id)
    statements: list[Any] = drift_role_trust_policy(role)["Statement"] if role.callers else []
    if settings.drift_role.jobs:
        statements += ci_role_trust_policy(CiJob.DRIFT, "", stacks[0].registry, settings)["Statement"]
    name = role.name.rpartition("/")[2]
    return DeclaredRole(
        name=name,
        path=role.path,
        arn=settings.registry.role_arn(settings.account, role.name.strip("/")),
        trust_policy={"Version": VERSION, "Statement": statements},
        policies=role_policies(name, {NAMESPACE: drift_role_identity_policy(stacks)}),
    )


def drift_role_identity_policy(stacks: Iterable[DeclaredStack]) -> Document:
    """What the role reads for these stacks, of one partition: the policies of their drift roles, merged.

    It is the same for all their accounts, so that one template makes it in each: it names no repository and, for
    several accounts, no account. The role still reads its own account only, unless another account's policy lets it in.
    """
    every = list(stacks)
    several = len({stack.registry.account for stack in every}) > 1
    merged: dict[str, dict[str, Any]] = {}
    for stack in every:
        policy = deployment_policy(CiJob.DRIFT, stack)
        for statement in policy["Statement"] if policy else ():
            _merge(merged.setdefault(statement["Sid"], {}), statement, several=several)
    return {"Version": VERSION, "Statement": list(merged.values())}


def drift_role_trust_policy(role: DriftRole) -> Document:
    """Lets the callers assume the role: by a condition, so that a caller that is deleted and made again still may.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html (role principals)
    """
    accounts = dict.fromkeys((arn.partition, arn.account) for caller in role.callers if (arn := Arn.parse(caller)))
    conditions: dict[str, Any] = {"ArnLike": {"aws:PrincipalArn": sorted(set(role.callers))}}
    if role.external_id:
        conditions["StringEquals"] = {"sts:ExternalId": role.external_id}
    statement = {
        "Sid": "AllowSweep",
        "Effect": "Allow",
        "Principal": {"AWS": sorted(f"arn:{partition}:iam::{account}:root" for partition, account in accounts)},
        "Action": "sts:AssumeRole",
        "Condition": conditions,
    }
    return {"Version": VERSION, "Statement": [statement]}


def drift_role_template(role: DriftRole, stacks: Iterable[DeclaredStack]) -> dict[str, Any]:
    """A CloudFormation template with the role, for a stack set over all accounts.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
    """
    policy = {"PolicyName": NAMESPACE, "PolicyDocument": drift_role_identity_policy(stacks)}
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "The role with which union-ecr drift reads this account.",
        "Resources": {
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "RoleName": role.name.rpartition("/")[2],
                    "Path": role.path,
                    "AssumeRolePolicyDocument": drift_role_trust_policy(role),
                    "Policies": [policy],
                },
            }
        },
    }


def _merge(merged: dict[str, Any], statement: Mapping[str, Any], *, several: bool) -> None:
    """Add a statement's actions, resources and regions to one of the same Sid."""
    resources = {_widened(resource, several=several) for resource in listed(statement["Resource"])}
    merged |= {
        "Sid": statement["Sid"],
        "Effect": "Allow",
        "Action": sorted({*merged.get("Action", ()), *statement["Action"]}),
        "Resource": sorted({*merged.get("Resource", ()), *resources}),
    }
    if "Condition" in statement:
        regions = {*listed(statement["Condition"]["StringEquals"][_REGION])}
        known = merged.get("Condition", {"StringEquals": {_REGION: ()}})["StringEquals"][_REGION]
        merged["Condition"] = {"StringEquals": {_REGION: sorted({*known, *regions})}}


def _widened(resource: str, *, several: bool) -> str:
    """Every repository instead of one, and every account instead of one if there are several."""
    arn = Arn.parse(resource)
    if arn is None:
        return resource
    account = "*" if several else arn.account
    named = "repository/*" if arn.service == "ecr" else arn.resource
    return str(Arn(arn.partition, arn.service, arn.region, account, named))
