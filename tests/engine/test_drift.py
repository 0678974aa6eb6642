"""`union-ecr drift` and the real engine: each finding is told, its remedy heals it, it is silent when Pulumi is."""

import json
import re
import shlex
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.engine.conftest import Team
from tests.engine.test_by_hand import EDITS as REPOSITORY_EDITS
from tests.engine.test_whole_registry import EDITS as REGISTRY_EDITS
from tests.engine.test_whole_registry import IMAGE, SETTINGS
from union_ecr.aws.sweep import sweep
from union_ecr.cli.stack_files import read_stack_files
from union_ecr.drift.findings import Finding, Kind, Report, Severity

STRANGER = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"999988887777"},"Action":"ecr:*"}]}'
)
COPIES = [{"destinations": [{"region": "eu-west-1", "registryId": "999988887777"}]}]
PRIVATE = "private: {dataPlanes: [], untaggedDays: null}"
EXPIRE_ALL = (
    '{"rules":[{"rulePriority":1,"selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":1},'
    '"action":{"type":"expire"}}]}'
)

# What someone does to the stack of PRIVATE and `trainer: {}`, and what must be told: kind, field, severity.
PLANE = {
    "Sid": "ByHand",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
    "Action": ["ecr:PutImage", "ecr:BatchGetImage"],
    "Resource": "*",
}
EDITS: Mapping[str, tuple[Callable[[Any], object], tuple[Kind, str | None, Severity]]] = {
    "tags made mutable": (REPOSITORY_EDITS["tags made mutable"], (Kind.CHANGED, "tagMutability", Severity.CRITICAL)),
    "scan switched off": (REPOSITORY_EDITS["scan switched off"], (Kind.CHANGED, "scanOnPush", Severity.WARNING)),
    "policy deleted": (REPOSITORY_EDITS["policy deleted"], (Kind.POLICY_CHANGED, "policy", Severity.CRITICAL)),
    "statement added": (
        REPOSITORY_EDITS["statement added"],
        (Kind.POLICY_CHANGED, "policy.Stranger", Severity.CRITICAL),
    ),
    "lifecycle deleted": (
        REPOSITORY_EDITS["lifecycle deleted"],
        (Kind.LIFECYCLE_CHANGED, "lifecycle", Severity.WARNING),
    ),
    "lifecycle sooner": (
        lambda ecr: ecr.put_lifecycle_policy(repositoryName="trainer", lifecyclePolicyText=EXPIRE_ALL),
        (Kind.LIFECYCLE_CHANGED, "lifecycle.rules[1]", Severity.CRITICAL),
    ),
    "AWS tag added": (REPOSITORY_EDITS["AWS tag added"], (Kind.CHANGED, "resourceTags", Severity.INFO)),
    "repository deleted": (REPOSITORY_EDITS["repository deleted"], (Kind.MISSING, None, Severity.CRITICAL)),
    "policy where none is declared": (
        lambda ecr: ecr.set_repository_policy(repositoryName="private", policyText=STRANGER),
        (Kind.EXTRA_POLICY, "policy", Severity.CRITICAL),
    ),
    "lifecycle where none is declared": (
        lambda ecr: ecr.put_lifecycle_policy(repositoryName="private", lifecyclePolicyText=EXPIRE_ALL),
        (Kind.EXTRA_LIFECYCLE, "lifecycle", Severity.CRITICAL),
    ),
    "a repository made by hand": (
        lambda ecr: ecr.create_repository(repositoryName="legacy"),
        (Kind.UNMANAGED, None, Severity.WARNING),
    ),
    "copies to another account": (
        lambda ecr: ecr.put_replication_configuration(replicationConfiguration={"rules": COPIES}),
        (Kind.REGISTRY_CHANGED, "registry.replication", Severity.CRITICAL),
    ),
    "a template that lets anybody in": (
        lambda ecr: ecr.create_repository_creation_template(
            prefix="ROOT", appliedFor=["CREATE_ON_PUSH"], repositoryPolicy=STRANGER
        ),
        (Kind.REGISTRY_CHANGED, "registry.creationTemplates.ROOT", Severity.CRITICAL),
    ),
    "a registry policy made by hand": (
        lambda ecr: ecr.put_registry_policy(policyText=STRANGER.replace('"Action"', '"Resource":"*","Action"')),
        (Kind.EXTRA_POLICY, "registry.policy", Severity.CRITICAL),
    ),
    "a registry policy by which a data plane may push, and pull": (
        lambda ecr: ecr.put_registry_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": [PLANE]})),
        (Kind.EXTRA_POLICY, "registry.policy", Severity.CRITICAL),
    ),
}


def swept(team: Team, monkeypatch: pytest.MonkeyPatch) -> Report:
    for name, value in team.aws.environment().items():
        monkeypatch.setenv(name, value)
    files = read_stack_files([team.name], team.project.folder / "stacks")
    stacks = {name: (files.files[name], files.right[name]) for name in files.chosen}
    return sweep(stacks, stacks, lambda _done, _total: None)


def follow(team: Team, remedy: str) -> None:
    """Do what a remedy says, as a person would."""
    if remedy.startswith("pulumi up --refresh --stack team"):
        team.up(refresh=True)
    elif remedy.startswith("aws ecr "):
        _, _, verb, *options = shlex.split(remedy, comments=True)
        given = dict(zip(options[::2], options[1::2], strict=True))
        assert given.pop("--region") == "us-east-1"
        arguments = {_camel(name.removeprefix("--")): value for name, value in given.items()}
        documents = ("policyText", "repositoryPolicy")
        read = {
            name: json.loads(value) if value.startswith("{") and name not in documents else value
            for name, value in arguments.items()
        }
        getattr(team.ecr, verb.replace("-", "_"))(**read)
    else:
        found = re.match(r"in the stack file: (\S+: \{.*\}) below union-ecr:images", remedy)
        assert found, remedy
        team.up("trainer: {}", PRIVATE, found[1])


def _camel(name: str) -> str:
    first, *others = name.split("-")
    return first + "".join(part.title() for part in others)


@pytest.fixture
def team_with_two_images(team: Team) -> Team:
    team.up("trainer: {}", PRIVATE)
    return team


def test_every_edit_is_told_once_and_its_remedy_heals_it(
    team_with_two_images: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one deployment: each remedy leaves it as it was, apart from the repository that is taken over."""
    team = team_with_two_images
    assert swept(team, monkeypatch) == Report((), 2, 2, ())
    for name, (edit, expected) in EDITS.items():
        edit(team.ecr)
        (finding,) = swept(team, monkeypatch).findings
        assert (finding.kind, finding.field, finding.severity) == expected, name
        follow(team, finding.remedy)
        assert swept(team, monkeypatch).findings == (), name


def test_a_role_that_was_made_again_is_a_dead_principal_until_the_policy_is_set_again(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.aws.require_existing_principals()
    iam = team.aws.client("iam", "us-east-1", "111122223333")
    role = {"RoleName": "unionai-acme-flyteworker-node-group", "AssumeRolePolicyDocument": "{}"}
    iam.create_role(**role)
    team.up("trainer: {}")
    assert swept(team, monkeypatch).findings == ()
    iam.delete_role(RoleName=role["RoleName"])
    iam.create_role(**role)
    (finding,) = swept(team, monkeypatch).findings
    assert (finding.kind, finding.severity) == (Kind.DEAD_PRINCIPAL, Severity.CRITICAL)
    follow(team, finding.remedy)
    assert swept(team, monkeypatch).findings == ()


ROLE = "pushRoles.github-ci"
IN_THE_REGISTRY: Mapping[str, tuple[Kind, str, Severity]] = {
    "a stranger in the registry policy": (Kind.REGISTRY_CHANGED, "registry.policy.AllowReplicate", Severity.CRITICAL),
    "the registry policy deleted": (Kind.REGISTRY_CHANGED, "registry.policy", Severity.CRITICAL),
    "scanning switched off": (Kind.REGISTRY_CHANGED, "registry.scanning", Severity.WARNING),
    "replication stopped": (Kind.REGISTRY_CHANGED, "registry.replication", Severity.WARNING),
    "the mirror deleted": (Kind.MISSING, "registry.pullThroughCache.ecr-public", Severity.WARNING),
    "the template's tags made immutable": (
        Kind.REGISTRY_CHANGED,
        "registry.creationTemplates.ecr-public",
        Severity.WARNING,
    ),
    "the template deleted": (Kind.MISSING, "registry.creationTemplates.ecr-public", Severity.WARNING),
    "blob mounting switched off": (Kind.REGISTRY_CHANGED, "registry.accountSettings.BLOB_MOUNTING", Severity.WARNING),
    "the exclusion removed": (Kind.REGISTRY_CHANGED, "registry.pullTimeUpdateExclusions", Severity.WARNING),
    "the role trusts another repository": (Kind.PUSH_ROLE_CHANGED, f"{ROLE}.trustPolicy", Severity.CRITICAL),
    "the role may push everywhere": (Kind.PUSH_ROLE_CHANGED, f"{ROLE}.policy", Severity.CRITICAL),
    "the role's policy deleted": (Kind.PUSH_ROLE_CHANGED, f"{ROLE}.policy", Severity.CRITICAL),
    "another policy on the role": (Kind.PUSH_ROLE_CHANGED, f"{ROLE}.policies.more", Severity.CRITICAL),
    "the cache's expiry deleted": (Kind.LIFECYCLE_CHANGED, "lifecycle", Severity.WARNING),
    "copies that go with their originals": (
        Kind.REGISTRY_CHANGED,
        "registry.replication.deleteReplication",
        Severity.CRITICAL,
    ),
}


def _delete_copies_too(ecr: Any, _iam: Any) -> None:
    rules = ecr.describe_registry()["replicationConfiguration"]["rules"]
    deleting = [{**rule, "deleteReplication": {"enabled": True}} for rule in rules]
    ecr.put_replication_configuration(replicationConfiguration={"rules": deleting})


def test_every_edit_of_the_registry_and_of_a_push_role_is_told_once_and_healed(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits = {name: edit for name, (edit, _) in REGISTRY_EDITS.items()}
    edits["copies that go with their originals"] = _delete_copies_too
    assert edits.keys() == IN_THE_REGISTRY.keys()
    team.write(IMAGE)
    team.write_beside(SETTINGS)
    team.up()
    assert swept(team, monkeypatch).findings == ()
    for name, edit in edits.items():
        edit(team.ecr, team.iam)
        (finding,) = swept(team, monkeypatch).findings
        assert (finding.kind, finding.field, finding.severity) == IN_THE_REGISTRY[name], name
        follow(team, finding.remedy)
        assert swept(team, monkeypatch).findings == (), name


def test_a_repository_made_again_with_another_encryption_is_kept_by_saying_so(
    team_with_two_images: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = team_with_two_images
    key = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    team.ecr.delete_repository(repositoryName="trainer")
    team.ecr.create_repository(
        repositoryName="trainer",
        imageTagMutability="IMMUTABLE",
        imageScanningConfiguration={"scanOnPush": True},
        encryptionConfiguration={"encryptionType": "KMS", "kmsKey": key},
    )
    fields = [finding.field for finding in swept(team, monkeypatch).findings]
    assert sorted(map(str, fields)) == ["encryption", "lifecycle", "policy"]
    (encryption,) = [one for one in swept(team, monkeypatch).findings if one.field == "encryption"]
    assert encryption.severity is Severity.WARNING
    found = re.match(r"in the stack file: (encryption: \{.*\}) on trainer;", encryption.remedy)
    assert found
    team.up(f"trainer: {{{found[1]}}}", PRIVATE, refresh=True)
    assert swept(team, monkeypatch).findings == ()
    assert team.live()["trainer"]["encryption"] == {"encryptionType": "KMS", "kmsKey": key}


def test_a_repository_made_by_hand_with_a_key_of_its_own_is_taken_over_with_it(
    team_with_two_images: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the key in its entry the engine wants to replace it, and says to lift the protection."""
    team = team_with_two_images
    key = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    encryption = {"encryptionType": "KMS", "kmsKey": key}
    team.ecr.create_repository(repositoryName="legacy", encryptionConfiguration=encryption)
    team.push("legacy", "v1")
    (finding,) = swept(team, monkeypatch).findings
    follow(team, finding.remedy)
    assert swept(team, monkeypatch).findings == ()
    assert (team.live()["legacy"]["encryption"], team.tags("legacy")) == (encryption, {"v1"})


def test_an_adopted_repository_that_is_gone_comes_again_without_the_word(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.ecr.create_repository(repositoryName="trainer")
    team.up("trainer: {adopt: true}")
    team.ecr.delete_repository(repositoryName="trainer")
    (finding,) = swept(team, monkeypatch).findings
    assert "take adopt: true off trainer" in finding.remedy
    team.up("trainer: {}", refresh=True)
    assert swept(team, monkeypatch).findings == ()


SAME = {
    "an account by its id": lambda text: text.replace("arn:aws:iam::444455556666:root", "444455556666"),
    "spaces": lambda text: json.dumps(json.loads(text), indent=2),
    "statements the other way round": lambda text: json.dumps(
        {"Version": "2012-10-17", "Statement": json.loads(text)["Statement"][::-1]}
    ),
}


def test_drift_is_silent_exactly_when_pulumi_is(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    team.up("trainer: {grants: [{principals: ['444455556666'], access: [pull, describe]}]}")
    text = team.live()["trainer"]["policy"]
    assert text
    told: dict[str, tuple[bool, bool]] = {}
    others: dict[str, Callable[[str], str]] = {
        "another Sid": lambda text: text.replace("AllowDescribe", "Describe"),
        "one action less": lambda text: text.replace('"ecr:ListImages"', '"ecr:DescribeImages"'),
    }
    for name, edit in {**SAME, **others}.items():
        team.ecr.set_repository_policy(repositoryName="trainer", policyText=edit(text))
        told[name] = bool(swept(team, monkeypatch).findings), team.drift_is_noticed()
    assert told == {name: (name not in SAME, name not in SAME) for name in told}


def test_a_finding_is_plain_data(team_with_two_images: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    team_with_two_images.ecr.delete_repository_policy(repositoryName="trainer")
    (finding,) = swept(team_with_two_images, monkeypatch).findings
    assert isinstance(finding, Finding)
    assert (finding.stack, finding.repository, finding.live) == ("team", "trainer", None)
    assert finding.declared["Statement"][0]["Sid"] == "AllowPull"
