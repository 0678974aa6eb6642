"""Resource types whose operations are an API call each: their properties say which parameters they are."""

from collections.abc import Callable, Mapping
from string import Formatter
from typing import Any

from sandbox.provider.documents import state_text_if_equivalent
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
    identified_by: str = "",
    computed: tuple[str, ...] = (),
    creating: str = "",
    **more: Any,
) -> ResourceType:
    """Return the type with these properties; `more` are further fields of it.

    `put` creates a resource and (unless there is an `update`) changes it. `identifier` makes the id out of the inputs
    and of what `put` answers; where it says nothing, the property `identified_by` tells resources apart. `get` and
    `delete` are called with the properties in it; `get` answers None for what is gone. Computed properties have the
    same name in that answer.
    """
    sent = {name: known for name, known in properties.items() if known is not REGION}
    key = (
        [identified_by] if identified_by else [name for _, name, _, _ in Formatter().parse(identifier) if name in sent]
    )

    create_action = creating or f"creating {noun} ({identifier})"
    return ResourceType(
        noun=noun,
        creating=create_action,
        updating="" if update else create_action,
        properties=properties,
        computed=computed,
        create=lambda client, inputs: identifier.format_map({**inputs, **(_call(put, client, inputs, sent) or {})}),
        get=_reader(get, sent, key, computed, by_state=bool(identified_by)),
        update=lambda client, _old, new: _call(update or put, client, new, sent),
        remove=lambda client, state: _call(delete, client, {name: state[name] for name in key}, sent),
        **more,
    )


def _reader(
    get: Operation, sent: Mapping[str, Property], key: list[str], computed: tuple[str, ...], *, by_state: bool
) -> Callable[[Client, str, Properties], Properties | None]:
    """Reads what lives. The id says which resource; `by_state`, the state does, unless it is empty (an import)."""

    def read(client: Client, known_as: str, state: Properties) -> Properties | None:
        values = dict(zip(key, known_as.split(":", len(key) - 1), strict=True)) if key else {}
        if by_state:
            values |= {name: state[name] for name in key if name in state}
        if (answer := _call(get, client, values, sent)) is None:
            return None
        live = {
            name: _live(known, answer.get(known.parameter or name), state.get(name)) for name, known in sent.items()
        }
        return {**live, **{name: answer[name] for name in computed}}

    return read


def _live(known: Property, value: Any, in_state: Any) -> Any:
    """The live value; of a document the state's own text while it is equivalent, written as the provider does."""
    if known.document is None:
        return value
    return known.document(state_text_if_equivalent(in_state, known.document(value), known.equal))


def _call(operation: Operation, client: Client, values: Properties, sent: Mapping[str, Property]) -> Any:
    arguments = {
        known.parameter or name: known.document(values[name]) if known.document else values[name]
        for name, known in sent.items()
        if values.get(name)
    }
    return getattr(client, operation)(**arguments) if isinstance(operation, str) else operation(client, arguments)
