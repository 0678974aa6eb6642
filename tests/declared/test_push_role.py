"""What a push role declares, the rules it keeps, and its description."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from union_ecr.declared.push_role import (
    declared_push_role,
    push_role_policy,
)
from union_ecr.ecr.actions import ACTIONS, Access
from union_ecr.ecr.policy_document import document_text
from union_ecr.ecr.registry import Registry
from union_ecr.settings.push_roles import PushRoleSettings

REGISTRY = Registry("333344445555", "eu-central-1")
GITHUB = {"repository": "acme/workflows", "branches": ["main"]}
BASE = "arn:aws:ecr:eu-central-1:333344445555:repository"
REPOSITORIES = {"trainer": f"{BASE}/ml/trainer", "scorer": f"{BASE}/scorer", "other": f"{BASE}/other"}


def settings(**said: Any) -> PushRoleSettings:
    return PushRoleSettings.model_validate({"images": ["trainer"], "github": GITHUB} | said)


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

    def test_it_may_pull_its_images_if_access_has_pull(self) -> None:
        role = declared_push_role(REGISTRY, "ci", settings(access=["pull", "push"]), REPOSITORIES)
        assert [(statement["Sid"], statement["Resource"]) for statement in role.policy["Statement"]] == [
            ("AllowLogin", "*"),
            ("AllowPull", [f"{BASE}/ml/trainer"]),
            ("AllowPush", [f"{BASE}/ml/trainer"]),
        ]

    def test_it_may_pull_and_push_the_build_caches_of_its_own_images_only(self) -> None:
        caches = {"trainer": f"{BASE}/ml/trainer-cache", "scorer": f"{BASE}/scorer-cache"}
        role = declared_push_role(REGISTRY, "ci", settings(), REPOSITORIES, caches)
        assert [(statement["Sid"], statement["Resource"]) for statement in role.policy["Statement"]] == [
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
        login, *others = push_role_policy(access, push=push, cache=cache)["Statement"]
        assert (login["Action"], login["Resource"]) == ("ecr:GetAuthorizationToken", "*")
        assert all(set(statement["Resource"]) <= push | cache for statement in others)
        assert all("*" not in action for statement in others for action in statement["Action"])
