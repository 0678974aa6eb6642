"""Where an engine comes from: PATH, the cache, then the first source that works."""

from collections.abc import Sequence

from sandbox.engine import cache
from sandbox.engine.build import Build
from sandbox.engine.download import Download
from sandbox.engine.engine import (
    Engine,
    EngineSource,
    EngineUnavailable,
    HostEnvironment,
    NotFound,
    SourceFailed,
    executable_in,
    in_cache,
    on_path,
    usable_version,
)
from sandbox.engine.progress import ProgressReporter

SOURCES: tuple[EngineSource, ...] = (Download(), Build())


def find_engine(host: HostEnvironment | None = None, progress: ProgressReporter | None = None) -> Engine | None:
    """Return the engine on PATH or in the cache; fetch and build nothing."""
    return _find(host or HostEnvironment.of_process(), progress or ProgressReporter(), [])


def obtain_engine(
    host: HostEnvironment | None = None,
    sources: Sequence[EngineSource] = SOURCES,
    progress: ProgressReporter | None = None,
) -> Engine:
    """Return the engine that is there, or install one from the first source that works.

    Raises EngineUnavailable, with the reason of every source, when none works.
    """
    host = host or HostEnvironment.of_process()
    progress = progress or ProgressReporter()
    reasons: list[str] = []
    engine = _find(host, progress, reasons)
    if engine is not None and not (engine.origin == "cache" and host.build_folder.exists()):
        return engine
    try:
        with cache.locked(host, progress):
            return _cached(host) or _install_from(sources, host, progress, reasons)
    except OSError as error:
        raise EngineUnavailable([*reasons, f"cache: {error}"]) from error


def _find(host: HostEnvironment, progress: ProgressReporter, reasons: list[str]) -> Engine | None:
    for name, find in (("PATH", on_path), ("cache", in_cache)):
        try:
            return find(host)
        except SourceFailed as failure:
            reasons.append(f"{name}: {failure}")
            if not isinstance(failure, NotFound):
                progress.say(f"{failure}: skipped")
    return None


def _cached(host: HostEnvironment) -> Engine | None:
    """Return the engine that another process finished while this one waited, and delete what its build left."""
    try:
        engine = in_cache(host)
    except SourceFailed:
        return None
    cache.delete_build_folder(host)
    return engine


def _install_from(
    sources: Sequence[EngineSource], host: HostEnvironment, progress: ProgressReporter, reasons: list[str]
) -> Engine:
    for source in sources:
        try:
            return _install(source, host, progress)
        except SourceFailed as failure:
            reasons.append(f"{source.name}: {failure}")
            progress.say(f"Pulumi engine: {source.name} failed: {failure}")
    raise EngineUnavailable(reasons)


def _install(source: EngineSource, host: HostEnvironment, progress: ProgressReporter) -> Engine:
    with cache.installation(host, progress) as installation:
        source.install(installation)
        version = usable_version(executable_in(installation.root), host)
        cache.move_into_place(installation)
    return Engine(host.root, executable_in(host.root), version, source.name)
