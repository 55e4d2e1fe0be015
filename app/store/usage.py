"""What of the catalogue the stored figures rest on, so that a change cannot make them wrong."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.domain.series import TOTAL
from app.store.engine import Reader, Writer
from app.store.tables import SERIES, SERIES_DIMENSIONS

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
    series, own = SERIES, SERIES_DIMENSIONS
    kinds = select(series.c.indicator, series.c.unit, series.c.transformation).distinct()
    broken_down = (
        select(series.c.indicator, own.c.dimension)
        .join(own, own.c.series_id == series.c.series_id)
        .where(own.c.code != TOTAL)
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
