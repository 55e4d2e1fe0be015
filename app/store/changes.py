"""What releases changed, newest first: read release by release, so that a page costs a page.

Only the releases that can answer are looked at, a bounded number of figures with each statement, by
the index on `release`. A release that holds very much is read alone, in the order of that index.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Text, bindparam, cast, func, or_, tuple_

from app.domain.change import Change, State
from app.domain.cube import Observation, Release
from app.domain.errors import Fault, RefusedError
from app.domain.query import RELEASE, WHENEVER, DataQuery, Position, filters
from app.domain.series import series_id
from app.store.engine import Reader
from app.store.lineage import is_before, kind_column
from app.store.observations import Known, as_text, parameters_of, shape_of
from app.store.order import position_of, position_parameters
from app.store.statements import Compiled, Shape, compile_for, joined, whole_rows
from app.store.tables import OBSERVATIONS

MAXIMUM_FIGURES = 20_000
MAXIMUM_RELEASES = 512
_STATE = ("value", "bound", "lower", "upper", "status", "release")
_AMOUNTS = ("value", "lower", "upper")


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of changes, and behind which of them the next one starts."""

    changes: tuple[Change, ...]
    next: Position | None


def read_changes(
    reader: Reader, known: Known, query: DataQuery, size: int, *, provenance: bool = False
) -> Changes:
    """Read at most `size` changes, newest first, then by the order of the numbers of series.

    Args:
        reader: Where to read.
        known: What the store holds.
        query: Which rows; its vintage is `all`, so that every release has its say.
        size: Most changes wanted.
        provenance: Whether statements and notes are read as well.

    Raises:
        RefusedError: The position to continue from belongs to another question.
    """
    found: list[Change] = []
    for batch in _batches(_behind(_candidates(known, query), query.after)):
        found += _read(
            reader, known, _of(query, batch), size + 1 - len(found), provenance=provenance
        )
        if len(found) > size:
            last = found[size - 1].observation
            position = position_of(last, (), known.releases[last.release])
            return Changes(tuple(found[:size]), position)
    return Changes(tuple(found), None)


def count_changes(reader: Reader, known: Known, query: DataQuery) -> int:
    """Count all changes, wherever the page starts.

    Where every figure of a release is wanted, its own counts tell, so nothing is read.
    """
    candidates = _candidates(known, query)
    total = 0
    if _is_unfiltered(query):
        counted = _counts_that_hold(known, query)
        total = sum(_changed(each) for each in candidates if each.number in counted)
        candidates = [each for each in candidates if each.number not in counted]
    for start in range(0, len(candidates), MAXIMUM_RELEASES):
        asked = _of(replace(query, after=None), candidates[start : start + MAXIMUM_RELEASES])
        shape = shape_of(reader.dialect, asked, "count", provenance=False)
        statement = _counting(shape)
        parameters = parameters_of(asked, known, reader.dialect)
        rows = reader.fetch(statement.text, {**statement.constants, **parameters})
        total += rows[0][0]
    return total


def _candidates(known: Known, query: DataQuery) -> list[Release]:
    """Return the releases that may answer, newest first."""
    wanted = query.codes(RELEASE)
    pin = known.pin if query.pin is None else min(known.pin, query.pin)
    ends = [end for end in (query.as_of, query.published.until) if end is not None]
    since = query.published.since
    counted = _counts_that_hold(known, query)
    found = [
        release
        for number, release in known.releases.items()
        if number <= pin
        and (wanted is None or release.id in wanted)
        and (since is None or since <= release.published_at)
        and all(release.published_at <= end for end in ends)
        and not (number in counted and _changed(release) == 0)
    ]
    return sorted(found, key=lambda each: (each.published_at, each.number), reverse=True)


def _counts_that_hold(known: Known, query: DataQuery) -> frozenset[int]:
    """Return the releases whose counts are as when they were made.

    They are unless an older edition has been recorded since: then it, and not what was known at the
    time, may be the version before.
    """
    pin = known.pin if query.pin is None else min(known.pin, query.pin)
    found = []
    oldest = None
    for number in sorted((n for n in known.releases if n <= pin), reverse=True):
        published = known.releases[number].published_at
        if oldest is None or published <= oldest:
            found.append(number)
            oldest = published
    return frozenset(found)


def _changed(release: Release) -> int:
    return release.added + release.revised + release.withdrawn


def _is_unfiltered(query: DataQuery) -> bool:
    bare = replace(query, published=WHENEVER, as_of=None)
    return set(bare.conditions()) <= {RELEASE}


def _behind(releases: Sequence[Release], after: Position | None) -> Sequence[Release]:
    """Leave out what lies before the release in which the page before ended."""
    if after is None:
        return releases
    places = [place for place, each in enumerate(releases) if each.number == after.values[-1]]
    if not places:
        message = "the cursor does not belong to this list"
        raise RefusedError(message, [Fault(message, "cursor")])
    return releases[places[0] :]


def _batches(releases: Sequence[Release]) -> Iterator[list[Release]]:
    batch: list[Release] = []
    figures = 0
    for release in releases:
        held = _changed(release) + release.unchanged
        if batch and (figures + held > MAXIMUM_FIGURES or len(batch) == MAXIMUM_RELEASES):
            yield batch
            batch, figures = [], 0
        batch.append(release)
        figures += held
    if batch:
        yield batch


def _of(query: DataQuery, releases: Sequence[Release]) -> DataQuery:
    kept = dict(query.filters)
    return replace(
        query, filters=filters({**kept, RELEASE: [each.id for each in releases]}), limit=None
    )


def _read(
    reader: Reader, known: Known, query: DataQuery, size: int, *, provenance: bool
) -> list[Change]:
    whole = replace(query, after=None)
    shape = shape_of(reader.dialect, whole, "rows", provenance=provenance)
    starts_within = query.after is not None and _holds(query, query.after, known)
    statement = _listing(replace(shape, after=(True,) if starts_within else None))
    parameters = {**parameters_of(whole, known, reader.dialect), "page_size": size}
    if starts_within and query.after is not None:
        parameters |= _after(query.after, reader.dialect)
    rows = reader.fetch(statement.text, {**statement.constants, **parameters})
    return [_change(row) for row in rows]


def _holds(query: DataQuery, after: Position, known: Known) -> bool:
    number = after.values[-1]
    return isinstance(number, int) and known.releases[number].id in (query.codes(RELEASE) or ())


def _change(row: Sequence[Any]) -> Change:
    """Take a row apart: the observation, then the state before, which is null as a whole or not."""
    *fields, kind = row[: -len(_STATE)]
    state = row[-len(_STATE) :]
    before = None if state[-1] is None else State(*state)
    return Change(kind, Observation(*fields), before)


@lru_cache(maxsize=512)
def _listing(shape: Shape) -> Compiled:
    row, old = OBSERVATIONS, OBSERVATIONS.alias()
    kind = kind_column(row, old)
    columns = [old.c[name] for name in _STATE]
    state = [cast(c, Text) if n in _AMOUNTS else c for n, c in zip(_STATE, columns, strict=True)]
    statement: Select[Any] = _compared(whole_rows(shape, kind, *state), old)
    place = (row.c.series_id, row.c.period_start, row.c.period_end)
    if shape.after is not None:
        limits = tuple_(*(bindparam(f"after_{name}") for name in ("series", "start", "end")))
        statement = statement.where(
            or_(row.c.release != bindparam("after_release"), tuple_(*place) > limits)
        )
    # Of a single release the index hands the rows over in order; more have to be sorted.
    newest = (
        ()
        if dict(shape.filters)[RELEASE] == 1
        else (row.c.published_at.desc(), row.c.release.desc())
    )
    statement = statement.order_by(*newest, *place).limit(bindparam("page_size"))
    return compile_for(shape.dialect, statement)


@lru_cache(maxsize=512)
def _counting(shape: Shape) -> Compiled:
    old = OBSERVATIONS.alias()
    return compile_for(shape.dialect, _compared(joined(shape, func.count()), old))


def _compared(statement: Select[Any], old: Any) -> Select[Any]:
    before = is_before(OBSERVATIONS, old, newest=bindparam("pin"))
    return statement.outerjoin(old, before).where(kind_column(OBSERVATIONS, old) != "unchanged")


def _after(after: Position, dialect: str) -> dict[str, object]:
    """Return where the page before ended; the order goes by the number of the series, not its key."""
    key, start, end, _, release = position_parameters(after, ()).values()
    limits: Mapping[str, object] = {
        "after_release": release,
        "after_series": series_id(str(key)),
        "after_start": start,
        "after_end": end,
    }
    return {name: as_text(v) if dialect == "sqlite" else v for name, v in limits.items()}
