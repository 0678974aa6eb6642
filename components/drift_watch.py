"""EventBridge rules that start drift detection as soon as somebody changes what a stack declares."""

import dataclasses
from collections.abc import Awaitable, Iterable, Mapping
from functools import partial
from itertools import chain
from typing import Any, Self, cast

import pulumi
import pulumi_aws as aws

from union_ecr.ecr.policy_document import document_text
from union_ecr.ecr.registry import Registry
from union_ecr.settings.drift_watch import DriftWatchFields, name_violations
from union_ecr.settings.types import AccountId, Region
from union_ecr.stack_file.errors import Violation
from union_ecr.watch.drift_watch import DeclaredDriftWatch, EventRule, declared_drift_watch, size_violations
from union_ecr.watch.permissions import queue_policy, sender_identity_policy, sender_trust_policy

from .arguments import ComponentArguments, Ready
from .drift_watch_args import DriftWatchArgs

RESOURCE_TYPE = "union-ecr:index:DriftWatch"
SECONDS_OF_A_DAY = 24 * 60 * 60
# A report that comes later is of no use: the nightly run has found the change by then.
RETRIES: aws.cloudwatch.EventTargetRetryPolicyArgsDict = {
    "maximum_event_age_in_seconds": SECONDS_OF_A_DAY // 4,
    "maximum_retry_attempts": 185,
}
KEPT_UNDELIVERED = 14 * SECONDS_OF_A_DAY
"""Seconds; the longest that SQS keeps a message."""


class DriftWatch(pulumi.ComponentResource):
    """EventBridge rules that report changes in AWS as they are made, to GitHub, to an address or to an SNS topic.

    Each successful call that changes what is watched is reported; to GitHub or an address at most one each second. A
    report that fails is tried again for six hours, then kept in a queue for 14 days. The rules' role may send to the
    target and nothing else. The component's name, of up to 48 letters, digits, _ and -, begins
    the names of the rules, and is that of the queue, the role and the API destination.

    CloudTrail must have a trail that records management events in the region, and for push roles in IAM's region
    (us-east-1; cn-north-1 in China, us-gov-west-1 in GovCloud), where the component has a rule of its own then.

    Raises:
        pulumi.RunError: one line for each argument that EventBridge would refuse, and where the credentials are another
            account's.
    """

    queue_url: pulumi.Output[str]
    """The queue with the reports that could not be delivered."""

    def __init__(self, name: str, args: DriftWatchArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(RESOURCE_TYPE, name, None, opts)
        arguments = ComponentArguments.read("DriftWatch", name, args, DriftWatchArgs)
        declared = validated = arguments.declared(_Arguments, partial(_declared, name))
        if isinstance(declared, pulumi.Output):
            # No Output decides what is declared, so whatever they turn out to be, the rest is known now.
            plain = dataclasses.replace(arguments, values=_without_outputs(arguments.values), has_outputs=False)
            declared = cast(DeclaredDriftWatch, plain.declared(_Arguments, partial(_declared, name)))
        values = arguments.values
        of_target = values.get("github") or values.get("webhook")
        sent_with = of_target["connection_arn"] if of_target else values["topic_arn"]
        self._create(declared, sent_with, arguments.ready(self, validated))

    @classmethod
    def from_declared(
        cls, declared: DeclaredDriftWatch, sent_with: pulumi.Input[str], opts: pulumi.ResourceOptions | None = None
    ) -> Self:
        """The component of a drift watch that is validated and rendered already.

        `sent_with` is the ARN of the connection with which EventBridge calls the endpoint, or of the topic.
        """
        component = cls.__new__(cls)
        pulumi.ComponentResource.__init__(component, RESOURCE_TYPE, declared.name, None, opts)
        component._create(declared, sent_with)
        return component

    def _create(self, declared: DeclaredDriftWatch, sent_with: pulumi.Input[str], ready: Ready | None = None) -> None:
        child = pulumi.ResourceOptions(parent=self, depends_on=ready)
        queues = {region: self._queue(declared, region, child) for region in declared.regions}
        target = (
            sent_with if declared.endpoint is None else self._destination(declared, declared.endpoint, sent_with, child)
        )
        role = aws.iam.Role(
            declared.name,
            name=declared.name,
            assume_role_policy=document_text(sender_trust_policy(declared)),
            opts=child,
        )
        policy = aws.iam.RolePolicy(
            declared.name,
            name="send",
            role=role.name,
            policy=pulumi.Output.from_input(target).apply(
                lambda arn: document_text(sender_identity_policy(declared, arn))
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        for rule in declared.rules:
            sent_to = declared.event_bus if rule.forwards else target
            self._rule(declared, rule, sent_to, role, queues[rule.region], [policy], ready)
        self.queue_url = queues[declared.registry.region].url
        self.register_outputs({"queueUrl": self.queue_url})

    def _queue(self, declared: DeclaredDriftWatch, region: str, child: pulumi.ResourceOptions) -> aws.sqs.Queue:
        name = declared.name if region == declared.registry.region else f"{declared.name}-{region}"
        queue = aws.sqs.Queue(
            name,
            name=declared.name,
            region=region,
            message_retention_seconds=KEPT_UNDELIVERED,
            sqs_managed_sse_enabled=True,
            opts=child,
        )
        policy = document_text(queue_policy(declared, region))
        opts = pulumi.ResourceOptions(parent=self)
        aws.sqs.QueuePolicy(name, queue_url=queue.url, region=region, policy=policy, opts=opts)
        return queue

    def _destination(
        self,
        declared: DeclaredDriftWatch,
        endpoint: str,
        connection: pulumi.Input[str],
        child: pulumi.ResourceOptions,
    ) -> pulumi.Output[str]:
        destination = aws.cloudwatch.EventApiDestination(
            declared.name,
            name=declared.name,
            region=declared.registry.region,
            connection_arn=connection,
            invocation_endpoint=endpoint,
            http_method="POST",
            invocation_rate_limit_per_second=1,
            opts=child,
        )
        return destination.arn

    def _rule(
        self,
        declared: DeclaredDriftWatch,
        rule: EventRule,
        sent_to: pulumi.Input[str],
        role: aws.iam.Role,
        queue: aws.sqs.Queue,
        permissions: list[aws.iam.RolePolicy],
        ready: Ready | None,
    ) -> None:
        name = f"{declared.name}-{rule.label}"
        made = aws.cloudwatch.EventRule(
            name,
            name=rule.name,
            region=rule.region,
            description=rule.description,
            event_pattern=document_text(rule.pattern),
            opts=pulumi.ResourceOptions(parent=self, depends_on=ready),
        )
        transformer: aws.cloudwatch.EventTargetInputTransformerArgsDict = {
            "input_paths": rule.input_paths,
            "input_template": rule.input_template,
        }
        aws.cloudwatch.EventTarget(
            name,
            rule=made.name,
            region=rule.region,
            target_id="report",
            arn=sent_to,
            role_arn=role.arn,
            input_transformer=None if rule.forwards else transformer,
            retry_policy=RETRIES,
            dead_letter_config={"arn": queue.arn},
            opts=pulumi.ResourceOptions(parent=self, depends_on=permissions),
        )


class _Arguments(DriftWatchFields):
    account: AccountId
    region: Region


def _declared(name: str, settings: _Arguments) -> tuple[DeclaredDriftWatch, Iterable[Violation]]:
    declared = declared_drift_watch(name, Registry(settings.account, settings.region), settings)
    return declared, chain(name_violations(name), size_violations(declared))


def _without_outputs(values: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments with the ARN of something in the registry's region for each that is not known yet."""
    registry = Registry(values["account"], values["region"])
    place = f"{registry.region}:{registry.account}"
    connection = f"arn:{registry.partition}:events:{place}:connection/unknown/0"
    known = dict(values)
    for target in ("github", "webhook"):
        if values.get(target) and isinstance(values[target].get("connection_arn"), pulumi.Output | Awaitable):
            known[target] = {**values[target], "connection_arn": connection}
    if isinstance(values.get("topic_arn"), pulumi.Output | Awaitable):
        known["topic_arn"] = f"arn:{registry.partition}:sns:{place}:unknown"
    return known
