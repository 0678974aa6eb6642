"""Push roles and the registry's own settings: deployed, kept and taken away."""

import pytest

from tests.engine.conftest import Team
from tests.engine.edits import IMAGE, SETTINGS


@pytest.fixture
def deployed(team: Team) -> Team:
    team.write(IMAGE)
    team.write_beside(SETTINGS)
    assert team.up().keys() == {"create"}
    return team


def test_everything_lives_as_declared_and_a_second_up_changes_nothing(deployed: Team) -> None:
    assert deployed.differences() == set()
    assert deployed.up().keys() == {"same"}
    assert not deployed.drift_is_noticed()


def test_what_is_removed_from_the_stack_file_is_deleted_and_the_images_stay(deployed: Team) -> None:
    deployed.push("ml/trainer", "v1")
    deployed.write(IMAGE.replace("buildCache: true, ", ""))
    deployed.up()
    assert set(deployed.live()) == {"ml/trainer"}
    assert deployed.tags("ml/trainer") == {"v1"}
    assert deployed.ecr.describe_registry()["replicationConfiguration"] == {"rules": []}
    assert deployed.ecr.describe_pull_through_cache_rules()["pullThroughCacheRules"] == []
    assert deployed.ecr.get_account_setting(name="BLOB_MOUNTING")["value"] == "ENABLED"  # as the provider leaves it
    assert deployed.iam.list_roles(PathPrefix="/ci/")["Roles"] == []
    with pytest.raises(deployed.ecr.exceptions.RegistryPolicyNotFoundException):
        deployed.ecr.get_registry_policy()


def test_a_changed_upstream_replaces_the_cache_rule(deployed: Team) -> None:
    deployed.write(IMAGE)
    deployed.write_beside(SETTINGS.replace("public.ecr.aws", "quay.io"))
    deployed.up()
    (rule,) = deployed.ecr.describe_pull_through_cache_rules()["pullThroughCacheRules"]
    assert rule["upstreamRegistryUrl"] == "quay.io"


def test_cache_rules_of_another_ecr_are_never_replaced_for_the_prefix_that_ecr_fills_in(team: Team) -> None:
    """Seen with the real provider: the rule was deleted and created again at every up."""
    rules = """\
    union-ecr:registry:
      pullThroughCache:
        base: {upstream: 123456789012.dkr.ecr.eu-west-1.amazonaws.com}
        ROOT: {upstream: 123456789012.dkr.ecr.eu-central-1.amazonaws.com}
    """
    team.write(IMAGE)
    team.write_beside(rules)
    team.up()
    assert team.up().keys() == {"same"}
    assert team.up(refresh=True).keys() == {"same"}
    assert not team.drift_is_noticed()
    team.write(IMAGE)
    team.write_beside(rules.replace("eu-central-1", "eu-west-3"))
    assert team.up()["replace"] == 1
    rules = team.ecr.describe_pull_through_cache_rules()["pullThroughCacheRules"]
    assert {rule["upstreamRegistryUrl"].split(".")[3] for rule in rules} == {"eu-west-1", "eu-west-3"}
    assert team.differences() == set()


def test_two_stacks_cannot_both_have_the_registrys_own_settings(deployed: Team) -> None:
    _beside(deployed, "  union-ecr:images: {other: {}}\n  union-ecr:registry: {scanning: {type: BASIC}}\n")
    assert "union-ecr:registry: stands in stack another, too, for the same account and region" in deployed.refused()


def test_two_stacks_cannot_both_have_a_repository(deployed: Team) -> None:
    _beside(deployed, "  union-ecr:images: {ml/trainer: {}}\n")
    assert "is the repository of ml/trainer in stack another, too, in the same registry" in deployed.refused()


def test_an_invalid_stack_file_does_not_stop_another_stack(deployed: Team) -> None:
    _beside(deployed, "  union-ecr:images: {other: {untagedDays: 3}}\n")
    assert deployed.up().keys() == {"same"}


def test_a_stack_file_with_a_typing_error_still_claims_its_repositories(deployed: Team) -> None:
    _beside(deployed, "  union-ecr:images: {ml/trainer: {untagedDays: 3}}\n")
    assert "is the repository of ml/trainer in stack another, too, in the same registry" in deployed.refused()


def _beside(team: Team, settings: str) -> None:
    head = 'config:\n  aws:region: us-east-1\n  union-ecr:account: "123456789012"\n'
    team.project.stack_file("another").write_text(head + settings)
