"""`adopt: true` takes over a repository that somebody made by hand."""

from tests.engine.conftest import Team


def _made_by_hand(team: Team, mutability: str) -> None:
    team.ecr.create_repository(
        repositoryName="trainer",
        imageTagMutability=mutability,
        imageScanningConfiguration={"scanOnPush": True},
    )
    team.push("trainer", "v1")


def test_a_repository_as_declared_is_taken_over_with_its_images(team: Team) -> None:
    _made_by_hand(team, "IMMUTABLE")
    assert "RepositoryAlreadyExistsException" in team.refused("trainer: {}")
    team.up("trainer: {adopt: true}")
    assert team.live() == team.declared_records()
    assert team.tags("trainer") == {"v1"}
    assert set(team.up()) == {"same"}
    assert set(team.up("trainer: {}")) == {"same"}


def test_a_repository_that_differs_is_brought_to_what_is_declared(team: Team) -> None:
    _made_by_hand(team, "MUTABLE")
    team.up("trainer: {adopt: true}")
    assert team.live() == team.declared_records()
    assert team.tags("trainer") == {"v1"}


def test_a_repository_that_would_have_to_be_replaced_is_left_as_it_is(team: Team) -> None:
    _made_by_hand(team, "IMMUTABLE")
    before = team.live()
    assert "protect" in team.refused("trainer: {adopt: true, encryption: {type: KMS}}")
    assert team.live() == before
    assert team.tags("trainer") == {"v1"}


def test_a_repository_that_does_not_exist_cannot_be_adopted(team: Team) -> None:
    assert "trainer" in team.refused("trainer: {adopt: true}")
    assert team.live() == {}
