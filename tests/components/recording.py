"""A Pulumi engine that does nothing but write down what it is asked for."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, cast

import pulumi
from google.protobuf.json_format import MessageToDict
from pulumi.runtime import get_root_resource
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks
from pulumi.runtime.settings import ROOT
from pulumi.runtime.stack import Stack
from pulumi.runtime.sync_await import _ensure_event_loop

CALLER = "aws:index/getCallerIdentity:getCallerIdentity"
COMPONENT = "union-ecr:index:PrivateRepository"
REPOSITORY = "aws:ecr/repository:Repository"
POLICY = "aws:ecr/repositoryPolicy:RepositoryPolicy"
LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
ROLE = "aws:iam/role:Role"
RULE = "aws:cloudwatch/eventRule:EventRule"
DESTINATION = "aws:cloudwatch/eventApiDestination:EventApiDestination"
QUEUE = "aws:sqs/queue:Queue"


@dataclass(frozen=True)
class Registered:
    """One resource as the engine was asked to register it."""

    urn: str
    type: str
    name: str
    parent: str
    inputs: dict[str, Any]
    options: dict[str, Any]
    """The resource options that were set: protect, deletedWith, deleteBeforeReplace, importId, …"""


@dataclass
class Recorded:
    """Everything that the engine was asked for in one run, in the order of asking."""

    resources: list[Registered] = field(default_factory=list)
    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What each component registered as its outputs, by URN."""
    exports: dict[str, Any] = field(default_factory=dict)
    """The outputs of the stack."""
    calls: list[str] = field(default_factory=list)
    asked_providers: list[str] = field(default_factory=list)
    """The provider that each call asks; empty: the default one."""
    dependencies: dict[str, list[str]] = field(default_factory=dict)
    """The URNs that each resource waits for, by its own URN."""

    def of_type(self, kind: str) -> list[Registered]:
        return [resource for resource in self.resources if resource.type == kind]

    def only(self, kind: str) -> Registered:
        (found,) = self.of_type(kind)
        return found


class _Answers(Mocks):
    def __init__(self, recorded: Recorded, caller: str | None) -> None:
        self._recorded, self._caller = recorded, caller

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        arn, url = {"arn": f"arn-of-{args.name}"}, {"repositoryUrl": f"url-of-{args.name}"}
        of_queue = {**arn, "url": f"url-of-{args.name}"}
        sent_to = {"arn": f"arn:aws:events:eu-west-1:123456789012:api-destination/{args.name}/0b1c"}
        computed = {REPOSITORY: {**arn, **url}, ROLE: arn, DESTINATION: sent_to, QUEUE: of_queue}.get(args.typ, {})
        return f"id-of-{args.name}", {**args.inputs, **computed}

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        self._recorded.calls.append(args.token)
        self._recorded.asked_providers.append(args.provider or "")
        if args.token != CALLER or self._caller is None:
            raise AssertionError(f"nobody expects a call of {args.token}")
        arn = f"arn:aws:sts::{self._caller}:assumed-role/a/b"
        return {"accountId": self._caller, "arn": arn, "id": "x", "userId": "y"}, []


class _Monitor(MockMonitor):
    _OPTIONS = (
        "protect deletedWith deleteBeforeReplace importId retainOnDelete aliases ignoreChanges replaceOnChanges "
        "additionalSecretOutputs provider version customTimeouts"
    ).split()

    def __init__(self, mocks: Mocks, recorded: Recorded, stack: str) -> None:
        super().__init__(mocks)
        self._recorded, self._stack = recorded, stack

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """The URN that the real engine gives: the stack itself is no part of the type."""
        above = parent.split("::")[2] if parent else ""
        whole = f"{above}${type_}" if above and above != "pulumi:pulumi:Stack" else type_
        return f"urn:pulumi:{self._stack}::union-ecr::{whole}::{name}"

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - gRPC's name
        urn = self.make_urn(request.parent, request.type, request.name)
        message = MessageToDict(request)
        options = {name: message[name] for name in self._OPTIONS if message.get(name)}
        options.pop("version", None)  # of the provider's package: a new one replaces nothing
        self._recorded.resources.append(
            Registered(urn, request.type, request.name, request.parent, message.get("object", {}), options)
        )
        self._recorded.dependencies[urn] = list(request.dependencies)
        return super().RegisterResource(request)  # type: ignore[no-untyped-call]

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 - gRPC's name
        self._recorded.outputs[request.urn] = MessageToDict(request).get("outputs", {})
        return super().RegisterResourceOutputs(request)  # type: ignore[no-untyped-call]


def record(
    program: Callable[[], object],
    *,
    stack: str = "team",
    caller: str | None = None,
    config: dict[str, str] | None = None,
) -> Recorded:
    """Run a program and return when every registration has landed: only then can absence be asserted.

    `caller` is the account of the credentials; without one, asking for it is an error, as any other call is.
    """
    recorded = Recorded()
    start(recorded, stack, caller, config)
    run_to_the_end(program)
    recorded.exports = dict(cast(Stack, get_root_resource()).outputs)
    return recorded


def run_to_the_end(program: Callable[[], object]) -> None:
    """Run a program until all that it registered has landed, one request at a time: that fixes their order."""

    def without_result() -> None:
        program()

    loop = _ensure_event_loop()  # type: ignore[no-untyped-call]
    with ThreadPoolExecutor(max_workers=1) as one_request_at_a_time:
        loop.set_default_executor(one_request_at_a_time)
        pulumi.runtime.test(without_result)()  # type: ignore[no-untyped-call]


def start(recorded: Recorded, stack: str, caller: str | None, config: dict[str, str] | None) -> None:
    """Make the recording engine the one that Pulumi talks to."""
    monitor = recording_monitor(recorded, stack, caller)
    ROOT.set(None)  # else the stack of the run before would be the parent of everything
    pulumi.runtime.set_mocks(monitor.mocks, project="union-ecr", stack=stack, monitor=monitor)
    pulumi.runtime.set_all_config(config or {})


def recording_monitor(recorded: Recorded, stack: str, caller: str | None) -> MockMonitor:
    """The part of the recording engine that programs call."""
    return _Monitor(_Answers(recorded, caller), recorded, stack)


def engine_config(config: dict[str, Any]) -> dict[str, str]:
    """A stack file's configuration as the engine hands it to the program: text, JSON where it is structured."""
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}
