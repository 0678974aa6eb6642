"""What someone changes by hand: Pulumi notices it, `union-ecr drift` reports it, and the remedy in the report heals it.

One deployment each for all edits: every remedy leaves it as it was, apart from the repository that is taken over.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.engine.conftest import Team
from tests.engine.drift_sweep import PRIVATE, follow, swept
from tests.engine.edits import IMAGE, REGISTRY_EDITS, REPOSITORY_EDITS, SETTINGS
from union_ecr.drift.findings import Kind, Report, Severity

STRANGER = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"999988887777"},"Action":"ecr:*"}]}'
)
COPIES = [{"destinations": [{"region": "eu-west-1", "registryId": "999988887777"}]}]
EXPIRE_ALL = (
    '{"rules":[{"rulePriority":1,"selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":1},'
    '"action":{"type":"expire"}}]}'
)

PLANE = {
    "Sid": "ByHand",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
    "Action": ["ecr:PutImage", "ecr:BatchGetImage"],
    "Resource": "*",
}
# What someone does to the stack of PRIVATE and `trainer: {}`, and the finding: kind, field, severity.
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


def test_every_edit_of_a_repository_is_one_finding_whose_remedy_heals_it(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.up("trainer: {}", PRIVATE)
    assert swept(team, monkeypatch) == Report((), 2, 2, ())
    for name, (edit, expected) in EDITS.items():
        edit(team.ecr)
        declared_by_pulumi = name in REPOSITORY_EDITS
        if declared_by_pulumi:
            assert team.live() != team.declared_records(), name
            assert team.drift_is_noticed(), name
        (finding,) = swept(team, monkeypatch).findings
        assert (finding.kind, finding.field, finding.severity) == expected, name
        follow(team, finding.remedy)
        assert swept(team, monkeypatch).findings == (), name
        if declared_by_pulumi:
            assert finding.remedy.startswith("pulumi up --refresh"), name
            assert team.live() == team.declared_records(), name
            assert not team.drift_is_noticed(), name


ROLE = "pushRoles.github-ci"
IN_THE_REGISTRY: Mapping[str, tuple[Kind, str, Severity]] = {
    "a stranger in the registry policy": (Kind.REGISTRY_CHANGED, "registry.policy.AllowReplicate", Severity.CRITICAL),
    "the registry policy deleted": (Kind.REGISTRY_CHANGED, "registry.policy", Severity.CRITICAL),
    "scanning switched off": (Kind.REGISTRY_CHANGED, "registry.scanning", Severity.WARNING),
    "replication stopped": (Kind.REGISTRY_CHANGED, "registry.replication", Severity.WARNING),
    "the cache rule deleted": (Kind.MISSING, "registry.pullThroughCache.ecr-public", Severity.WARNING),
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


def test_every_edit_of_the_registry_or_a_push_role_is_one_finding_whose_remedy_heals_it(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert REGISTRY_EDITS.keys() == IN_THE_REGISTRY.keys()
    team.write(IMAGE)
    team.write_beside(SETTINGS)
    team.up()
    assert swept(team, monkeypatch).findings == ()
    for name, (edit, part) in REGISTRY_EDITS.items():
        edit(team.ecr, team.iam)
        assert team.differences() == {part}, name
        assert team.drift_is_noticed(), name
        (finding,) = swept(team, monkeypatch).findings
        assert (finding.kind, finding.field, finding.severity) == IN_THE_REGISTRY[name], name
        assert finding.remedy.startswith("pulumi up --refresh") is (name != "copies that go with their originals"), name
        follow(team, finding.remedy)
        assert team.differences() == set(), name
        assert swept(team, monkeypatch).findings == (), name
    assert not team.drift_is_noticed()


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
    noticed: dict[str, tuple[bool, bool]] = {}
    others: dict[str, Callable[[str], str]] = {
        "another Sid": lambda text: text.replace("AllowDescribe", "Describe"),
        "one action less": lambda text: text.replace('"ecr:ListImages"', '"ecr:DescribeImages"'),
    }
    for name, edit in {**SAME, **others}.items():
        team.ecr.set_repository_policy(repositoryName="trainer", policyText=edit(text))
        noticed[name] = bool(swept(team, monkeypatch).findings), team.drift_is_noticed()
    assert noticed == {name: (name not in SAME, name not in SAME) for name in noticed}


def test_reordered_documents_are_no_change(team: Team) -> None:
    team.up("trainer: {grants: [{principals: ['444455556666', '555566667777'], access: [pull, push]}]}")
    reordered = (
        '{"Statement":[{"Action":["ecr:UploadLayerPart","ecr:PutImage","ecr:InitiateLayerUpload",'
        '"ecr:CompleteLayerUpload","ecr:BatchGetImage","ecr:BatchCheckLayerAvailability"],"Effect":"Allow",'
        '"Principal":{"AWS":["555566667777","444455556666"]},"Sid":"AllowPush"},'
        '{"Action":["ecr:GetDownloadUrlForLayer","ecr:BatchGetImage","ecr:BatchCheckLayerAvailability"],'
        '"Effect":"Allow","Principal":{"AWS":["555566667777","444455556666",'
        '"arn:aws:iam::111122223333:role/unionai-acme-flyteworker-node-group"]},"Sid":"AllowPull"}],'
        '"Version":"2012-10-17"}'
    )
    team.ecr.set_repository_policy(repositoryName="trainer", policyText=reordered)
    assert not team.drift_is_noticed()
