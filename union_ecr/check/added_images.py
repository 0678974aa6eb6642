"""A stack file with more images: the lines that are missing, and nothing else changed."""

from collections.abc import Iterator, Sequence

import yaml

from union_ecr.stack_file.parse import NAMESPACE

_IMAGES = f"{NAMESPACE}:images"


class CannotAdd(Exception):
    """The text has no place that is certain; the message is a clause."""


def with_images(text: str, names: Sequence[str]) -> str:
    """The text of a stack file with an entry of default settings for each image name, after those that it has.

    Comments, order and the style of the file stay. The result is not validated.

    Raises:
        CannotAdd: the text is no mapping of mappings.
    """
    config = _value(_composed(text), "config")
    if not isinstance(config, yaml.MappingNode) or config.flow_style:
        raise CannotAdd("its config is not a block of keys")
    images = _value(config, _IMAGES)
    if images is None:
        indentation = " " * config.start_mark.column
        entries = [f"{indentation}  {_key(name)}: {{}}" for name in names]
        return _inserted(text, _last_line(config), [f"{indentation}{_IMAGES}:", *entries])
    if not isinstance(images, yaml.MappingNode):
        raise CannotAdd(f"{_IMAGES} is not a mapping")
    if images.flow_style:
        entries = [f"{_key(name)}: {{}}" for name in names]
        return _inserted_in_braces(text, images, ", ".join(entries))
    indentation = " " * images.start_mark.column
    return _inserted(text, _last_line(images), [f"{indentation}{_key(name)}: {{}}" for name in names])


def _composed(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        raise CannotAdd("it is not YAML") from None


def _value(node: yaml.Node | None, key: str) -> yaml.Node | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((value for name, value in pairs if name.value == key), None)


def _key(name: str) -> str:
    """The name as a key that YAML reads as a string."""
    is_text = isinstance(yaml.safe_load(name), str) and name not in ("y", "n")
    return name if is_text else f'"{name}"'


def _last_line(node: yaml.Node) -> int:
    """The number of the last line, from 0, that belongs to a value; the end of a block is that of its last scalar."""
    return max(_end_lines(node))


def _end_lines(node: yaml.Node) -> Iterator[int]:
    yield node.start_mark.line
    inner = [part for pair in node.value for part in pair] if isinstance(node, yaml.MappingNode) else node.value
    if isinstance(node, yaml.CollectionNode):
        for part in inner:
            yield from _end_lines(part)
        if node.flow_style:
            yield node.end_mark.line
        return
    block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    yield node.end_mark.line - (1 if block else 0)


def _inserted(text: str, after: int, lines: Sequence[str]) -> str:
    rows = text.splitlines(keepends=True)
    ending = "\r\n" if rows and rows[0].endswith("\r\n") else "\n"
    if not rows[after].endswith(("\n", "\r")):
        rows[after] += ending
    rows[after + 1 : after + 1] = [line + ending for line in lines]
    return "".join(rows)


def _inserted_in_braces(text: str, images: yaml.MappingNode, entries: str) -> str:
    """After the last entry of `{…}`; a comma that ends it stays."""
    end = images.end_mark.index - 1
    if not images.value:
        return f"{text[:end].rstrip()}{entries}{text[end:]}"
    last = images.value[-1][1].end_mark.index
    return f"{text[:last]}, {entries}{text[last:]}"
