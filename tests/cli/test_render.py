"""`union-ecr render`: a fixed JSON shape, and text that leaves out nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.rendered import HOST, STACK, facts_of
from tests.command_line import UnionEcr

COMMITTED = Path(__file__).parents[2] / "examples"

PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]

POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "AllowPull",
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::111122223333:role/unionai-acme-flyteworker-node-group"},
            "Action": PULL,
        }
    ],
}


@pytest.fixture
def rendered(union_ecr: UnionEcr, stacks_dir: Path) -> dict[str, Any]:
    (stacks_dir / "Pulumi.team.yaml").write_text(STACK)
    ran = union_ecr("render", "--json")
    assert (ran.code, ran.err) == (0, "")
    document: dict[str, Any] = json.loads(ran.out)
    return document


def test_the_json_of_a_stack_has_its_registry_and_its_repositories(rendered: dict[str, Any]) -> None:
    stack = rendered["stacks"]["team"]
    assert list(rendered) == ["stacks"]
    assert list(rendered["stacks"]) == ["team"]
    assert list(stack) == [
        "registry",
        "repositories",
        "pushRoles",
        "registrySettings",
        "registrySettingsOf",
        "registrySettingsInDoubt",
        "defaultTags",
        "pullPolicy",
        "pushPolicy",
        "mirrorPolicy",
    ]
    assert stack["registry"] == {
        "account": "123456789012",
        "region": "us-east-1",
        "partition": "aws",
        "host": HOST,
        "login": f"aws ecr get-login-password --region us-east-1 | docker login --username AWS --password-stdin {HOST}",
    }


def test_a_repository_has_every_field(rendered: dict[str, Any]) -> None:
    private, _ = rendered["stacks"]["team"]["repositories"]
    assert private == {
        "image": "private",
        "name": "private",
        "uri": f"{HOST}/private",
        "arn": "arn:aws:ecr:us-east-1:123456789012:repository/private",
        "cacheOf": None,
        "imageSpec": {"registry": HOST, "name": "private"},
        "tagMutability": "MUTABLE_WITH_EXCLUSION",
        "tagMutabilityExclusions": ["v*"],
        "scanOnPush": True,
        "encryption": {"type": "AES256"},
        "resourceTags": {},
        "protect": False,
        "forceDelete": True,
        "policy": None,
        "lifecycle": None,
    }


def test_the_documents_of_a_repository_are_objects(rendered: dict[str, Any]) -> None:
    _, trainer = rendered["stacks"]["team"]["repositories"]
    assert trainer == {
        "image": "trainer",
        "name": "ml/trainer",
        "uri": f"{HOST}/ml/trainer",
        "arn": "arn:aws:ecr:us-east-1:123456789012:repository/ml/trainer",
        "cacheOf": None,
        "imageSpec": {"registry": f"{HOST}/ml", "name": "trainer"},
        "tagMutability": "IMMUTABLE_WITH_EXCLUSION",
        "tagMutabilityExclusions": ["latest"],
        "scanOnPush": True,
        "encryption": {
            "type": "KMS",
            "key": "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        },
        "resourceTags": {"cost": "1", "team": "ml"},
        "protect": True,
        "forceDelete": False,
        "policy": POLICY,
        "lifecycle": {
            "rules": [
                {
                    "rulePriority": 1,
                    "description": "Expire untagged images 14 days after they were pushed",
                    "selection": {
                        "tagStatus": "untagged",
                        "countType": "sinceImagePushed",
                        "countUnit": "days",
                        "countNumber": 14,
                    },
                    "action": {"type": "expire"},
                }
            ]
        },
    }


def test_the_identity_policies_name_the_stacks_repositories(rendered: dict[str, Any]) -> None:
    login = {"Sid": "AllowLogin", "Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}
    arns = [f"arn:aws:ecr:us-east-1:123456789012:repository/{name}" for name in ("ml/trainer", "private")]
    pull = {"Sid": "AllowPull", "Effect": "Allow", "Action": PULL, "Resource": arns}
    stack = rendered["stacks"]["team"]
    assert stack["pullPolicy"] == {"Version": "2012-10-17", "Statement": [login, pull]}
    assert stack["pushPolicy"]["Statement"][1] == {
        "Sid": "AllowPush",
        "Effect": "Allow",
        "Action": [
            *PULL[:2],
            "ecr:CompleteLayerUpload",
            "ecr:InitiateLayerUpload",
            "ecr:PutImage",
            "ecr:UploadLayerPart",
        ],
        "Resource": arns,
    }


def test_stacks_are_in_the_order_of_their_names(union_ecr: UnionEcr, stacks_dir: Path) -> None:
    for name, account in (("zeta", "111122223333"), ("alpha", "222233334444"), ("mid", "333344445555")):
        (stacks_dir / f"Pulumi.{name}.yaml").write_text(STACK.replace("123456789012", account))
    assert list(json.loads(union_ecr("render", "--json").out)["stacks"]) == ["alpha", "mid", "zeta"]


def _indented(text: str) -> str:
    """Every line without what stands before it, so that documents can be found at any depth."""
    return "\n".join(line.strip() for line in text.splitlines())


def test_text_mentions_every_repository_and_every_document_of_the_committed_stacks(union_ecr: UnionEcr) -> None:
    stacks = json.loads(union_ecr("render", "--json", "--stacks-dir", COMMITTED).out)["stacks"]
    text = union_ecr("render", "--documents", "--stacks-dir", COMMITTED).out
    assert set(stacks) == {path.name.split(".")[1] for path in COMMITTED.glob("Pulumi.*.yaml")}
    for name, stack in stacks.items():
        assert f"Stack {name}: " in text
        assert stack["registry"]["login"] in text
        for repository in stack["repositories"]:
            assert f"{repository['uri']}\n" in text
            spec = repository["imageSpec"]
            line = spec and "ImageSpec(registry={registry!r}, name={name!r})".format(**spec)
            assert (line or f"cache of     {repository['cacheOf']}\n") in text
        for document in _documents(stack["repositories"], stack["pushRoles"], stack["registrySettings"]):
            assert _indented(json.dumps(document, indent=2)) in _indented(text)


def _documents(*parts: Any) -> Iterator[dict[str, Any]]:
    """Every policy and lifecycle document among some JSON."""
    for part in parts:
        if isinstance(part, dict) and ("Statement" in part or "rulePriority" in str(part.get("rules"))):
            yield part
        elif isinstance(part, dict | list):
            yield from _documents(*(part.values() if isinstance(part, dict) else part))


def test_text_says_that_a_role_of_the_registrys_account_needs_a_policy_of_its_own(
    union_ecr: UnionEcr, stacks_dir: Path
) -> None:
    role = "arn:aws:iam::123456789012:role/ci"
    grant = f"{{dataPlanes: [], grants: [{{principals: ['{role}'], rolesBy: condition, access: [push]}}]}}"
    (stacks_dir / "Pulumi.team.yaml").write_text(f"{STACK}    own: {grant}\n")
    own = "in the registry's own account its own policy must allow it, too"
    assert f"access push: {role} (by a condition on its ARN; {own})" in facts_of(union_ecr("render").out, "own")


def test_text_says_that_a_repository_is_adopted(union_ecr: UnionEcr, stacks_dir: Path) -> None:
    (stacks_dir / "Pulumi.team.yaml").write_text(STACK.replace("protect: false", "adopt: true"))
    facts = facts_of(union_ecr("render").out, "private")
    assert "creation none: the repository exists and is taken over (adopt)" in facts


@pytest.mark.parametrize("as_json", [[], ["--json"]], ids=["text", "json"])
def test_the_same_stack_file_gives_the_same_bytes(as_json: list[str], union_ecr: UnionEcr) -> None:
    first, second = (union_ecr("render", "--stacks-dir", COMMITTED, *as_json).out for _ in range(2))
    assert first == second != ""


def test_text_of_a_build_cache_has_the_options_of_buildx(union_ecr: UnionEcr, stacks_dir: Path) -> None:
    text = STACK.replace("tagMutabilityExclusions: [latest]", "buildCache: true")
    (stacks_dir / "Pulumi.team.yaml").write_text(text)
    facts = facts_of(union_ecr("render").out, "trainer-cache")
    assert facts[0] == f"repository {HOST}/ml/trainer-cache"
    assert facts[1] == "cache of trainer"
    assert facts[2].startswith("buildx --cache-to type=registry,ref=")
    (cache,) = (
        repository
        for repository in json.loads(union_ecr("render", "--json").out)["stacks"]["team"]["repositories"]
        if repository["cacheOf"]
    )
    assert (cache["image"], cache["cacheOf"], cache["imageSpec"]) == ("trainer-cache", "trainer", None)


def test_text_has_documents_only_if_they_are_asked_for(union_ecr: UnionEcr) -> None:
    short, whole = (union_ecr("render", *more, "--stacks-dir", COMMITTED).out for more in ([], ["--documents"]))
    assert "Statement" not in short
    assert "rulePriority" not in short
    assert set(short.splitlines()) < set(whole.splitlines())


EVERYBODY = """\
config:
  aws:region: us-east-1
  union-ecr:account: "123456789012"
  union-ecr:organization: acme
  union-ecr:dataPlanes: {staging: {account: "123456789012"}, production: {account: "111122223333"}}
  union-ecr:images: {trainer: {}, scorer: {dataPlanes: [production]}}
  union-ecr:pushRoles:
    ci: {images: [trainer], access: [pull, push], trustedRoles: ["arn:aws:iam::555566667777:role/jenkins"]}
"""


def test_text_says_of_each_image_which_push_roles_and_data_planes_of_its_own_account_have_access(
    union_ecr: UnionEcr, stacks_dir: Path
) -> None:
    (stacks_dir / "Pulumi.team.yaml").write_text(EVERYBODY)
    text = union_ecr("render").out
    nodes = "role/unionai-acme-flyteworker-node-group"
    assert [fact for fact in facts_of(text, "trainer") if fact.startswith("access ")] == [
        f"access pull: arn:aws:iam::111122223333:{nodes}",
        "access pull: arn:aws:iam::123456789012:role/ci (push role ci)",
        "access push: arn:aws:iam::123456789012:role/ci (push role ci)",
        f"access pull: arn:aws:iam::123456789012:{nodes} "
        "(data plane staging; in the registry's own account, by its own policy)",
    ]
    assert [fact for fact in facts_of(text, "scorer") if fact.startswith("access ")] == [
        f"access pull: arn:aws:iam::111122223333:{nodes}"
    ]
