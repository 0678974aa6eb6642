"""What a registry's stacks accept of the findings of `union-ecr drift`."""

from calendar import monthrange
from collections.abc import Iterator
from typing import Annotated

from pydantic import BeforeValidator, Field, StrictStr

from union_ecr.settings.constrained_text import Pattern
from union_ecr.settings.registry.finding_kinds import WITHOUT_DIFFERENCE, Kind
from union_ecr.settings.registry.repository_names import RepositoryPattern
from union_ecr.settings.validation import StrictModel, ValidationContext
from union_ecr.stack_file.errors import Violation, closest_match, format_value, refuse

_DATE = r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12][0-9]|3[01])"


def _refuse_unknown_day(text: str) -> None:
    year, _, rest = text.partition("-")
    month, _, day = rest.partition("-")
    numbers = all(part.isdecimal() and part.isascii() for part in (year, month, day))
    if numbers and 1 <= int(year) <= 9999 and 1 <= int(month) <= 12 and int(day) > monthrange(int(year), int(month))[1]:
        last = monthrange(int(year), int(month))[1]
        refuse("is no day of the calendar", f'write "{year}-{month}-{last}", the last day of that month')


Day = Annotated[
    StrictStr,
    Pattern(_DATE, "is no date", 'write it as year-month-day in quotes: "2027-01-31"', hint=_refuse_unknown_day),
]
Difference = Annotated[
    StrictStr,
    Pattern(
        r"d-[0-9a-f]{12}",
        "is no difference",
        "copy it from the report of union-ecr drift, which shows it for each finding: d- and 12 digits or letters",
    ),
]


_ACCEPTABLE = [kind.value for kind in Kind if kind is not Kind.UNUSED_ACCEPTANCE]


def _refuse_unknown_kind(given: object) -> object:
    if not isinstance(given, str) or given not in [*Kind]:
        likely = closest_match(str(given), _ACCEPTABLE)
        remedy = f"did you mean {likely}?" if likely else "copy it from the report of union-ecr drift"
        refuse(f"must be one of {', '.join(_ACCEPTABLE)}", remedy)
    return given


class AcceptedFinding(StrictModel):
    """One finding of `union-ecr drift`, or several alike, that is known and stays.

    It holds for the difference that was reviewed: another live or declared value is reported again with its severity.
    A critical finding is accepted under its exact repository name only.
    """

    repository: RepositoryPattern | None = None
    """Name of the repository, with * for several; left out for findings of a push role or of the registry itself."""
    kind: Annotated[Kind, BeforeValidator(_refuse_unknown_kind)]
    """The kind, as `union-ecr drift` shows it."""
    field: Annotated[StrictStr, Field(min_length=1)] | None = None
    """The field, as `union-ecr drift` shows it. Left out where a repository is missing or unmanaged."""
    difference: Difference | None = None
    """What was reviewed, as `union-ecr drift` shows it: d-… stands for the declared and the live value. Left
    out for missing and unmanaged."""
    reason: Annotated[StrictStr, Pattern(r".*\S.*", "says nothing", "write why this finding may stay")]
    """Why it may stay; the report shows it."""
    until: Day | None = None
    """The last day (UTC) on which it is accepted. Default: no end."""

    def violations(self, context: ValidationContext) -> Iterator[Violation]:  # noqa: ARG002 - holds in every registry
        """It names one thing, and what was reviewed of it."""
        if self.kind is Kind.UNUSED_ACCEPTANCE:
            rule = "is itself about drift.accepted and cannot be accepted"
            yield Violation(("kind",), format_value(self.kind.value), rule, "remove the entry that it names")
            return
        if self.repository is None and self.kind is Kind.UNMANAGED:
            yield Violation((), None, "names no repository", "add repository, as union-ecr drift shows it")
        elif self.repository is None and self.field is None and self.kind is Kind.MISSING:
            remedy = "add repository, or for a push role and the like field, as union-ecr drift shows them"
            yield Violation((), None, "does not say what is missing", remedy)
        if self.repository is not None and self.field is not None and self.kind in WITHOUT_DIFFERENCE:
            rule = f"a repository that is {self.kind} is one finding, without a field"
            yield Violation(("field",), format_value(self.field), rule, "leave field out")
        if self.kind in WITHOUT_DIFFERENCE and self.difference is not None:
            rule, remedy = f"a finding of the kind {self.kind} has no difference", "leave difference out"
            yield Violation(("difference",), format_value(self.difference), rule, remedy)
        elif self.kind not in WITHOUT_DIFFERENCE and (self.field is None or self.difference is None):
            rule = "would accept whatever differs later as well"
            yield Violation((), None, rule, "add field, and difference: d-…, as union-ecr drift shows them")


class DriftSettings(StrictModel):
    """How `union-ecr drift` reports on a registry."""

    accepted: tuple[AcceptedFinding, ...] = ()
    """Findings that are known and stay: reported as info, without effect on the exit code."""
