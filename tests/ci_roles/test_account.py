"""What the bootstrap of an account makes, and what stands against it."""

from typing import Any

import pytest

from tests.ci_roles.bootstrapped import ACCOUNT, OTHER_ACCOUNT, declared_account, errors_of, stack_text

PUSHING = {"repository": "a/b", "branches": ["m"]}
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/union-ecr-push-web"
FILE = "bootstrap/stacks/Pulumi.acme.yaml"
GITHUB = {"repository": "acme/a", "branches": ["main"]}
TWO = {"ml": stack_text(images={"ml/trainer": {}}), "web": stack_text(images={"ml/site": {}})}
ELSEWHERE = {"ml": TWO["ml"], "web": stack_text(OTHER_ACCOUNT, images={"ml/site": {}})}


def lines(stacks: dict[str, str], **settings: Any) -> list[str]:
    return [str(error) for error in errors_of(stacks, **settings)]


def test_an_account_has_the_roles_of_its_own_stacks_only() -> None:
    assert [roles.stack for roles in declared_account(ELSEWHERE).stacks] == ["ml"]
    assert [roles.stack for roles in declared_account(ELSEWHERE, account=OTHER_ACCOUNT).stacks] == ["web"]


def test_the_identity_provider_is_that_of_the_ci() -> None:
    assert declared_account().provider.arn == (
        f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
    )
    gitlab = declared_account(github=None, gitlab={"host": "git.acme.com", "project": "acme/r"}).provider
    assert (gitlab.url, gitlab.audience) == ("https://git.acme.com", "https://git.acme.com")


def test_the_backend_is_the_bucket_in_its_region() -> None:
    settings = declared_account(stateBucket={"bucket": "b-1", "account": OTHER_ACCOUNT, "region": "eu-west-1"}).settings
    assert settings.backend_url == "s3://b-1?region=eu-west-1"


@pytest.mark.parametrize(
    ("setting", "key"),
    [
        ({"reviewers": {"mll": ["acme/ml"]}}, "reviewers.mll"),
        ({"prefixes": {"mll": ["ml/*"]}}, "prefixes.mll"),
        ({"unboundedPushRoles": ["mll"]}, "unboundedPushRoles[0]"),
    ],
)
def test_an_unknown_stack_is_reported_with_the_one_it_looks_like(setting: dict[str, Any], key: str) -> None:
    (line,) = lines({"ml": TWO["ml"]}, **setting)
    assert line.partition(":")[0] == FILE
    assert line.endswith(f'bootstrap:{key}: "mll": is no stack of account {ACCOUNT}; did you mean ml?')


def test_reviewers_of_every_stack_are_no_unknown_stack() -> None:
    assert lines({"ml": TWO["ml"]}, reviewers={"*": ["acme/platform"]}) == []


def test_a_prefix_over_an_image_of_another_stack_is_refused() -> None:
    (line,) = lines(TWO, prefixes={"ml": ["ml/*"]})
    assert line.endswith(
        'bootstrap:prefixes.ml[0]: "ml/*": would let stack ml change ml/site of stack web; choose a prefix that no '
        "other stack of the registry uses"
    )


def test_a_prefix_over_that_of_another_stack_is_refused() -> None:
    (line,) = lines(TWO, prefixes={"ml": ["data/*"], "web": ["data/raw/*"]})
    assert 'bootstrap:prefixes.ml[0]: "data/*": would let stack ml change data/raw/* of stack web' in line


@pytest.mark.parametrize("name", ["union-ecr-up-yet-to-come", "union-ecr-drift", "Union-ECR-preview-ml"])
def test_a_push_role_is_not_named_as_roles_of_ci_are(name: str) -> None:
    push_role = {"images": ["trainer"], "permissionsBoundary": BOUNDARY, "github": PUSHING}
    (line,) = lines({"web": stack_text(pushRoles={name: push_role})})
    assert "is the name of a role of CI, whose permissions up could then change; choose another name" in line


@pytest.mark.parametrize("name", ["sweep", "Sweep"])
def test_a_push_role_is_not_the_drift_role_whatever_its_path(name: str) -> None:
    push_role = {"images": ["trainer"], "permissionsBoundary": BOUNDARY, "github": PUSHING, "path": "/ci/"}
    drift_role = {"callers": [f"arn:aws:iam::{OTHER_ACCOUNT}:role/hub"], "roleName": "x/sweep"}
    (line,) = lines({"web": stack_text(pushRoles={name: push_role})}, driftRole=drift_role)
    assert "is the name of a role of CI, whose permissions up could then change; choose another name" in line


def test_the_drift_role_of_the_account_is_not_named_as_one_of_a_stack() -> None:
    drift_role = {"callers": [f"arn:aws:iam::{OTHER_ACCOUNT}:role/hub"], "roleName": "ci/Union-ECR-drift-ml"}
    (line,) = lines({"web": stack_text()}, driftRole=drift_role)
    assert "bootstrap:driftRole.roleName" in line
    assert '"Union-ECR-drift-ml": is the name of a role of CI for one stack; choose another name' in line


def test_a_drift_role_with_too_many_push_roles_to_read_is_refused() -> None:
    push = {"images": ["trainer"], "permissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/edge", "github": PUSHING}
    roles = {f"{'a-push-role-with-a-long-name-' * 2}{number:04}": push for number in range(700)}
    settings = {"driftRole": {"callers": [f"arn:aws:iam::{OTHER_ACCOUNT}:role/hub"]}}
    found = [line for line in lines({"web": stack_text(pushRoles=roles)}, **settings) if "driftRole" in line]
    assert [line.partition("managed policies")[2] for line in found] == [
        ", and IAM takes 10; declare fewer push roles in the account"
    ]


def test_a_prefix_is_that_of_one_registry() -> None:
    assert lines(ELSEWHERE, prefixes={"ml": ["ml/*"]}) == []


def test_a_push_role_with_the_name_of_a_role_of_ci_is_refused() -> None:
    role = {"images": ["trainer"], "github": GITHUB, "name": "Union-ECR-up-ml", "path": "/ci/"}
    boundary = {"permissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/edge"}
    (line,) = lines({"ml": stack_text(pushRoles={"ci": role | boundary})})
    assert '"Union-ECR-up-ml": is the name of a role of CI, of stack ml, whose permissions up could then' in line


def test_stacks_whose_names_differ_by_case_only_are_refused() -> None:
    (line,) = lines({"ml": stack_text(), "ML": stack_text(images={"scorer": {}})})
    assert "its roles have the names of those of ML, but for upper and lower case" in line


def test_a_region_without_a_connection_is_an_error_where_another_region_has_one() -> None:
    stacks = {"my-team": stack_text(), "abroad": stack_text(region="eu-west-1"), "elsewhere": ELSEWHERE["web"]}
    connections = {
        region: f"arn:aws:events:{region}:{ACCOUNT}:connection/a/0b" for region in ("us-east-1", "eu-west-1")
    }
    assert lines(stacks, driftConnections=connections) == []
    assert lines(stacks) == []
    (line,) = lines(stacks, driftConnections={"us-east-1": connections["us-east-1"]})
    assert line.startswith(f"{FILE}:")
    assert "has no connection in eu-west-1, where the registry of stack abroad is; add eu-west-1: " in line
