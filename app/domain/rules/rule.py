"""What a rule is, and what it may know."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from app.domain.beijing import BEIJING
from app.domain.facts import Fact
from app.domain.rules.finding import Finding
from app.domain.series import Series
from app.domain.structure import Structure


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may know beside the fact.

    Attributes:
        published_on: Day of publication in Beijing, where the statistics are about.
    """

    structure: Structure
    published_on: date

    @classmethod
    def at(cls, structure: Structure, published_at: datetime) -> Context:
        """Make a context from the instant at which the world could know."""
        return cls(structure, published_at.astimezone(BEIJING).date())


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact and where it stands.

    Attributes:
        columns: What the file calls the columns of the record, where it calls them otherwise.
    """

    fact: Fact
    file: str | None = None
    line: int | None = None
    sheet: str | None = None
    columns: Mapping[str, str] | None = None

    @property
    def place(self) -> str:
        """Where the fact stands, for a sentence about it."""
        line = "" if self.line is None else f"line {self.line}"
        parts = [self.file or "", self.sheet or "", line]
        return " ".join(part for part in parts if part) or "another record"

    def located(self, finding: Finding) -> Finding:
        """Return the finding with the place of this fact."""
        column = finding.column
        if self.columns is not None and column is not None:
            column = self.columns.get(column, column)
        return replace(finding, file=self.file, sheet=self.sheet, line=self.line, column=column)


FactCheck = Callable[[Fact, Context], Iterable[Finding]]
ReleaseCheck = Callable[[Sequence[Entry], Context], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule about one fact.

    Attributes:
        name: Permanent name, which its findings bear.
        reads: Columns without which the rule makes no sense: where one of them cannot be read, the
            rule is not asked.
        check: The rule itself.
    """

    name: str
    reads: frozenset[str]
    check: FactCheck

    def __call__(self, fact: Fact, context: Context) -> list[Finding]:
        """Return what is wrong with the fact."""
        found = list(self.check(fact, context))
        return [replace(finding, rule=self.name) for finding in found] if found else found


class Outline(Protocol):
    """What is remembered of a series at a glance, to tell whether a rule has to look closer.

    Attributes:
        low: Least positive exact value; infinite if there is none.
        high: Greatest exact value; 0 if none is positive.
        converts: Whether one of its figures is a conversion.
    """

    @property
    def series(self) -> Series: ...  # noqa: D102 - as above
    @property
    def low(self) -> float: ...  # noqa: D102 - as above
    @property
    def high(self) -> float: ...  # noqa: D102 - as above
    @property
    def converts(self) -> bool: ...  # noqa: D102 - as above


Family = Callable[[Series], Hashable | None]
Families = Callable[[Structure], Family]
Concerns = Callable[[Sequence[Outline]], bool]


def _one_family(_structure: Structure) -> Family:
    return lambda _series: ""


def _always(_family: Sequence[Outline]) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class ReleaseRule:
    """A rule about the facts of a release side by side; it sees only facts that are sound alone.

    A release may be larger than memory, so a rule says what it must see at once.

    Attributes:
        families: Given the catalogue, names the family of a series: the rule never compares facts
            of two families. `None` if it has nothing to say about the series.
        concerns: Whether the rule may have something to say about the series of a family.
        together: Whether all families that concern the rule must be seen at once.
    """

    name: str
    check: ReleaseCheck
    families: Families = _one_family
    concerns: Concerns = _always
    together: bool = False

    def __call__(self, entries: Sequence[Entry], context: Context) -> list[Finding]:
        """Return what is wrong between the facts, with file and line."""
        return [replace(finding, rule=self.name) for finding in self.check(entries, context)]


def rule(*reads: str) -> Callable[[FactCheck], Rule]:
    """Make a function a rule about one fact, under its own name."""

    def decorate(check: FactCheck) -> Rule:
        return Rule(_name(check), frozenset(reads), check)

    return decorate


def release_rule(
    *, families: Families = _one_family, concerns: Concerns = _always, together: bool = False
) -> Callable[[ReleaseCheck], ReleaseRule]:
    """Make a function a rule about a release, under its own name; see `ReleaseRule`."""

    def decorate(check: ReleaseCheck) -> ReleaseRule:
        return ReleaseRule(_name(check), check, families, concerns, together)

    return decorate


def several(family: Sequence[Outline]) -> bool:
    """Whether there are series to compare; for rules between two of them."""
    return len(family) > 1


def _name(check: object) -> str:
    return str(getattr(check, "__name__", "")).strip("_").replace("_", "-")
