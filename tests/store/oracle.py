"""A store that keeps a list and looks through all of it: slow, plain, and right by inspection."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from app.domain.cube import Observation
from app.domain.facts import Fact
from app.domain.query import SERIES_COMPONENTS, WITHDRAWN, DataQuery, SortKey
from tests.store.intervals import satisfied
from tests.support.builders import observation

Figure = tuple[str, date, date]


class Version(NamedTuple):
    """What one release says about one figure."""

    published: datetime
    number: int
    fact: Fact

    @property
    def figure(self) -> Figure:
        return self.fact.series.key, self.fact.period.start, self.fact.period.end


@dataclass
class Oracle:
    """All that was published, in the order of recording."""

    versions: list[Version] = field(default_factory=list)

    def publish(self, number: int, published: datetime, facts: Iterable[Fact]) -> dict[str, int]:
        """Keep a release and say how many figures it added, revised, withdrew, left unchanged."""
        counts = dict.fromkeys(("added", "revised", "withdrawn", "unchanged"), 0)
        for fact in facts:
            version = Version(published, number, fact)
            earlier = [v for v in self.versions if v.figure == version.figure and v < version]
            before = max(earlier).fact if earlier else None
            counts[_kind(before, fact)] += 1
            self.versions.append(version)
        return counts

    def answer(self, query: DataQuery) -> tuple[Observation, ...]:
        """Answer a question as the store should, provenance included; pages are not its business."""
        visible = [version for version in self.versions if _visible(version, query)]
        versions = [version for version in visible if _wanted(version, visible, query)]
        ordered = _ordered(versions, query.sort)[: query.limit]
        show = query.vintage != "latest"
        return tuple(
            observation(
                version.fact,
                release=version.number,
                superseded_by=_superseded_by(version, visible) if show else None,
            )
            for version in ordered
        )


def _kind(before: Fact | None, fact: Fact) -> str:
    if fact.status == WITHDRAWN:
        return "withdrawn"
    if before is None or before.status == WITHDRAWN:
        return "added"
    names = ("value", "bound", "lower", "upper", "status")
    same = all(getattr(before, name) == getattr(fact, name) for name in names)
    return "unchanged" if same else "revised"


def _visible(version: Version, query: DataQuery) -> bool:
    known = query.as_of is None or version.published <= query.as_of
    return known and (query.pin is None or version.number <= query.pin)


def _wanted(version: Version, visible: list[Version], query: DataQuery) -> bool:
    rivals = [other for other in visible if other.figure == version.figure]
    if query.vintage == "first" and version is not min(rivals):
        return False
    if query.vintage == "latest":
        gone = version.fact.status == WITHDRAWN and query.codes("status") is None
        if gone or version is not max(rivals):
            return False
    fact = version.fact
    return (
        all(_code(fact, component) in codes for component, codes in query.filters)
        and _in_time(version, visible, query)
        and satisfied(fact, query.values, query.certainty)
    )


def _code(fact: Fact, component: str) -> str | None:
    if component in SERIES_COMPONENTS:
        return str(getattr(fact.series, component))
    if component in {"sector", "status", "bound", "role"}:
        return str(getattr(fact, component))
    return dict(fact.dimensions).get(component)


def _in_time(version: Version, visible: list[Version], query: DataQuery) -> bool:
    period = version.fact.period
    if query.time.last is None:
        ranges = query.time.ranges
        return not ranges or any(each.covers(period) for each in ranges)
    current: dict[Figure, Version] = {}
    for other in sorted(visible, key=lambda v: v[:2]):
        if other.fact.series == version.fact.series:
            current[other.figure] = other
    periods = [v.fact.period for v in current.values() if v.fact.status != WITHDRAWN]
    latest = sorted(((p.end, p.start) for p in periods), reverse=True)[: query.time.last]
    # With vintage=all, what was withdrawn shows too, if it is not older than the last few.
    return len(latest) < query.time.last or (period.end, period.start) >= latest[-1]


def _superseded_by(version: Version, visible: list[Version]) -> int | None:
    later = [v for v in visible if v.figure == version.figure and v > version]
    return min(later).number if later else None


def _ordered(versions: list[Version], sort: tuple[SortKey, ...]) -> list[Version]:
    """Sort by the least important key first, so that every later sort keeps what it ties."""
    ordered = sorted(versions, key=lambda v: (v.figure, v.published, v.number))
    for key in reversed(sort):
        if key.component == "value":
            missing = [v for v in ordered if v.fact.value is None]
            present = [v for v in ordered if v.fact.value is not None]
            ordered = sorted(present, key=_sort_value(key), reverse=key.descending) + missing
        else:
            ordered = sorted(ordered, key=_sort_value(key), reverse=key.descending)
    return ordered


def _sort_value(key: SortKey) -> Callable[[Version], tuple[object, ...]]:
    def value(version: Version) -> tuple[object, ...]:
        fact = version.fact
        if key.component == "period":
            return fact.period.start, fact.period.end
        if key.component == "value":
            return (fact.value,)
        if key.component == "published_at":
            return (version.published,)
        return (_code(fact, key.component) or "_T",)

    return value


def coverage(observations: Iterable[Observation]) -> dict[str, tuple[int, str, str]]:
    """Count observations by series key, with the first and the last day of each."""
    found: dict[str, tuple[int, str, str]] = {}
    for row in observations:
        count, start, end = found.get(row.key, (0, row.start, row.end))
        found[row.key] = (count + 1, min(start, row.start), max(end, row.end))
    return found


def shown(row: Observation) -> str:
    """Write what matters of an observation for the message of a failed test."""
    value = row.value if row.value is not None else f"{row.lower}..{row.upper}"
    return f"{row.key} {row.period} {row.bound} {value} {row.status} r{row.release}"
