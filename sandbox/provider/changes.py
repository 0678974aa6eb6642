"""Which properties differ between the state and the program."""

from sandbox.provider.resource_type import Properties, ResourceType


def changed_properties(kind: ResourceType, old: Properties, new: Properties) -> list[str]:
    """The input properties whose new value is not equivalent to the value in the state."""
    return [
        name
        for name, known in kind.properties.items()
        if not (known.kept_when_absent and new.get(name) is None)
        and not known.equal(old.get(name, known.default), new.get(name, known.default))
    ]
