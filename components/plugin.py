"""The plugin: what the components are for programs in other languages."""

import json
from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.errors import InputPropertiesError
from pulumi.output import Unknown
from pulumi.provider import ConstructResult
from pulumi.provider.experimental.component import ComponentProvider
from pydantic import BaseModel

from union_ecr import __version__
from union_ecr.settings.bootstrap import CiRolesFields, StateBucketFields
from union_ecr.settings.drift_watch import DriftWatchFields
from union_ecr.settings.push_roles import PushRoleFields
from union_ecr.settings.registry.configuration import RegistryFields
from union_ecr.settings.stack import RepositorySettings
from union_ecr.stack_file.errors import suggestion

from .arguments import RemoteArguments
from .ci_roles import CiRoles
from .drift_watch import DriftWatch
from .private_repository import PrivateRepository
from .push_role import PushRole
from .registry_settings import RegistrySettings
from .schema import completed_schema
from .state_bucket import StateBucket

PACKAGE = "union-ecr"
COMPONENTS: Mapping[type[pulumi.ComponentResource], type[BaseModel]] = {
    DriftWatch: DriftWatchFields,
    PrivateRepository: RepositorySettings,
    PushRole: PushRoleFields,
    RegistrySettings: RegistryFields,
    StateBucket: StateBucketFields,
    CiRoles: CiRolesFields,
}
"""The components, each with the model of its arguments."""


class Plugin(ComponentProvider):
    """Serves the components, and their schema.

    Pulumi's own provider maps inputs to Python before it calls a component, which loses entries of some lists and
    every argument that it does not know (docs/decisions/0014-the-plugin-reads-inputs-itself.md). So inputs are handed
    on as they arrive, and the component validates them all.
    """

    def __init__(self) -> None:
        version = "0.0.0" if __version__ == "unknown" else __version__
        super().__init__(list(COMPONENTS), PACKAGE, namespace=PACKAGE, version=version)
        models = {component.__name__: model for component, model in COMPONENTS.items()}
        self.schema = json.dumps(completed_schema(json.loads(self.schema or "{}"), models))

    def construct(
        self, name: str, resource_type: str, inputs: Any, options: pulumi.ResourceOptions | None = None
    ) -> ConstructResult:
        """Create a component; an error reaches the engine as it is, without a traceback."""
        kind = resource_type.rpartition(":")[2]
        if kind not in self._components:
            raise InputPropertiesError(f"{resource_type} is no component; {suggestion(kind, sorted(self._components))}")
        arguments = RemoteArguments(_arrived(inputs))
        try:
            component = self._components[kind](name, arguments, options)  # type: ignore[arg-type]
        except pulumi.RunError as error:
            raise InputPropertiesError(str(error)) from None
        return ConstructResult(component.urn, self.get_state(component, self._component_defs[kind]))


def _arrived(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Inputs as their program gave them: whole numbers as integers, Outputs where it had them.

    Java's SDK sends no Outputs, but values and, beside them, the resources that an input depends on; of such an input
    Pulumi makes one Output, which hides its shape
    (https://github.com/pulumi/pulumi-java, PropertiesSerializer.java; pulumi/provider/server.py, _select_value).
    """
    return {name: _value(_sent(value) if isinstance(value, pulumi.Output) else value) for name, value in inputs.items()}


def _sent(output: pulumi.Output[Any]) -> Any:
    """A list or mapping that was sent as such; its resources exist as soon as its values are known."""
    sent = getattr(output, "_data", None)  # no public member tells a value at once
    data = sent.result() if sent and sent.done() else None
    return data.value if data and isinstance(data.value, list | dict) and not data.is_secret else output


def _value(value: Any) -> Any:
    """Numbers arrive as floats: 5.0 is 5, and 5.5 stays what it is."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Unknown):
        return pulumi.Output.from_input(value)
    if isinstance(value, dict):
        return {key: _value(inner) for key, inner in value.items()}
    return [_value(inner) for inner in value] if isinstance(value, list) else value
