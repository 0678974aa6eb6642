"""The program of an account's bootstrap."""

import json
from pathlib import Path
from typing import Any

import pulumi
import pytest

from components import Bootstrapped, bootstrap
from tests.ci_roles.bootstrapped import ACCOUNT, OTHER_ACCOUNT, bootstrap_file, declared_account, stack_text
from tests.components.recording import ROLE, Recorded, engine_config, record

pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")

PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
BUCKET = "aws:s3/bucket:Bucket"


def run(folder: Path, *, stacks: dict[str, str] | None = None, caller: str = ACCOUNT, **settings: Any) -> Recorded:
    bootstrap_folder, stacks_folder = folder / "bootstrap", folder / "stacks"
    for made in (bootstrap_folder, stacks_folder):
        made.mkdir()
    config = dict(bootstrap_file(**settings).config)
    (bootstrap_folder / "Pulumi.acme.yaml").write_text(json.dumps({"config": config}))
    for name, text in (stacks or {"my-team": stack_text()}).items():
        (stacks_folder / f"Pulumi.{name}.yaml").write_text(text)
    results: list[Bootstrapped] = []
    recorded = record(
        lambda: results.append(bootstrap(bootstrap_folder, stacks_folder)),
        stack="acme",
        caller=caller,
        config=engine_config(config),
    )
    assert [sorted(result.ci_roles) for result in results] == [sorted(stacks or ["my-team"])]
    return recorded


def test_it_makes_the_provider_the_bucket_and_three_roles_for_each_stack(tmp_path: Path) -> None:
    recorded = run(tmp_path)
    provider = recorded.only(PROVIDER)
    assert (provider.inputs["url"], provider.inputs["clientIdLists"]) == (
        "https://token.actions.githubusercontent.com",
        ["sts.amazonaws.com"],
    )
    assert recorded.only(BUCKET).inputs["bucket"] == "acme-union-ecr-state"
    assert len(recorded.of_type(ROLE)) == 3
    assert set(recorded.exports) == {"backendUrl", "roles"}


def test_the_drift_role_of_the_account_is_made_where_it_is_asked_for(tmp_path: Path) -> None:
    settings = {"callers": [f"arn:aws:iam::{OTHER_ACCOUNT}:role/hub"], "roleName": "ci/sweep"}
    recorded = run(tmp_path, driftRole=settings, resourceTags={"team": "a"})
    (role,) = [role for role in recorded.of_type(ROLE) if role.name == "sweep"]
    declared = declared_account(driftRole=settings).drift_role
    assert declared
    assert (role.inputs["path"], role.inputs["tags"]) == ("/ci/", {"team": "a"})
    assert json.loads(role.inputs["assumeRolePolicy"]) == declared.trust_policy
    assert "driftRole" in recorded.exports
    assert role.options["provider"] == recorded.only(PROVIDER).options["provider"]


def test_an_adopted_provider_stays_as_it_is_and_outlives_the_bootstrap(tmp_path: Path) -> None:
    options = run(tmp_path, identityProvider={"adopt": True}).only(PROVIDER).options
    assert options["importId"].endswith(":oidc-provider/token.actions.githubusercontent.com")
    assert options["retainOnDelete"] is True
    assert "clientIdLists" in options["ignoreChanges"]


def test_the_bucket_of_another_account_is_left_alone(tmp_path: Path) -> None:
    bucket = {"bucket": "acme-union-ecr-state", "account": OTHER_ACCOUNT, "region": "eu-west-1"}
    recorded = run(tmp_path, stateBucket=bucket)
    assert recorded.of_type(BUCKET) == []
    assert recorded.exports["backendUrl"] == "s3://acme-union-ecr-state?region=eu-west-1"


def test_every_error_of_all_files_is_reported_in_one_run(tmp_path: Path) -> None:
    with pytest.raises(pulumi.RunError) as refused:
        run(tmp_path, stacks={"my-team": stack_text(images={"A": {}})}, branch="a*", rolePrefix="a b")
    lines = str(refused.value).splitlines()
    assert [line.split(": ")[1] for line in lines] == [
        "bootstrap:branch",
        "bootstrap:rolePrefix",
        "union-ecr:images.A",
    ]


def test_a_value_that_yaml_reads_differently_is_the_only_error_of_its_stack_file(tmp_path: Path) -> None:
    text = stack_text(images={"trainer": {}}).replace('"trainer": {}', '"trainer": {"scanOnPush": yes}')
    with pytest.raises(pulumi.RunError) as refused:
        run(tmp_path, stacks={"my-team": text})
    (line,) = str(refused.value).splitlines()
    assert "union-ecr:images.trainer.scanOnPush" in line


def test_what_stands_against_the_roles_stops_it(tmp_path: Path) -> None:
    with pytest.raises(pulumi.RunError, match=r"bootstrap:prefixes.mine: .* is no stack of account"):
        run(tmp_path, prefixes={"mine": ["ml/*"]})


def test_credentials_of_another_account_create_nothing(tmp_path: Path) -> None:
    with pytest.raises(pulumi.RunError, match=f"this bootstrap is for {ACCOUNT}: nothing was changed"):
        run(tmp_path, caller=OTHER_ACCOUNT)
