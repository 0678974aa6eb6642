"""The policy pack on the real engine: programs that are not ours, one fault each."""

import json
from collections.abc import Callable
from pathlib import Path

import pulumi
import pulumi_aws as aws
import pytest
from pulumi import automation

from tests.engine.conftest import Team
from tests.engine.policy_pack import StartablePack, startable_pack
from tests.engine.stack import EngineStack

STRANGERS = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}]}
NAMED = {"AWS": "arn:aws:iam::111122223333:root"}
WILDCARD = {"Statement": [{"Effect": "Allow", "Principal": NAMED, "Action": "ecr:*"}]}
NEWEST = {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 9}
EXPIRING = {"rules": [{"rulePriority": 1, "selection": NEWEST, "action": {"type": "expire"}}]}


def _repository(
    name: str, mutability: str = "IMMUTABLE", *, scan: bool = True, force: bool = False, protect: bool = True
) -> aws.ecr.Repository:
    return aws.ecr.Repository(
        name,
        name=name,
        image_tag_mutability=mutability,
        image_scanning_configuration={"scan_on_push": scan},
        force_delete=force,
        opts=pulumi.ResourceOptions(protect=protect),
    )


def _one_fault_each() -> None:
    sound = _repository("sound")
    _repository("mutable", "MUTABLE")
    _repository("unscanned", scan=False)
    _repository("forced", force=True)
    _repository("unprotected", protect=False)
    aws.ecr.RepositoryPolicy("strangers", repository=sound.name, policy=json.dumps(STRANGERS))
    aws.ecr.RegistryPolicy("wildcard", policy=json.dumps(WILDCARD))
    aws.ecr.LifecyclePolicy("expiring", repository=sound.name, policy=json.dumps(EXPIRING))


def _strangers_by_an_output() -> None:
    sound = _repository("sound")
    described = sound.arn.apply(lambda arn: json.dumps({**STRANGERS, "Id": arn}))
    aws.ecr.RepositoryPolicy("late", repository=sound.name, policy=described)


@pytest.fixture
def pack(tmp_path: Path) -> StartablePack:
    return startable_pack(tmp_path / "pack")


@pytest.fixture
def stack_of(team: Team, pack: StartablePack) -> Callable[[Callable[[], None]], EngineStack]:
    team.write("trainer: {}")  # its region is the programs' region
    return lambda program: EngineStack(team.project, team.name, pack.environment, program)


def test_each_fault_of_a_program_is_refused_in_the_preview_in_our_words(
    pack: StartablePack, stack_of: Callable[[Callable[[], None]], EngineStack]
) -> None:
    with pytest.raises(automation.CommandError) as refused:
        stack_of(_one_fault_each).preview(**pack.judging())
    said = str(refused.value)
    for policy, resource, line in [
        ("ecr-immutable-tags", "mutable", 'imageTagMutability: "MUTABLE": every tag can be overwritten'),
        ("ecr-scan-on-push", "unscanned", "pushed images are not scanned for known vulnerabilities; write true"),
        ("ecr-no-force-delete", "forced", "forceDelete: true: a deletion of the repository deletes the images in it"),
        ("ecr-protected", "unprotected", "protect: Pulumi may delete or replace the repository"),
        ("ecr-trusted-principals", "strangers", "anyone in AWS can use BatchGetImage; name roles or accounts"),
        ("ecr-reviewed-actions", "wildcard", '"ecr:*": would grant rights that ECR does not have yet'),
        ("ecr-tagged-images-stay", "expiring", "would expire tagged images that registered workflow versions"),
    ]:
        (reported,) = [part for part in said.split("[mandatory]")[1:] if part.split()[0] == policy]
        assert f": {resource})" in reported
        assert line in reported
    assert "Traceback" not in said


def test_what_the_preview_cannot_know_is_refused_in_the_up_before_it_is_made(
    team: Team, pack: StartablePack, stack_of: Callable[[Callable[[], None]], EngineStack]
) -> None:
    stack = stack_of(_strangers_by_an_output)
    previewed = stack.preview(**pack.judging())
    assert "can't run policy 'ecr-trusted-principals'" in previewed.stdout
    with pytest.raises(automation.CommandError, match="anyone in AWS can use BatchGetImage"):
        stack.up(**pack.judging())
    assert team.live()["sound"]["policy"] is None
