"""Resource types whose operations are an API call each: their properties say which parameters they are."""

from collections.abc import Callable, Mapping
from string import Formatter
from typing import Any

from sandbox.provider.equality import normalized_json, state_text_if_equivalent
from sandbox.provider.resource_type import REGION, Client, Properties, Property, ResourceType

Arguments = dict[str, Any]
Operation = str | Callable[[Client, Arguments], Any]
"""A method of the boto3 client, or a function of the client and the arguments of the call."""


def mapped_type(
    noun: str,
    identifier: str,
    properties: Mapping[str, Property],
    *,
    put: Operation,
    get: Operation,
    delete: Operation,
    update: Operation | None = None,
    computed: tuple[str, ...] = (),
    creating: str = "",
    **more: Any,
) -> ResourceType:
    """Return the type with these properties; `more` are further fields of it.

    `put` creates a resource and (unless there is an `update`) changes it. `identifier` makes the id out of the inputs
    and of what `put` answers. `get` and `delete` are called with the properties in it; `get` answers None for what is
    gone. Computed properties have the same name in that answer.
    """
    names = {name: known.parameter or name for name, known in properties.items() if known is not REGION}
    key = [field for _, field, _, _ in Formatter().parse(identifier) if field in names]

    def read(client: Client, known_as: str, state: Properties) -> Properties | None:
        values = dict(zip(key, known_as.split(":", len(key) - 1), strict=True)) if key else {}
        if (answer := _call(get, client, values, names)) is None:
            return None
        live = {name: _live(properties[name], answer.get(there), state.get(name)) for name, there in names.items()}
        return {**live, **{name: answer[name] for name in computed}}

    return ResourceType(
        noun=noun,
        creating=creating or f"creating {noun} ({identifier})",
        properties=properties,
        computed=computed,
        create=lambda client, inputs: identifier.format_map({**inputs, **_call(put, client, inputs, names)}),
        get=read,
        update=lambda client, _old, new: _call(update or put, client, new, names),
        remove=lambda client, state: _call(delete, client, {name: state[name] for name in key}, names),
        **more,
    )


def _live(known: Property, value: Any, in_state: Any) -> Any:
    return state_text_if_equivalent(in_state, normalized_json(value), known.equal) if known.document else value


def _call(operation: Operation, client: Client, values: Properties, names: Mapping[str, str]) -> Any:
    arguments = {parameter: values[name] for name, parameter in names.items() if values.get(name)}
    return getattr(client, operation)(**arguments) if isinstance(operation, str) else operation(client, arguments)
