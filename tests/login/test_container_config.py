"""Logins and credential helpers in a configuration file of container tools."""

import base64
import json
from typing import Any

import pytest

from union_ecr.login.container_config import ContainerConfig, InvalidContainerConfig, helper_config

HOST, OTHER = "123456789012.dkr.ecr.us-east-1.amazonaws.com", "ghcr.io"
AUTH = base64.b64encode(b"AWS:secret").decode()


def config(**document: Any) -> ContainerConfig:
    return ContainerConfig.parse(json.dumps(document))


def test_a_login_is_added_beside_everything_else() -> None:
    before = config(auths={OTHER: {"auth": "eA=="}}, currentContext="colima", credHelpers={"gcr.io": "gcloud"})
    after = before.with_login(HOST, "secret")
    assert after.document == {
        "auths": {OTHER: {"auth": "eA=="}, HOST: {"auth": AUTH}},
        "currentContext": "colima",
        "credHelpers": {"gcr.io": "gcloud"},
    }
    assert after.without_login(HOST) == before
    assert not before.has_login(HOST)


@pytest.mark.parametrize("key", [HOST, f"https://{HOST}", f"https://{HOST}/", f"http://{HOST}"])
def test_an_earlier_login_to_the_registry_is_replaced(key: str) -> None:
    before = config(auths={key: {"auth": "old", "identitytoken": "older"}})
    assert before.has_login(HOST)
    assert before.with_login(HOST, "secret").document == {"auths": {HOST: {"auth": AUTH}}}
    assert before.without_login(HOST).document == {}


@pytest.mark.parametrize("text", ["", "  \n", "{}", '{"auths": null}', '{"auths": {}, "credHelpers": null}'])
def test_a_file_without_logins_is_a_configuration(text: str) -> None:
    found = ContainerConfig.parse(text)
    assert (found.has_login(HOST), found.helper(HOST), found.store(HOST)) == (False, None, None)
    assert found.with_login(HOST, "secret").has_login(HOST)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("{", "is not valid JSON (line 1)"),
        ('{\n"auths": {,}\n}', "is not valid JSON (line 2)"),
        ("[" * 200_000, "is not valid JSON (line 1)"),
        ("[]", "is not a JSON object"),
        ('{"auths": [1]}', "auths is not a JSON object"),
        ('{"credHelpers": "ecr-login"}', "credHelpers is not a JSON object"),
    ],
)
def test_what_no_tool_can_read_is_refused(text: str, rule: str) -> None:
    with pytest.raises(InvalidContainerConfig) as refused:
        ContainerConfig.parse(text)
    assert str(refused.value) == rule


@pytest.mark.parametrize(
    ("document", "helper", "store"),
    [
        ({}, None, None),
        ({"credHelpers": {HOST: "ecr-login"}}, "ecr-login", "ecr-login"),
        ({"credHelpers": {HOST: "acme-ecr"}}, "acme-ecr", "acme-ecr"),
        ({"credHelpers": {OTHER: "ecr-login"}}, None, None),
        ({"credHelpers": {HOST: "osxkeychain"}}, None, "osxkeychain"),
        ({"credHelpers": {HOST: ""}, "credsStore": "ecr-login"}, None, None),
        ({"credsStore": "ecr-login"}, "ecr-login", "ecr-login"),
        ({"credsStore": "desktop"}, None, "desktop"),
        ({"credsStore": "desktop", "credHelpers": {HOST: "ecr-login"}}, "ecr-login", "ecr-login"),
    ],
)
def test_a_helper_supplies_credentials_and_a_store_keeps_those_of_a_login(
    document: dict[str, Any], helper: str | None, store: str | None
) -> None:
    found = ContainerConfig(document)
    assert (found.helper(HOST), found.store(HOST)) == (helper, store)


def test_the_text_is_as_docker_writes_it() -> None:
    assert (
        config(auths={"a": {"auth": "eA=="}}).text == '{\n\t"auths": {\n\t\t"a": {\n\t\t\t"auth": "eA=="\n\t\t}\n\t}\n}'
    )


def test_the_credential_helper_is_named_for_each_registry() -> None:
    assert helper_config([HOST, OTHER]).document == {"credHelpers": {HOST: "ecr-login", OTHER: "ecr-login"}}
