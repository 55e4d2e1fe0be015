"""What would answer, before it is asked for; and for each empty pair of codes, why it is empty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from app.dialects.native.params import SeriesParams
from app.dialects.native.question import question
from app.dialects.native.reason import why_empty
from app.dialects.native.resource import respond
from app.dialects.native.schemas import Availability, CodeCount, EmptyCell, PeriodCount
from app.domain.query import SERIES_COMPONENTS, WITHDRAWN, DataQuery, filters
from app.domain.structure import Structure
from app.store.engine import Reader
from app.store.observations import (
    Known,
    PeriodCoverage,
    SeriesCoverage,
    period_coverage,
    series_coverage,
)
from app.web.sessions import Snapshot
from app.web.state import state_of

_MAXIMUM_PERIODS = 10_000
_MAXIMUM_EMPTY = 1_000
_DETAILS = {
    "no_data": "No figure of this indicator for this area is held.",
    "other_conditions": "There are figures, and none meets the other conditions.",
    "withdrawn": "The figures that there were have been withdrawn.",
    "not_yet_published": "Figures exist, all published after as_of.",
}


@dataclass(frozen=True, slots=True)
class _Found:
    """What the store holds for a question.

    Attributes:
        series: Series that answer.
        held: Series of the same areas and indicators, whatever the other conditions.
        withdrawn: Those whose current figures are all withdrawn.
        later: Those known today, whatever `as_of` says.
    """

    series: Sequence[SeriesCoverage]
    periods: Sequence[PeriodCoverage]
    held: frozenset[tuple[str, str]]
    withdrawn: frozenset[tuple[str, str]]
    later: frozenset[tuple[str, str]]


async def answer(request: Request, params: SeriesParams) -> Response:
    """Tell which codes and periods would answer, and why a pair of codes would not."""

    async def build(snapshot: Snapshot) -> Availability:
        known, database = snapshot.known, state_of(request).database
        query = question(params, known.structure)
        found = await database.read(lambda reader: _read(reader, known, query))
        matched = sum(each.figures for each in found.series)
        cells = list(_empty_cells(query, found))
        return Availability(
            matched=matched,
            components=_components(found.series, query, known.structure),
            periods=[
                PeriodCount(
                    period=each.period,
                    frequency=each.frequency,
                    start=each.start,
                    end=each.end,
                    count=each.figures,
                )
                for each in found.periods[:_MAXIMUM_PERIODS]
            ],
            periods_complete=len(found.periods) <= _MAXIMUM_PERIODS,
            empty=cells[:_MAXIMUM_EMPTY],
            empty_complete=len(cells) <= _MAXIMUM_EMPTY,
            reason=None if matched else await why_empty(query, database, known),
            data_version=snapshot.version.text,
        )

    return await respond(request, params, build)


def _read(reader: Reader, known: Known, query: DataQuery) -> _Found:
    series = series_coverage(reader, known, query)
    names = ("area", "indicator")
    kept = tuple(item for item in query.filters if item[0] in names)
    held = DataQuery(filters=kept, as_of=query.as_of)
    withdrawn = replace(held, filters=filters({**dict(kept), "status": [WITHDRAWN]}))
    whole = query.codes("area") and query.codes("indicator")
    return _Found(
        series,
        period_coverage(reader, known, query),
        _pairs(series_coverage(reader, known, held)) if whole else frozenset(),
        _pairs(series_coverage(reader, known, withdrawn)) if whole else frozenset(),
        _pairs(series_coverage(reader, known, replace(held, as_of=None))) if whole else frozenset(),
    )


def _pairs(series: Sequence[SeriesCoverage]) -> frozenset[tuple[str, str]]:
    return frozenset((each.series.area, each.series.indicator) for each in series)


def _components(
    series: Sequence[SeriesCoverage], query: DataQuery, structure: Structure
) -> dict[str, list[CodeCount]]:
    broken_down = {name for each in series for name, _ in each.series.breakdown}
    own = [n for n in structure.dimension if query.codes(n) or n in broken_down]
    found: dict[str, list[CodeCount]] = {}
    for name in (*SERIES_COMPONENTS, *own):
        counts: Counter[str] = Counter()
        for each in series:
            if name in SERIES_COMPONENTS:
                counts[getattr(each.series, name)] += each.figures
            elif name in structure.own_dimensions[each.series.indicator]:
                # A series of a sector that lacks the dimension has no code in it, not the total.
                counts[each.series.code(name)] += each.figures
        found[name] = [CodeCount(code=code, count=n) for code, n in sorted(counts.items())]
    return found


def _empty_cells(query: DataQuery, found: _Found) -> Iterator[EmptyCell]:
    """Go through the pairs of areas and indicators that were asked for and have no answer."""
    answering = _pairs(found.series)
    for area in query.codes("area") or ():
        for indicator in query.codes("indicator") or ():
            pair = (area, indicator)
            if pair in answering:
                continue
            reason = _reason(pair, found)
            yield EmptyCell(area=area, indicator=indicator, reason=reason, detail=_DETAILS[reason])


def _reason(pair: tuple[str, str], found: _Found) -> str:
    if pair in found.held:
        return "other_conditions"
    if pair in found.withdrawn:
        return "withdrawn"
    return "not_yet_published" if pair in found.later else "no_data"
