"""How to get a Pulumi engine (the `pulumi` command) for `make try` and the engine tests."""

from sandbox.engine.engine import Engine, EngineUnavailable, HostEnvironment
from sandbox.engine.obtain import find_engine, obtain_engine

__all__ = ["Engine", "EngineUnavailable", "HostEnvironment", "find_engine", "obtain_engine"]
