"""The arguments of the roles of CI, and the rules behind them."""

import inspect

import pytest
from pydantic.alias_generators import to_snake

from components.ci_roles import _Arguments
from components.ci_roles_args import CiRolesArgs, DeployingProjectArgs, DeployingRepositoryArgs
from union_ecr.settings.bootstrap import DeployingProject, DeployingRepository


@pytest.mark.parametrize(
    ("accepted", "model"),
    [
        (CiRolesArgs, _Arguments),
        (DeployingRepositoryArgs, DeployingRepository),
        (DeployingProjectArgs, DeployingProject),
    ],
    ids=lambda kind: kind.__name__,
)
def test_every_argument_is_a_field_of_the_model(accepted: type, model: type) -> None:
    fields = {to_snake(name) for name in model.model_fields}  # type: ignore[attr-defined]
    assert set(inspect.get_annotations(accepted)) == fields
