"""What a stack declares of its registry: finished values, sorted, and nothing that was not said."""

from typing import Any

import pytest

from tests.registries import HERE, NODE_ROLE, ROLE, SECRET, data_planes, declared
from tests.stacks import stack_settings
from union_ecr.declared.registry import declared_as_json, declared_registry, with_resolved_templates
from union_ecr.declared.stack import declare
from union_ecr.ecr.policy_document import document_text
from union_ecr.settings.registry.configuration import RegistryFields

ELSEWHERE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"


def template(**fields: Any) -> Any:
    (found,) = declared(creationTemplates={"team": {"appliedFor": ["REPLICATION"], **fields}}).creation_templates
    return found


def test_empty_settings_declare_nothing() -> None:
    assert declared_as_json(declared()) == {
        "scanning": None,
        "replication": [],
        "policy": None,
        "pullThroughCache": [],
        "creationTemplates": [],
        "accountSettings": {},
        "pullTimeUpdateExclusions": [],
    }


def test_the_order_of_settings_does_not_matter() -> None:
    one: dict[str, Any] = {
        "scanning": {
            "type": "ENHANCED",
            "rules": [
                {"frequency": "SCAN_ON_PUSH", "filters": ["b", "a", "b"]},
                {"frequency": "CONTINUOUS_SCAN", "filters": ["c"]},
            ],
        },
        "replication": [
            {"destinations": [{"region": "eu-west-1"}, {"region": "eu-north-1"}], "prefixes": ["ml/", "a/"]},
            {"destinations": [{"region": "ap-south-1"}]},
        ],
        "pullTimeUpdateExclusions": [f"{ROLE}2", ROLE, ROLE],
    }
    other = {
        "pullTimeUpdateExclusions": [ROLE, f"{ROLE}2"],
        "replication": [
            {"destinations": [{"region": "ap-south-1", "account": HERE.account}]},
            {"destinations": [{"region": "eu-north-1"}, {"region": "eu-west-1"}], "prefixes": ["a/", "ml/"]},
            {"destinations": [{"region": "ap-south-1"}]},
        ],
        "scanning": {
            "type": "ENHANCED",
            "rules": [
                {"frequency": "CONTINUOUS_SCAN", "filters": ["c"]},
                {"frequency": "SCAN_ON_PUSH", "filters": ["a", "b"]},
            ],
        },
    }
    assert document_text(declared_as_json(declared(**one))) == document_text(declared_as_json(declared(**other)))


def test_lists_are_sorted_without_duplicates() -> None:
    names = [f"n{number:02}" for number in range(20)]
    some = [*reversed(names), *names]
    made = declared(
        scanning={"type": "BASIC", "rules": [{"frequency": "MANUAL", "filters": some}]},
        replication=[
            {
                "destinations": [{"region": "eu-west-1", "account": f"{number:012}"} for number in range(20, 1, -1)],
                "prefixes": some,
            }
        ],
        creationTemplates={
            "team": {"appliedFor": ["REPLICATION", "CREATE_ON_PUSH"], "tagMutabilityExclusions": ["d", "c", "b", "a"]}
        },
        pullTimeUpdateExclusions=[f"{ROLE}{name}" for name in some],
    )
    assert made.scanning is not None
    assert made.scanning.rules[0].filters == tuple(names)
    assert made.replication[0].prefixes == tuple(names)
    assert [destination.account for destination in made.replication[0].destinations] == [
        f"{number:012}" for number in range(2, 21)
    ]
    assert made.creation_templates[0].applied_for == ("CREATE_ON_PUSH", "REPLICATION")
    assert made.creation_templates[0].tag_mutability_exclusions == ("a", "b", "c", "d")
    assert made.pull_time_update_exclusions == tuple(f"{ROLE}{name}" for name in names)


def test_rules_and_templates_are_in_the_order_of_their_prefixes() -> None:
    made = declared(
        pullThroughCache={"quay": {"upstream": "quay.io"}, "k8s": {"upstream": "registry.k8s.io"}},
        creationTemplates={prefix: {"appliedFor": ["REPLICATION"]} for prefix in ("team", "ROOT", "ml")},
    )
    assert [rule.prefix for rule in made.pull_through_cache] == ["k8s", "quay"]
    assert [template.prefix for template in made.creation_templates] == ["ROOT", "ml", "team"]


def test_a_destination_without_account_is_the_registrys_own_in_another_region() -> None:
    rules = declared_as_json(declared(replication=[{"destinations": [{"region": "eu-west-1"}]}]))["replication"]
    assert rules == [{"destinations": [{"region": "eu-west-1", "account": "123456789012"}], "prefixes": []}]


def test_account_settings_have_the_names_of_ecr() -> None:
    settings = {"basicScanTypeVersion": "AWS_NATIVE", "registryPolicyScope": "V2", "blobMounting": "DISABLED"}
    assert list(declared(accountSettings=settings).account_settings.items()) == [
        ("BASIC_SCAN_TYPE_VERSION", "AWS_NATIVE"),
        ("BLOB_MOUNTING", "DISABLED"),
        ("REGISTRY_POLICY_SCOPE", "V2"),
    ]
    assert declared(accountSettings={"blobMounting": "ENABLED"}).account_settings == {"BLOB_MOUNTING": "ENABLED"}


def test_a_cache_rule_for_another_accounts_ecr_has_its_role() -> None:
    # lgallard/terraform-aws-ecr makes a role for pull-through, and never passes it to the rule.
    upstream = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"
    made = declared(
        pullThroughCache={"ecr": {"upstream": upstream, "customRole": ROLE, "upstreamPrefix": "ml"}}
    ).pull_through_cache
    assert declared_as_json(made) == [
        {"prefix": "ecr", "upstream": upstream, "credential": None, "upstreamPrefix": "ml", "customRole": ROLE}
    ]


@pytest.mark.parametrize(
    ("prefix", "rule", "given"),
    [
        ("ecr", {"upstream": ELSEWHERE}, "ROOT"),
        ("ecr", {"upstream": ELSEWHERE, "upstreamPrefix": "ROOT"}, "ROOT"),
        ("ecr", {"upstream": ELSEWHERE, "upstreamPrefix": "ml"}, "ml"),
        ("ROOT", {"upstream": ELSEWHERE}, None),
        ("quay", {"upstream": "quay.io"}, None),
    ],
)
def test_ecr_is_given_the_upstream_prefix_that_it_would_fill_in(
    prefix: str, rule: dict[str, str], given: str | None
) -> None:
    """Left out, the provider replaces the rule at every up; for the prefix ROOT and other upstreams ECR takes none."""
    (cache_rule,) = declared(pullThroughCache={prefix: rule}).pull_through_cache
    assert cache_rule.upstream_prefix == given
    assert cache_rule.upstream_names == rule["upstream"] + ("/ml" if given == "ml" else "")


def test_a_cache_rule_has_the_arn_of_its_secret_only() -> None:
    (cache_rule,) = declared(
        pullThroughCache={"ghcr": {"upstream": "ghcr.io", "credential": SECRET}}
    ).pull_through_cache
    assert declared_as_json(cache_rule) == {
        "prefix": "ghcr",
        "upstream": "ghcr.io",
        "credential": SECRET,
        "upstreamPrefix": None,
        "customRole": None,
    }


class TestTemplates:
    def test_a_template_of_which_nothing_is_said_is_as_safe_as_an_image(self) -> None:
        made = declared_as_json(template(dataPlanes=[]))
        lifecycle = made.pop("lifecycle")
        assert made == {
            "prefix": "team",
            "appliedFor": ["REPLICATION"],
            "description": None,
            "customRole": None,
            "tagMutability": "IMMUTABLE",
            "tagMutabilityExclusions": [],
            "encryption": {"type": "AES256"},
            "resourceTags": {},
            "policy": None,
        }
        (rule,) = lifecycle["rules"]
        assert rule["selection"] == {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 14,
        }

    def test_tags_of_cached_images_move_unless_the_file_says_otherwise(self) -> None:
        applied = ["PULL_THROUGH_CACHE", "CREATE_ON_PUSH"]
        assert template(appliedFor=applied).tag_mutability == "MUTABLE"
        assert template(appliedFor=applied, tagMutability="IMMUTABLE").tag_mutability == "IMMUTABLE"
        assert template(appliedFor=["CREATE_ON_PUSH"]).tag_mutability == "IMMUTABLE"
        assert template(appliedFor=["REPLICATION"], tagMutability="MUTABLE").tag_mutability == "MUTABLE"

    def test_exceptions_from_immutable_tags_say_that_the_others_are(self) -> None:
        made = template(appliedFor=["PULL_THROUGH_CACHE"], tagMutabilityExclusions=["latest", "a*", "latest"])
        assert made.tag_mutability == "IMMUTABLE_WITH_EXCLUSION"
        assert made.tag_mutability_exclusions == ("a*", "latest")

    def test_exceptions_from_mutable_tags_are_those_that_never_change(self) -> None:
        for applied_for in ("PULL_THROUGH_CACHE", "CREATE_ON_PUSH"):
            said = {"tagMutability": "MUTABLE", "tagMutabilityExclusions": ["v*"]}
            assert template(appliedFor=[applied_for], **said).tag_mutability == "MUTABLE_WITH_EXCLUSION"

    def test_the_data_planes_of_the_stack_may_pull_what_is_created(self) -> None:
        policy = template().policy
        assert [statement["Principal"] for statement in policy["Statement"]] == [{"AWS": NODE_ROLE}]
        assert template(dataPlanes=["production"]).policy == policy
        assert template(dataPlanes=[]).policy is None

    def test_its_grants_stand_beside_those_of_the_data_planes(self) -> None:
        policy = template(grants=[{"principals": ["555566667777"], "access": ["pull"]}]).policy
        (statement,) = policy["Statement"]
        assert statement["Principal"] == {"AWS": ["arn:aws:iam::111122223333:role/" + NODE_ROLE.split("/")[1], ROOT_5]}

    @pytest.mark.parametrize(
        ("applied_for", "pushes"),
        [
            (["PULL_THROUGH_CACHE"], False),
            (["REPLICATION"], False),
            (["PULL_THROUGH_CACHE", "CREATE_ON_PUSH"], False),
            (["CREATE_ON_PUSH"], True),
        ],
    )
    def test_an_image_builder_pushes_only_where_nothing_but_a_push_makes_repositories(
        self, applied_for: list[str], pushes: bool
    ) -> None:
        made = templates_with_a_builder({"appliedFor": applied_for})
        assert ("AllowPush" in made) is pushes
        assert BUILDER in made["AllowPull"]
        assert BUILDER in made["AllowDescribeImages"]

    def test_a_templates_own_grants_can_let_an_image_builder_push(self) -> None:
        grants = [{"principals": [BUILDER], "access": ["push"]}]
        made = templates_with_a_builder({"appliedFor": ["PULL_THROUGH_CACHE"], "grants": grants})
        assert made["AllowPush"] == BUILDER

    def test_its_lifecycle_rules_are_an_images(self) -> None:
        rules = [{"tagStatus": "any", "imageCountMoreThan": 100, "action": "expire"}]
        made = template(lifecycleRules=rules, keepTags=["v*"], allowTaggedExpiry=True).lifecycle
        assert [rule["selection"]["tagStatus"] for rule in made["rules"]] == ["tagged", "untagged", "any"]
        assert template(untaggedDays=None).lifecycle is None


def templates_with_a_builder(template: dict[str, Any]) -> dict[str, Any]:
    """Who holds what by the policy of a template, in a stack whose one data plane has an image builder."""
    lab = {"account": "444455556666", "selfManaged": {"nodeRole": "lab-nodes", "imageBuilderRole": "builder"}}
    settings = stack_settings(dataPlanes={"lab": lab}, registry={"creationTemplates": {"quay": template}})
    registry_settings = declare(settings).registry_settings
    assert registry_settings is not None
    (made,) = registry_settings.creation_templates
    assert made.policy is not None
    return {statement["Sid"]: statement["Principal"]["AWS"] for statement in made.policy["Statement"]}


BUILDER = "arn:aws:iam::444455556666:role/builder"
ROOT_5 = "arn:aws:iam::555566667777:root"


def test_resolving_twice_declares_the_same_once_more_without_the_data_planes() -> None:
    settings = RegistryFields.model_validate({"creationTemplates": {"mi": {"appliedFor": ["PULL_THROUGH_CACHE"]}}})
    once = with_resolved_templates(settings, data_planes)
    assert declared_registry(HERE, with_resolved_templates(once, lambda _names: ())) == declared_registry(HERE, once)
