"""Publications: the chain of data versions, the list of releases, and writing a new one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from app.domain.cube import DataVersion, Release
from app.domain.errors import InvalidReleaseError
from app.domain.facts import Draft, Fact, digest_of
from app.domain.structure import Label
from app.store.engine import Reader, Writer
from app.store.lineage import is_before, kind_column
from app.store.tables import (
    CitationRow,
    DataVersionRow,
    ObservationRow,
    ReleaseRow,
    SeriesDimensionRow,
    SeriesRow,
)

_SLICE = 1_000
_VERSION_CHARACTERS = 12


def data_version(reader: Reader | Writer) -> DataVersion | None:
    """Return the current data version; `None` before anything has been recorded."""
    row = DataVersionRow
    columns = select(row.number, row.text, row.recorded_at)
    found = reader.connection.execute(columns.order_by(row.number.desc()).limit(1)).first()
    return None if found is None else DataVersion(*found)


_CURRENT = "SELECT max(number) FROM data_versions"


def current_number(reader: Reader) -> int | None:
    """Return the number of the current data version; asked on every request, so it is cheap."""
    number: int | None = reader.fetch(_CURRENT, ())[0][0]
    return number


def load_releases(reader: Reader | Writer) -> dict[int, Release]:
    """Read every release, by number, in the order of recording."""
    table = ReleaseRow.__table__
    rows = reader.connection.execute(select(table).order_by(table.c.number))
    return {row.number: _release(row) for row in rows}


def append_version(writer: Writer, cause: str, digest: str, now: datetime) -> DataVersion:
    """Chain one more change to the history of the store."""
    before = data_version(writer)
    chain = hashlib.sha256(f"{before.text if before else ''}{digest}".encode()).hexdigest()
    number = before.number + 1 if before else 1
    version = DataVersion(number, chain[:_VERSION_CHARACTERS], now)
    writer.connection.execute(
        insert(DataVersionRow).values(
            number=number, text=version.text, cause=cause, digest=digest, recorded_at=now
        )
    )
    return version


def publish(writer: Writer, draft: Draft, now: datetime) -> tuple[Release, bool]:
    """Write a release whole, and say whether it is new; the same content twice adds nothing.

    Every figure is kept, also one that repeats what was known: only so are answers right when an
    older edition is loaded later.

    Raises:
        InvalidReleaseError: Two different series fall on one number, which has never been seen.
    """
    digest = draft.digest()
    known = next((r for r in load_releases(writer).values() if r.digest == digest), None)
    if known is not None:
        return known, False
    number = append_version(writer, "release", digest, now).number
    day = draft.published_at.astimezone(UTC).date().isoformat()
    release = {
        "number": number,
        "id": f"{day}-{digest[:12]}",
        "source": draft.source,
        "title_en": draft.title.en,
        "title_zh": draft.title.zh,
        "published_at": draft.published_at,
        "recorded_at": now,
        "digest": digest,
        **dict.fromkeys(("added", "revised", "withdrawn", "unchanged"), 0),
    }
    writer.connection.execute(insert(ReleaseRow).values(release))
    for facts in _slices(draft.facts):
        _write_series(writer, facts)
        _write_citations(writer, draft.source, facts)
        rows = [_observation(fact, draft, number) for fact in facts]
        writer.connection.execute(insert(ObservationRow), rows)
    counts = _counts(writer, number)
    writer.connection.execute(
        update(ReleaseRow).where(ReleaseRow.number == number).values(**counts)
    )
    return load_releases(writer)[number], True


def _release(row: Any) -> Release:
    return Release(
        number=row.number,
        id=row.id,
        source=row.source,
        title=Label(row.title_en, row.title_zh),
        published_at=row.published_at,
        recorded_at=row.recorded_at,
        digest=row.digest,
        added=row.added,
        revised=row.revised,
        withdrawn=row.withdrawn,
        unchanged=row.unchanged,
    )


def _slices(facts: Sequence[Fact]) -> Iterator[Sequence[Fact]]:
    for start in range(0, len(facts), _SLICE):
        yield facts[start : start + _SLICE]


def _write_series(writer: Writer, facts: Sequence[Fact]) -> None:
    series = {fact.series.id: fact for fact in facts}
    rows = [_series_row(fact) for fact in series.values()]
    _insert_missing(writer, SeriesRow, rows)
    own = [
        {"series_id": fact.series.id, "dimension": name, "code": code}
        for fact in series.values()
        for name, code in fact.dimensions
    ]
    _insert_missing(writer, SeriesDimensionRow, own)
    stored = select(SeriesRow.series_id, SeriesRow.key).where(SeriesRow.series_id.in_(series))
    for number, key in writer.connection.execute(stored):
        if series[number].series.key != key:
            message = f"series {key} and {series[number].series.key} have one number; rename one"
            raise InvalidReleaseError(message)


def _series_row(fact: Fact) -> dict[str, object]:
    series = fact.series
    return {
        "series_id": series.id,
        "key": series.key,
        "sector": fact.sector,
        "indicator": series.indicator,
        "area": series.area,
        "transformation": series.transformation,
        "unit": series.unit,
        "frequency": series.frequency,
    }


def _write_citations(writer: Writer, source: str, facts: Sequence[Fact]) -> None:
    rows = {
        (fact.series.id, _citation_id(source, fact)): {
            "series_id": fact.series.id,
            "citation_id": _citation_id(source, fact),
            "source": source,
            "locator": fact.locator,
            "statement_en": fact.statement.en,
            "statement_zh": fact.statement.zh,
            "note_en": fact.note.en,
            "note_zh": fact.note.zh,
        }
        for fact in facts
    }
    _insert_missing(writer, CitationRow, list(rows.values()))


def _citation_id(source: str, fact: Fact) -> int:
    texts = (source, fact.locator, fact.statement.en, fact.statement.zh, fact.note.en, fact.note.zh)
    return int(digest_of(texts)[:15], 16)


def _observation(fact: Fact, draft: Draft, number: int) -> dict[str, object]:
    return {
        "series_id": fact.series.id,
        "period_start": fact.period.start,
        "period_end": fact.period.end,
        "published_at": draft.published_at,
        "release": number,
        "period": fact.period.text,
        "period_basis": fact.period_basis,
        "value": fact.value,
        "bound": fact.bound,
        "lower": fact.lower,
        "upper": fact.upper,
        "status": fact.status,
        "role": fact.role,
        "value_published": fact.value_published,
        "unit_published": fact.unit_published,
        "decimals": fact.decimals,
        "citation_id": _citation_id(draft.source, fact),
    }


def _insert_missing(writer: Writer, row: Any, records: Sequence[dict[str, object]]) -> None:
    if not records:
        return
    dialect = sqlite if writer.connection.dialect.name == "sqlite" else postgresql
    writer.connection.execute(dialect.insert(row).on_conflict_do_nothing(), records)


def _counts(writer: Writer, number: int) -> dict[str, int]:
    """Compare each figure of a release with the one in force before it."""
    new, old = ObservationRow, aliased(ObservationRow)
    kinds = (
        select(kind_column(new, old).label("kind"))
        .select_from(new)
        .outerjoin(old, is_before(new, old))
        .where(new.release == number)
        .subquery()
    )
    counted = select(kinds.c.kind, func.count()).group_by(kinds.c.kind)
    counts = dict.fromkeys(("added", "revised", "withdrawn", "unchanged"), 0)
    for kind, count in writer.connection.execute(counted):
        counts[kind] = count
    return counts
