"""The registry policy as lines."""

from tests.declared.test_registry_policy import EVERYTHING, policy
from union_ecr.review.registry_policy import describe_registry_policy
from union_ecr.review.repository_policy import AND_HERE


def test_every_principal_and_access_is_one_line_with_its_repositories() -> None:
    assert describe_registry_policy(policy(*EVERYTHING)) == [
        "replicate: everyone whom account 111122223333 lets",
        f"pullThrough: everyone in organization o-a1b2c3d4e5 whom their account lets, {AND_HERE}, in ghcr/*, quay/*",
        "pull: everyone whom account 111122223333 lets, in ml/*",
        "pull: everyone whom account 222233334444 lets, in ml/*",
        f"describe: everyone in organization o-a1b2c3d4e5 whom their account lets, {AND_HERE}",
    ]
    assert describe_registry_policy(None) == []
