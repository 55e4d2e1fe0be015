"""Answers that are given again: one Idempotency-Key does one thing, however often it is sent.

The answer is kept by the transaction that did the thing, so that neither is ever there alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, insert, select

from app.store.engine import Reader, Writer
from app.store.tables import IDEMPOTENT_ANSWERS

KEPT: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may come again.

    Attributes:
        owner: Prefix of the API key; two owners may use one name.
        name: The Idempotency-Key.
        digest: SHA-256 of all that decides the answer.
    """

    owner: str
    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What such a request was answered.

    Attributes:
        digest: Of the request.
        status: Of the answer.
        location: Address of what was made.
        body: Bytes of the answer.
    """

    digest: str
    status: int
    location: str | None
    body: bytes


def find_answer(reader: Reader | Writer, asked: Asked, now: datetime) -> KeptAnswer | None:
    """Return the answer to an earlier request of this name, unless it is too long ago."""
    row = IDEMPOTENT_ANSWERS
    found = reader.connection.execute(
        select(row.c.digest, row.c.status, row.c.location, row.c.body).where(
            row.c.owner == asked.owner, row.c.name == asked.name, row.c.recorded_at > now - KEPT
        )
    ).first()
    return None if found is None else KeptAnswer(*found)


def keep_answer(writer: Writer, asked: Asked, answer: KeptAnswer, now: datetime) -> None:
    """Keep an answer, and forget those that nobody may ask for again."""
    row = IDEMPOTENT_ANSWERS
    writer.connection.execute(delete(row).where(row.c.recorded_at <= now - KEPT))
    writer.connection.execute(
        insert(row).values(
            owner=asked.owner,
            name=asked.name,
            digest=answer.digest,
            status=answer.status,
            location=answer.location,
            body=answer.body,
            recorded_at=now,
        )
    )
