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
            found = [one for one in error.errors(include_url=False) if _place(one)]
        errors += [] if round_ else found
        wrong = _Wrong()
        for one in found:
            if round_ < _MOST_ROUNDS - 2:
                wrong.add(_place(one), one["type"])
            else:
                wrong.add(_place(one)[:1], "whole")
        rest = wrong.taken_out_of(rest, (), kept)
    return dict(rest), errors, kept


def _place(error: ErrorDetails) -> KeyPath:
    """What must go: a mapping's wrong key with its value, and whatever lacks a field that nothing stands in for."""
    place = tuple(part for part in error["loc"] if part != "[key]")
    return place[:-1] if error["type"] == "missing" and place[-1] not in _STAND_INS else place


class _Wrong:
    """What is wrong at a place (empty: nothing by itself), and inside of it by key or number."""

    def __init__(self) -> None:
        self.kind = ""
        self.inside: dict[str | int, _Wrong] = {}

    def add(self, place: KeyPath, kind: str) -> None:
        here = self
        for part in place:
            here = here.inside.setdefault(part, _Wrong())
        here.kind = kind

    def taken_out_of(self, value: Any, path: KeyPath, kept: dict[KeyPath, tuple[int, ...]]) -> Any:
        if isinstance(value, Mapping):
            return self._of_mapping(value, path, kept)
        if isinstance(value, list | tuple):
            return self._of_list(value, path, kept)
        return value

    def _of_mapping(self, value: Mapping[str, Any], path: KeyPath, kept: dict[KeyPath, tuple[int, ...]]) -> Any:
        right = dict(value)
        for key, wrong in self.inside.items():
            if wrong.kind == "missing" and key in _STAND_INS:
                right[str(key)] = _STAND_INS[str(key)]
            elif wrong.kind:
                right.pop(str(key), None)
            elif key in right:
                right[str(key)] = wrong.taken_out_of(right[str(key)], (*path, key), kept)
        return right

    def _of_list(self, value: Sequence[Any], path: KeyPath, kept: dict[KeyPath, tuple[int, ...]]) -> list[Any]:
        left: dict[int, Any] = dict(enumerate(value))
        for number, wrong in self.inside.items():
            if not isinstance(number, int):
                continue
            if wrong.kind == "model_type":
                left[number] = {}
            elif wrong.kind:
                left.pop(number, None)
            else:
                left[number] = wrong.taken_out_of(left[number], (*path, number), kept)
        if len(left) < len(value):
            before = kept.get(path, tuple(range(len(value))))
            kept[path] = tuple(before[number] for number in left)
        return list(left.values())
