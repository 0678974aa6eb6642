"""Functions that return an image, or a part of one."""

import flytekit
from flytekit import ImageSpec, task, workflow

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"


def registry(account="123456789012", region="us-east-1"):
    return f"{account}.dkr.ecr.{region}.amazonaws.com"


def image(name, *, path="", **others):
    return ImageSpec(name=name, registry=registry() + path, **others)
    # ^ fits | ~/trainer
    # ^ fits | ~/ml/features


def image_or_default(name=None):
    if name is None:
        name = "trainer"
    return ImageSpec(name=name, registry=HOST)
    # ^ fits | ~/trainer
    # ^ fits | ~/tools


trainer = image("trainer", packages=["numpy"])
features = image("features", path="/ml")
default = image_or_default()
given = image_or_default("tools")
computed = ImageSpec(name="trainer", registry=registry())
# ^ fits | ~/trainer
other_region = ImageSpec(name="trainer", registry=registry(region="us-eas-1"))
# ^ near-miss | 123456789012.dkr.ecr.us-eas-1.amazonaws.com/trainer | no region us-eas-1
by_lambda = (lambda name: ImageSpec(name=name, registry=HOST))("trainer")
# ^ fits | ~/trainer


def never_called():
    return ImageSpec(name="tools", registry=HOST)
    # ^ fits | ~/tools


@task(container_image=ImageSpec(name="trainer", registry=HOST))
# ^ fits | ~/trainer
def train():
    inner = ImageSpec(name="tools", registry=HOST)
    # ^ fits | ~/tools
    return inner


@flytekit.dynamic(container_image=image("trainer"))
def plan():
    train()


@workflow
def everything():
    return train().with_overrides(container_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/tools:v1")
    # ^ fits | ~/tools:v1


def outer():
    name = "trainer"

    def inner():
        return ImageSpec(name=name, registry=HOST)
        # ^ fits | ~/trainer

    return inner()


def make(kind: str) -> ImageSpec:
    return {"train": trainer, "features": features}[kind].with_packages(["scipy"])


made = make("train")
