"""What a stack declares."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.declared.as_json import as_json
from tests.stacks import stack_settings
from union_ecr.declared.repository import DeclaredRepository
from union_ecr.declared.repository_policy import repository_policy
from union_ecr.declared.stack import declare
from union_ecr.ecr.actions import ACTIONS, Access
from union_ecr.settings.data_planes import data_plane_grants
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.load import load

PLANES = {
    "production": {"account": "111122223333"},
    "staging": {"account": "123456789012"},
    "lab": {"account": "444455556666", "roles": ["lab-node", "acme-userflyterole"]},
}
STACKS = sorted((Path(__file__).parents[2] / "examples").glob("Pulumi.*.yaml"))
NODE = "role/unionai-acme-flyteworker-node-group"
PRODUCTION = f"arn:aws:iam::111122223333:{NODE}"
LAB = ["arn:aws:iam::444455556666:role/acme-userflyterole", "arn:aws:iam::444455556666:role/lab-node"]


def repository(image: dict[str, Any] | None = None, **settings: Any) -> DeclaredRepository:
    settings.setdefault("dataPlanes", PLANES)
    (declared,) = declare(stack_settings(images={"trainer": image}, **settings)).repositories
    return declared


def principals(declared: DeclaredRepository) -> dict[str, Any]:
    statements = (declared.policy or {"Statement": []})["Statement"]
    return {statement["Sid"]: statement["Principal"]["AWS"] for statement in statements}


def test_the_example_of_unions_guide_is_one_repository_with_unions_grant() -> None:
    declared = repository(dataPlanes={"production": PLANES["production"]})
    assert (declared.name, declared.uri, declared.arn) == (
        "trainer",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer",
        "arn:aws:ecr:us-east-1:123456789012:repository/trainer",
    )
    assert principals(declared) == {"AllowPull": PRODUCTION}


def test_a_same_account_data_plane_gets_no_policy() -> None:
    assert repository(dataPlanes={"staging": PLANES["staging"]}).policy is None
    assert repository({"dataPlanes": ["staging"]}).policy is None


def test_a_same_account_data_plane_gets_no_policy_even_if_it_names_roles() -> None:
    assert repository(dataPlanes={"here": {"account": "123456789012", "roles": ["node"]}}).policy is None


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, {"AllowPull": [PRODUCTION, *LAB]}),
        ({"dataPlanes": None}, {"AllowPull": [PRODUCTION, *LAB]}),
        ({"dataPlanes": ["production"]}, {"AllowPull": PRODUCTION}),
        ({"dataPlanes": ["lab"]}, {"AllowPull": LAB}),
        ({"dataPlanes": []}, {}),
    ],
)
def test_all_data_planes_pull_unless_an_image_names_some(chosen: dict[str, Any], expected: dict[str, Any]) -> None:
    assert principals(repository(chosen)) == expected


def test_grants_and_data_planes_are_one_statement_an_access() -> None:
    grants = [
        {"principals": ["666677778888", PRODUCTION], "access": ["pull", "describe"]},
        {"principals": ["arn:aws:iam::666677778888:root"], "access": ["pull", "push"]},
    ]
    root = "arn:aws:iam::666677778888:root"
    assert principals(repository({"grants": grants, "dataPlanes": ["production"]})) == {
        "AllowPull": [PRODUCTION, root],
        "AllowPush": root,
        "AllowDescribe": [PRODUCTION, root],
    }


@pytest.mark.parametrize(
    ("region", "partition"), [("us-east-1", "aws"), ("us-gov-west-1", "aws-us-gov"), ("cn-north-1", "aws-cn")]
)
def test_arns_are_of_the_registrys_partition(region: str, partition: str) -> None:
    own = {"grants": [{"principals": ["666677778888"], "access": ["push"]}], "dataPlanes": ["production"]}
    declared = repository(own, region=region)
    assert principals(declared) == {
        "AllowPull": f"arn:{partition}:iam::111122223333:{NODE}",
        "AllowPush": f"arn:{partition}:iam::666677778888:root",
    }
    assert declared.arn == f"arn:{partition}:ecr:{region}:123456789012:repository/trainer"


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({}, ("IMMUTABLE", ())),
        ({"tagMutability": "MUTABLE"}, ("MUTABLE", ())),
        ({"tagMutabilityExclusions": ["b*", "a", "b*"]}, ("IMMUTABLE_WITH_EXCLUSION", ("a", "b*"))),
        ({"tagMutability": "MUTABLE", "tagMutabilityExclusions": ["v*"]}, ("MUTABLE_WITH_EXCLUSION", ("v*",))),
    ],
)
def test_exclusions_make_the_tag_mutability_immutable_with_exclusion(
    own: dict[str, Any], expected: tuple[str, Any]
) -> None:
    declared = repository(own)
    assert (declared.tag_mutability, declared.tag_mutability_exclusions) == expected


def test_every_setting_of_an_image_is_declared() -> None:
    declared = repository(
        {
            "repository": "ml/trainer",
            "scanOnPush": False,
            "encryption": {"type": "KMS"},
            "untaggedDays": None,
            "resourceTags": {"b": "2", "a": "1"},
            "protect": False,
            "forceDelete": True,
            "adopt": True,
        }
    )
    assert (declared.image, declared.name) == ("trainer", "ml/trainer")
    assert (declared.scan_on_push, declared.protect, declared.force_delete, declared.adopt) == (
        False,
        False,
        True,
        True,
    )
    assert (declared.encryption.type.value, declared.encryption.key, declared.lifecycle) == ("KMS", None, None)
    assert list(declared.resource_tags.items()) == [("a", "1"), ("b", "2")]


def test_the_stacks_identity_policies_name_its_repositories_only() -> None:
    stack = declare(stack_settings(images={"b1": {}, "a1": {"repository": "ml/a1"}}))
    arns = [f"arn:aws:ecr:us-east-1:123456789012:repository/{name}" for name in ("b1", "ml/a1")]
    for policy, sid in ((stack.pull_policy, "AllowPull"), (stack.push_policy, "AllowPush")):
        assert [statement["Sid"] for statement in policy["Statement"]] == ["AllowLogin", sid]
        assert policy["Statement"][1]["Resource"] == arns


def test_only_the_pull_through_cache_policy_allows_first_pulls_and_only_below_cache_rules() -> None:
    rules = {"quay": {"upstream": "quay.io"}, "k8s": {"upstream": "registry.k8s.io"}}
    stack = declare(stack_settings(registry={"pullThroughCache": rules}))
    arns = [f"arn:aws:ecr:us-east-1:123456789012:repository/{prefix}/*" for prefix in ("k8s", "quay")]
    _login, pull, first = stack.pull_through_cache_policy["Statement"]
    assert (pull["Sid"], pull["Action"], pull["Resource"]) == ("AllowPull", list(ACTIONS[Access.PULL]), arns)
    # https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html
    assert first == {
        "Sid": "AllowPullThrough",
        "Effect": "Allow",
        "Action": ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"],
        "Resource": arns,
    }
    assert "Import" not in json.dumps((stack.pull_policy, stack.push_policy))


def test_the_pull_through_cache_policy_names_every_repository_for_a_root_rule_and_none_without_rules() -> None:
    stack = declare(stack_settings(registry={"pullThroughCache": {"ROOT": {"upstream": "quay.io"}}}))
    resources = [statement["Resource"] for statement in stack.pull_through_cache_policy["Statement"]]
    assert resources == ["*", *[["arn:aws:ecr:us-east-1:123456789012:repository/*"]] * 2]
    for nothing in (stack_settings(), stack_settings(registry={"scanning": {"type": "BASIC"}})):
        policy = declare(nothing).pull_through_cache_policy
        assert [statement["Sid"] for statement in policy["Statement"]] == ["AllowLogin"]


def test_repositories_are_in_the_order_of_their_images() -> None:
    stack = declare(stack_settings(images={"c1": {}, "a1": {"repository": "z1"}, "b1": {}}))
    assert [repository.image for repository in stack.repositories] == ["a1", "b1", "c1"]


def test_an_image_without_data_planes_grants_to_every_data_plane() -> None:
    settings = stack_settings(dataPlanes=PLANES)
    grants = data_plane_grants(settings.registry, "acme", settings.data_planes, None)
    (repository,) = declare(settings).repositories
    assert (repository.name, repository.policy) == ("trainer", repository_policy(settings.registry, grants))


_STACK = {
    "aws:region": "us-east-1",
    "union-ecr:account": "123456789012",
    "union-ecr:organization": "acme",
    "union-ecr:dataPlanes": PLANES,
    "union-ecr:defaults": {"untaggedDays": 3, "resourceTags": {"a": "1", "b": "2", "c": "3"}},
    "union-ecr:images": {
        "trainer": {
            "tagMutabilityExclusions": ["x", "y*", "z"],
            "dataPlanes": ["production", "lab"],
            "grants": [
                {"principals": ["666677778888", "arn:aws:iam::555566667777:role/ci"], "access": ["pull", "push"]},
                {"principals": ["777788889999"], "access": ["describe", "pull"]},
            ],
        },
        "other": {"resourceTags": {"y": "1", "x": "2"}},
        "third": None,
    },
}


def _shuffled(value: Any, random: Any) -> Any:
    """The value in another order, but for tagged lifecycle rules: of two that meet, the first decides."""
    if isinstance(value, dict):
        return {
            key: inner if key == "lifecycleRules" else _shuffled(inner, random)
            for key, inner in random.sample(list(value.items()), len(value))
        }
    if isinstance(value, list):
        return [_shuffled(inner, random) for inner in random.sample(value, len(value))]
    return value


def _bytes(config: dict[str, Any]) -> bytes:
    stack = declare(load(parse_stack_file("F", json.dumps({"config": config}).encode)))
    return json.dumps(asdict(stack), default=as_json).encode()


CONFIGURATIONS = {path.name: yaml.safe_load(path.read_text())["config"] for path in STACKS} | {"here": _STACK}


@pytest.mark.slow
@pytest.mark.parametrize("config", CONFIGURATIONS.values(), ids=CONFIGURATIONS)
@given(random=st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_the_order_in_a_stack_file_changes_no_byte(config: dict[str, Any], random: Any) -> None:
    assert _bytes(_shuffled(config, random)) == _bytes(config)


def test_repositories_that_say_the_same_share_their_documents() -> None:
    images = {"trainer": {}, "other": {}, "kept": {"untaggedDays": None}, "private": {"dataPlanes": []}}
    declared = declare(stack_settings(dataPlanes=PLANES, images=images))
    kept, other, private, trainer = declared.repositories
    assert trainer.policy is other.policy is kept.policy
    assert trainer.lifecycle is other.lifecycle is private.lifecycle
    assert (kept.lifecycle, private.policy) == (None, None)
