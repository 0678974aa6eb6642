"""Conditions: what the source does not decide is reported both ways."""

import sys

from flytekit import ImageSpec

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
DEBUG = False

both = ImageSpec(name="trainer" if len(sys.argv) > 1 else "tools", registry=HOST)
# ^ fits | ~/trainer
# ^ fits | ~/tools
decided = ImageSpec(name="tools" if DEBUG else "trainer", registry=HOST)
# ^ fits | ~/trainer
fallback = ImageSpec(name="" or "trainer", registry=HOST)
# ^ fits | ~/trainer

if sys.platform == "darwin":
    NAME = "tools"
else:
    NAME = "trainer"
statement = ImageSpec(name=NAME, registry=HOST)
# ^ fits | ~/trainer
# ^ fits | ~/tools

try:
    import torch

    KIND = "trainer"
except ImportError:
    KIND = "tools"
tried = ImageSpec(name=KIND, registry=HOST)
# ^ fits | ~/trainer
# ^ fits | ~/tools

match sys.platform:
    case "linux":
        SYSTEM = "trainer"
    case _:
        SYSTEM = "tools"
matched = ImageSpec(name=SYSTEM, registry=HOST)
# ^ fits | ~/trainer
# ^ fits | ~/tools

if (WALRUS := "trainer") and DEBUG:
    WALRUS = "tools"
walrus = ImageSpec(name=WALRUS, registry=HOST)
# ^ fits | ~/trainer

CONFIG = {"registry": None}
if sys.platform == "darwin":
    CONFIG["registry"] = HOST
else:
    CONFIG["registry"] = HOST + "/ml"
item_set_both_ways = ImageSpec(name="features", registry=CONFIG["registry"])
# ^ undeclared | ~/features | the image features has the repository ml/features
# ^ fits | ~/ml/features
