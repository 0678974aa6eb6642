"""Resource types whose operations are an API call each: their properties say which parameters they are."""

from collections.abc import Callable, Iterable, Mapping
from string import Formatter
from typing import Any

from sandbox.provider.equality import normalized_json, state_text_if_equivalent
from sandbox.provider.resource_type import REGION, Client, Properties, Property, ResourceType

Arguments = dict[str, Any]
Operation = str | Callable[[Client, Arguments], Any]
"""A method of the boto3 client, or a function of the client and the arguments of the call."""


def mapped_type(
    noun: str,
    *,
    identifier: str,
    put: Operation,
    get: Operation,
    delete: Operation,
    properties: Mapping[str, Property],
    computed: tuple[str, ...] = (),
    update: Operation | None = None,
    **more: Any,
) -> ResourceType:
    """A type that `put` creates and (unless there is an `update`) changes.

    `identifier` makes the id out of the inputs and of what `put` answers. `get` and `delete` are called with the
    properties in it; `get` answers None for what is gone. Computed properties have the same name in that answer.
    """
    parameters = {name: known.parameter or name for name, known in properties.items() if known is not REGION}
    key = [field for _, field, _, _ in Formatter().parse(identifier) if field in parameters]

    def call(operation: Operation, client: Client, values: Properties, names: Iterable[str] = parameters) -> Any:
        arguments = {parameters[name]: values[name] for name in names if values.get(name)}
        return getattr(client, operation)(**arguments) if isinstance(operation, str) else operation(client, arguments)

    def create(client: Client, inputs: Properties) -> str:
        answer = call(put, client, inputs)
        return identifier.format_map({**inputs, **answer})

    def read(client: Client, resource_id: str, state: Properties) -> Properties | None:
        values = dict(zip(key, resource_id.split(":", len(key) - 1), strict=True)) if key else {}
        answer = call(get, client, values, key)
        if answer is None:
            return None
        live = {name: answer.get(parameter) for name, parameter in parameters.items()}
        for name, known in properties.items():
            if known.document:
                live[name] = state_text_if_equivalent(state.get(name), normalized_json(live[name]), known.equal)
        return {**live, **{name: answer[name] for name in computed}}

    return ResourceType(
        noun=noun,
        properties=properties,
        computed=computed,
        create=create,
        get=read,
        update=lambda client, _old, new: call(update or put, client, new),
        remove=lambda client, state: call(delete, client, state, key),
        **more,
    )
