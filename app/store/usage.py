"""What of the catalogue the stored figures rest on, so that a change cannot make them wrong."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.domain.series import TOTAL
from app.store.engine import Reader, Writer
from app.store.tables import SeriesDimensionRow, SeriesRow

_LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Usage:
    """Which entries have figures.

    Attributes:
        units: Units that any series has.
        levels: Pairs of indicator and unit of the levels that are held.
        breakdowns: Pairs of indicator and own dimension by which it is broken down.
    """

    units: frozenset[str]
    levels: frozenset[tuple[str, str]]
    breakdowns: frozenset[tuple[str, str]]


def usage(reader: Reader | Writer) -> Usage:
    """Look through all series, of which there are far fewer than figures."""
    series, own = SeriesRow, SeriesDimensionRow
    kinds = select(series.indicator, series.unit, series.transformation).distinct()
    broken_down = (
        select(series.indicator, own.dimension)
        .join(own, own.series_id == series.series_id)
        .where(own.code != TOTAL)
        .distinct()
    )
    found = reader.connection.execute(kinds).all()
    return Usage(
        units=frozenset(row.unit for row in found),
        levels=frozenset((r.indicator, r.unit) for r in found if r.transformation == _LEVEL),
        breakdowns=frozenset(
            (row.indicator, row.dimension) for row in reader.connection.execute(broken_down)
        ),
    )
