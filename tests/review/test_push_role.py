"""A push role as lines."""

from tests.declared.test_push_role import BASE, REGISTRY, REPOSITORIES, settings
from union_ecr.declared.push_role import declared_push_role
from union_ecr.review.push_role import describe_push_role


def test_a_push_role_is_described_by_its_callers_permissions_and_limits() -> None:
    role_settings = settings(
        access=["pull", "push"], permissionsBoundary="arn:aws:iam::aws:policy/b", maxSessionDuration=5400
    )
    role = declared_push_role(REGISTRY, "ci", role_settings, REPOSITORIES, {"trainer": f"{BASE}/ml/trainer-cache"})
    assert describe_push_role(role) == [
        "assumed by GitHub Actions of acme/workflows on branch main",
        "may pull: ml/trainer, ml/trainer-cache",
        "may push: ml/trainer, ml/trainer-cache",
        "limited by arn:aws:iam::aws:policy/b",
        "a session lasts 90 minutes at most",
    ]
