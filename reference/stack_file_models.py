"""The models of a stack file, from the top down, and the docstring of each field."""

import ast
import inspect
import typing
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, StrictStr

from union_ecr.settings.data_planes import DataPlane
from union_ecr.settings.provider_tags import DefaultTags, IgnoreTags
from union_ecr.settings.push_roles import PushRoleSettings
from union_ecr.settings.registry.configuration import RegistrySection
from union_ecr.settings.stack import ImageSettings
from union_ecr.settings.types import AccountId, Organization, Region, RepositoryName


class StackConfiguration(BaseModel):
    """What stands below `config:` in a stack file; keys of other namespaces, such as aws:profile, may stand there."""

    model_config = ConfigDict(extra="allow")

    region: Region = Field(alias="aws:region")
    """The registry's region."""
    default_tags: DefaultTags | StrictStr | None = Field(None, alias="aws:defaultTags")
    """AWS tags for every repository and push role of the stack."""
    ignore_tags: IgnoreTags | StrictStr | None = Field(None, alias="aws:ignoreTags")
    """AWS tags that neither pulumi up nor union-ecr drift looks at."""
    account: AccountId = Field(alias="union-ecr:account")
    organization: Organization | None = Field(None, alias="union-ecr:organization")
    data_planes: dict[str, DataPlane] | None = Field(None, alias="union-ecr:dataPlanes")
    images: dict[RepositoryName, ImageSettings | None] | None = Field(None, alias="union-ecr:images")
    defaults: ImageSettings | None = Field(None, alias="union-ecr:defaults")
    push_roles: dict[str, PushRoleSettings] | None = Field(None, alias="union-ecr:pushRoles")
    registry: RegistrySection | None = Field(None, alias="union-ecr:registry")


class StackFile(BaseModel):
    """A stack file of the project union-ecr."""

    config: StackConfiguration


@cache
def field_docstrings(model: type[BaseModel]) -> dict[str, str]:
    """The docstring of each field of a model and its bases, on one line each."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if not issubclass(base, BaseModel) or base is BaseModel:
            continue
        body = next(
            node.body for node in ast.walk(ast.parse(inspect.getsource(base))) if isinstance(node, ast.ClassDef)
        )
        for field, below in pairwise(body):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                text = (
                    below.value.value if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) else ""
                )
                found[field.target.id] = " ".join(str(text).split())
    return found


def models_below(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models in an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from models_below(argument)


def every_model(root: type[BaseModel] = StackConfiguration, namespace: str = "") -> dict[type[BaseModel], str]:
    """The models below `root`, each before those of its fields, with the first key path where it is used.

    `namespace` is what stands before the keys of the root, if its fields do not say it.
    """
    found: dict[type[BaseModel], str] = {root: ""}
    waiting: list[type[BaseModel]] = [root]
    while waiting:
        model = waiting.pop(0)
        for name, field in model.model_fields.items():
            key = f"{found[model]}." if found[model] else namespace
            place = f"{key}{field.alias or name}{_step(field.annotation)}"
            for below in models_below(field.annotation):
                if below not in found:
                    found[below] = place
                    waiting.append(below)
    return found


def _step(annotation: Any) -> str:
    """What follows a field's key path for the models in it: nothing, a name or an index."""
    kinds = {typing.get_origin(part) for part in (annotation, *typing.get_args(annotation))}
    return ".NAME" if dict in kinds else "[]" if tuple in kinds else ""
