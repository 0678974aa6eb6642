"""IAM roles that have their declared policies, and nothing else."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from union_ecr.ci_roles.roles import DeclaredRole
from union_ecr.ecr.policy_document import document_text

from .arguments import Ready


class DeclaredRoles:
    """Makes roles and policies with these AWS tags; `opts` says below what, or with which provider."""

    def __init__(self, tags: Mapping[str, str], opts: pulumi.ResourceOptions, ready: Ready | None = None) -> None:
        self._tags, self._below, self._ready = tags, opts, ready

    def role(self, declared: DeclaredRole) -> aws.iam.Role:
        """A role with its policies."""
        role = aws.iam.Role(
            declared.name,
            name=declared.name,
            path=declared.path,
            assume_role_policy=document_text(declared.trust_policy),
            tags=self._tags,
            # What someone attached by hand would keep IAM from deleting the role.
            force_detach_policies=True,
            opts=self._opts(delete_before_replace=True, depends_on=self._ready),
        )
        inline = [
            aws.iam.RolePolicy(
                f"{declared.name}.{name}",
                name=name,
                role=role.name,
                policy=document_text(document),
                opts=self._opts(delete_before_replace=True),
            )
            for name, document in declared.policies.inline.items()
        ]
        attached = []
        for name, document in declared.policies.managed.items():
            policy = self.policy(name, document)
            attachment = aws.iam.RolePolicyAttachment(name, role=role.name, policy_arn=policy.arn, opts=self._opts())
            attached.append((policy.arn, attachment))
        self._nothing_else(declared.name, role, inline, attached)
        return role

    def policy(self, name: str, document: Mapping[str, Any]) -> aws.iam.Policy:
        """A customer managed policy."""
        return aws.iam.Policy(
            name,
            name=name,
            policy=document_text(document),
            tags=self._tags,
            opts=self._opts(delete_before_replace=True, depends_on=self._ready),
        )

    def _nothing_else(
        self,
        name: str,
        role: aws.iam.Role,
        inline: Sequence[aws.iam.RolePolicy],
        attached: Sequence[tuple[pulumi.Output[str], aws.iam.RolePolicyAttachment]],
    ) -> None:
        """Policies that someone adds to a role by hand are noticed and taken away, as another right would be."""
        after = [*inline, *(attachment for _, attachment in attached)]
        child = self._opts(depends_on=after)
        names = [policy.name for policy in inline]
        aws.iam.RolePoliciesExclusive(name, role_name=role.name, policy_names=names, opts=child)
        arns = [arn for arn, _ in attached]
        aws.iam.RolePolicyAttachmentsExclusive(name, role_name=role.name, policy_arns=arns, opts=child)

    def _opts(self, **more: Any) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions.merge(self._below, pulumi.ResourceOptions(**more))
