"""Variables of the environment: ACCOUNT=123456789012 is passed with --env."""

import os
from os import environ, getenv

from flytekit import ImageSpec

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"

with_default = ImageSpec(name="trainer", registry=os.getenv("REGISTRY", HOST))
# ^ fits | ~/trainer
get = ImageSpec(name="trainer", registry=os.environ.get("REGISTRY", HOST))
# ^ fits | ~/trainer
imported = ImageSpec(name="trainer", registry=getenv("REGISTRY", default=HOST))
# ^ fits | ~/trainer
passed = ImageSpec(name="trainer", registry=f"{os.environ['ACCOUNT']}.dkr.ecr.us-east-1.amazonaws.com")
# ^ fits | ~/trainer
passed_wins = ImageSpec(name="trainer", registry=f"{environ.get('ACCOUNT', '1')}.dkr.ecr.us-east-1.amazonaws.com")
# ^ fits | ~/trainer
unknown = ImageSpec(name="trainer", registry=os.environ["ONLY_WHEN_IT_RUNS"])
# ^ unresolved | - | pass --env ONLY_WHEN_IT_RUNS=VALUE
unset_or = ImageSpec(name="trainer", registry=os.environ.get("REGISTRY") or HOST)
# ^ fits | ~/trainer
os.environ["SET_HERE"] = HOST
set_here = ImageSpec(name="trainer", registry=os.environ["SET_HERE"])
# ^ fits | ~/trainer
set_here_wins = ImageSpec(name="trainer", registry=os.getenv("SET_HERE", "elsewhere"))
# ^ fits | ~/trainer

by_default = os.environ.get("REGISTRY")
if by_default is None:
    by_default = HOST
filled = ImageSpec(name="trainer", registry=by_default)
# ^ fits | ~/trainer
if not (by_truth := os.getenv("REGISTRY")):
    by_truth = HOST
filled_by_truth = ImageSpec(name="trainer", registry=by_truth)
# ^ fits | ~/trainer
chosen = ImageSpec(name="trainer", registry=by_none if (by_none := getenv("REGISTRY")) is not None else HOST)
# ^ fits | ~/trainer
if "REGISTRY" in os.environ:
    by_name = os.environ["REGISTRY"]
else:
    by_name = HOST
found = ImageSpec(name="trainer", registry=by_name)
# ^ fits | ~/trainer


def registry():
    given = os.getenv("REGISTRY")
    if given is None:
        return HOST
    return f"{given}/team"


of_function = ImageSpec(name="trainer", registry=registry())
# ^ fits | ~/trainer
needed = os.getenv("ONLY_WHEN_IT_RUNS")
if needed is None:
    raise KeyError("ONLY_WHEN_IT_RUNS")
of_needed = ImageSpec(name="trainer", registry=needed)
# ^ unresolved | - | pass --env ONLY_WHEN_IT_RUNS=VALUE
flag = "tools" if os.getenv("ONLY_WHEN_IT_RUNS") else "trainer"
of_flag = ImageSpec(name=flag, registry=HOST)
# ^ fits | ~/tools
# ^ fits | ~/trainer
if needed:
    kept = needed
else:
    kept = needed
not_filled = ImageSpec(name="trainer", registry=kept)
# ^ unresolved | - | pass --env ONLY_WHEN_IT_RUNS=VALUE
