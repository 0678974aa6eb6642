"""Who calls, as a policy sees it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Caller:
    """A role's session, a user, or a service of AWS.

    For a session `arn` is the session (what GetCallerIdentity and error messages say) and `principal_arn` the role
    with its path (IAM user guide, aws:PrincipalArn); for a user both are the user. A service has neither account
    nor organization, but may say on whose behalf it calls: aws:SourceArn and aws:SourceAccount.
    `organization_path` is the caller's only entry of aws:PrincipalOrgPaths, like `o-acme/r-root/ou-root-ml/`.
    `vpc_endpoint` is the endpoint through which the request came (aws:SourceVpce), and `via_service` tells that a
    service makes it with the caller's credentials (aws:ViaAWSService).
    """

    arn: str
    account: str | None = None
    principal_arn: str | None = None
    organization_path: str | None = None
    service: str | None = None
    source_arn: str | None = None
    source_account: str | None = None
    vpc_endpoint: str | None = None
    via_service: bool = False

    @classmethod
    def of_role(
        cls,
        role_arn: str,
        *,
        session: str = "session",
        organization_path: str | None = None,
        vpc_endpoint: str | None = None,
    ) -> "Caller":
        """A session of a role, given by the role's ARN with its path."""
        _, partition, _, _, account, role = role_arn.split(":", 5)
        arn = f"arn:{partition}:sts::{account}:assumed-role/{role.rpartition('/')[2]}/{session}"
        return cls(arn, account, role_arn, organization_path, vpc_endpoint=vpc_endpoint)

    @classmethod
    def of_user(cls, user_arn: str, *, organization_path: str | None = None) -> "Caller":
        """A user, by its ARN."""
        return cls(user_arn, user_arn.split(":")[4], user_arn, organization_path)

    @classmethod
    def of_service(cls, service: str, *, source_arn: str | None = None, source_account: str | None = None) -> "Caller":
        """A service by its principal, like `lambda.amazonaws.com`, on behalf of a resource or an account."""
        return cls(service, service=service, source_arn=source_arn, source_account=source_account)

    @property
    def context(self) -> dict[str, str | None]:
        """The condition keys that tell who calls; None for those that this caller does not have."""
        return {
            "aws:PrincipalArn": self.principal_arn,
            "aws:PrincipalAccount": self.account,
            "aws:PrincipalOrgID": self.organization,
            "aws:PrincipalOrgPaths": self.organization_path,
            "aws:PrincipalIsAWSService": "true" if self.service else "false",
            "aws:PrincipalServiceName": self.service,
            "aws:SourceArn": self.source_arn,
            "aws:SourceAccount": self.source_account,
            "aws:SourceVpce": self.vpc_endpoint,
            "aws:ViaAWSService": "true" if self.via_service else "false",
        }

    @property
    def organization(self) -> str | None:
        """The caller's aws:PrincipalOrgID, None outside an organization."""
        return self.organization_path.partition("/")[0] if self.organization_path else None
