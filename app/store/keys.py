"""Keys for those who publish. They are made, looked up and revoked; the row of a key is never removed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from app.domain.keys import ApiKey, Scope, digest_of_token, new_token, prefix_of
from app.store.engine import Reader, Writer
from app.store.tables import API_KEYS


def create_key(
    writer: Writer,
    scopes: Sequence[Scope],
    name: str,
    now: datetime,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """Make a key; return it with its token, which cannot be had again."""
    token = new_token()
    prefix = prefix_of(token)
    assert prefix is not None  # noqa: S101 - for mypy: a new token is one
    key = ApiKey(prefix, name, digest_of_token(token), tuple(scopes), now, expires_at)
    writer.connection.execute(
        insert(API_KEYS).values(
            prefix=key.prefix,
            name=key.name,
            digest=key.digest,
            scopes=list(key.scopes),
            created_at=key.created_at,
            expires_at=key.expires_at,
        )
    )
    return key, token


def find_key(reader: Reader | Writer, prefix: str) -> ApiKey | None:
    """Return the key of a prefix."""
    table = API_KEYS
    row = reader.connection.execute(select(table).where(table.c.prefix == prefix)).first()
    return None if row is None else _key(row)


def list_keys(reader: Reader) -> tuple[ApiKey, ...]:
    """Return every key, in the order of making, revoked ones too."""
    table = API_KEYS
    rows = reader.connection.execute(select(table).order_by(table.c.created_at, table.c.prefix))
    return tuple(map(_key, rows))


def revoke_key(writer: Writer, prefix: str, now: datetime) -> ApiKey | None:
    """Take a key back for ever; return it, or `None` if there is none. A second time changes nothing."""
    row = API_KEYS
    live = update(row).where(row.c.prefix == prefix, row.c.revoked_at.is_(None))
    writer.connection.execute(live.values(revoked_at=now))
    return find_key(writer, prefix)


def _key(row: Any) -> ApiKey:
    return ApiKey(
        prefix=row.prefix,
        name=row.name,
        digest=row.digest,
        scopes=tuple(row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
