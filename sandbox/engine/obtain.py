"""The order of the ways to an engine: the first that works."""

from collections.abc import Sequence

from sandbox.engine import cache
from sandbox.engine.build import Build
from sandbox.engine.download import Download
from sandbox.engine.engine import (
    Absent,
    Engine,
    EngineSource,
    EngineUnavailable,
    HostEnvironment,
    SourceFailed,
    executable_in,
    in_cache,
    on_path,
    usable_version,
)
from sandbox.engine.progress import Progress

WAYS: tuple[EngineSource, ...] = (Download(), Build())


def find_engine(surroundings: HostEnvironment | None = None, progress: Progress | None = None) -> Engine | None:
    """Look for the engine that is there already, on PATH or in the cache; fetch and build nothing."""
    return _find(surroundings or HostEnvironment.of_process(), progress or Progress(), [])


def obtain_engine(
    surroundings: HostEnvironment | None = None,
    ways: Sequence[EngineSource] = WAYS,
    progress: Progress | None = None,
) -> Engine:
    """Find the engine that is there, or make one in the first of the ways that works.

    Raises EngineUnavailable, with every way's reason, when none does.
    """
    surroundings = surroundings or HostEnvironment.of_process()
    progress = progress or Progress()
    reasons: list[str] = []
    engine = _find(surroundings, progress, reasons)
    if engine is not None and not (engine.origin == "cache" and surroundings.workshop.exists()):
        return engine
    try:
        with cache.locked(surroundings, progress):
            return _cached(surroundings) or _made(surroundings, ways, progress, reasons)
    except OSError as error:
        raise EngineUnavailable([*reasons, f"cache: {error}"]) from error


def _find(surroundings: HostEnvironment, progress: Progress, reasons: list[str]) -> Engine | None:
    for name, look in (("PATH", on_path), ("cache", in_cache)):
        try:
            return look(surroundings)
        except SourceFailed as failure:
            reasons.append(f"{name}: {failure}")
            if not isinstance(failure, Absent):
                progress.say(f"{failure}: skipped")
    return None


def _cached(surroundings: HostEnvironment) -> Engine | None:
    """Take what another process finished while this one waited, and clear away what its build left."""
    try:
        engine = in_cache(surroundings)
    except SourceFailed:
        return None
    cache.tidy(surroundings)
    return engine


def _made(
    surroundings: HostEnvironment, ways: Sequence[EngineSource], progress: Progress, reasons: list[str]
) -> Engine:
    for way in ways:
        try:
            return _make(way, surroundings, progress)
        except SourceFailed as failure:
            reasons.append(f"{way.name}: {failure}")
            progress.say(f"Pulumi engine: {way.name} failed: {failure}")
    raise EngineUnavailable(reasons)


def _make(way: EngineSource, surroundings: HostEnvironment, progress: Progress) -> Engine:
    with cache.order(surroundings, progress) as order:
        way.make(order)
        version = usable_version(executable_in(order.root), surroundings)
        cache.place(order)
    return Engine(surroundings.root, executable_in(surroundings.root), version, way.name)
