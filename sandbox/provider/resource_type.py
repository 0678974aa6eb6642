"""What the generic provider in `server` has to know of one resource type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.provider.equality import equal_or_empty

Properties = dict[str, Any]
Client = Any


@dataclass(frozen=True)
class Property:
    """How one input property behaves.

    `default` is filled in when the program leaves it out; `kept_when_absent` means that leaving it out is no
    change (the provider computes it); `replaces` is Terraform's ForceNew.
    """

    default: Any = None
    replaces: bool = False
    kept_when_absent: bool = False
    equal: Callable[[Any, Any], bool] = equal_or_empty


REGION = Property(replaces=True, kept_when_absent=True)
"""`region` of a type of a regional service (terraform-provider-aws, "Enhanced Region Support"): a move replaces."""


@dataclass(frozen=True)
class ResourceType:
    """One type: its properties and the five things the engine asks for.

    `create` answers the new resource's id. `read` answers None when AWS says by name that it is gone. `check` yields
    (property, reason) of what the plugin refuses before it calls AWS; it sees no input whose value is not known yet.
    `noun` is how the plugin names the type in its errors, and `creating` what it says that it was doing when a create
    failed, with the inputs to fill in.
    """

    noun: str
    creating: str
    properties: Mapping[str, Property]
    computed: tuple[str, ...]
    create: Callable[[Client, Properties], str]
    read: Callable[[Client, str, Properties], Properties | None]
    update: Callable[[Client, Properties, Properties], object]
    delete: Callable[[Client, Properties], None]
    check: Callable[[Properties], list[tuple[str, str]]] = lambda _inputs: []
    name_property: str | None = None
    service: str = "ecr"

    @property
    def regional(self) -> bool:
        """Whether resources of this type live in one region; those of IAM do not."""
        return "region" in self.properties

    def same_name(self, old: Properties, new: Properties) -> bool:
        """Whether both have the same given name, so that the old one must go before a new one can come.

        The plugin then deletes before it replaces (pulumi-terraform-bridge, properties with automatic names).
        """
        return self.name_property is not None and old.get(self.name_property) == new.get(self.name_property)
