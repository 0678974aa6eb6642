"""A repository, its images and the access to them survive every change that does not ask for their deletion."""

import pytest
from pulumi import automation

from tests.engine.conftest import Team
from tests.engine.edits import ANYTHING


def test_an_image_removed_from_the_file_is_refused_and_its_repository_and_images_stay(team: Team) -> None:
    team.up("trainer: {}", "features: {}")
    team.push("trainer", "v1")
    before = team.live()
    error = team.refused("features: {}")
    assert "protect" in error
    assert "trainer" in error
    assert team.live() == before
    assert team.tags("trainer") == {"v1"}


def test_an_unprotected_image_removed_is_deleted(team: Team) -> None:
    team.up("trainer: {}", "features: {}")
    team.up("trainer: {protect: false}", "features: {}")
    team.up("features: {}")
    assert set(team.live()) == {"features"}


def test_an_unprotected_image_that_holds_images_is_kept_by_ecr_with_its_access(team: Team) -> None:
    team.up("trainer: {protect: false}", "features: {}")
    team.push("trainer", "v1")
    before = team.live()
    assert "RepositoryNotEmptyException" in team.refused("features: {}")
    assert team.live() == before
    assert team.tags("trainer") == {"v1"}


def test_force_delete_deletes_a_repository_with_its_images(team: Team) -> None:
    team.up("trainer: {}", "features: {}")
    team.push("trainer", "v1")
    team.up("trainer: {protect: false, forceDelete: true}", "features: {}")
    team.up("features: {}")
    assert set(team.live()) == {"features"}


def test_a_build_cache_never_takes_an_images_place(team: Team) -> None:
    """One edit, of an image that says nothing of deletion: its images and the access to them stay."""
    team.up("trainer: {}", "trainer-cache: {}")
    team.push("trainer-cache", "v1")
    before = team.live()
    after = "trainer: {buildCache: true}"
    team.write(after)
    with pytest.raises(automation.CommandError, match="protect"):
        team.stack.preview()
    assert "RepositoryAlreadyExistsException" in team.refused(after)  # what happens without a preview
    assert team.live() == before
    assert team.tags("trainer-cache") == {"v1"}


def test_a_push_role_is_deleted_although_someone_attached_a_policy_to_it(team: Team) -> None:
    team.write("trainer: {}")
    team.write_beside(
        "union-ecr:pushRoles: {ci: {images: [trainer], trustedRoles: ['arn:aws:iam::555566667777:role/ci']}}"
    )
    team.up()
    team.iam.create_policy(PolicyName="more", PolicyDocument=ANYTHING)
    team.iam.attach_role_policy(RoleName="ci", PolicyArn="arn:aws:iam::123456789012:policy/more")
    assert team.drift_is_noticed()
    team.up("trainer: {}")
    assert team.iam.list_roles()["Roles"] == []


REPLACING = {
    "another repository": ("trainer: {repository: ml/old}", "trainer: {repository: ml/new}"),
    "another image name": ("trainer: {}", "coach: {}"),
    "another encryption": ("trainer: {}", "trainer: {encryption: {type: KMS}}"),
}


@pytest.mark.parametrize(("before", "after"), REPLACING.values(), ids=REPLACING)
def test_a_change_that_would_replace_the_repository_is_refused(team: Team, before: str, after: str) -> None:
    team.up(before)
    (repository,) = team.live()
    team.push(repository, "v1")
    lived = team.live()
    team.write(after)
    with pytest.raises(automation.CommandError, match="protect"):
        team.stack.preview()  # what `pulumi up` shows first
    assert "protect" in team.refused(after)  # and what it does without a preview
    assert team.live()[repository] == lived[repository]
    assert team.tags(repository) == {"v1"}
    assert ("aws:ecr/repository:Repository", repository) in {
        (resource["type"], resource["id"]) for resource in team.resources()
    }


@pytest.mark.parametrize(
    "after",
    [
        "trainer: {repository: ml/new, protect: false}",
        "coach: {protect: false}",
        "trainer: {repository: ml/old, protect: false, encryption: {type: KMS}}",
    ],
)
def test_even_unprotected_the_images_and_the_access_to_them_are_kept_and_the_change_can_be_taken_back(
    team: Team, after: str
) -> None:
    team.up("trainer: {repository: ml/old, protect: false}")
    team.push("ml/old", "v1")
    before = team.live()["ml/old"]
    error = team.refused(after)
    assert "RepositoryNotEmptyException" in error or "RepositoryAlreadyExistsException" in error
    assert team.live()["ml/old"] == before
    assert team.tags("ml/old") == {"v1"}
    team.write("trainer: {repository: ml/old, protect: false}")
    team.up()
    assert team.live() == team.declared_records()
    assert team.tags("ml/old") == {"v1"}
    assert not team.drift_is_noticed()


def test_a_renamed_image_keeps_its_repository(team: Team) -> None:
    team.up("trainer: {protect: false, forceDelete: true}")
    team.push("trainer", "v1")
    assert set(team.up("coach: {repository: trainer, protect: false, forceDelete: true}")) == {"same"}
    assert team.tags("trainer") == {"v1"}


def test_two_images_that_swap_their_repositories_change_neither_repository(team: Team) -> None:
    team.up("aa: {}", "bb: {}")
    assert set(team.up("aa: {repository: bb}", "bb: {repository: aa}")) == {"same"}
