"""Serves the policy pack to the engine: `pulumi up --policy-pack policies`, see docs/policy-pack.md."""

import sys
from pathlib import Path

if not __package__:
    # Pulumi runs this folder by itself, and the rooms beside it are not on the path then.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    __package__ = "policies"

from pulumi_policy import EnforcementLevel, PolicyPack

from . import POLICIES

if __name__ == "__main__":
    PolicyPack("union-ecr", POLICIES, enforcement_level=EnforcementLevel.MANDATORY)
