"""Publications: the chain of data versions and the list of releases; see `publication` for writing."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from app.domain.cube import DataVersion, Release
from app.domain.structure import Label
from app.store.engine import Reader, Writer
from app.store.tables import DATA_VERSIONS, RELEASES

VERSION_CHARACTERS = 12


def data_version(reader: Reader | Writer) -> DataVersion | None:
    """Return the current data version; `None` before anything has been recorded."""
    row = DATA_VERSIONS
    columns = select(row.c.number, row.c.text, row.c.recorded_at)
    found = reader.connection.execute(columns.order_by(row.c.number.desc()).limit(1)).first()
    return None if found is None else DataVersion(*found)


_CURRENT = "SELECT max(number) FROM data_versions"


def current_number(reader: Reader) -> int | None:
    """Return the number of the current data version; asked on every request, so it is cheap."""
    number: int | None = reader.fetch(_CURRENT, ())[0][0]
    return number


def is_recorded(reader: Reader, text: str) -> bool:
    """Whether the store was ever at a data version, told by its text."""
    row = DATA_VERSIONS
    found = reader.connection.execute(select(row.c.number).where(row.c.text == text).limit(1))
    return found.first() is not None


def load_releases(reader: Reader | Writer) -> dict[int, Release]:
    """Read every release, by number, in the order of recording."""
    table = RELEASES
    rows = reader.connection.execute(select(table).order_by(table.c.number))
    return {row.number: _release(row) for row in rows}


def append_version(writer: Writer, cause: str, digest: str, now: datetime) -> DataVersion:
    """Chain one more change to the history of the store."""
    before = data_version(writer)
    number = before.number + 1 if before else 1
    version = DataVersion(number, version_chain(before, digest)[:VERSION_CHARACTERS], now)
    writer.connection.execute(
        insert(DATA_VERSIONS).values(
            number=number, text=version.text, cause=cause, digest=digest, recorded_at=now
        )
    )
    return version


def version_chain(before: DataVersion | None, digest: str) -> str:
    """Return the digest of a data version: that of its content, chained to the version before."""
    return hashlib.sha256(f"{before.text if before else ''}{digest}".encode()).hexdigest()


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
