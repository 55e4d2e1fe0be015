"""What pages read from the store: how much there is, and the figures behind cards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.charts import Facts, facts_of
from app.domain.cube import Cube, Observation
from app.domain.period import ALL_TIME, TimeFilter
from app.domain.query import DataQuery, filters
from app.domain.series import Series, parse_key
from app.domain.structure import Structure
from app.explorer.asked import Asked
from app.store.changes import Changes, read_changes
from app.store.engine import Reader
from app.store.observations import Known, SeriesCoverage, find_series, read_pages, series_coverage
from app.web.state import state_of

_PAGE = 5_000
_COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Amount:
    """How much there is of an indicator.

    Attributes:
        figures: Number of figures in all.
        areas: Codes of the areas that have any, those with the most recent and the most figures first.
        start: First day that a figure is about, as an ISO text.
        latest: The last one.
        by_area: Number of figures of each area.
    """

    figures: int
    areas: tuple[str, ...]
    start: str
    latest: str
    by_area: Mapping[str, int]


NOTHING = Amount(0, (), "", "", {})


async def amounts(asked: Asked) -> Mapping[str, Amount]:
    """Return how much there is of each indicator; counted once a data version."""
    database, snapshot = state_of(asked.request).database, asked.state
    return await database.derived(snapshot, "explorer amounts", _counting(asked, ALL_TIME))


async def amounts_within(asked: Asked, time: TimeFilter) -> Mapping[str, Amount]:
    """Return how much there is of each indicator in a stretch of time."""
    return await state_of(asked.request).database.read(_counting(asked, time))


def _counting(asked: Asked, time: TimeFilter) -> Callable[[Reader], Mapping[str, Amount]]:
    known = asked.state.known

    def count(reader: Reader) -> Mapping[str, Amount]:
        found: dict[str, list[SeriesCoverage]] = {}
        for each in series_coverage(reader, known, DataQuery(time=time)):
            found.setdefault(each.series.indicator, []).append(each)
        return {code: _amount(each, known.structure) for code, each in found.items()}

    return count


def _amount(series: Sequence[SeriesCoverage], structure: Structure) -> Amount:
    by_area: dict[str, list[SeriesCoverage]] = {}
    for each in series:
        by_area.setdefault(each.series.area, []).append(each)

    def weight(code: str) -> tuple[str, int, bool, str]:
        held = by_area[code]
        country = structure.area[code].level == _COUNTRY
        return max(s.end for s in held), sum(s.figures for s in held), country, code

    # Of two that weigh the same the first code comes first.
    ordered = sorted(sorted(by_area), key=lambda code: weight(code)[:3], reverse=True)
    return Amount(
        figures=sum(each.figures for each in series),
        areas=tuple(ordered),
        start=min(each.start for each in series),
        latest=max(each.end for each in series),
        by_area={code: sum(s.figures for s in held) for code, held in by_area.items()},
    )


async def cube_of(asked: Asked, query: DataQuery, *, provenance: bool = False) -> Cube:
    """Read all figures that answer a question."""
    known = asked.state.known
    database = state_of(asked.request).database
    return await database.read(lambda reader: _cube(reader, known, query, provenance=provenance))


def _cube(reader: Reader, known: Known, query: DataQuery, *, provenance: bool) -> Cube:
    pages = read_pages(reader, known, query, _PAGE, provenance=provenance)
    found = [o for page in pages for o in page.observations]
    return Cube(known.structure, tuple(found), known.releases)


def facts_by_indicator(
    reader: Reader, known: Known, wanted: Mapping[str, str | None], time: TimeFilter = ALL_TIME
) -> dict[str, Facts]:
    """Return the facts of indicators, each in one area.

    Args:
        reader: Where to read.
        known: What the store holds.
        wanted: Area by indicator; `None` for an indicator without any figure.
        time: Only figures of this stretch.
    """
    by_area: dict[str, list[str]] = {}
    for code, area in wanted.items():
        if area is not None:
            by_area.setdefault(area, []).append(code)
    held: dict[str, list[Observation]] = {}
    for area, codes in by_area.items():
        chosen = filters({"area": [area], "indicator": codes})
        cube = _cube(reader, known, DataQuery(filters=chosen, time=time), provenance=False)
        for each in cube.observations:
            held.setdefault(parse_key(each.key).indicator, []).append(each)
    return {
        code: facts_of(Cube(known.structure, tuple(held.get(code, ())), known.releases), code, area)
        for code, area in wanted.items()
    }


def of_indicator(code: str, areas: Iterable[str] = ()) -> DataQuery:
    """Ask for all figures of an indicator, or for those of some areas."""
    return DataQuery(filters=filters({"indicator": [code], "area": areas}))


async def known_series(asked: Asked, number: int) -> Series | None:
    """Return the series with a number, if there is one."""
    database = state_of(asked.request).database
    return await database.read(lambda reader: find_series(reader, number))


async def changes_of(asked: Asked, query: DataQuery, size: int) -> Changes:
    """Read what releases changed, newest first."""
    known = asked.state.known
    database = state_of(asked.request).database
    return await database.read(lambda reader: read_changes(reader, known, query, size))
