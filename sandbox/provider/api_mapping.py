"""Resource types whose operations are an API call each: their properties say which parameters they are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from sandbox.provider.equality import normalized_json, state_text_if_equivalent
from sandbox.provider.resource_type import REGION, Client, Properties, Property, ResourceType

Arguments = dict[str, Any]
Operation = str | Callable[[Client, Arguments], Any]
"""A method of the boto3 client, or a function of the client and the arguments of the call."""


@dataclass(frozen=True)
class ApiMapping:
    """The calls of a type: `put` creates it and (unless there is an `update`) changes it.

    `identifier` makes the id out of the inputs and of what `put` answers. `get` and `delete` are called with the
    properties in it; `get` answers None for what is gone. Computed properties have the same name in that answer.
    """

    identifier: str
    put: Operation
    get: Operation
    delete: Operation
    update: Operation | None = None

    def resource_type(self, noun: str, properties: Mapping[str, Property], **more: Any) -> ResourceType:
        """Return the type with these properties; `more` are further fields of it."""
        names = {name: known.parameter or name for name, known in properties.items() if known is not REGION}
        key = [field for _, field, _, _ in Formatter().parse(self.identifier) if field in names]
        computed: tuple[str, ...] = more.pop("computed", ())
        creating = more.pop("creating", f"creating {noun} ({self.identifier})")

        def read(client: Client, identifier: str, state: Properties) -> Properties | None:
            values = dict(zip(key, identifier.split(":", len(key) - 1), strict=True)) if key else {}
            answer = _call(self.get, client, values, names)
            if answer is None:
                return None
            live = {name: answer.get(parameter) for name, parameter in names.items()}
            for name in names:
                if (known := properties[name]).document:
                    live[name] = state_text_if_equivalent(state.get(name), normalized_json(live[name]), known.equal)
            return {**live, **{name: answer[name] for name in computed}}

        return ResourceType(
            noun=noun,
            creating=creating,
            properties=properties,
            computed=computed,
            create=lambda client, inputs: self._created(inputs, _call(self.put, client, inputs, names)),
            get=read,
            update=lambda client, _old, new: _call(self.update or self.put, client, new, names),
            remove=lambda client, state: _call(self.delete, client, {name: state[name] for name in key}, names),
            **more,
        )

    def _created(self, inputs: Properties, answer: Mapping[str, Any]) -> str:
        return self.identifier.format_map({**inputs, **answer})


def _call(operation: Operation, client: Client, values: Properties, names: Mapping[str, str]) -> Any:
    arguments = {parameter: values[name] for name, parameter in names.items() if values.get(name)}
    return getattr(client, operation)(**arguments) if isinstance(operation, str) else operation(client, arguments)
