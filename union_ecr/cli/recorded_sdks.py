"""How flytekit, union and the flyte SDK are made to record the images that they would build.

Used by `image_recorder` alone, in the interpreter of the workflows: Python 3.9 or later, nothing of union_ecr.
"""

from __future__ import annotations

import copy
import importlib
import re
from collections import OrderedDict
from functools import partial
from typing import Any

# What the flyte SDK builds on by itself.
_DEFAULT_FLYTE_BASE = re.compile(r"ghcr\.io/flyteorg/flyte:.*|python:3\.\d+-slim-bookworm")


class PlacedList(list):  # type: ignore[type-arg]
    """A list that knows from which line each of its items was appended."""

    def __init__(self, recorder: Any, items: list[Any]) -> None:
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

    def __init__(self, recorder: Any) -> None:
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


class Apps:
    """union.app: what `union deploy` builds for the apps that the modules hold."""

    def __init__(self, recorder: Any) -> None:
        self._recorder = recorder
        self._engine = importlib.import_module("flytekit.image_spec.image_spec").ImageBuildEngine
        registry = importlib.import_module("union.app._models").APP_REGISTRY
        self._apps: list[tuple[Any, tuple[str, int]]] = []
        add = registry.add_app

        def add_and_place(app: Any) -> None:
            place = recorder.place()
            if place:
                self._apps.append((app, place))
            add(app)

        registry.add_app = add_and_place

    def record(self, _root: str) -> None:
        """Record the image of each app, or those of the containers of its pod."""
        for app, place in self._apps:
            pod = getattr(app.container_image, "pod_spec", None)
            images = [container.image for container in pod.containers] if pod else [app.container_image]
            for image in images:
                if place[0] in self._recorder.failed or not image:
                    continue
                if isinstance(image, str):
                    self._recorder.image(place, purpose="run", reference=image)
                else:
                    image._place = getattr(image, "_place", None) or place
                    self._recorder.guard("registering", place, partial(self._engine.build, image))


class Flyte:
    """The flyte SDK 2: the images of the environments that the modules hold."""

    def __init__(self, recorder: Any) -> None:
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
        if base and not _DEFAULT_FLYTE_BASE.fullmatch(base):
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


SDKS = {"flytekit": Flytekit, "union.app._models": Apps, "flyte": Flyte}
"""What records, by the module that must be installed for it; flytekit before what is built on it."""
