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
