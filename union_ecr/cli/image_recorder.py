"""Loads modules of workflows and records the images that `union register` would build. Builds and pushes none.

Run by the interpreter of the workflows, as `python image_recorder.py REQUEST`: it imports nothing of union_ecr, and
runs on Python 3.9 or later. REQUEST is a JSON file. The answer goes to a file that it names, one JSON object a line, so
that what a module prints does not matter, and what is known stays if a module ends the interpreter.
"""

from __future__ import annotations

import copy
import importlib
import importlib.util
import json
import os
import signal
import sys
from collections import OrderedDict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_DEFAULT_FLYTE_IMAGE = "ghcr.io/flyteorg/flyte:"


class TooSlow(BaseException):
    """A module takes too long; no `except Exception` of it stops this."""


class Recorder:
    """Writes the answer, and knows which line of the modules is being run."""

    def __init__(self, request: dict[str, Any], answer: Any) -> None:
        self.modules = request["modules"]
        self._seconds = request["seconds"]
        self._files = {module["path"]: module["file"] for module in self.modules}
        self._answer = answer
        self._told: set[str] = set()
        self.built: set[str] = set()
        self.failed: set[str] = set()

    def tell(self, **message: Any) -> None:
        """Write one line, unless it has been written."""
        text = json.dumps(message)
        if text not in self._told:
            self._told.add(text)
            self._answer.write(text + "\n")
            self._answer.flush()

    def place(self) -> tuple[str, int] | None:
        """The innermost line that is run of any of the modules."""
        frame = sys._getframe()
        while frame is not None:
            file = self._files.get(frame.f_code.co_filename)
            if file:
                return file, frame.f_lineno
            frame = frame.f_back  # type: ignore[assignment]
        return None

    def guard(self, doing: str, place: tuple[str, int], do: Callable[[], object]) -> bool:
        """Import or register something for so long; what it raises is a failure of the file. Returns whether it did."""
        try:
            _limit(self._seconds)
            do()
            return True
        except KeyboardInterrupt:
            raise
        except TooSlow:
            self.tell(
                failed=place[0], doing=doing, line=place[1], reason=f"{doing} it takes more than {self._seconds:g} s"
            )
        except BaseException as error:  # noqa: BLE001 - a module may raise anything, SystemExit included
            line = self._line_of(error, place)
            words = " ".join(f"{doing} it raises {type(error).__name__}: {error}".split())
            self.tell(failed=place[0], doing=doing, line=line, reason=words[:300])
        finally:
            _limit(0)
        return False

    def _line_of(self, error: BaseException, place: tuple[str, int]) -> int:
        """The last line of the file that an error passed, or that is no Python."""
        line, trace = place[1], error.__traceback__
        while trace:
            if self._files.get(trace.tb_frame.f_code.co_filename) == place[0]:
                line = trace.tb_lineno
            trace = trace.tb_next
        if isinstance(error, SyntaxError) and self._files.get(error.filename or "") == place[0]:
            line = error.lineno or line
        return line

    def image(self, place: tuple[str, int], **image: Any) -> None:
        """Record an image."""
        self.tell(image={"file": place[0], "line": place[1], **image})


def _limit(seconds: float) -> None:
    if hasattr(signal, "setitimer"):  # not on Windows
        signal.signal(signal.SIGALRM, _too_slow)
        signal.setitimer(signal.ITIMER_REAL, seconds, 1)


def _too_slow(_signal: int, _frame: object) -> None:
    raise TooSlow


class PlacedList(list):  # type: ignore[type-arg]
    """A list that knows from which line each of its items was appended."""

    def __init__(self, recorder: Recorder, items: list[Any]) -> None:
        super().__init__(items)
        self._recorder = recorder
        self.places: dict[int, tuple[str, int]] = {}

    def append(self, item: Any) -> None:
        """Append an item."""
        place = self._recorder.place()
        if place:
            self.places[id(item)] = place
        super().append(item)


class Flytekit:
    """flytekit, and union, which is built on it: tasks are serialized as for registration."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._specs = importlib.import_module("flytekit.image_spec.image_spec")
        context = importlib.import_module("flytekit.core.context_manager")
        self._entities = PlacedList(recorder, context.FlyteEntities.entities)
        context.FlyteEntities.entities = self._entities
        spec = self._specs.ImageSpec
        self._specs.ImageBuildEngine.build = classmethod(lambda _engine, spec: self._record(copy.deepcopy(spec)))
        initialize = spec.__post_init__

        def initialize_and_place(made: Any) -> None:
            initialize(made)
            made._place = recorder.place()

        spec.__post_init__ = initialize_and_place

    def _record(self, spec: Any) -> None:
        """Record the image, and first the one that it is built on, where flytekit would build them."""
        place = getattr(spec, "_place", None) or self._place
        if isinstance(spec.base_image, self._specs.ImageSpec):
            self._record(spec.base_image)
            spec.base_image = spec.base_image.image_name()
        elif spec.base_image:
            self._recorder.image(place, purpose="base", reference=spec.base_image)
        self._recorder.built.add(spec.image_name())
        if spec.builder == "noop":
            return
        self._recorder.image(
            place,
            purpose="build",
            sdk="flytekit",
            registry=spec.registry,
            name=spec.name,
            tag=spec.tag,
            fixed="{" not in (spec.tag_format or "{"),
            builder=spec.builder,
            platforms=[part.strip() for part in (spec.platform or "").split(",") if part.strip()],
            default_name=spec.name == "flytekit",
        )

    def record(self, root: str) -> None:
        """Serialize what the modules hold; an entity that fails does not stop the others."""
        configuration = importlib.import_module("flytekit.configuration")
        default = configuration.ImageConfig.auto_default_image()
        bundle = configuration.FastSerializationSettings(True, ".", "check")  # as by default: --copy auto
        settings = configuration.SerializationSettings(
            default, "check", "development", "check", source_root=root, fast_serialization_settings=bundle
        )
        serialize = importlib.import_module("flytekit.tools.translator").get_serializable
        places = self._entities.places
        found: OrderedDict[Any, Any] = OrderedDict()
        for entity in self._entities.copy():
            self._place = places.get(id(entity), ("", 0))
            if id(entity) in places and self._place[0] not in self._recorder.failed:
                self._recorder.guard("registering", self._place, partial(serialize, found, settings, entity))
        for entity, serialized in found.items():
            place = places.get(id(entity))
            for reference in _images_in(serialized):
                if place and reference not in self._recorder.built and reference != default.default_image.full:
                    self._recorder.image(place, purpose="run", reference=reference)


def _images_in(serialized: Any) -> list[str]:
    """The images that a serialized task runs in, and those that a workflow's nodes have instead."""
    template = getattr(serialized, "template", None)
    container = getattr(template, "container", None)
    images = [container.image] if container else []
    pod = getattr(getattr(template, "k8s_pod", None), "pod_spec", None) or {}
    for kind in ("containers", "initContainers"):
        images += [each.get("image") for each in pod.get(kind) or ()]
    for node in getattr(template, "nodes", None) or ():
        overrides = getattr(getattr(node, "task_node", None), "overrides", None)
        images.append(getattr(overrides, "container_image", None))
    return [image for image in images if isinstance(image, str) and image]


class Flyte:
    """The flyte SDK 2: the images of the environments that the modules hold."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._images = importlib.import_module("flyte._image")
        environment: Any = importlib.import_module("flyte._environment")
        self._environments = PlacedList(recorder, environment._ENVIRONMENT_REGISTRY)
        environment._ENVIRONMENT_REGISTRY = self._environments
        image = self._images.Image
        make = image._new.__func__

        def make_and_place(cls: Any, /, **fields: Any) -> Any:
            made = make(cls, **fields)
            object.__setattr__(made, "_place", recorder.place())
            return made

        image._new = classmethod(make_and_place)

    def record(self, _root: str) -> None:
        """Record the image of each environment."""
        for environment in self._environments:
            place, image = self._environments.places.get(id(environment)), environment.image
            if place is None or place[0] in self._recorder.failed or image in (None, "auto"):
                continue
            if isinstance(image, str):
                self._recorder.image(place, purpose="run", reference=image)
            elif image._ref_name is None:
                place = getattr(image, "_place", None) or place
                self._recorder.guard("registering", place, partial(self._record, image, place))

    def _record(self, image: Any, place: tuple[str, int]) -> None:
        base = image.base_image
        if base and not base.startswith(_DEFAULT_FLYTE_IMAGE):
            self._recorder.image(place, purpose="base" if image._is_cloned else "run", reference=base)
        if not image._is_cloned:
            return
        tag, missing = None, None
        try:
            tag = image._final_tag
        except OSError as error:  # of a file that a layer copies
            missing = error
        config = importlib.import_module("flyte._initialize")._get_init_config()
        self._recorder.image(
            place,
            purpose="build",
            sdk="flyte",
            registry=image.registry or self._images._get_push_registry(),
            name=image.name,
            tag=tag,
            fixed=image._tag is not None,
            builder=str(config.image_builder) if config else None,
            platforms=list(image.platform),
            default_name=image.name == "flyte",
        )
        if missing:
            raise missing


def _load(module: dict[str, str]) -> None:
    """Import a module; its own folder and that of its outermost package come first."""
    name, path = module["name"], module["path"]
    sys.path[:] = [module["root"], *(folder for folder in sys.path if folder != module["root"])]
    loaded = sys.modules.get(name)
    if loaded is None:
        importlib.import_module(name)
    elif getattr(loaded, "__file__", None) != path:  # another root has a module of this name
        spec = importlib.util.spec_from_file_location(f"{name}_in_{abs(hash(path))}", path)
        assert spec is not None  # noqa: S101  # a .py file has a loader
        assert spec.loader is not None  # noqa: S101
        other = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = other
        spec.loader.exec_module(other)


def _main() -> None:
    request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.path[:] = sys.path[1:]  # the folder of this file
    sys.argv[:] = ["union"]
    with Path(request["answer"]).open("a", encoding="utf-8") as answer:
        recorder = Recorder(request, answer)
        known: dict[str, Any] = {"flytekit": Flytekit, "flyte": Flyte}
        sdks = [sdk(recorder) for package, sdk in known.items() if importlib.util.find_spec(package)]
        if not sdks:
            recorder.tell(no_sdk=True)
        for module in recorder.modules if sdks else ():
            recorder.tell(loading=module["file"])
            if not recorder.guard("importing", (module["file"], 1), partial(_load, module)):
                recorder.failed.add(module["file"])
        recorder.tell(loading=None)
        for sdk in sdks:
            sdk.record(request["root"])
        recorder.tell(done=True)
    os._exit(0)  # a thread that a module has started does not hold it


if __name__ == "__main__":
    _main()
