"""What is said of a drift watch: what it watches, whose changes it passes over, and where it reports the others."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import StrictBool, StrictStr

from union_ecr.ecr.arn import Arn
from union_ecr.ecr.registry import REGION
from union_ecr.settings.ci_jobs import GitHubRepository
from union_ecr.settings.constrained_text import Pattern
from union_ecr.settings.push_roles import PushRoleName
from union_ecr.settings.types import IAM_PATH, RepositoryName
from union_ecr.settings.validation import StrictModel, ValidationContext
from union_ecr.stack_file.errors import Violation, format_value, refuse

LONGEST_NAME = 48
"""A rule's name has at most 64 characters, and up to 16 say what it watches.
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html"""
_NAME = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_NAME}}}")
# https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateApiDestination.html (ConnectionArn)
_CONNECTION = rf"arn:[\w-]+:events:{REGION}:\d{{12}}:connection/[\w.-]{{1,64}}/[A-Za-z0-9-]+"
_TOPIC = rf"arn:[\w-]+:sns:{REGION}:\d{{12}}:[\w-]{{1,256}}"
_HOST = r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+"
# EventBridge fills in a * from the target's parameters, and there are none.
_URL = rf"https://{_HOST}(:\d{{1,5}})?(/[^\s*\"<>]*)?"
_TARGETS = ("github", "webhook", "topic_arn")


def _hint_on_roles(arn: str) -> None:
    if "*" in arn:
        refuse("is a pattern, and would pass over roles that nobody named", "name each role")
    if ":assumed-role/" in arn:
        refuse("is one session of a role, gone within hours", "write the role's ARN: arn:aws:iam::ACCOUNT:role/NAME")


def _hint_on_topics(arn: str) -> None:
    if arn.endswith(".fifo"):
        refuse("is a FIFO topic, which needs a group for each message", "name a standard topic")


def _hint_on_secrets(arn: str) -> None:
    parsed = Arn.parse(arn)
    if parsed and parsed.service == "secretsmanager":
        rule = "is a secret, and EventBridge sends with a connection, which keeps its own"
        refuse(rule, "make a connection from it (docs/drift.md), and write the connection's ARN")


def _hint_on_urls(url: str) -> None:
    if url.startswith("http://"):
        refuse("is not encrypted, and EventBridge takes HTTPS only", f"write https://{url.removeprefix('http://')}")


StackName = Annotated[
    StrictStr,
    Pattern(
        r"[A-Za-z0-9_.-]{1,100}",
        "is no stack's name, of 1 to 100 letters, digits, _, . and -",
        "write the name alone, as in Pulumi.NAME.yaml",
    ),
]
ExceptedRoleArn = Annotated[
    StrictStr,
    Pattern(
        rf"arn:[\w-]+:iam::\d{{12}}:role/{IAM_PATH}[\w+=,.@-]{{1,64}}",
        "is not the ARN of a role",
        "write arn:aws:iam::ACCOUNT:role/NAME",
        hint=_hint_on_roles,
    ),
]
ConnectionArn = Annotated[
    StrictStr,
    Pattern(
        _CONNECTION,
        "is not the ARN of an EventBridge connection",
        "copy it with its id at the end (aws events describe-connection --name NAME)",
        hint=_hint_on_secrets,
    ),
]
TopicArn = Annotated[
    StrictStr,
    Pattern(_TOPIC, "is not the ARN of an SNS topic", "write arn:aws:sns:REGION:ACCOUNT:NAME", hint=_hint_on_topics),
]
Url = Annotated[
    StrictStr,
    Pattern(_URL, "is no HTTPS address", "write one such as https://hooks.acme.com/drift", hint=_hint_on_urls),
]


class GitHubDispatch(StrictModel):
    """The repository on GitHub whose drift.yml is started."""

    repository: GitHubRepository
    """OWNER/NAME."""
    connection_arn: ConnectionArn
    """ARN of the EventBridge connection that holds the token."""
    api_url: Url = "https://api.github.com"
    """GitHub's REST API; with GitHub Enterprise Server, https://HOST/api/v3."""


class Webhook(StrictModel):
    """An HTTPS address that gets each change as JSON."""

    url: Url
    """The address."""
    connection_arn: ConnectionArn
    """ARN of the EventBridge connection that authorizes the calls."""


class DriftWatchFields(StrictModel):
    """What is watched, and where changes are reported."""

    stack: StackName
    """The stack whose drift is detected."""
    repositories: tuple[RepositoryName, ...] = ()
    """Names of the repositories."""
    push_roles: tuple[PushRoleName, ...] = ()
    """Names of the push roles."""
    registry_settings: StrictBool = False
    """Whether the registry's own settings are watched."""
    except_roles: tuple[ExceptedRoleArn, ...] = ()
    """ARNs of roles whose changes are not reported."""
    github: GitHubDispatch | None = None
    """Starts drift.yml."""
    webhook: Webhook | None = None
    """An HTTPS address."""
    topic_arn: TopicArn | None = None
    """An SNS topic."""

    @property
    def endpoint(self) -> str | None:
        """The address that EventBridge calls; None for a topic."""
        if self.github:
            return f"{self.github.api_url.rstrip('/')}/repos/{self.github.repository}/dispatches"
        return self.webhook.url if self.webhook else None

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        """Nothing to watch, no target or several, and a target that EventBridge cannot reach from the registry."""
        if not (self.repositories or self.push_roles or self.registry_settings):
            remedy = "name repositories or push roles, or set registrySettings: true"
            yield Violation((), None, "watches nothing", remedy)
        given = [target for target in _TARGETS if getattr(self, target)]
        if len(given) != 1:
            rule = "has more than one target" if given else "has no target"
            remedy = f"{'keep' if given else 'write'} one of github, webhook and topicArn"
            yield Violation((), None, rule, remedy)
        yield from self._target_violations(context)

    def _target_violations(self, context: ValidationContext) -> Iterator[Violation]:
        registry = context.registry
        for target in (self.github, self.webhook) if registry else ():
            connection = Arn.parse(target.connection_arn) if target else None
            if (
                registry
                and target
                and connection
                and (connection.region, connection.account)
                != (
                    registry.region,
                    registry.account,
                )
            ):
                path = ("github" if target is self.github else "webhook", "connectionArn")
                rule = f"is not in the registry's account and region ({registry.label})"
                yield Violation(path, format_value(target.connection_arn), rule, "make the connection there")
        topic = Arn.parse(self.topic_arn) if self.topic_arn else None
        if registry and topic and topic.region != registry.region:
            rule = f"is not in the registry's region {registry.region}, and EventBridge reaches no other"
            yield Violation(("topicArn",), format_value(self.topic_arn), rule, "name a topic there")


def name_violations(name: str) -> Iterator[Violation]:
    """A component's name that EventBridge or SQS would refuse as the beginning of a name."""
    if not _NAME.fullmatch(name):
        rule = f"its rules and its queue are named after it: 1 to {LONGEST_NAME} letters, digits, _ and -"
        yield Violation((), None, rule, "choose another name, such as drift-watch-my-team")
