"""What ECR's answers change of the verdict on an image."""

from dataclasses import replace

import pytest

from union_ecr.check.declared_images import CacheRule, DeclaredImage, RegistryImages
from union_ecr.check.image_constructors import FLYTEKIT
from union_ecr.check.image_use import ImageUse, Purpose
from union_ecr.check.live_images import Question, judge, question
from union_ecr.check.verdicts import CheckedImage, LiveImage, Verdict, check_images
from union_ecr.ecr.registry import Registry

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
REGISTRY = RegistryImages(
    Registry("123456789012", "us-east-1"),
    {
        "trainer": DeclaredImage("team", "trainer", "IMMUTABLE", ()),
        "scratch": DeclaredImage("team", "scratch", "MUTABLE", ()),
    },
    ("team",),
    (CacheRule("ghcr.io", "ghcr", None),),
)
BUILD = ImageUse("w.py", 1, Purpose.BUILD, FLYTEKIT, HOST, "trainer")
RUN = replace(BUILD, purpose=Purpose.RUN, sdk=None)
GOOD = LiveImage(True, None, True)


def checked(use: ImageUse) -> CheckedImage:
    (image,) = check_images([use], {HOST: REGISTRY})
    return image


def judged(use: ImageUse, live: LiveImage) -> CheckedImage:
    image = judge(use, checked(use), live, REGISTRY)
    assert image.live == live
    return image


def test_a_tag_that_flytekit_fills_in_is_not_asked_for() -> None:
    use = replace(RUN, tag="v{{.image.default.version}}")
    assert question(use, checked(use), push=True) == Question("trainer", None, push=False)


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        (BUILD, Question("trainer", None, push=True)),
        (replace(BUILD, tag="v1"), Question("trainer", "v1", push=True)),
        (RUN, Question("trainer", "latest", push=False)),
        (replace(RUN, tag="v1"), Question("trainer", "v1", push=False)),
        (replace(BUILD, name="other"), Question("other", None, push=False)),
        (replace(BUILD, name="my image"), None),
        (replace(RUN, name="ghcr/acme/base"), None),
        (replace(BUILD, registry="ghcr.io"), None),
        (replace(BUILD, registry=None), None),
    ],
)
def test_what_is_asked(use: ImageUse, expected: Question | None) -> None:
    assert question(use, checked(use), push=True) == expected


def test_a_reader_is_not_asked_whether_it_may_push() -> None:
    assert question(BUILD, checked(BUILD), push=False) == Question("trainer", None, push=False)


def test_an_image_that_ecr_takes_fits() -> None:
    assert judged(BUILD, GOOD).verdict is Verdict.FITS


def test_what_is_unknown_changes_no_verdict() -> None:
    assert judged(BUILD, LiveImage(None, None, None, "denied")).verdict is Verdict.FITS
    assert judged(RUN, LiveImage(None, None, None, "denied")).verdict is Verdict.FITS


@pytest.mark.parametrize(("use", "fails"), [(BUILD, "the push fails after the build"), (RUN, "nothing can pull")])
def test_a_declared_repository_that_is_missing_is_not_deployed(use: ImageUse, fails: str) -> None:
    image = judged(use, LiveImage(False))
    assert image.verdict is Verdict.NOT_DEPLOYED
    assert fails in image.reason
    assert image.remedy == "run pulumi up for the stack team"


def test_who_may_not_push_is_reported() -> None:
    image = judged(BUILD, LiveImage(True, None, False))
    assert (image.verdict, image.reason) == (Verdict.DENIED, "the identity that asks may not push to trainer")


def test_a_fixed_tag_that_exists_is_reported_where_tags_are_immutable() -> None:
    image = judged(replace(BUILD, tag="v1"), LiveImage(True, True, True))
    assert (image.verdict, "the tag v1 exists" in image.reason) == (Verdict.TAG, True)
    assert judged(replace(BUILD, name="scratch", tag="v1"), LiveImage(True, True, True)).verdict is Verdict.FITS


def test_a_computed_tag_that_exists_fits_since_nothing_is_built() -> None:
    recorded = replace(BUILD, computed_tag="abc")
    assert question(recorded, checked(recorded), push=True) == Question("trainer", "abc", push=True)
    image = judged(recorded, LiveImage(True, True, True))
    assert (image.verdict, image.reference) == (Verdict.FITS, f"{HOST}/trainer:abc")


def test_an_image_to_pull_needs_its_tag() -> None:
    missing = judged(RUN, LiveImage(True, False))
    assert (missing.verdict, missing.reason) == (Verdict.TAG, "trainer has no image latest, so nothing can pull it")
    assert judged(RUN, LiveImage(True, True)).verdict is Verdict.FITS


def test_an_undeclared_repository_that_exists_is_to_be_adopted() -> None:
    other = replace(BUILD, name="other")
    image = judged(other, LiveImage(True))
    assert (image.verdict, image.remedy) == (
        Verdict.UNDECLARED,
        "add other: {adopt: true} below union-ecr:images of the stack that is to own it",
    )
    assert judged(other, LiveImage(False)).reason == checked(other).reason


def test_an_existing_repository_with_the_name_of_a_declared_image_is_not_to_be_adopted() -> None:
    renamed = {"ml/trainer": DeclaredImage("team", "trainer", "IMMUTABLE", ())}
    registry = replace(REGISTRY, repositories=renamed)
    (image,) = check_images([BUILD], {HOST: registry})
    assert judge(BUILD, image, LiveImage(True), registry).remedy == image.remedy


def test_another_verdict_that_fails_stays() -> None:
    arm = replace(BUILD, platforms=("linux/arm64",))
    assert judged(arm, LiveImage(True, None, False)).verdict is Verdict.PLATFORM
