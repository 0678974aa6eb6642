"""What is left of a value when what is wrong in it is taken out, so that the rest can be judged in the same run."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from model.mistakes import KeyPath

_Model = TypeVar("_Model", bound=BaseModel)
Entries = Mapping[KeyPath, tuple[int, ...]]
"""By the path of a list that lost entries: the places that those left had in it."""

# What stands in for a field that an entry of a list must have and that is wrong: a rule that takes nothing tagged. It
# is never deployed, and no rule that looks at it is told.
_STAND_INS: Mapping[str, str] = {"tagStatus": "untagged", "action": "expire"}
_MOST_ROUNDS = 5


def right_parts(model: type[_Model], raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[ErrorDetails], Entries]:
    """The fields of `raw` without what is wrong by itself, what was told of that, and which entries of lists are left.

    An entry of a list that is a mapping loses only what is wrong in it and stays where it is; another wrong entry is
    taken out. Rules across the fields of `model` are not judged here: a field may still come from elsewhere.
    """
    errors: list[ErrorDetails] = []
    kept: dict[KeyPath, tuple[int, ...]] = {}
    rest: Any = raw
    for round_ in range(_MOST_ROUNDS):
        try:
            model.model_validate(rest, by_alias=True, by_name=False)
            break
        except ValidationError as error:
            found = [one for one in error.errors(include_url=False) if one["loc"]]
            errors += found if round_ == 0 else ()
            if not found:
                break
            last = round_ == _MOST_ROUNDS - 2  # whatever is left then goes as a whole
            wrong = {_place(one)[:1] if last else _place(one): one["type"] for one in found}
            rest = _without(rest, wrong, (), kept)
    return dict(rest), errors, kept


def _place(error: ErrorDetails) -> KeyPath:
    """Where an error stands; a mapping's key is judged where its value is."""
    return tuple(part for part in error["loc"] if part != "[key]")


def _without(value: Any, wrong: Mapping[KeyPath, str], path: KeyPath, kept: dict[KeyPath, tuple[int, ...]]) -> Any:
    concerned = [place for place in wrong if place[: len(path)] == path]
    if not concerned:
        return value
    if isinstance(value, Mapping):
        missing = {str(place[-1]) for place in concerned if wrong[place] == "missing" and place[:-1] == path}
        stand_ins = {name: _STAND_INS[name] for name in missing & _STAND_INS.keys()}
        right = {
            key: _without(one, wrong, (*path, key), kept) for key, one in value.items() if (*path, key) not in wrong
        }
        return {**right, **stand_ins}
    if isinstance(value, list | tuple):
        return _entries(value, wrong, path, kept)
    return value


def _entries(
    entries: Sequence[Any], wrong: Mapping[KeyPath, str], path: KeyPath, kept: dict[KeyPath, tuple[int, ...]]
) -> list[Any]:
    left: list[Any] = []
    places: list[int] = []
    for number, one in enumerate(entries):
        if (kind := wrong.get((*path, number))) is None:
            left.append(_without(one, wrong, (*path, number), kept))
        elif kind == "model_type":
            left.append({})
        else:
            continue
        places.append(number)
    if len(places) < len(entries):
        kept[path] = tuple(places)
    return left
