"""What the generic provider in `server` knows about a resource type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from sandbox.provider.equality import equal_or_empty

Properties = dict[str, Any]
Client = Any


@dataclass(frozen=True)
class Property:
    """How an input property behaves.

    `default` is filled in when the program leaves it out; `kept_when_absent` means that leaving it out is no
    change (the provider computes it); `replaces` is Terraform's ForceNew. In a mapped type (`api_mapping`), `parameter`
    is its name in the API where that differs. A document has a `document` function, which writes it as the provider
    does; the state's own text stays while it is `equal` to the live one.
    """

    default: Any = None
    replaces: bool = False
    kept_when_absent: bool = False
    equal: Callable[[Any, Any], bool] = equal_or_empty
    parameter: str = ""
    document: Callable[[Any], str] | None = None


REGION = Property(replaces=True, kept_when_absent=True)
"""`region` of a type of a regional service (terraform-provider-aws, "Enhanced Region Support"): a move replaces."""

TAGGED: Mapping[str, Property] = {"tags": Property(), "tagsAll": Property()}
"""The properties of a type with tags: what lives is read into `tagsAll`, and `tags` are the program's own of these."""


@dataclass(frozen=True)
class ResourceType:
    """A type: its properties and the operations of the engine on it.

    `create` answers the new resource's id, `get` what lives (None: nothing). AWS error codes in `absent` mean that the
    resource is gone. `check` yields (property, reason) of what the plugin refuses before it calls AWS; it gets no input
    whose value is not known yet. `noun` is the plugin's name of the type in errors, `creating` the beginning of the
    error of a failed create, `updating` of a failed update, with inputs to fill in. Errors of a type of terraform's
    older SDK (`sdk_v2`) are framed.
    """

    noun: str
    creating: str
    properties: Mapping[str, Property]
    computed: tuple[str, ...]
    create: Callable[[Client, Properties], str]
    get: Callable[[Client, str, Properties], Properties | None]
    update: Callable[[Client, Properties, Properties], object]
    remove: Callable[[Client, Properties], object]
    absent: tuple[str, ...] = ()
    check: Callable[[Properties], list[tuple[str, str]]] = lambda _inputs: []
    name_property: str | None = None
    service: str = "ecr"
    updating: str = ""
    sdk_v2: bool = True

    def read(self, client: Client, identifier: str, state: Properties) -> Properties | None:
        """The live resource; None when AWS says by name that it is gone."""
        try:
            return self.get(client, identifier, state)
        except ClientError as error:
            self._require_absent(error)
            return None

    def delete(self, client: Client, state: Properties) -> None:
        """Delete it; one that is gone already is fine."""
        try:
            self.remove(client, state)
        except ClientError as error:
            self._require_absent(error)

    def _require_absent(self, error: ClientError) -> None:
        if error.response["Error"].get("Code") not in self.absent:
            raise error

    @property
    def regional(self) -> bool:
        """Whether resources of this type live in one region; those of IAM do not."""
        return "region" in self.properties

    @property
    def tagged(self) -> bool:
        """Whether its resources have AWS tags, to which the provider's own settings are applied."""
        return "tagsAll" in self.properties

    def same_name(self, old: Properties, new: Properties) -> bool:
        """Whether both have the same given name, so that the old resource must go before the new one can come.

        The plugin then deletes before it replaces (pulumi-terraform-bridge, properties with automatic names).
        """
        return self.name_property is not None and old.get(self.name_property) == new.get(self.name_property)
