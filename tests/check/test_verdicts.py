"""The verdict on each image, its reason and its remedy; tests/check/workflows has one of each kind in code."""

import dataclasses

import pytest

from tests.stacks import stack_settings
from union_ecr.check.declared_images import declared_images
from union_ecr.check.image_use import ImageUse, Problem, Purpose, Unresolved
from union_ecr.check.verdicts import FAILING, CheckedImage, Verdict, check_images, unresolved_file
from union_ecr.declared.stack import declare

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
DECLARED = declared_images(
    {
        "team": declare(
            stack_settings(
                images={"trainer": {}, "tools": {"tagMutability": "MUTABLE"}, "flytekit": {}},
                registry={"pullThroughCache": {"quay": {"upstream": "quay.io"}}},
            )
        )
    }
)
BUILD = ImageUse("f.py", 1, Purpose.BUILD, "flytekit", HOST, "trainer")
RUN = ImageUse("f.py", 1, Purpose.RUN, None, HOST, "trainer", "v1")


def checked(use: ImageUse, **changes: object) -> CheckedImage:
    (image,) = check_images([dataclasses.replace(use, **changes)], DECLARED)  # type: ignore[arg-type]
    return image


def test_an_image_that_fits_names_its_repository_and_stack() -> None:
    image = checked(BUILD)
    assert (image.verdict, image.repository, image.stack, image.reference) == (
        Verdict.FITS,
        "trainer",
        "team",
        f"{HOST}/trainer",
    )


@pytest.mark.parametrize(
    ("changes", "verdict", "remedy"),
    [
        ({"name": "trainr"}, Verdict.UNDECLARED, "add trainr: {} below union-ecr:images in Pulumi.team.yaml"),
        ({"name": "My Img"}, Verdict.UNDECLARED, "name the image my-img"),
        ({"name": "-"}, Verdict.UNDECLARED, "choose another name"),
        ({"registry": None}, Verdict.NO_REGISTRY, 'add registry=…, or builder="union"'),
        ({"registry": None, "sdk": "flyte"}, Verdict.NO_REGISTRY, "--env FLYTE_IMAGE_BUILDER=remote"),
        ({"registry": None, "sdk": "flyte", "builder": "remote"}, Verdict.ELSEWHERE, None),
        ({"registry": "<your registry>"}, Verdict.NEAR_MISS, f"write the host of a registry, such as {HOST}"),
        (
            {"registry": "<REGISTRY>", "sdk": "flyte"},
            Verdict.NEAR_MISS,
            f"write the host of a registry, such as {HOST}",
        ),
        ({"registry": "ghcr.io/acme"}, Verdict.ELSEWHERE, None),
        ({"registry": f"{HOST}/"}, Verdict.NEAR_MISS, f'write registry="{HOST}"'),
        ({"name": "flytekit", "default_name": True}, Verdict.DEFAULT_NAME, "add name=…"),
        ({"platforms": ("linux/arm64",)}, Verdict.PLATFORM, 'add "linux/amd64" to platform'),
        ({"platforms": ("linux/arm64", "linux/amd64")}, Verdict.FITS, None),
        ({"tag": "latest"}, Verdict.TAG, 'add tagMutabilityExclusions: ["latest"] to trainer'),
        ({"tag": "latest", "name": "tools"}, Verdict.FITS, None),
        ({"builder": "union"}, Verdict.TAG, "tagMutability: MUTABLE"),
        ({"builder": "union", "name": "tools"}, Verdict.FITS, None),
        ({"builder": "union", "registry": None}, Verdict.ELSEWHERE, None),
        ({"builder": "noop", "registry": None}, Verdict.ELSEWHERE, None),
        ({"registry": Unresolved("why")}, Verdict.UNRESOLVED, "constant"),
    ],
)
def test_an_image_that_is_built(changes: dict[str, object], verdict: Verdict, remedy: str | None) -> None:
    image = checked(BUILD, **changes)
    assert image.verdict is verdict
    assert remedy in image.remedy if remedy and image.remedy else remedy is image.remedy
    assert image.reason


@pytest.mark.parametrize(
    ("changes", "verdict", "remedy"),
    [
        ({}, Verdict.FITS, None),
        ({"name": "trainr"}, Verdict.UNDECLARED, "write trainer"),
        ({"name": "quay/acme/tool"}, Verdict.FITS, None),
        ({"registry": "quay.io", "name": "acme/tool"}, Verdict.BASE_IMAGE, f"write {HOST}/quay/acme/tool:v1"),
        ({"registry": None, "name": "python"}, Verdict.ELSEWHERE, None),
        ({"registry": HOST.replace("east", "eas")}, Verdict.NEAR_MISS, f"write {HOST}"),
        ({"tag": "latest"}, Verdict.FITS, None),
    ],
)
def test_an_image_that_a_task_runs_in(changes: dict[str, object], verdict: Verdict, remedy: str | None) -> None:
    image = checked(RUN, **changes)
    assert image.verdict is verdict
    assert remedy in image.remedy if remedy and image.remedy else remedy is image.remedy


@pytest.mark.parametrize(
    ("name", "repository", "remedy"),
    [
        ("trainer", "ml/trainer", f'write registry="{HOST}/ml", name="trainer"'),
        ("ml/trainer", "eval", f'write registry="{HOST}", name="eval"'),
        ("trainer", "ml/eu/train", f'write registry="{HOST}/ml/eu", name="train"'),
    ],
)
@pytest.mark.parametrize("preferred", [["team"], ["other"]])
def test_code_that_names_an_image_of_any_stack_is_reported_with_its_repository(
    name: str, repository: str, remedy: str, preferred: list[str]
) -> None:
    stacks = {
        "team": declare(stack_settings(images={name: {"repository": repository}})),
        "other": declare(stack_settings(images={"tools": {}})),
    }
    registries = declared_images(stacks, preferred)
    uses = [dataclasses.replace(use, name=name) for use in (BUILD, RUN)]
    built, run = check_images(uses, registries)
    assert (built.verdict, built.reason) == (Verdict.UNDECLARED, f"the image {name} has the repository {repository}")
    assert (built.remedy, built.addable_to) == (remedy, ())
    assert (run.verdict, run.remedy) == (Verdict.UNDECLARED, f"write {HOST}/{repository}:v1")
    *path, last = repository.split("/")
    (followed,) = check_images(
        [dataclasses.replace(BUILD, registry="/".join([HOST, *path]), name=last)],
        registries,
    )
    assert followed.verdict is Verdict.FITS


def test_an_image_below_a_public_pull_through_cache_rule_is_added_only_on_purpose() -> None:
    image = checked(BUILD, name="quay/acme/tool")
    assert (image.verdict, image.addable_to) == (Verdict.UNDECLARED, ())
    assert image.remedy == (
        "choose a name that the pull-through cache rule quay does not cover, or add quay/acme/tool: "
        "{pullThroughCache: true, tagMutability: MUTABLE} below union-ecr:images in Pulumi.team.yaml"
    )


def test_a_digest_follows_an_at_sign() -> None:
    assert checked(RUN, tag="sha256:00").reference == f"{HOST}/trainer@sha256:00"


def test_flytekit_lowers_a_name_and_flyte_2_does_not() -> None:
    assert checked(BUILD, name="Trainer").verdict is Verdict.FITS
    assert checked(BUILD, name="Trainer", sdk="flyte").verdict is Verdict.UNDECLARED


def test_what_is_not_known_or_not_judged_fails_nothing() -> None:
    assert {*Verdict} - FAILING == {Verdict.FITS, Verdict.ELSEWHERE, Verdict.BASE_IMAGE, Verdict.UNRESOLVED}


def test_a_file_that_cannot_be_followed_is_an_image_of_which_nothing_is_known() -> None:
    image = unresolved_file(Problem("f.py", 3, "why"))
    assert (image.file, image.line, image.verdict, image.reason, image.reference) == (
        "f.py",
        3,
        Verdict.UNRESOLVED,
        "why",
        None,
    )
