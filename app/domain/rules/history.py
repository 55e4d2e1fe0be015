"""The rule between the figures of a release and what was known of their series before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from app.domain.period import Period
from app.domain.rules.between import JUMP, are_neighbours, is_plain_level
from app.domain.rules.finding import Finding, warning
from app.domain.rules.rule import Entry
from app.domain.text import plain

_RULE = "no-jump-against-history"


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """A positive, exact level that was in force when the release came out.

    Attributes:
        series: Number of its series.
        published_on: Day, in UTC, on which it was published.
    """

    series: int
    period: Period
    value: Decimal
    published_on: date


History = Callable[[Sequence[int]], Iterable[KnownFigure]]
"""Tells what is known of some series, by their numbers."""


@dataclass(frozen=True, slots=True)
class _Point:
    period: Period
    value: Decimal
    entry: Entry | None
    known: KnownFigure | None


def jumps_against_history(
    entries: Iterable[Entry], known: Iterable[KnownFigure]
) -> Iterator[Finding]:
    """Compare the figures of one series with those known before: doubtful is what seems to slip.

    A figure is compared with the one that it replaces, and with the known ones next to it in time
    of which the release itself says nothing.
    """
    before = {figure.period.slug: figure for figure in known}
    points: dict[str, _Point] = {
        slug: _Point(figure.period, figure.value, None, figure) for slug, figure in before.items()
    }
    for entry in entries:
        fact = entry.fact
        slug = fact.period.slug
        points.pop(slug, None)
        if not is_plain_level(fact) or fact.value is None:
            continue
        points[slug] = _Point(fact.period, fact.value, entry, None)
        if slug in before:
            yield from _compared(entry, fact.value, before[slug], "before for")
    line = sorted(points.values(), key=lambda point: (point.period.start, point.period.end))
    for first, second in pairwise(line):
        if are_neighbours(first.period, second.period):
            yield from _beside(first, second)
            yield from _beside(second, first)


def _beside(point: _Point, other: _Point) -> Iterator[Finding]:
    if point.entry is not None and other.known is not None:
        yield from _compared(point.entry, point.value, other.known, "of")


def _compared(entry: Entry, new: Decimal, known: KnownFigure, how: str) -> Iterator[Finding]:
    old = known.value
    if old <= new * JUMP <= old * JUMP * JUMP:
        return
    reason = (
        f"The value is {'more than ten times' if new > old else 'less than a tenth of'} "
        f"the one known {how} {known.period.text}, {plain(old)} "
        f"(published on {known.published_on})."
    )
    yield entry.located(warning("value", plain(new), reason, rule=_RULE))
