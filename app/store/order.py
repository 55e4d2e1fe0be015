"""Orders and positions: every page continues exactly where the one before ended, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, false, func, or_, tuple_

from app.domain.cube import Observation, Release
from app.domain.query import SERIES_COMPONENTS, Position, SortKey
from app.domain.series import TOTAL, parse_key
from app.store.conditions import dimension_code, numeric
from app.store.tables import OBSERVATIONS, SERIES

# The default order, and the tie-breaker of all others: unique, and served by the keys of the tables.
_DEFAULT = ("key", "start", "end", "published_at", "release")


@dataclass(frozen=True, slots=True)
class OrderColumn:
    """One column of an order."""

    name: str
    expression: ColumnElement[Any]
    descending: bool = False

    @property
    def ordered(self) -> ColumnElement[Any]:
        """The column with its direction."""
        return self.expression.desc() if self.descending else self.expression.asc()


def order_columns(sort: tuple[SortKey, ...], dialect: str) -> list[OrderColumn]:
    """Return the columns of an order: those asked for, then the default ones."""
    return [
        OrderColumn(name, _expression(name, dialect), descending)
        for name, descending in column_names(sort)
    ]


def column_names(sort: tuple[SortKey, ...]) -> list[tuple[str, bool]]:
    """Return names and directions of the columns of an order; missing values come last."""
    names: dict[str, bool] = {}
    for key in sort:
        if key.component == "period":
            names.setdefault("start", key.descending)
            names.setdefault("end", key.descending)
        elif key.component == "value":
            names.setdefault("missing", False)
            names.setdefault("value", key.descending)
        else:
            names.setdefault(key.component, key.descending)
    for name in _DEFAULT:
        names.setdefault(name, False)
    return list(names.items())


def _expression(name: str, dialect: str) -> ColumnElement[Any]:
    row = OBSERVATIONS
    columns: dict[str, ColumnElement[Any]] = {
        "key": SERIES.c.key,
        "start": row.c.period_start,
        "end": row.c.period_end,
        "published_at": row.c.published_at,
        "release": row.c.release,
        "missing": case((row.c.value.is_(None), 1), else_=0),
        "value": numeric(row.c.value, dialect),
    }
    if name in columns:
        return columns[name]
    if name in SERIES_COMPONENTS or name == "sector":
        return SERIES.c[name]
    # A series of another sector has no code in this dimension; it sorts like a total.
    return func.coalesce(dimension_code(name), TOTAL)


def after_position(
    columns: Sequence[OrderColumn], present: tuple[bool, ...]
) -> ColumnElement[bool]:
    """Return the condition for rows behind a position; `present` tells which values it has."""
    if all(present) and not any(column.descending for column in columns):
        limits: list[BindParameter[Any]] = [bindparam(f"after_{i}") for i in range(len(columns))]
        return tuple_(*(column.expression for column in columns)) > tuple_(*limits)
    alternatives: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for i, column in enumerate(columns):
        if not present[i]:
            continue  # the value is missing, which the column before it has said already
        limit: BindParameter[Any] = bindparam(f"after_{i}")
        behind = column.expression < limit if column.descending else column.expression > limit
        alternatives.append(and_(*equal, behind))
        equal.append(column.expression == limit)
    return or_(false(), *alternatives)


def position_of(row: Observation, sort: tuple[SortKey, ...], release: Release) -> Position:
    """Return the position behind an observation, as plain texts and numbers."""
    series = parse_key(row.key)
    values: dict[str, str | int | None] = {
        "key": row.key,
        "start": row.start,
        "end": row.end,
        "published_at": release.published_at.isoformat(),
        "release": row.release,
        "missing": int(row.value is None),
        "value": row.value,
    }
    for name in SERIES_COMPONENTS:
        values[name] = getattr(series, name)
    names = [name for name, _ in column_names(sort)]
    return Position(tuple(values[n] if n in values else series.code(n) for n in names))


def position_parameters(position: Position, sort: tuple[SortKey, ...]) -> dict[str, object]:
    """Return the parameters for `after_position`, as the objects that the columns hold.

    Raises:
        ValueError: The position does not belong to this order.
    """
    names = column_names(sort)
    parameters: dict[str, object] = {}
    for i, ((name, _), value) in enumerate(zip(names, position.values, strict=True)):
        if value is not None:
            parameters[f"after_{i}"] = _typed(name, value)
    return parameters


def _typed(name: str, value: str | int) -> object:
    if name in {"release", "missing"}:
        return int(value)
    if name in {"start", "end"}:
        return date.fromisoformat(str(value))
    if name == "published_at":
        return datetime.fromisoformat(str(value))
    return Decimal(value) if name == "value" else str(value)
