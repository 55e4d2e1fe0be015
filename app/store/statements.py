"""The data question as SQL: one portable statement for each shape of question, compiled once.

"The current row of a figure" is the row that no later one supersedes, later meaning published later
and, on the same instant, recorded later. The key of `observations` keeps the vintages of a figure
side by side, so asking whether a later one exists costs one step.

Lists are padded to a power of two by repetition, so that few compiled texts serve all questions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    UnaryExpression,
    and_,
    bindparam,
    cast,
    func,
    null,
    or_,
    select,
)
from sqlalchemy.sql.operators import custom_op

from app.domain.query import (
    RELEASE,
    SERIES_COMPONENTS,
    WITHDRAWN,
    Certainty,
    Comparison,
    SortKey,
    Vintage,
)
from app.store.conditions import consistent, satisfies
from app.store.dialects import compiler_dialect
from app.store.order import after_position, order_columns
from app.store.tables import CITATIONS, OBSERVATIONS, SERIES, SERIES_DIMENSIONS

Purpose = Literal["rows", "count", "series", "periods"]
_SERIES_COLUMNS = {name: SERIES.c[name] for name in (*SERIES_COMPONENTS, "sector")}
_OBSERVATION_COLUMNS = {
    "status": OBSERVATIONS.c.status,
    "bound": OBSERVATIONS.c.bound,
    "role": OBSERVATIONS.c.role,
    RELEASE: OBSERVATIONS.c.release,
}


@dataclass(frozen=True, slots=True)
class Shape:
    """All of a question but its literal values: what decides the text of the statement.

    Attributes:
        filters: Component and number of codes, padded.
        ranges: Number of time ranges, padded.
        published: Whether rows of some time of publication only are wanted.
        after: For a continued page, which values of the position are present.
        provenance: Whether statements and notes are read as well.
        purpose: The rows of a page, how many there are in all, or how many by series or by period.
    """

    dialect: str
    filters: tuple[tuple[str, int], ...]
    ranges: int
    last: bool
    values: tuple[Comparison, ...]
    certainty: Certainty
    vintage: Vintage
    published: bool
    sort: tuple[SortKey, ...]
    after: tuple[bool, ...] | None
    provenance: bool
    purpose: Purpose


class Compiled(NamedTuple):
    """A statement in the driver's own style, and the values of its constants."""

    text: str
    constants: Mapping[str, object]


@lru_cache(maxsize=512)
def compiled(shape: Shape) -> Compiled:
    """Compile the statement of a shape."""
    return compile_for(shape.dialect, _PURPOSES[shape.purpose](shape))


def compile_for(dialect: str, statement: Select[Any]) -> Compiled:
    """Write a statement out as the driver of a database takes it."""
    result = statement.compile(dialect=compiler_dialect(dialect))
    constants = {name: value for name, value in result.params.items() if value is not None}
    return Compiled(str(result), constants)


def whole_rows(shape: Shape, *more: ColumnElement[Any]) -> Select[Any]:
    """Select the rows that answer, each with all that an observation has, and more beside it."""
    row = OBSERVATIONS
    columns: list[Any] = [
        SERIES.c.key,
        row.c.series_id,
        row.c.period,
        cast(row.c.period_start, Text),
        cast(row.c.period_end, Text),
        row.c.period_basis,
        cast(row.c.value, Text),
        row.c.bound,
        cast(row.c.lower, Text),
        cast(row.c.upper, Text),
        row.c.status,
        row.c.role,
        row.c.value_published,
        row.c.unit_published,
        row.c.decimals,
        row.c.release,
        CITATIONS.c.locator,
        _superseded_by() if shape.vintage != "latest" else null(),
    ]
    if shape.provenance:
        columns += [
            CITATIONS.c.statement_en,
            CITATIONS.c.statement_zh,
            CITATIONS.c.note_en,
            CITATIONS.c.note_zh,
        ]
    cited = and_(
        CITATIONS.c.series_id == row.c.series_id, CITATIONS.c.citation_id == row.c.citation_id
    )
    return (
        select(*columns, *more)
        .select_from(SERIES)
        .join(row, _of_series(shape))
        .join(CITATIONS, cited)
        .where(*_conditions(shape))
    )


def _rows(shape: Shape) -> Select[Any]:
    statement = whole_rows(shape)
    order = order_columns(shape.sort, shape.dialect)
    if shape.after is not None:
        statement = statement.where(after_position(order, shape.after))
        if not shape.sort:
            # Follows from the position, and leads straight to the series where the page begins.
            statement = statement.where(SERIES.c.key >= bindparam("after_0"))
    return statement.order_by(*(column.ordered for column in order)).limit(bindparam("page_size"))


def _count(shape: Shape) -> Select[Any]:
    return joined(shape, func.count())


def _by_series(shape: Shape) -> Select[Any]:
    row = OBSERVATIONS
    first, last = cast(func.min(row.c.period_start), Text), cast(func.max(row.c.period_end), Text)
    statement = joined(shape, SERIES.c.key, func.count(), first, last)
    return statement.group_by(SERIES.c.key).order_by(SERIES.c.key)


def _by_period(shape: Shape) -> Select[Any]:
    row = OBSERVATIONS
    days = (row.c.period_start, row.c.period_end)
    name = func.min(row.c.period)
    texts = [cast(day, Text) for day in days]
    statement = joined(shape, name, SERIES.c.frequency, func.count(), *texts)
    return statement.group_by(SERIES.c.frequency, *days).order_by(*days, SERIES.c.frequency)


def joined(shape: Shape, *columns: ColumnElement[Any]) -> Select[Any]:
    """Select columns of the rows that answer, or what sums them up."""
    return (
        select(*columns)
        .select_from(SERIES)
        .join(OBSERVATIONS, _of_series(shape))
        .where(*_conditions(shape))
    )


def _of_series(shape: Shape) -> ColumnElement[bool]:
    """How figures are found: series by series, in the order of the answer, unless by release.

    SQLite would rather start at the figures and sort a million of them for one page. An expression in
    place of the number of the series takes this way from it.
    """
    number: ColumnElement[Any] = SERIES.c.series_id
    if shape.dialect == "sqlite" and RELEASE not in dict(shape.filters):
        number = UnaryExpression(number, operator=custom_op("+"))
    return OBSERVATIONS.c.series_id == number


_PURPOSES: dict[Purpose, Callable[[Shape], Select[Any]]] = {
    "rows": _rows,
    "count": _count,
    "series": _by_series,
    "periods": _by_period,
}


def _conditions(shape: Shape) -> list[ColumnElement[bool]]:
    wanted = _series_conditions(shape) + _time_conditions(shape)
    for name, column in _OBSERVATION_COLUMNS.items():
        if count := dict(shape.filters).get(name):
            wanted.append(column.in_(_parameters(name, count)))
    for comparison in shape.values:
        wanted.append(satisfies(comparison, shape.certainty, shape.dialect))
    wanted += consistent(shape.values, shape.dialect)
    wanted += _visible(OBSERVATIONS)
    if shape.published:
        wanted.append(OBSERVATIONS.c.published_at >= bindparam("since"))
        wanted.append(OBSERVATIONS.c.published_at <= bindparam("until"))
    if shape.vintage != "all":
        wanted.append(_unrivalled(OBSERVATIONS, newest=shape.vintage == "latest"))
    if shape.vintage == "latest" and "status" not in dict(shape.filters):
        wanted.append(OBSERVATIONS.c.status != WITHDRAWN)
    return wanted


def _series_conditions(shape: Shape) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for name, count in shape.filters:
        if name in _OBSERVATION_COLUMNS:
            continue
        parameters = _parameters(name, count)
        if name in _SERIES_COLUMNS:
            found.append(_SERIES_COLUMNS[name].in_(parameters))
        else:
            own = SERIES_DIMENSIONS
            found.append(
                select(own.c.series_id)
                .where(own.c.series_id == SERIES.c.series_id, own.c.dimension == name)
                .where(own.c.code.in_(parameters))
                .exists()
            )
    return found


def _time_conditions(shape: Shape) -> list[ColumnElement[bool]]:
    row = OBSERVATIONS
    if shape.last:
        return [_within_last()]
    if not shape.ranges:
        return []
    inside = [
        and_(
            row.c.period_start >= bindparam(f"start_{i}"), row.c.period_end <= bindparam(f"end_{i}")
        )
        for i in range(shape.ranges)
    ]
    return [or_(*inside)]


def _within_last() -> ColumnElement[bool]:
    """Whether the period is among the last few for which the series has a current figure."""
    row, other = OBSERVATIONS, OBSERVATIONS.alias()
    later = (
        select(other.c.series_id, other.c.period_start, other.c.period_end)
        .where(other.c.series_id == row.c.series_id)
        .where(
            or_(
                other.c.period_end > row.c.period_end,
                and_(
                    other.c.period_end == row.c.period_end,
                    other.c.period_start > row.c.period_start,
                ),
            )
        )
        .where(*_visible(other), _unrivalled(other, newest=True), other.c.status != WITHDRAWN)
        .correlate(row)
        .limit(bindparam("last"))
        .subquery()
    )
    return select(func.count()).select_from(later).scalar_subquery() < bindparam("last")


def _visible(row: Any) -> list[ColumnElement[bool]]:
    return [row.c.published_at <= bindparam("as_of"), row.c.release <= bindparam("pin")]


def _same_figure(row: Any, other: Any) -> list[ColumnElement[bool]]:
    return [
        other.c.series_id == row.c.series_id,
        other.c.period_start == row.c.period_start,
        other.c.period_end == row.c.period_end,
    ]


def _later(row: Any, other: Any) -> ColumnElement[bool]:
    """Whether `other` supersedes `row`."""
    tie = and_(other.c.published_at == row.c.published_at, other.c.release > row.c.release)
    return or_(other.c.published_at > row.c.published_at, tie)


def _unrivalled(row: Any, *, newest: bool) -> ColumnElement[bool]:
    other = OBSERVATIONS.alias()
    beaten = _later(row, other) if newest else _later(other, row)
    rivals = select(other.c.series_id).where(*_same_figure(row, other), *_visible(other), beaten)
    return ~rivals.correlate(row).exists()


def _superseded_by() -> ColumnElement[Any]:
    row, other = OBSERVATIONS, OBSERVATIONS.alias()
    return (
        select(other.c.release)
        .where(*_same_figure(row, other), *_visible(other), _later(row, other))
        .order_by(other.c.published_at, other.c.release)
        .limit(1)
        .correlate(row)
        .scalar_subquery()
    )


def _parameters(name: str, count: int) -> list[Any]:
    return [bindparam(filter_parameter(name, i)) for i in range(count)]


def filter_parameter(component: str, place: int) -> str:
    """Name the parameter of an accepted code; SQLAlchemy calls its own `status_1`, hence the prefix."""
    return f"filter_{component}_{place}"
