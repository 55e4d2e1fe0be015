"""Changes and histories by looking through everything that was said; slow, and right by inspection."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from app.domain.facts import Fact
from app.domain.query import WITHDRAWN
from app.domain.series import observation_id


class Said(NamedTuple):
    """What one release says of one figure; by time of publication, then of recording."""

    published: datetime
    number: int
    fact: Fact

    @property
    def figure(self) -> str:
        return observation_id(self.fact.series, self.fact.period)


class Told(NamedTuple):
    """One entry of a history or of a list of changes.

    Attributes:
        number: Of the release in the order of recording.
        before: Number of the release before that said something of the figure.
    """

    figure: str
    number: int
    change: str
    difference: Fraction | None
    before: int | None


def history(said: list[Said], figure: str) -> list[Told]:
    """Return every version of a figure, oldest first."""
    versions = sorted((each for each in said if each.figure == figure), key=lambda each: each[:2])
    pairs = zip([None, *versions], versions, strict=False)
    return [_told(before, after) for before, after in pairs]


def changes(said: list[Said], wanted: Callable[[Said], bool]) -> list[Told]:
    """Return what was changed, newest first, then by figure."""
    by_version = {(t.figure, t.number): t for s in said for t in history(said, s.figure)}
    ordered = sorted(said, key=lambda s: (s.fact.series.id, s.fact.period.start, s.fact.period.end))
    ordered = sorted(ordered, key=lambda s: s[:2], reverse=True)
    found = [by_version[s.figure, s.number] for s in ordered if wanted(s)]
    return [told for told in found if told.change != "unchanged"]


def _told(before: Said | None, after: Said) -> Told:
    difference = _difference(before.fact, after.fact) if before else None
    number = before.number if before else None
    return Told(after.figure, after.number, _change(before, after), difference, number)


def _change(before: Said | None, after: Said) -> str:
    if after.fact.status == WITHDRAWN:
        return "withdrawn"
    if before is None or before.fact.status == WITHDRAWN:
        return "added"
    names = ("value", "bound", "lower", "upper", "status")
    same = all(getattr(before.fact, name) == getattr(after.fact, name) for name in names)
    return "unchanged" if same else "revised"


def _difference(before: Fact, after: Fact) -> Fraction | None:
    """Subtract as fractions, which never round."""
    if before.value is None or after.value is None:
        return None
    if (before.bound, after.bound) != ("exact", "exact"):
        return None
    return Fraction(after.value) - Fraction(before.value)
