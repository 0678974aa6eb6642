"""What a deployed stack tells."""

import json
from typing import Any

from tests.stacks import stack_settings
from union_ecr.declared.outputs import outputs
from union_ecr.declared.stack import declare

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/ghcr-AbCdEf"


def outputs_of(**settings: Any) -> dict[str, Any]:
    return outputs(declare(stack_settings(**settings)))


def test_outputs_that_would_be_empty_are_left_out() -> None:
    assert set(outputs_of()) == {"registry", "images", "login"}
    assert set(outputs_of(images=None, registry={"scanning": {"type": "BASIC"}})) == {"registry", "login"}


def test_no_output_is_a_text_that_pulumi_shows_with_escapes_or_as_a_tree() -> None:
    shown = json.dumps(outputs_of())
    assert "\\" not in shown
    assert "Statement" not in shown


def test_an_image_output_has_its_uri_and_its_image_spec() -> None:
    assert outputs_of(images={"trainer": {"repository": "ml/trainer"}})["images"] == {
        "trainer": {
            "uri": f"{HOST}/ml/trainer",
            "registry": f"{HOST}/ml",
            "name": "trainer",
            "imageSpec": f"ImageSpec(registry='{HOST}/ml', name='trainer')",
        }
    }


def test_the_login_and_the_registrys_host_are_those_of_the_registry() -> None:
    found = outputs_of()
    assert found["registry"] == HOST
    assert found["login"].endswith(f"docker login --username AWS --password-stdin {HOST}")


def test_a_push_role_output_is_its_arn() -> None:
    role = {"images": ["trainer"], "github": {"repository": "acme/workflows", "branches": ["main"]}, "path": "/ci/"}
    assert outputs_of(pushRoles={"github-ci": role})["pushRoles"] == {
        "github-ci": "arn:aws:iam::123456789012:role/ci/github-ci"
    }


def test_a_cache_rule_output_has_the_upstream_and_the_uri_to_use_instead() -> None:
    rules = {
        "ghcr": {"upstream": "ghcr.io", "credential": SECRET},
        "ROOT": {"upstream": "public.ecr.aws"},
    }
    assert outputs_of(registry={"pullThroughCache": rules})["mirrors"] == {
        "ROOT": {"upstream": "public.ecr.aws", "uri": HOST},
        "ghcr": {"upstream": "ghcr.io", "uri": f"{HOST}/ghcr"},
    }
