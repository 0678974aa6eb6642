"""What the source does not tell: reported, with the reason."""

import asyncio
import subprocess
import sys
from pathlib import Path

import third_party
from flytekit import ImageSpec

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"

of_package = ImageSpec(name="trainer", registry=third_party.REGISTRY)
# ^ unresolved | - | `third_party.REGISTRY` is not defined in the checked files
of_call = ImageSpec(name=subprocess.check_output(["echo", "trainer"], text=True).strip(), registry=HOST)
# ^ unresolved | - | not defined in the checked files
of_file = ImageSpec(name=Path("trainer.txt").stem, registry=HOST)
# ^ unresolved | - | not defined in the checked files
unknown_arguments = ImageSpec(**third_party.arguments())
# ^ unresolved | - | `*` or `**`


def parameter(name):
    return ImageSpec(name=name, registry=HOST)
    # ^ unresolved | - | `name` is a parameter of `parameter`


def generator():
    yield "trainer"


of_generator = ImageSpec(name=generator(), registry=HOST)
# ^ unresolved | - | generator


async def coroutine():
    return "trainer"


of_coroutine = ImageSpec(name=asyncio.run(coroutine()), registry=HOST)
# ^ fits | ~/trainer
not_awaited = ImageSpec(name=coroutine(), registry=HOST)
# ^ unresolved | - | coroutine


@third_party.decorated
def decorated():
    return "trainer"


of_decorated = ImageSpec(name=decorated(), registry=HOST)
# ^ unresolved | - | a decorator may change what `decorated` returns


def longer(name):
    return name if len(name) > 9 else longer(name + "r")


of_recursion = ImageSpec(name=longer("trainer"), registry=HOST)
# ^ unresolved | - | calls itself

turns = "trainer"
while len(turns) < len(sys.argv):
    turns = turns + "r"
of_loop = ImageSpec(name=turns, registry=HOST)
# ^ unresolved | - | a loop changes it

with third_party.opened() as opened:
    ImageSpec(name=opened.name, registry=HOST)
    # ^ unresolved | - | `with` statement
