"""What a reviewer reads of a registry's settings."""

from typing import Any

from tests.registries import NODE_ROLE, ROLE, SECRET, shared
from union_ecr.review.registry import describe_access, describe_registry

DEFAULTS = "repositories get ECR's defaults: no policy of theirs lets another account pull, and nothing expires"


def test_an_empty_registry_has_no_lines() -> None:
    assert describe_registry(shared()) == describe_registry(shared(policy=[])) == []


EVERYTHING: dict[str, Any] = {
    "scanning": {"type": "BASIC", "rules": [{"frequency": "SCAN_ON_PUSH", "filters": ["ml/*", "a"]}]},
    "replication": [
        {"destinations": [{"region": "eu-west-1"}], "prefixes": ["ml/"]},
        {"destinations": [{"region": "eu-west-1", "account": "444455556666"}]},
    ],
    "policy": [{"accounts": ["111122223333"], "access": ["pullThrough"], "repositories": ["ghcr/*"]}],
    "pullThroughCache": {
        "ghcr": {"upstream": "ghcr.io", "credential": SECRET},
        "ROOT": {
            "upstream": "111122223333.dkr.ecr.us-east-1.amazonaws.com",
            "customRole": ROLE,
        },
    },
    "creationTemplates": {
        "ghcr": {
            "appliedFor": ["PULL_THROUGH_CACHE"],
            "customRole": ROLE,
            "resourceTags": {"a": "b"},
            "untaggedDays": None,
        }
    },
    "accountSettings": {"blobMounting": "ENABLED"},
    "pullTimeUpdateExclusions": [ROLE],
}


def test_every_setting_of_the_registry_is_a_labelled_line() -> None:
    assert describe_registry(shared(**EVERYTHING)) == [
        ("scanning", "BASIC, on every push: a, ml/*"),
        ("scanning", "BASIC: everything else by hand only"),
        (
            "replication",
            "new images of repositories that begin with ml/ are copied to eu-west-1 of account 123456789012",
        ),
        ("replication", "new images of every repository are copied to eu-west-1 of account 444455556666"),
        ("access", "pullThrough: everyone in account 111122223333 whose IAM policy allows it, in ghcr/*"),
        (
            "cache rule",
            "every name that nothing else matches caches 111122223333.dkr.ecr.us-east-1.amazonaws.com, "
            f"by the role {ROLE}",
        ),
        ("cache rule", f"every name that nothing else matches: no template: its {DEFAULTS}"),
        ("cache rule", f"ghcr/… caches ghcr.io, with the login in {SECRET}"),
        (
            "template",
            "ghcr/…, created by a first pull through a cache rule: tags can be pushed again; encryption AES256",
        ),
        ("template", f"ghcr/…: pull: {NODE_ROLE}"),
        (
            "template",
            "ghcr/…: by the registry policy, pullThrough: "
            "everyone in account 111122223333 whose IAM policy allows it, in ghcr/*",
        ),
        ("template", "ghcr/…: Nothing ever expires"),
        ("template", f"ghcr/…: created by the role {ROLE}"),
        ("template", "ghcr/…: AWS tags a=b"),
        ("account", "blob mounting is ENABLED"),
        ("pull time", f"pulls by {ROLE} do not update the last pull time"),
    ]


def test_a_template_is_described_with_the_registry_policy_on_its_repositories() -> None:
    grants = [
        {"accounts": ["111122223333"], "access": ["pull"], "repositories": ["*/nginx", "ba/*"]},
        {"accounts": ["444455556666"], "access": ["push"], "repositories": ["ba*/x"]},
    ]
    template = {"appliedFor": ["CREATE_ON_PUSH"], "dataPlanes": [], "untaggedDays": None}
    described = describe_registry(
        shared(policy=grants, creationTemplates={"ab": template, "ba": template, "ROOT": template})
    )
    pull = "by the registry policy, pull: everyone in account 111122223333 whose IAM policy allows it, in */nginx, ba/*"
    push = "by the registry policy, push: everyone in account 444455556666 whose IAM policy allows it, in ba*/x"
    lines = [text for label, text in described if label == "template"]
    assert f"ab/…: {pull}" in lines
    assert f"ba/…: {pull}" in lines
    assert f"ba/…: {push}" in lines
    assert f"ab/…: {push}" not in lines
    assert f"names that no other template matches: {push}" in lines


def test_without_a_registry_policy_the_line_says_that_no_stack_declares_one() -> None:
    line = "no repository policy; no stack declares a registry policy"
    assert describe_access(None, "trainer", shared(), "team") == [line]
    assert describe_access(None, "trainer", shared(scanning={"type": "BASIC"}), "team") == [line]


def test_the_build_caches_that_a_replication_rule_copies_are_named() -> None:
    to = [{"region": "eu-west-1"}]
    rules = [
        {"destinations": to},
        {"destinations": to, "prefixes": ["ml/", "web/b"]},
        {"destinations": to, "prefixes": ["x/"]},
    ]
    images = {name: {"buildCache": True} for name in ("aml/c", "ml/trainer", "web/a", "web/b")}
    described = describe_registry(shared(images=images, replication=rules))
    named = [text.partition("; ")[2] for _, text in described]
    among = "build caches among them, without their expiry: "
    every = ", ".join(f"{name}-cache" for name in images)
    assert named == [f"{among}{every}", f"{among}ml/trainer-cache, web/b-cache", ""]


def test_a_cache_rule_without_a_template_is_described_with_ecrs_defaults() -> None:
    cached, other = {"appliedFor": ["PULL_THROUGH_CACHE"]}, {"appliedFor": ["CREATE_ON_PUSH", "REPLICATION"]}

    def note(prefix: str, **templates: dict[str, list[str]]) -> list[str]:
        made = shared(pullThroughCache={prefix: {"upstream": "quay.io"}}, creationTemplates=templates)
        return [text for label, text in describe_registry(made) if label == "cache rule"][1:]

    assert (
        note("quay") == note("quay", quay=other) == note("quay", qua=cached) == [f"quay/…: no template: its {DEFAULTS}"]
    )
    assert note("quay", quay=cached) == note("quay", ROOT=cached) == note("quay/in", quay=cached) == []
    assert note("quay", **{"quay/in": cached}) == [f"quay/…: no template but for quay/in/…: its other {DEFAULTS}"]
    assert len(note("ROOT", quay=cached)) == 1
