"""The images that Python files name."""

from collections.abc import Iterator, Mapping
from itertools import product

from union_ecr.check.image_constructors import FLYTE, FLYTEKIT, fixed_tag
from union_ecr.check.image_mentions import mentions_image
from union_ecr.check.image_use import TEMPLATE, ImageUse, Problem, Purpose, Text, Unresolved, split_reference
from union_ecr.check.python_alternatives import choices, elements
from union_ecr.check.python_modules import Source, find_imports
from union_ecr.check.python_objects import not_among
from union_ecr.check.python_program import Program
from union_ecr.check.python_values import Coroutine, EnumMember, External, ImageValue, ListValue, UnknownValue, Value

DEFAULT_NAMES = {FLYTEKIT: "flytekit", FLYTE: "flyte"}
_FLYTE_REGISTRY, _FLYTE_BUILDER = "FLYTE_IMAGE_REGISTRY", "FLYTE_IMAGE_BUILDER"


def images_of(sources: Mapping[str, Source], environment: Mapping[str, str]) -> tuple[list[ImageUse], list[Problem]]:
    """Every image that the files name, by file and line, and the files that cannot be followed.

    `environment` has the variables that the code may read. In the flyte SDK, FLYTE_IMAGE_REGISTRY is the registry of an
    image that names none, and FLYTE_IMAGE_BUILDER builds it.
    """
    program = Program(sources, environment)
    for path in _naming_images(sources):
        program.follow(path)
    program.follow_uncalled_functions()
    uses = {use: None for image in program.declared_images() for use in _uses(image, environment)}
    for image in program.images_with_own_base():
        uses |= dict.fromkeys(_bases(image))
    for reference in program.references:
        uses |= dict.fromkeys(_reference(reference.path, reference.line, reference.value, Purpose.RUN))
    once = {(use.file, use.line, use.purpose): use for use in reversed(uses) if use.unresolved}
    kept = [use for use in uses if not use.unresolved or once[use.file, use.line, use.purpose] is use]
    return sorted(kept, key=lambda use: (use.file, use.line)), program.problems


def _naming_images(sources: Mapping[str, Source]) -> list[str]:
    """The files that mention images, and those that import one of these."""
    texts = {path: source.read() for path, source in sources.items()}
    naming = {path for path, text in texts.items() if mentions_image(text)}
    importing = {path: find_imports(sources, path, text) for path, text in texts.items() if path not in naming}
    while found := {path for path, imported in importing.items() if imported & naming}:
        naming |= found
        importing = {path: imported for path, imported in importing.items() if path not in found}
    return sorted(naming)


def _uses(image: ImageValue, environment: Mapping[str, str]) -> Iterator[ImageUse]:
    default_name = image.fields.get("name") is None
    name = DEFAULT_NAMES[image.sdk] if default_name else image.fields["name"]
    registry = image.fields.get("registry")
    if image.sdk == FLYTE and registry is None:
        registry = environment.get(_FLYTE_REGISTRY)
    builder = environment.get(_FLYTE_BUILDER) if image.sdk == FLYTE else _constant(image.fields.get("builder"))
    for one_registry, one_name in product(choices(registry), choices(name)):
        yield ImageUse(
            image.path,
            image.line,
            Purpose.BUILD,
            image.sdk,
            _text(one_registry),
            _text(one_name),
            fixed_tag(image.fields.get("tag_format")),
            builder,
            _platforms(image),
            default_name,
        )


def _text(value: Value) -> Text:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, UnknownValue):
        return Unresolved(value.reason)
    if isinstance(value, EnumMember) and isinstance(value.value, str) and value.is_text:
        return value.value
    if isinstance(value, Coroutine):
        return Unresolved("it is a coroutine that nothing awaits")
    return Unresolved(not_among(value.name).reason if isinstance(value, External) else "it is not a string")


def _constant(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _platforms(image: ImageValue) -> tuple[str, ...]:
    value = image.fields.get("platform")
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(","))
    items = elements(value) if isinstance(value, tuple | ListValue) else None
    return tuple(item for item in items or () if isinstance(item, str))


def _bases(image: ImageValue) -> Iterator[ImageUse]:
    base = image.fields.get("base_image")
    known = [choice for choice in choices(base) if isinstance(choice, str)]
    for reference in known:
        yield from _reference(image.path, image.line, reference, Purpose.BASE)


def _reference(path: str, line: int, value: Value, purpose: Purpose) -> Iterator[ImageUse]:
    if isinstance(value, str):
        registry, name, tag = split_reference(value)
        if not name or TEMPLATE in f"{registry}{name}":  # filled in by flytekit, such as {{.image.default.fqn}}
            return
        yield ImageUse(path, line, purpose, None, registry, name, tag)
    elif isinstance(value, UnknownValue):
        yield ImageUse(path, line, purpose, None, None, Unresolved(value.reason))
