"""What a rule is, and what it may know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

from app.domain.facts import Fact
from app.domain.rules.finding import Finding
from app.domain.structure import Structure

BEIJING = timezone(timedelta(hours=8))


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


@dataclass(frozen=True, slots=True)
class ReleaseRule:
    """A rule about the facts of a release side by side; it sees only facts that are sound alone."""

    name: str
    check: ReleaseCheck

    def __call__(self, entries: Sequence[Entry], context: Context) -> list[Finding]:
        """Return what is wrong between the facts, with file and line."""
        return [replace(finding, rule=self.name) for finding in self.check(entries, context)]


def rule(*reads: str) -> Callable[[FactCheck], Rule]:
    """Make a function a rule about one fact, under its own name."""

    def decorate(check: FactCheck) -> Rule:
        return Rule(_name(check), frozenset(reads), check)

    return decorate


def release_rule(check: ReleaseCheck) -> ReleaseRule:
    """Make a function a rule about a release, under its own name."""
    return ReleaseRule(_name(check), check)


def _name(check: object) -> str:
    return str(getattr(check, "__name__", "")).strip("_").replace("_", "-")
