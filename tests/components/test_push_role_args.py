"""The arguments of a push role are the fields of one in a stack file, with repositories instead of images."""

from typing import Any

import pytest

from components.push_role_args import GitHubArgs, GitLabArgs, OidcArgs, PushRoleArgs
from union_ecr.settings.ci_jobs import GitHub, GitLab
from union_ecr.settings.oidc import Oidc
from union_ecr.settings.push_roles import PushRoleFields


def test_the_arguments_are_exactly_the_fields_of_a_push_role_in_a_stack_file() -> None:
    whole = {"account", "region", "repositories", "cache_repositories"}
    assert set(PushRoleArgs.__annotations__) == set(PushRoleFields.model_fields) | whole
    assert PushRoleArgs.__required_keys__ == {"account", "region", "repositories"}


@pytest.mark.parametrize(("arguments", "model"), [(GitHubArgs, GitHub), (GitLabArgs, GitLab), (OidcArgs, Oidc)])
def test_every_field_of_a_caller_in_a_stack_file_is_an_argument(arguments: Any, model: Any) -> None:
    assert set(arguments.__annotations__) == set(model.model_fields)
    assert arguments.__required_keys__ == {name for name, field in model.model_fields.items() if field.is_required()}
