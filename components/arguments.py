"""The arguments of a component: validated as soon as their values are known, by the rules of a stack file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Self, TypeVar

import pulumi
import pulumi_aws as aws
from pydantic import BaseModel, TypeAdapter, ValidationError

from union_ecr.ecr.registry import Registry
from union_ecr.settings.error_messages import error_path, explain, independent_errors
from union_ecr.settings.types import AccountId, Region
from union_ecr.settings.validation import ValidationContext
from union_ecr.stack_file.errors import Violation, format_value, shortened

from .argument_errors import Spelling, invalid_arguments
from .argument_types import normalized_arguments, shown

Ready = pulumi.Input[Sequence[pulumi.Input[pulumi.Resource]] | pulumi.Resource]
"""What the resources of a component wait for, as `pulumi.ResourceOptions(depends_on=…)` takes it."""
_Model = TypeVar("_Model", bound=BaseModel)
_Declared = TypeVar("_Declared")


class RemoteArguments(dict[str, Any]):
    """The arguments of a program in another language, as the engine hands them to the plugin."""


@dataclass(frozen=True)
class ComponentArguments:
    """The arguments of one component.

    `values` has snake_case names, whichever way the program spells them, and may hold Outputs of other resources where
    the component's arguments allow it; `has_outputs` says whether it does.
    """

    component: str
    name: str
    values: Mapping[str, Any]
    has_outputs: bool
    spelling: Spelling = field(repr=False)
    violations: Sequence[Violation]

    @classmethod
    def read(
        cls,
        component: str,
        name: str,
        args: Any,
        accepted: type,
        defaults: Mapping[str, Any] = MappingProxyType({}),
    ) -> Self:
        """The arguments that a program gave; `accepted` is their TypedDict, `defaults` those of what it left out.

        Raises:
            pulumi.RunError: one line, where the arguments are no mapping.
        """
        spelling = Spelling(accepted, camel_case=isinstance(args, RemoteArguments))
        if not isinstance(args, Mapping):
            remedy = "write them in { }, account and region first"
            violation = Violation((), shortened(repr(shown(args))), "is no mapping of arguments", remedy)
            raise invalid_arguments(component, name, spelling, [violation])
        normalized = normalized_arguments(args, accepted)
        values = {**defaults, **normalized.values}
        return cls(component, name, values, bool(normalized.outputs), spelling, normalized.violations)

    def declared(
        self, model: type[_Model], declare: Callable[[_Model], tuple[_Declared, Iterable[Violation]]]
    ) -> pulumi.Output[_Declared] | _Declared:
        """What the arguments declare: at once if all values are known, else an Output.

        `declare` returns what valid arguments declare, and the rules that it breaks. With Outputs, whatever is wrong
        with the other arguments is reported at once.

        Raises:
            pulumi.RunError: a line for each invalid argument, now or where the Output is awaited.
        """
        if not self.has_outputs and not self.violations:
            return self._declared(self.values, model, declare)
        if violations := [*self.violations, *self._known_violations(model)]:
            raise self._invalid(violations)
        known = pulumi.Output.from_input(dict(self.values))
        return known.apply(lambda values: self._declared(values, model, declare))

    def validated(self, model: type[_Model], values: Mapping[str, Any]) -> _Model:
        """Arguments without Outputs, by the rules of `model`.

        Raises:
            pulumi.RunError: a line for each invalid argument.
        """
        try:
            return model.model_validate(values, context=_context(values))
        except ValidationError as error:
            raise self._invalid(_violations(error, model)) from None

    def ready(self, component: pulumi.ComponentResource, declared: pulumi.Output[_Declared] | _Declared) -> Ready:
        """What every resource of the component depends on, so that nothing is created before all is validated.

        The credentials, those of the component's AWS provider, must be the account's.
        """
        caller = aws.get_caller_identity_output(opts=pulumi.InvokeOutputOptions(parent=component))
        identity = pulumi.Output.all(self.values["account"], caller.account_id, caller.arn)
        right_account = identity.apply(lambda known: self._require_account(*known))
        nothing: list[pulumi.Input[pulumi.Resource]] = []
        return pulumi.Output.all(declared, right_account).apply(lambda _: nothing)

    def _require_account(self, account: str, caller: str, arn: str) -> None:
        if account != caller and _is_account(account):  # what is no account id is reported already
            rule = f"these credentials belong to account {caller} ({arn}), so nothing was created"
            remedy = f"log in to {account}, or correct account"
            raise self._invalid([Violation(("account",), format_value(account), rule, remedy)])

    def _declared(
        self,
        values: Mapping[str, Any],
        model: type[_Model],
        declare: Callable[[_Model], tuple[_Declared, Iterable[Violation]]],
    ) -> _Declared:
        declared, violations = declare(self.validated(model, values))
        if found := list(violations):
            raise self._invalid(found)
        return declared

    def _known_violations(self, model: type[BaseModel]) -> list[Violation]:
        """What is wrong besides values that are not known yet.

        pydantic asks for rules across fields only once each field is valid, so those wait for the Outputs.
        """
        try:
            model.model_validate(self.values, context=_context(self.values))
        except ValidationError as error:
            return _violations(error, model, of_outputs=False)
        return []

    def _invalid(self, violations: Iterable[Violation]) -> Exception:
        return invalid_arguments(self.component, self.name, self.spelling, violations)


def _violations(error: ValidationError, model: type[BaseModel], *, of_outputs: bool = True) -> list[Violation]:
    return [
        Violation(error_path(details), *explain({**details, "input": shown(details["input"])}, model))
        for details in independent_errors(error, model)
        if of_outputs or details["type"] == "extra_forbidden" or not isinstance(details["input"], pulumi.Output)
    ]


def _is_account(value: object) -> bool:
    try:
        TypeAdapter(AccountId).validate_python(value)
    except ValidationError:
        return False
    return True


class _Named(BaseModel):
    account: AccountId
    region: Region


def _context(values: Mapping[str, Any]) -> ValidationContext:
    """What rules need to know: the registry that the arguments name, None where they do not."""
    try:
        named = _Named.model_validate(values)
    except ValidationError:
        return ValidationContext(registry=None, data_planes=())
    return ValidationContext(registry=Registry(named.account, named.region), data_planes=())
