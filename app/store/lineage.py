"""A figure and the version before it: which one that is, and what became of the figure, in SQL.

Used where a release is counted and where changes are listed, so that both tell the same.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, literal, or_, select

from app.domain.query import WITHDRAWN
from app.store.tables import OBSERVATIONS

_CONTENT = ("value", "bound", "lower", "upper", "status")


def is_before(new: Any, old: Any, *, newest: Any = None) -> ColumnElement[bool]:
    """Whether `old` is the version that was in force before `new`.

    Args:
        new: Row of the later version.
        old: Row of the candidate.
        newest: Number of the last release that exists; `None` for all there are.
    """
    between = OBSERVATIONS.alias()
    tie = and_(between.c.published_at == new.c.published_at, between.c.release < new.c.release)
    earlier = [or_(between.c.published_at < new.c.published_at, tie)]
    if newest is not None:
        earlier.append(between.c.release <= newest)
    before = (
        select(between.c.release)
        .where(*_same_figure(new, between), *earlier)
        .order_by(between.c.published_at.desc(), between.c.release.desc())
        .limit(1)
        .correlate(new)
        .scalar_subquery()
    )
    return and_(*_same_figure(new, old), old.c.release == before)


def kind_column(new: Any, old: Any) -> ColumnElement[str]:
    """Say what became of a figure; `old` is outer-joined, its columns null where there is none."""
    same = [new.c[name].is_not_distinct_from(old.c[name]) for name in _CONTENT]
    return case(
        (new.c.status == WITHDRAWN, literal("withdrawn")),
        (or_(old.c.status.is_(None), old.c.status == WITHDRAWN), literal("added")),
        (and_(*same), literal("unchanged")),
        else_=literal("revised"),
    )


def _same_figure(row: Any, other: Any) -> list[ColumnElement[bool]]:
    keys = ("series_id", "period_start", "period_end")
    return [other.c[key] == row.c[key] for key in keys]
