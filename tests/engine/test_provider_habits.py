"""What the official provider does beside its resources: tags of its own, texts of its own, calls of its own."""

from collections import Counter

from sandbox.emulated_aws import ACCESS_DENIED, Fault
from tests.engine.conftest import Team

ROLE = """\
union-ecr:pushRoles:
  ci: {images: [trainer], github: {repository: acme/ml, branches: [main]}, resourceTags: {team: ml}}
"""
DEFAULT_TAGS = "aws:defaultTags: {tags: {owner: platform, team: all}}\naws:ignoreTags: {keyPrefixes: [scanner-]}\n"
IMAGE = 'trainer: {buildCache: true, resourceTags: {team: ml}, tagMutabilityExclusions: ["dev*", "a*"]}'


def tags_of(team: Team) -> dict[str, dict[str, str]]:
    """The AWS tags of every repository and of the push role."""
    role = team.iam.get_role(RoleName="ci")["Role"]
    repositories = {name: record["resourceTags"] for name, record in team.live().items()}
    return {**repositories, "role": {tag["Key"]: tag["Value"] for tag in role.get("Tags", [])}}


def test_default_tags_reach_every_resource_with_tags_and_are_no_difference_afterwards(team: Team) -> None:
    def up(default_tags: str, refresh: bool = False) -> set[str]:
        team.write(IMAGE)
        team.write_beside(ROLE + default_tags)
        return set(team.up(refresh=refresh))

    own = {"owner": "platform", "team": "ml"}
    up(DEFAULT_TAGS)
    assert tags_of(team) == {"trainer": own, "trainer-cache": own, "role": own}
    assert up(DEFAULT_TAGS) == up(DEFAULT_TAGS, refresh=True) == {"same"}

    arn = team.live()["trainer"]["arn"]
    team.ecr.tag_resource(resourceArn=arn, tags=[{"Key": "scanner-seen", "Value": "today"}])
    assert up(DEFAULT_TAGS, refresh=True) == {"same"}
    team.ecr.untag_resource(resourceArn=arn, tagKeys=["owner"])
    assert team.drift_is_noticed()
    assert up(DEFAULT_TAGS, refresh=True) == {"same", "update"}

    assert up(DEFAULT_TAGS.replace("platform", "ml")) == {"same", "update"}
    assert {tags["owner"] for tags in tags_of(team).values()} == {"ml"}


def test_exclusions_keep_their_order_so_that_nothing_changes_at_the_next_up(team: Team) -> None:
    """An ordered list to the provider (aws.ecr.Repository); AWS keeps the order, and here it is always the same."""
    team.up(IMAGE)
    assert set(team.up(IMAGE.replace('"dev*", "a*"', '"a*", "dev*"'), refresh=True)) == {"same"}
    (repository,) = team.ecr.describe_repositories(repositoryNames=["trainer"])["repositories"]
    filters = repository["imageTagMutabilityExclusionFilters"]
    team.ecr.put_image_tag_mutability(
        repositoryName="trainer",
        imageTagMutability="IMMUTABLE_WITH_EXCLUSION",
        imageTagMutabilityExclusionFilters=filters[::-1],
    )
    assert team.differences() == set()  # the same tags are mutable
    assert team.drift_is_noticed()
    assert set(team.up(refresh=True)) == {"same", "update"}
    assert not team.drift_is_noticed()


def test_an_up_asks_seven_times_who_it_is_and_looks_for_what_it_deleted(team: Team) -> None:
    team.up("trainer: {protect: false}", "features: {}")
    called = Counter(call.operation for call in team.aws.calls())
    assert called["GetCallerIdentity"] == 7
    team.up("features: {}")
    operations = [call.operation for call in team.aws.calls() if call.repository == "trainer"]
    assert operations[-2:] == ["DeleteRepository", "DescribeRepositories"]


def test_errors_have_the_frame_of_the_providers_sdk(team: Team) -> None:
    team.up("trainer: {protect: false}", "features: {}")
    team.push("trainer", "v1")
    refused = team.refused("features: {}")
    message = "ECR Repository (trainer) not empty, consider using force_delete: operation error ECR: DeleteRepository"
    assert f"error: 1 error occurred:\n    \t* {message}" in refused
    assert f"error:   sdk-v2/provider2.go:572: sdk.helper_schema: {message}" in refused

    team.aws.inject(Fault("PutImageScanningConfiguration", repository="features", error=ACCESS_DENIED))
    assert "setting ECR Repository (features) image scanning configuration: " in team.refused(
        "trainer: {}", "features: {scanOnPush: false}"
    )
