"""`union-ecr stacks`: a CI matrix, and what no single stack file can get wrong alone."""

import json
from pathlib import Path
from textwrap import dedent

import pytest

from tests.command_line import UnionEcr

ONE, TWO = "stacks/Pulumi.one.yaml", "stacks/Pulumi.two.yaml"


def stack(images: str, region: str = "us-east-1", account: str = "123456789012") -> str:
    return dedent(f"""\
        config:
          aws:region: {region}
          union-ecr:account: "{account}"
          union-ecr:images: {{{images}}}
        """)


@pytest.fixture(autouse=True)
def _in_a_project(stacks_dir: Path) -> None:
    """Every test here writes into stacks/."""


def test_json_is_a_ci_matrix_in_the_order_of_the_names(union_ecr: UnionEcr) -> None:
    Path(TWO).write_text(stack("c1: {}", region="cn-north-1"))
    Path(ONE).write_text(stack("a1: {}, b1: {}"))
    assert json.loads(union_ecr("stacks", "--json").out) == {
        "include": [
            {"stack": "one", "account": "123456789012", "region": "us-east-1", "images": 2, "assumesRoles": False},
            {"stack": "two", "account": "123456789012", "region": "cn-north-1", "images": 1, "assumesRoles": False},
        ]
    }


def test_json_tells_which_stacks_deploy_as_another_role(union_ecr: UnionEcr) -> None:
    role = "arn:aws:iam::123456789012:role/hub"
    chains = {"json": f'\'[{{"roleArn": "{role}"}}]\'', "none": "[]", "yaml": f"[{{roleArn: {role}}}]"}
    for name, said in chains.items():
        written = stack(f"{name}: {{}}") + f"  aws:assumeRoles: {said}\n"
        Path(f"stacks/Pulumi.{name}.yaml").write_text(written)
    rows = json.loads(union_ecr("stacks", "--json").out)["include"]
    assert {row["stack"]: row["assumesRoles"] for row in rows} == {"json": True, "none": False, "yaml": True}


def test_text_is_a_line_a_stack(union_ecr: UnionEcr) -> None:
    Path(TWO).write_text(stack("c1: {}", account="111122223333"))
    Path(ONE).write_text(stack("a1: {}, b1: {}"))
    first, second = union_ecr("stacks").out.splitlines()
    assert first.split() == ["one", "123456789012", "us-east-1", "2", "images"]
    assert second.split() == ["two", "111122223333", "us-east-1", "1", "image"]


def test_text_of_a_stack_without_images_has_its_registry_settings(union_ecr: UnionEcr) -> None:
    Path(ONE).write_text(stack("") + "  union-ecr:registry: {scanning: {type: BASIC}}\n")
    assert union_ecr("stacks").out == "one  123456789012  us-east-1       no images, settings of the registry\n"
    assert json.loads(union_ecr("stacks", "--json").out)["include"][0]["images"] == 0


@pytest.mark.parametrize("verb", ["stacks", "render"])
@pytest.mark.parametrize(
    ("first", "second", "error"),
    [
        (
            "trainer: {}",
            "trainer: {}",
            'union-ecr:images.trainer.repository: "trainer": is the repository of trainer in stack one, too, '
            "in the same registry; keep it in one of the two stacks",
        ),
        (
            "trainer: {repository: ml/trainer}",
            "other: {repository: ml/trainer}",
            'union-ecr:images.other.repository: "ml/trainer": is the repository of trainer in stack one, too, '
            "in the same registry; keep it in one of the two stacks",
        ),
        (
            "trainer: {repository: ml/trainer}",
            "trainer: {repository: vision/trainer}",
            'union-ecr:images.trainer: "trainer": is an image name of stack one, too, in the same registry; '
            "write vision/trainer, the whole name of its repository",
        ),
    ],
    ids=["a repository named like its image", "a repository", "an image name"],
)
def test_what_two_stacks_claim_is_an_error_of_the_second(
    first: str, second: str, error: str, verb: str, union_ecr: UnionEcr
) -> None:
    Path(ONE).write_text(stack(first))
    Path(TWO).write_text(stack(second))
    ran = union_ecr(verb)
    assert (ran.code, ran.out, ran.err) == (2, "", f"{TWO}:4: {error}\n")


@pytest.mark.parametrize("elsewhere", [{"region": "eu-west-1"}, {"account": "111122223333"}], ids=["region", "account"])
def test_the_same_names_in_two_registries_are_fine(elsewhere: dict[str, str], union_ecr: UnionEcr) -> None:
    Path(ONE).write_text(stack("trainer: {repository: ml/trainer}"))
    Path(TWO).write_text(stack("trainer: {repository: ml/trainer}", **elsewhere))
    ran = union_ecr("stacks")
    assert (ran.code, ran.err) == (0, "")


def test_the_errors_of_all_files_are_reported_together(union_ecr: UnionEcr) -> None:
    Path(ONE).write_text(stack("Trainer: {}", region="us-eas-1"))
    Path(TWO).write_text(stack("a1: {zzz: 1}"))
    ran = union_ecr("stacks")
    places = [line.partition(": ")[0] for line in ran.err.splitlines()]
    assert (ran.code, ran.out, places) == (2, "", [f"{ONE}:2", f"{ONE}:4", f"{TWO}:4"])


def test_a_public_upstream_of_one_stack_over_an_image_of_another_is_an_error(union_ecr: UnionEcr) -> None:
    Path(ONE).write_text(stack("") + "  union-ecr:registry: {pullThroughCache: {quay: {upstream: quay.io}}}\n")
    Path(TWO).write_text(stack("quay/acme/x: {}"))
    for arguments, file in (([], TWO), (["--stack", "two"], TWO), (["--stack", "one"], ONE)):
        ran = union_ecr("stacks", *arguments)
        assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)
        assert ran.err.startswith(f"{file}:")
