"""What is left of a value when what is wrong in it is taken out, so that the rest can be judged in the same run."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from union_ecr.settings.validation import VIOLATION, ValidationContext
from union_ecr.stack_file.errors import KeyPath

_Model = TypeVar("_Model", bound=BaseModel)
Entries = Mapping[KeyPath, tuple[int, ...]]
"""By the path of a list that lost entries: the places that those left had in it."""

STAND_INS: Mapping[str, Any] = {
    "access": ["pull"],
    "account": "000000000000",
    "action": "expire",
    "appliedFor": ["CREATE_ON_PUSH"],
    "destinations": [{"region": "us-east-1"}],
    "filters": ["*"],
    "frequency": "SCAN_ON_PUSH",
    "images": ["refused"],
    "nodeRole": "refused",
    "project": "refused/refused",
    "region": "us-east-1",
    "repository": "refused/refused",
    "tagStatus": "untagged",
    "type": "BASIC",
    "upstream": "refused.azurecr.io",
}
"""What stands in for a field that must be given and is missing or wrong. It is never deployed, and no rule that looks
at it is told."""
# Likewise for a field of which only so many may be given: a wrong one is given all the same.
_GIVEN: Mapping[str, Any] = {
    "accounts": ["000000000000"],
    "organizationId": "o-0000000000",
    "organizationalUnits": ["o-0000000000/r-0000/ou-0000-00000000"],
    "principals": ["000000000000"],
    "roles": ["refused"],
    "service": "lambda.amazonaws.com",
    "trustedRoles": ["arn:aws:iam::000000000000:role/refused"],
}
# Likewise for a mapping of which nothing is left.
_EMPTIED: Mapping[str, Any] = {"resourceTags": {"refused": "refused"}}
FIELDS_ALONE = ValidationContext(rules_across_fields=False)
_MOST_ROUNDS = 5


def right_parts(
    model: type[_Model], raw: Any, context: ValidationContext | None = None
) -> tuple[dict[str, Any], list[ErrorDetails], Entries]:
    """The fields of `raw` without what is wrong by itself, what was told of that, and which entries of lists are left.

    What should be a mapping loses only what is wrong in it and stays where it is; another wrong value is taken out.
    What is left is a `model`. Rules across its fields are not judged here (`union_ecr.settings.rules`).
    """
    errors: list[ErrorDetails] = []
    kept: dict[KeyPath, tuple[int, ...]] = {}
    rest: Any = raw
    for round_ in range(_MOST_ROUNDS):
        try:
            model.model_validate(rest, by_alias=True, by_name=False, context=context)
            break
        except ValidationError as error:
            found = error.errors(include_url=False)
        errors += [] if round_ else found
        wrong = _Wrong()
        context = FIELDS_ALONE
        for one in found:
            if one["type"] == VIOLATION:
                continue
            place: KeyPath = tuple(part for part in one["loc"] if part != "[key]")
            if round_ < _MOST_ROUNDS - 2:
                wrong.add(place, one["type"])
            else:
                wrong.add(place[:1], "missing" if one["type"] == "missing" else "whole")
        rest = wrong.taken_out_of(rest, (), kept)
    return dict(rest), errors, kept


class _Wrong:
    """What is wrong at a place (empty: nothing by itself), and inside of it by key or number."""

    def __init__(self) -> None:
        self.kind = ""
        self.inside: dict[str | int, _Wrong] = {}

    @property
    def goes(self) -> bool:
        """Whether the value is taken out as a whole."""
        return self.kind not in ("", "model_type")

    def stand_in(self, key: str) -> Any:
        """What stands in for the value of this key when that is taken out; None: nothing does."""
        of = {"missing": STAND_INS, "extra_forbidden": {}}.get(self.kind, _GIVEN)
        return of.get(key)

    def add(self, place: KeyPath, kind: str) -> None:
        here = self
        for part in place:
            here = here.inside.setdefault(part, _Wrong())
        here.kind = kind

    def taken_out_of(self, value: Any, path: KeyPath, kept: dict[KeyPath, tuple[int, ...]]) -> Any:
        if self.kind == "model_type":
            return {}
        if isinstance(value, Mapping):
            return self._of_mapping(value, path, kept)
        if isinstance(value, list | tuple):
            return self._of_list(value, path, kept)
        return value

    def _of_mapping(self, value: Mapping[str, Any], path: KeyPath, kept: dict[KeyPath, tuple[int, ...]]) -> Any:
        right = dict(value)
        for key, wrong in ((str(key), wrong) for key, wrong in self.inside.items()):
            if not wrong.goes:
                left = wrong.taken_out_of(right[key], (*path, key), kept)
                right[key] = left or _EMPTIED.get(key, left)
            elif (stand_in := wrong.stand_in(key)) is not None:
                right[key] = stand_in
            else:
                right.pop(key, None)
        return right

    def _of_list(self, value: Sequence[Any], path: KeyPath, kept: dict[KeyPath, tuple[int, ...]]) -> list[Any]:
        left: dict[int, Any] = dict(enumerate(value))
        for number, wrong in self.inside.items():
            if not isinstance(number, int):
                continue
            if wrong.goes:
                left.pop(number, None)
            else:
                left[number] = wrong.taken_out_of(left[number], (*path, number), kept)
        if len(left) < len(value):
            before = kept.get(path, tuple(range(len(value))))
            kept[path] = tuple(before[number] for number in left)
        return list(left.values())
