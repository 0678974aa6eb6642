"""What a push role declares, the rules it keeps, and how it is told."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from union_ecr.declared.push_role import (
    broken_push_role_rules,
    declared_push_role,
    push_role_policy,
    push_roles_that_trust_one_another,
    shared_role_names,
)
from union_ecr.ecr.actions import ACTIONS, Access, document_text
from union_ecr.ecr.registry import Registry
from union_ecr.settings.push_roles import PushRoleSettings
from union_ecr.stack_file.errors import Violation, format_value

REGISTRY = Registry("333344445555", "eu-central-1")
GITHUB = {"repository": "acme/workflows", "branches": ["main"]}
BASE = "arn:aws:ecr:eu-central-1:333344445555:repository"
REPOSITORIES = {"trainer": f"{BASE}/ml/trainer", "scorer": f"{BASE}/scorer", "other": f"{BASE}/other"}


def settings(**said: Any) -> PushRoleSettings:
    return PushRoleSettings.model_validate({"images": ["trainer"], "github": GITHUB} | said)


def broken(
    key: str = "ci",
    registry: Registry | None = REGISTRY,
    repositories: Mapping[str, str] = REPOSITORIES,
    caches: Mapping[str, str] | None = None,
    **said: Any,
) -> list[Violation]:
    return list(broken_push_role_rules(registry, key, settings(**said), repositories, caches))


class TestDeclared:
    def test_the_key_is_the_roles_name_unless_it_says_one(self) -> None:
        by_key = declared_push_role(REGISTRY, "github-ci", settings(), REPOSITORIES)
        assert (by_key.key, by_key.name, by_key.arn) == (
            "github-ci",
            "github-ci",
            "arn:aws:iam::333344445555:role/github-ci",
        )
        named = declared_push_role(REGISTRY, "github ci", settings(name="ci"), REPOSITORIES)
        assert (named.key, named.name, named.arn) == ("github ci", "ci", "arn:aws:iam::333344445555:role/ci")

    def test_the_path_is_part_of_the_arn(self) -> None:
        role = declared_push_role(REGISTRY, "ci", settings(path="/teams/ml/"), REPOSITORIES)
        assert (role.path, role.arn) == ("/teams/ml/", "arn:aws:iam::333344445555:role/teams/ml/ci")

    def test_arns_are_of_the_registrys_partition(self) -> None:
        role = declared_push_role(Registry("333344445555", "cn-north-1"), "ci", settings(), REPOSITORIES)
        assert role.arn == "arn:aws-cn:iam::333344445555:role/ci"

    def test_the_roles_own_settings_are_handed_on(self) -> None:
        boundary = "arn:aws:iam::333344445555:policy/ci-boundary"
        said = settings(
            permissionsBoundary=boundary, maxSessionDuration=7200, resourceTags={"team": "ml", "cost": "4711"}
        )
        role = declared_push_role(REGISTRY, "ci", said, REPOSITORIES)
        assert (role.permissions_boundary, role.max_session_duration) == (boundary, 7200)
        assert list(role.resource_tags.items()) == [("cost", "4711"), ("team", "ml")]

    def test_it_may_log_in_and_push_to_its_images_and_nothing_else(self) -> None:
        role = declared_push_role(REGISTRY, "ci", settings(images=["trainer", "scorer"]), REPOSITORIES)
        assert role.images == ("scorer", "trainer")
        assert role.policy == {
            "Version": "2012-10-17",
            "Statement": [
                {"Sid": "AllowLogin", "Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
                {
                    "Sid": "AllowPush",
                    "Effect": "Allow",
                    "Action": list(ACTIONS[Access.PUSH]),
                    "Resource": [f"{BASE}/ml/trainer", f"{BASE}/scorer"],
                },
            ],
        }

    def test_it_may_pull_its_images_when_told_so(self) -> None:
        role = declared_push_role(REGISTRY, "ci", settings(access=["pull", "push"]), REPOSITORIES)
        assert [(one["Sid"], one["Resource"]) for one in role.policy["Statement"]] == [
            ("AllowLogin", "*"),
            ("AllowPull", [f"{BASE}/ml/trainer"]),
            ("AllowPush", [f"{BASE}/ml/trainer"]),
        ]

    def test_it_may_pull_and_push_the_build_caches_of_its_own_images_only(self) -> None:
        caches = {"trainer": f"{BASE}/ml/trainer-cache", "scorer": f"{BASE}/scorer-cache"}
        role = declared_push_role(REGISTRY, "ci", settings(), REPOSITORIES, caches)
        assert [(one["Sid"], one["Resource"]) for one in role.policy["Statement"]] == [
            ("AllowLogin", "*"),
            ("AllowPull", [f"{BASE}/ml/trainer-cache"]),
            ("AllowPush", [f"{BASE}/ml/trainer", f"{BASE}/ml/trainer-cache"]),
        ]

    @given(images=st.permutations(["trainer", "scorer", "other", "trainer"]))
    def test_the_same_images_in_another_order_give_the_same_bytes(self, images: list[str]) -> None:
        role = declared_push_role(REGISTRY, "ci", settings(images=images), REPOSITORIES)
        again = declared_push_role(REGISTRY, "ci", settings(images=sorted(set(images))), REPOSITORIES)
        assert (role, document_text(role.policy)) == (again, document_text(again.policy))

    @given(
        access=st.sets(st.sampled_from(Access)),
        push=st.sets(st.sampled_from(sorted(REPOSITORIES.values()))),
        cache=st.sets(st.sampled_from([f"{arn}-cache" for arn in REPOSITORIES.values()])),
    )
    def test_nothing_but_the_login_is_on_every_resource(
        self, access: set[Access], push: set[str], cache: set[str]
    ) -> None:
        login, *rights = push_role_policy(access, push=push, cache=cache)["Statement"]
        assert (login["Action"], login["Resource"]) == ("ecr:GetAuthorizationToken", "*")
        assert all(set(one["Resource"]) <= push | cache for one in rights)
        assert all("*" not in action for one in rights for action in one["Action"])


class TestRules:
    def test_a_right_push_role_breaks_none(self) -> None:
        assert broken(path="/ci/", resourceTags={"team": "ml"}, maxSessionDuration=43200) == []

    def test_a_session_of_an_hour_is_right_for_every_caller(self) -> None:
        trusted = ["arn:aws:iam::555566667777:role/ci"]
        assert broken(github=None, trustedRoles=trusted, maxSessionDuration=3600) == []
        assert [one.path for one in broken(github=None, trustedRoles=trusted, maxSessionDuration=3601)] == [
            ("maxSessionDuration",)
        ]

    def test_an_unknown_image_is_told_with_the_one_it_looks_like(self) -> None:
        assert broken(images=["trainer", "scorrer"]) == [
            Violation(("images", 1), '"scorrer"', "is no image of this stack", "did you mean scorer?")
        ]

    def test_without_images_known_are_none(self) -> None:
        (told,) = broken(repositories={})
        assert told.remedy == "known are: none"

    @pytest.mark.parametrize("key", ["a/b", "a b", "a" * 65, "münchen", "a*", ""])
    def test_a_key_that_iam_takes_for_no_name_is_told(self, key: str) -> None:
        (told,) = broken(key)
        assert (told.path, told.given) == ((), format_value(key))
        assert "1 to 64 letters" in told.rule
        assert told.remedy == "write another key, or say name"

    def test_any_key_will_do_where_the_name_is_said(self) -> None:
        assert broken("a b", name="ci") == []

    def test_roles_of_another_partition_are_told(self) -> None:
        arn = "arn:aws-cn:iam::555566667777:role/ci"
        (told,) = broken(github=None, trustedRoles=["arn:aws:iam::555566667777:role/ci", arn])
        assert (told.path, told.given) == (("trustedRoles", 1), f'"{arn}"')
        assert told.rule == "is in partition aws-cn, and the registry in aws"

    @pytest.mark.parametrize(
        ("place", "elsewhere"),
        [
            ("aws-cn:iam::333344445555", "another partition"),
            ("aws:iam::111122223333", "another account"),
            ("aws-cn:iam::aws", "another partition"),
        ],
    )
    def test_a_boundary_of_elsewhere_is_told(self, place: str, elsewhere: str) -> None:
        (told,) = broken(permissionsBoundary=f"arn:{place}:policy/ci")
        assert told.path == ("permissionsBoundary",)
        assert elsewhere in told.rule

    @pytest.mark.parametrize("role", ["ci", "CI", "other/path/ci"])
    def test_a_push_role_cannot_trust_itself_however_it_is_written(self, role: str) -> None:
        (told,) = broken(github=None, trustedRoles=[f"arn:aws:iam::333344445555:role/{role}"])
        assert (told.path, told.rule[:28]) == (("trustedRoles", 0), "is this push role itself, an")

    def test_a_role_of_the_same_name_in_another_account_may_be_trusted(self) -> None:
        assert broken(github=None, trustedRoles=["arn:aws:iam::555566667777:role/ci"]) == []

    def test_push_roles_of_one_stack_cannot_trust_one_another(self) -> None:
        first = settings(github=None, trustedRoles=["arn:aws:iam::333344445555:role/b"])
        second = settings(name="b")
        (told,) = push_roles_that_trust_one_another(REGISTRY, {"a": first, "second": second})
        assert told.path == ("a", "trustedRoles", 0)
        assert told.rule.startswith("is the push role second of this stack")
        elsewhere = Registry("111122223333", "eu-central-1")
        assert list(push_roles_that_trust_one_another(elsewhere, {"a": first, "second": second})) == []

    @pytest.mark.parametrize("account", ["333344445555", "aws"])
    def test_a_boundary_of_the_registrys_account_or_of_aws_is_right(self, account: str) -> None:
        assert broken(permissionsBoundary=f"arn:aws:iam::{account}:policy/ci/boundary") == []
        china = Registry("333344445555", "cn-north-1")
        assert broken(registry=china, permissionsBoundary=f"arn:aws-cn:iam::{account}:policy/ci") == []

    @pytest.mark.parametrize(("first", "second"), [("Team", "team"), ("team", "Team")])
    def test_tags_that_only_case_tells_apart_are_told(self, first: str, second: str) -> None:
        (told,) = broken(resourceTags={first: "ml", second: "ml"})
        assert (told.path, told.rule) == (("resourceTags", second), f"is the same key to IAM as {first}")

    def test_a_trust_policy_of_2048_characters_is_right_and_one_more_is_told(self) -> None:
        def length(branches: list[str]) -> int:
            said = settings(github={"repository": "acme/workflows", "branches": branches})
            return len(document_text(declared_push_role(REGISTRY, "ci", said, REPOSITORIES).trust_policy))

        branches = [f"b{number:02}" + 30 * "x" for number in range(21)]
        filled = [*branches, "c" * (2048 - length([*branches, "c"]) + 1)]
        assert length(filled) == 2048
        assert broken(github={"repository": "acme/workflows", "branches": filled}) == []
        (told,) = broken(github={"repository": "acme/workflows", "branches": [*branches, filled[-1] + "c"]})
        assert (told.path, told.given) == ((), None)
        assert told.rule == "its trust policy would have 2,049 characters, and IAM takes 2,048"

    def test_a_policy_of_more_than_10240_characters_is_told(self) -> None:
        many = {f"image-{number:03}": f"{BASE}/image-{number:03}" for number in range(170)}
        (told,) = broken(repositories=many, images=list(many))
        assert told.path == ()
        assert "characters, and IAM takes 10,240 of a role" in told.rule
        assert told.remedy == "share the images out among several push roles"
        assert broken(repositories=many, images=list(many)[:120]) == []

    def test_build_caches_count_for_the_policys_length(self) -> None:
        many = {f"image-{number:03}": f"{BASE}/image-{number:03}" for number in range(120)}
        caches = {image: f"{arn}-cache" for image, arn in many.items()}
        assert len(broken(repositories=many, caches=caches, images=list(many))) == 1

    def test_without_a_registry_the_rest_is_told_all_the_same(self) -> None:
        told = broken("a b", registry=None, images=["x"], permissionsBoundary="arn:aws:iam::111122223333:policy/ci")
        assert [one.path for one in told] == [("images", 0), ()]


class TestSharedNames:
    def test_names_that_iam_does_not_tell_apart_are_told_at_the_later_one(self) -> None:
        roles = {"ci": settings(path="/a/"), "other": settings(name="CI"), "third": settings()}
        (told,) = shared_role_names(roles)
        assert (told.path, told.given, told.rule) == (("other", "name"), '"CI"', "is the role's name of ci already")
        assert told.judged_by == (("other", "name"), ("ci", "name"))

    def test_a_key_that_is_another_ones_name_is_told_at_the_key(self) -> None:
        (told,) = shared_role_names({"first": settings(name="ci"), "ci": settings()})
        assert told.path == ("ci",)

    def test_different_names_are_right(self) -> None:
        assert list(shared_role_names({"a": settings(), "b": settings(name="c")})) == []
