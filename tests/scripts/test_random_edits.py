"""Whatever someone edits by hand is found, and nothing is found any more once it is undone."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from model.access import document_text
from model.declared import DeclaredStack, declare
from model.findings import Report
from sandbox.emulated_aws import EmulatedAws
from scripts._aws import connect
from scripts._sweep import sweep
from tests.judges.test_custodian import deploy
from tests.model.stacks import ACCOUNT, REGION, stack_file, stack_settings

EDITS, SEED = 200, 20261123
SETTINGS: dict[str, Any] = {
    "dataPlanes": {"production": {"account": "111122223333"}},
    "images": {
        "trainer": {
            "keepTags": ["v*"],
            "allowTaggedExpiry": True,
            "lifecycleRules": [
                {"tagStatus": "tagged", "tagPatternList": ["pr-*"], "sinceImagePushed": 30, "action": "expire"}
            ],
            "grants": [
                {"principals": ["555566667777", "arn:aws:iam::555566667777:role/ci"], "access": ["push", "describe"]},
                {"organizationId": "o-a1b2c3d4e5", "access": ["pull"]},
            ],
        },
        "features": {},
        "private": {"dataPlanes": [], "untaggedDays": None},
    },
}
Undo = Callable[[], object]


@dataclass(frozen=True)
class Registry:
    """The deployed registry, and hands that edit it."""

    ecr: Any
    stack: DeclaredStack
    chance: random.Random

    def edit(self) -> tuple[str, Undo]:
        """Edit something, somewhere; answers what, and how to undo it."""
        repository = self.chance.choice(self.stack.repositories).name
        edit = self.chance.choice([self.tags, self.scan, self.aws_tag, self.policy, self.lifecycle, self.existence])
        return f"{edit.__name__} of {repository}", edit(repository)

    def tags(self, name: str) -> Undo:
        other: Any = self.chance.choice(
            [
                {"imageTagMutability": "MUTABLE"},
                {
                    "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
                    "imageTagMutabilityExclusionFilters": [{"filter": "x*", "filterType": "WILDCARD"}],
                },
            ]
        )
        self.ecr.put_image_tag_mutability(repositoryName=name, **other)
        return lambda: self.ecr.put_image_tag_mutability(repositoryName=name, imageTagMutability="IMMUTABLE")

    def scan(self, name: str) -> Undo:
        def put(on: bool) -> None:
            self.ecr.put_image_scanning_configuration(
                repositoryName=name, imageScanningConfiguration={"scanOnPush": on}
            )

        put(False)
        return lambda: put(True)

    def aws_tag(self, name: str) -> Undo:
        arn, key = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/{name}", f"key-{self.chance.randrange(9)}"
        self.ecr.tag_resource(resourceArn=arn, tags=[{"Key": key, "Value": "x"}])
        return lambda: self.ecr.untag_resource(resourceArn=arn, tagKeys=[key])

    def policy(self, name: str) -> Undo:
        text = next(one.policy for one in self.stack.repositories if one.name == name)
        if text is None:
            self._put_policy(name, {"Version": "2012-10-17", "Statement": [self._statement()]})
            return lambda: self.ecr.delete_repository_policy(repositoryName=name)
        if self.chance.random() < 0.2:
            self.ecr.delete_repository_policy(repositoryName=name)
        else:
            self._put_policy(name, self._spoiled(json.loads(document_text(text))))
        return lambda: self._put_policy(name, text)

    def lifecycle(self, name: str) -> Undo:
        declared = next(one.lifecycle for one in self.stack.repositories if one.name == name)
        rule = {
            "rulePriority": 9,
            "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1},
            "action": {"type": "expire"},
        }
        if declared is None:
            self._put_lifecycle(name, {"rules": [rule]})
            return lambda: self.ecr.delete_lifecycle_policy(repositoryName=name)
        rules = json.loads(document_text(declared))["rules"]
        kind = self.chance.randrange(4)
        if kind == 0 or (kind == 1 and len(rules) == 1):
            self.ecr.delete_lifecycle_policy(repositoryName=name)
        elif kind == 1:
            rules.pop(self.chance.randrange(len(rules)))
            self._put_lifecycle(name, {"rules": rules})
        elif kind == 2:
            self._put_lifecycle(name, {"rules": [*rules, rule]})
        else:
            self.chance.choice(rules)["selection"]["countNumber"] += self.chance.randrange(1, 9)
            self._put_lifecycle(name, {"rules": rules})
        return lambda: self._put_lifecycle(name, declared)

    def existence(self, name: str) -> Undo:
        if self.chance.random() < 0.5:
            other = f"by-hand-{self.chance.randrange(99)}"
            self.ecr.create_repository(repositoryName=other)
            return lambda: self.ecr.delete_repository(repositoryName=other)
        self.ecr.delete_repository(repositoryName=name)
        return lambda: deploy(self.ecr, next(one for one in self.stack.repositories if one.name == name))

    def _statement(self) -> dict[str, Any]:
        principal = self.chance.choice([{"AWS": "999988887777"}, {"AWS": f"arn:aws:iam::{ACCOUNT}:role/x"}, "*"])
        action = self.chance.choice(["ecr:BatchGetImage", "ecr:PutImage", "ecr:DescribeImages", "ecr:*"])
        return {"Sid": "ByHand", "Effect": "Allow", "Principal": principal, "Action": [action]}

    def _spoiled(self, policy: dict[str, Any]) -> dict[str, Any]:
        statements = policy["Statement"]
        one = self.chance.choice(statements)
        kind = self.chance.randrange(5)
        if kind == 0:
            statements.append(self._statement())
        elif kind == 1 and len(statements) > 1:
            statements.remove(one)
        elif kind == 2:
            one["Action"] = one["Action"][1:] or ["ecr:ListTagsForResource"]
        elif kind == 3:
            one["Principal"] = {"AWS": "arn:aws:iam::999988887777:root"}
        else:
            one["Sid"] = "ByHand"
        return policy

    def _put_policy(self, name: str, document: Any) -> None:
        self.ecr.set_repository_policy(repositoryName=name, policyText=document_text(document))

    def _put_lifecycle(self, name: str, document: Any) -> None:
        self.ecr.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=document_text(document))


@pytest.fixture
def registry(aws: EmulatedAws, monkeypatch: pytest.MonkeyPatch) -> Registry:
    for name, value in aws.environment(ACCOUNT).items():
        monkeypatch.setenv(name, value)
    ecr = aws.client("ecr", REGION, ACCOUNT)
    stack = declare(stack_settings(**SETTINGS))
    for repository in stack.repositories:
        deploy(ecr, repository)
    monkeypatch.setattr("scripts._sweep.connect", cache(connect))  # a new session for each of 401 sweeps takes long
    return Registry(ecr, stack, random.Random(SEED))


def swept() -> Report:
    stacks = {"team": (stack_file(**SETTINGS), stack_settings(**SETTINGS))}
    return sweep(stacks, stacks, lambda _done, _total: None)


def test_every_edit_is_found_and_nothing_is_found_once_it_is_undone(registry: Registry) -> None:
    assert swept() == Report((), 3, 3, ())
    kinds: dict[str, int] = {}
    for number in range(EDITS):
        what, undo = registry.edit()
        report = swept()
        assert report.findings, f"edit {number} of seed {SEED}: {what}"
        assert report.unknown == ()
        for finding in report.findings:
            kinds[finding.kind.value] = kinds.get(finding.kind.value, 0) + 1
        undo()
        assert swept().findings == (), f"after edit {number} of seed {SEED}: {what}"
    expected = {"missing", "changed", "unmanaged", "extra-policy", "extra-lifecycle"}
    assert kinds.keys() == expected | {"policy-changed", "lifecycle-changed"}
