"""Loops, comprehensions, `**COMMON`, and other containers."""

from functools import partial

from flytekit import ImageSpec

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
COMMON = {"registry": HOST, "packages": ["numpy"]}
NESTED = {"images": {"train": {"name": "trainer", "registry": HOST}}}

starred = ImageSpec(name="trainer", **COMMON)
# ^ fits | ~/trainer
merged = ImageSpec(**{**COMMON, "name": "trainer"})
# ^ fits | ~/trainer
joined = ImageSpec(**(COMMON | {"name": "trainer"}))
# ^ fits | ~/trainer
of_dict_call = ImageSpec(**dict(COMMON, name="trainer"))
# ^ fits | ~/trainer
nested = ImageSpec(**NESTED["images"]["train"])
# ^ fits | ~/trainer
looked_up = ImageSpec(name="trainer", registry=COMMON.get("registry"))
# ^ fits | ~/trainer
positional = ImageSpec(*["trainer"], registry=HOST)
# ^ fits | ~/trainer

for name in ["trainer", "tools"]:
    ImageSpec(name=name, registry=HOST)
    # ^ fits | ~/trainer
    # ^ fits | ~/tools
for name, prefix in {"trainer": "", "features": "/ml"}.items():
    ImageSpec(name=name, registry=HOST + prefix)
    # ^ fits | ~/trainer
    # ^ fits | ~/ml/features
specs = [ImageSpec(name=name, registry=HOST) for name in ("trainer", "tools") if name != "tools"]
# ^ fits | ~/trainer
by_name = {name: ImageSpec(name=name, registry=HOST) for name in ("trainer", "tools")}
# ^ fits | ~/trainer
# ^ fits | ~/tools
for number, name in enumerate(["trainer"]):
    ImageSpec(name=f"{name}-{number}", registry=HOST)
    # ^ undeclared | ~/trainer-0
for name, registry in zip(["trainer"], [HOST], strict=True):
    ImageSpec(name=name, registry=registry)
    # ^ fits | ~/trainer
for version in range(1, 3):
    ImageSpec(name=f"tools{version}", registry=HOST)
    # ^ undeclared | ~/tools1
    # ^ undeclared | ~/tools2

in_our_registry = partial(ImageSpec, registry=HOST)
of_partial = in_our_registry(name="trainer")
# ^ fits | ~/trainer
of_partial_overridden = in_our_registry("features", registry=f"{HOST}/ml")
# ^ fits | ~/ml/features
first, *others = ("trainer", "tools", "features")
unpacked = ImageSpec(name=first, registry=HOST)
# ^ fits | ~/trainer
unpacked_rest = ImageSpec(name=others[0], registry=HOST)
# ^ fits | ~/tools
