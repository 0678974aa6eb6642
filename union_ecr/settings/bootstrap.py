"""The settings of an AWS account's bootstrap: whose jobs deploy, and where the state is.

It stands in the stack files of the project `bootstrap`, one for each account; a team's stack file says none of it.
"""

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StrictStr

from union_ecr.ecr.arn import Arn
from union_ecr.ecr.registry import REPOSITORY_NAME, Registry
from union_ecr.settings.ci_jobs import GitHubSource, GitLabSource, WorkflowsSource
from union_ecr.settings.constrained_text import Pattern
from union_ecr.settings.drift_role import DriftRoleSettings
from union_ecr.settings.drift_watch import ConnectionArn
from union_ecr.settings.git_refs import GitHubRef
from union_ecr.settings.issuers import GITHUB_ISSUER
from union_ecr.settings.types import AccountId, Region, TagKey, TagValue
from union_ecr.settings.validation import StrictModel, ValidationContext
from union_ecr.stack_file.errors import Violation, format_value, refuse

LONGEST_ROLE_PREFIX = 32


def _hint_on_buckets(name: str) -> None:
    if name.startswith("s3://"):
        refuse(
            "is an address", f"write the name alone: {name.removeprefix('s3://').partition('?')[0].partition('/')[0]}"
        )
    if "." in name:
        refuse("has a dot, and the certificate of S3's own addresses covers no such name", "write a name without dots")


def _exact(branch: str) -> str:
    if "*" in branch:
        refuse("is a pattern, and one branch is deployed", "write the branch that pull requests are merged into")
    return branch


# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
BucketName = Annotated[
    StrictStr,
    Pattern(
        r"(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|--x-s3|--table-s3)$)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]",
        "is not a bucket's name, of 3 to 63 lowercase letters, digits and -",
        "write one that nobody else has, such as acme-union-ecr-state",
        hint=_hint_on_buckets,
    ),
]
RolePrefix = Annotated[
    StrictStr,
    Pattern(
        rf"[\w+=,.@-]{{1,{LONGEST_ROLE_PREFIX}}}",
        f"the beginning of the roles' names has 1 to {LONGEST_ROLE_PREFIX} letters, digits and + = , . @ _ -",
        "write one such as union-ecr-",
    ),
]
RepositoryPrefix = Annotated[
    StrictStr,
    Pattern(
        rf"{REPOSITORY_NAME}/[*]",
        "is no prefix of repositories",
        "write it to its last /, and * behind it: ml/*",
    ),
]
Reviewer = Annotated[
    StrictStr,
    Pattern(
        r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}(/[a-z0-9][a-z0-9_-]{0,99})?",
        "is neither a user nor a team of GitHub",
        "write a user's name, or ORGANIZATION/TEAM as the team's address has them",
    ),
]
Branch = Annotated[GitHubRef, AfterValidator(_exact)]


class DeployingRepository(GitHubSource):
    """The repository on GitHub whose jobs deploy the stacks."""

    workflows: WorkflowsSource | None = None
    """Where up.yml and drift.yml come from, if the repository calls those of another one: OWNER/NAME@REF, such as
    acme/union-ecr@refs/tags/v0.1.0. Default: its own, of the deployed branch."""

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        """The same, and workflows that AWS does not read in tokens of this host."""
        yield from super().violations(context)
        if self.workflows and self.host != GITHUB_ISSUER:
            rule = f"AWS reads the workflow only in tokens of {GITHUB_ISSUER}"
            yield Violation(("workflows",), format_value(self.workflows), rule, "leave it out")


class DeployingProject(GitLabSource):
    """The project on GitLab whose jobs deploy the stacks."""


class StateBucketFields(StrictModel):
    """What may be said of the state's bucket, wherever it is."""

    bucket: BucketName
    """The bucket's name."""
    adopt: StrictBool = False
    """The bucket exists already: it is taken over, with its tags, and everything else is set."""
    # A state is some kilobytes, and each update writes a new version.
    old_versions_days: Annotated[StrictInt, Field(ge=1, le=3650)] = 90
    """Days after which old versions of the state are deleted."""


class StateBucketSettings(StateBucketFields):
    """The bucket that holds the state of all stacks, in one account."""

    account: AccountId | None = None
    """The account it is in. Default: this one, which then creates it."""
    region: Region | None = None
    """Its region. Default: aws:region."""


class IdentityProviderSettings(StrictModel):
    """The account's identity provider for the tokens of the CI."""

    # Not a setting of its own: Pulumi writes `true` at the top of a stack file as a text.
    adopt: StrictBool = False
    """The account has it already: the bootstrap takes it over as it is."""


class CiRolesFields(StrictModel):
    """Whose jobs may assume the roles of CI, and what these reach."""

    github: DeployingRepository | None = None
    """The repository whose jobs of GitHub Actions deploy; or gitlab."""
    gitlab: DeployingProject | None = None
    """The project whose jobs of GitLab CI deploy."""
    branch: Branch = "main"
    """The branch that is deployed; the repository variable UNION_ECR_BRANCH. Drift runs on the default branch alone."""
    role_prefix: RolePrefix = "union-ecr-"
    """How the names of the roles begin; the repository variable UNION_ECR_ROLE_PREFIX."""
    resource_tags: Annotated[dict[TagKey, TagValue], Field(max_length=50)] = Field(default_factory=dict)
    """AWS tags of the roles and policies."""

    @property
    def source(self) -> DeployingRepository | DeployingProject:
        """Whose jobs deploy."""
        source = self.github or self.gitlab
        if source is None:
            raise ValueError("a rule of this model requires one of github and gitlab")
        return source

    def violations(self, context: ValidationContext) -> Iterator[Violation]:  # noqa: ARG002 - these hold everywhere
        """None or both of github and gitlab."""
        if (self.github is None) == (self.gitlab is None):
            remedy = "keep the one whose jobs deploy" if self.github else "write github: {repository: OWNER/NAME}"
            yield Violation((), None, "the stacks are deployed by one of github and gitlab", remedy)


class BootstrapSettings(CiRolesFields):
    """What the bootstrap of one account makes."""

    account: AccountId
    """The account; the program refuses any other."""
    region: Region
    """aws:region: where the state's bucket is, if the account has it."""
    state_bucket: StateBucketSettings
    """The bucket that holds the state of all stacks."""
    identity_provider: IdentityProviderSettings = IdentityProviderSettings()
    """The account's identity provider for the tokens of GitHub or GitLab."""
    reviewers: dict[str, Annotated[tuple[Reviewer, ...], Field(min_length=1, max_length=6)]] = Field(
        default_factory=dict
    )
    """Who approves an `up`, by stack; `*` is every stack that is not named. GitHub takes six of an environment."""
    prefixes: dict[str, Annotated[tuple[RepositoryPrefix, ...], Field(min_length=1)]] = Field(default_factory=dict)
    """Prefixes such as ml/*, by stack: its roles reach every repository below them, so that a new image needs no
    admin."""
    unbounded_push_roles: tuple[StrictStr, ...] = ()
    """Stacks whose push roles need no permissionsBoundary. Their role up is then an administrator of the account."""
    drift_role: DriftRoleSettings | None = None
    """The role with which one sweep reads the whole account, once it has a stack: drift.md. Default: none."""
    drift_connections: dict[Region, ConnectionArn] = Field(default_factory=dict)
    """ARNs of EventBridge connections with a token for the repository, by region. With them, drift.yml starts as soon
    as somebody changes what a stack there declares: drift.md. Default: drift is found at night."""

    @property
    def registry(self) -> Registry:
        """The account in its own region, for the partition and ARNs."""
        return Registry(self.account, self.region)

    @property
    def bucket_account(self) -> str:
        """The account that has the state's bucket."""
        return self.state_bucket.account or self.account

    @property
    def bucket_region(self) -> str:
        """The region of the state's bucket."""
        return self.state_bucket.region or self.region

    @property
    def backend_url(self) -> str:
        """The value of PULUMI_BACKEND_URL."""
        return backend_url(self.state_bucket.bucket, self.bucket_region)

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        """The same, and what is said of GitHub's environments where there is none."""
        yield from super().violations(context)
        if self.reviewers and self.gitlab:
            rule = "are GitHub's environments', and GitLab keeps its own"
            yield Violation(("reviewers",), None, rule, "leave it out: docs/ci.md has the settings of GitLab")
        if self.drift_connections and self.gitlab:
            yield Violation(
                ("driftConnections",), None, "start a workflow of GitHub, and GitLab has none", "leave it out"
            )
        for region, connection in self.drift_connections.items():
            arn = Arn.parse(connection)
            if arn and (arn.region, arn.account) != (region, self.account):
                rule = f"is no connection of account {self.account} in {region}"
                remedy = "EventBridge uses a connection of the same account and region only: make one there"
                yield Violation(("driftConnections", region), format_value(connection), rule, remedy)
        if self.drift_role:
            yield from self._drift_role_violations(self.drift_role)
        if self.bucket_region != self.region and self.bucket_account == self.account:
            given = format_value(self.bucket_region)
            rule = f"is another region than {self.region}, where this account makes the bucket"
            yield Violation(("stateBucket", "region"), given, rule, "leave it out, or set aws:region to it")

    def _drift_role_violations(self, role: DriftRoleSettings) -> Iterator[Violation]:
        """Callers of another partition, and a name by which no job knows the role."""
        for number, caller in enumerate(role.callers):
            if caller.split(":")[1] != self.registry.partition:
                rule = f"is of another partition than the account, {self.registry.partition}"
                yield Violation(("driftRole", "callers", number), format_value(caller), rule, "name a role there")
        if role.jobs and role.role_name.removeprefix("/") != (known := f"{self.role_prefix}drift"):
            rule = f"the jobs assume {known}"
            yield Violation(("driftRole", "roleName"), format_value(role.role_name), rule, f"write {known}")


def backend_url(bucket: str, region: str) -> str:
    """The engine's backend in a bucket; the region in the environment is the stack's, so the address has its own.

    https://www.pulumi.com/docs/iac/concepts/state-and-backends/#aws-s3
    """
    return f"s3://{bucket}?region={region}"
