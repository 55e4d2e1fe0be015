"""What a bounded figure may claim: comparisons that respect "more than 83" and "up to 20"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, or_, select

from app.domain.query import Certainty, Comparison
from app.store.tables import OBSERVATIONS, SERIES, SERIES_DIMENSIONS
from app.store.types import DECIMAL_COLLATION

# For each claim: the bounds under which it holds, and by which column and comparison. A bound that
# is missing from a row never satisfies the claim; `...` means that it always does, being open on
# that side. A figure printed as "about" is never certain; it is possible where the printed digits
# would do.
_Test = tuple[str, str] | None
_RULES: dict[tuple[Certainty, Comparison], dict[str, _Test]] = {
    ("certain", "gt"): {
        "exact": ("value", "gt"),
        "gt": ("value", "ge"),
        "ge": ("value", "gt"),
        "range": ("lower", "gt"),
    },
    ("certain", "ge"): {
        "exact": ("value", "ge"),
        "gt": ("value", "ge"),
        "ge": ("value", "ge"),
        "range": ("lower", "ge"),
    },
    ("certain", "lt"): {
        "exact": ("value", "lt"),
        "lt": ("value", "le"),
        "le": ("value", "lt"),
        "range": ("upper", "lt"),
    },
    ("certain", "le"): {
        "exact": ("value", "le"),
        "lt": ("value", "le"),
        "le": ("value", "le"),
        "range": ("upper", "le"),
    },
    ("possible", "gt"): {
        "exact": ("value", "gt"),
        "gt": None,
        "ge": None,
        "lt": ("value", "gt"),
        "le": ("value", "gt"),
        "range": ("upper", "gt"),
        "approx": ("value", "ge"),
    },
    ("possible", "ge"): {
        "exact": ("value", "ge"),
        "gt": None,
        "ge": None,
        "lt": ("value", "gt"),
        "le": ("value", "ge"),
        "range": ("upper", "ge"),
        "approx": ("value", "ge"),
    },
    ("possible", "lt"): {
        "exact": ("value", "lt"),
        "lt": None,
        "le": None,
        "gt": ("value", "lt"),
        "ge": ("value", "lt"),
        "range": ("lower", "lt"),
        "approx": ("value", "le"),
    },
    ("possible", "le"): {
        "exact": ("value", "le"),
        "lt": None,
        "le": None,
        "gt": ("value", "lt"),
        "ge": ("value", "le"),
        "range": ("lower", "le"),
        "approx": ("value", "le"),
    },
}


def satisfies(comparison: Comparison, certainty: Certainty, dialect: str) -> ColumnElement[bool]:
    """Return the condition under which a figure satisfies a comparison; `NULL` never does."""
    limit: BindParameter[Any] = bindparam(f"value_{comparison}")
    alternatives: list[ColumnElement[bool]] = []
    for bound, test in _RULES[certainty, comparison].items():
        stated = OBSERVATIONS.c.bound == bound
        if test is None:
            alternatives.append(and_(stated, OBSERVATIONS.c.value.is_not(None)))
            continue
        column = numeric(OBSERVATIONS.c[test[0]], dialect)
        alternatives.append(and_(stated, _compare(column, test[1], limit)))
    return or_(*alternatives)


def consistent(comparisons: Sequence[Comparison], dialect: str) -> list[ColumnElement[bool]]:
    """Return the conditions under which some number satisfies all comparisons at once.

    A bounded figure may possibly satisfy each of two that contradict each other, never both.
    """
    pairs = [
        (low, high)
        for low in ("gt", "ge")
        for high in ("lt", "le")
        if {low, high} <= {*comparisons}
    ]
    conditions = []
    for low, high in pairs:
        lowest: BindParameter[Any] = bindparam(f"value_{low}")
        highest: BindParameter[Any] = bindparam(f"value_{high}")
        apart = "le" if (low, high) == ("ge", "le") else "lt"
        conditions.append(_compare(numeric(lowest, dialect), apart, highest))
    return conditions


def numeric(column: ColumnElement[Any], dialect: str) -> ColumnElement[Any]:
    """Return a figure so that comparing and ordering go by number on either database."""
    if dialect == "sqlite":
        return column.collate(DECIMAL_COLLATION)
    return column


def _compare(column: ColumnElement[Any], comparison: str, limit: Any) -> ColumnElement[bool]:
    operations: dict[str, ColumnElement[bool]] = {
        "gt": column > limit,
        "ge": column >= limit,
        "lt": column < limit,
        "le": column <= limit,
    }
    return operations[comparison]


def dimension_code(name: str) -> ColumnElement[Any]:
    """Return the code of the series in one of the sectors' own dimensions, as a column."""
    own = SERIES_DIMENSIONS
    return (
        select(own.c.code)
        .where(own.c.series_id == SERIES.c.series_id, own.c.dimension == name)
        .correlate(SERIES)
        .scalar_subquery()
    )
