"""What is known of some series, for the comparison of a release with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from app.domain.period import parse_period
from app.domain.rules.history import KnownFigure
from app.store.engine import Reader, Writer
from app.store.tables import OBSERVATIONS

_EXACT = "exact"


def read_history(
    reader: Reader | Writer, published_at: datetime, series: Sequence[int], *, without: int = 0
) -> Iterator[KnownFigure]:
    """Return the positive, exact figures of some series of levels that were in force at an instant.

    No other table is joined: PostgreSQL knows nothing yet of rows that this transaction wrote, and
    would read all of them once for each series.

    Args:
        reader: Where to read.
        published_at: The instant; of several versions of a figure the last one until then counts.
        series: Numbers of the series; some hundreds at once.
        without: Number of a release that is passed over, being compared itself.
    """
    row = OBSERVATIONS
    columns = (row.c.series_id, row.c.period, row.c.value, row.c.bound, row.c.published_at)
    statement = (
        select(*columns)
        .where(
            row.c.series_id.in_(series),
            row.c.published_at <= published_at,
            row.c.release != without,
        )
        .order_by(
            row.c.series_id, row.c.period_start, row.c.period_end, row.c.published_at, row.c.release
        )
    )
    in_force: dict[tuple[int, str], tuple[Decimal | None, str, datetime]] = {}
    for number, period, value, bound, known_at in reader.connection.execute(statement):
        in_force[number, parse_period(period).slug] = (value, bound, known_at)
        # The last of a figure stands; the statement hands its versions over in their order.
    for (number, slug), (value, bound, known_at) in in_force.items():
        if bound == _EXACT and value is not None and value > 0:
            period = parse_period(slug.replace("_", "/"))
            yield KnownFigure(number, period, value, known_at.date())
