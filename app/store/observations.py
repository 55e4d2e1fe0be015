"""Reading facts: the one question in, the one answer out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import select

from app.domain.cube import Cube, Observation, Release
from app.domain.errors import InvalidQueryError
from app.domain.query import RELEASE, WHENEVER, DataQuery
from app.domain.series import Series, parse_key
from app.domain.structure import Structure
from app.domain.text import plain
from app.store.engine import Reader
from app.store.order import position_of, position_parameters
from app.store.statements import Purpose, Shape, compiled, filter_parameter
from app.store.tables import SERIES
from app.store.types import instant_text

_FIRST_INSTANT = datetime(1, 1, 1, tzinfo=UTC)
_LAST_INSTANT = datetime(9999, 12, 31, tzinfo=UTC)
_END_OF_TIME = {"sqlite": "9999-12-31T00:00:00Z", "postgresql": _LAST_INSTANT}


@dataclass(frozen=True, slots=True)
class Known:
    """What a store holds as of one data version, apart from the figures."""

    structure: Structure
    releases: Mapping[int, Release]
    pin: int


class SeriesCoverage(NamedTuple):
    """How much of a series answers: number of figures, first and last day as ISO texts."""

    series: Series
    figures: int
    start: str
    end: str


class PeriodCoverage(NamedTuple):
    """How many figures a period has; `start` and `end` are its days as ISO texts."""

    period: str
    frequency: str
    figures: int
    start: str
    end: str


def read_page(
    reader: Reader, known: Known, query: DataQuery, size: int, *, provenance: bool = False
) -> Cube:
    """Read at most `size` observations, in order, and where the next page starts.

    Raises:
        InvalidQueryError: The position to continue from belongs to another question.
    """
    wanted = size if query.limit is None else min(size, query.limit)
    shape = shape_of(reader.dialect, query, "rows", provenance=provenance)
    parameters = parameters_of(query, known, reader.dialect)
    statement = compiled(shape)
    rows = reader.fetch(
        statement.text, {**statement.constants, **parameters, "page_size": wanted + 1}
    )
    observations = tuple(Observation(*row) for row in islice(rows, wanted))
    more = len(rows) > wanted
    last = observations[-1] if observations else None
    following = None
    if more and last is not None:
        following = position_of(last, query.sort, known.releases[last.release])
    return Cube(known.structure, observations, known.releases, following)


def read_pages(
    reader: Reader, known: Known, query: DataQuery, size: int, *, provenance: bool = False
) -> Iterator[Cube]:
    """Read page after page until the question is answered in full."""
    left = query.limit
    while True:
        cube = read_page(reader, known, query, size, provenance=provenance)
        yield cube
        if left is not None:
            left -= len(cube.observations)
        if cube.next is None or left == 0:
            return
        query = replace(query, after=cube.next, limit=left)


def count(reader: Reader, known: Known, query: DataQuery) -> int:
    """Count the observations that answer, whatever the limit and the position of the page."""
    number: int = _summary(reader, known, query, "count")[0][0]
    return number


def find_series(reader: Reader, number: int) -> Series | None:
    """Return the series with a number, if there is one."""
    statement = select(SERIES.c.key).where(SERIES.c.series_id == number)
    key = reader.connection.execute(statement).scalar_one_or_none()
    return None if key is None else parse_key(key)


def series_coverage(reader: Reader, known: Known, query: DataQuery) -> list[SeriesCoverage]:
    """Return the series that answer, by key, with how much of each."""
    return [
        SeriesCoverage(parse_key(key), number, start, end)
        for key, number, start, end in _summary(reader, known, query, "series")
    ]


def period_coverage(reader: Reader, known: Known, query: DataQuery) -> list[PeriodCoverage]:
    """Return the periods that answer, in order of time, with how many observations each has."""
    return [PeriodCoverage(*row) for row in _summary(reader, known, query, "periods")]


def _summary(reader: Reader, known: Known, query: DataQuery, purpose: Purpose) -> Sequence[Any]:
    whole = replace(query, limit=None, after=None, sort=())
    statement = compiled(shape_of(reader.dialect, whole, purpose, provenance=False))
    parameters = parameters_of(whole, known, reader.dialect)
    return reader.fetch(statement.text, {**statement.constants, **parameters})


def shape_of(dialect: str, query: DataQuery, purpose: Purpose, *, provenance: bool) -> Shape:
    """Return what decides the text of the statement of a question."""
    after = tuple(value is not None for value in query.after.values) if query.after else None
    return Shape(
        dialect=dialect,
        filters=tuple((name, _padded(len(codes))) for name, codes in query.filters),
        ranges=_padded(len(query.time.ranges)),
        last=query.time.last is not None,
        values=tuple(value.comparison for value in query.values),
        certainty=query.certainty,
        vintage=query.vintage,
        published=query.published != WHENEVER,
        sort=query.sort,
        after=after,
        provenance=provenance,
        purpose=purpose,
    )


def _padded(count: int) -> int:
    return 1 << (count - 1).bit_length() if count else 0


def parameters_of(query: DataQuery, known: Known, dialect: str) -> dict[str, object]:
    """Return the values of the parameters of a question, as the columns hold them."""
    pin = known.pin
    found: dict[str, object] = {
        "as_of": query.as_of or _END_OF_TIME[dialect],
        "pin": pin if query.pin is None else min(pin, query.pin),
    }
    for name, codes in query.filters:
        held = _numbers(codes, known) if name == RELEASE else codes
        for i in range(_padded(len(held))):
            found[filter_parameter(name, i)] = held[min(i, len(held) - 1)]
    if query.published != WHENEVER:
        found["since"] = query.published.since or _FIRST_INSTANT
        found["until"] = query.published.until or _LAST_INSTANT
    ranges = query.time.ranges
    for i in range(_padded(len(ranges))):
        each = ranges[min(i, len(ranges) - 1)]
        found[f"start_{i}"] = each.start or date.min
        found[f"end_{i}"] = each.end or date.max
    for value in query.values:
        found[f"value_{value.comparison}"] = value.limit
    if query.time.last is not None:
        found["last"] = query.time.last
    if query.after is not None:
        found |= _continuation(query)
    if dialect == "sqlite":
        return _as_texts(found)
    return found


def _as_texts(found: dict[str, object]) -> dict[str, object]:
    """Write values as the columns of SQLite hold them; most are texts as they are."""
    for name, value in found.items():
        if type(value) is not str:
            found[name] = as_text(value)
    return found


def _numbers(releases: Sequence[str], known: Known) -> list[int]:
    """Return the numbers of releases; one that does not exist has no figure."""
    by_id = {release.id: number for number, release in known.releases.items()}
    return [by_id.get(name, 0) for name in releases]


def _continuation(query: DataQuery) -> dict[str, object]:
    if query.after is None:
        return {}
    try:
        return position_parameters(query.after, query.sort)
    except (ValueError, ArithmeticError) as error:
        message = "the cursor does not belong to this order"
        raise InvalidQueryError(message) from error


def as_text(value: object) -> object:
    """Write a value as the columns of SQLite hold it."""
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return plain(value) if isinstance(value, Decimal) else value
