"""Cursors: opaque, pinned to a data version, and valid for the one question that made them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, replace

import msgspec

from app.domain.errors import Fault, InvalidQueryError
from app.domain.query import DataQuery, Position


class _Content(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    pin: int
    question: str
    values: list[str | int | None]


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in an answer.

    Attributes:
        pin: Number of the data version in which the answer was begun.
    """

    pin: int
    position: Position


def write_cursor(query: DataQuery, cursor: Cursor) -> str:
    """Write a cursor for the page of `query` that starts at a position."""
    content = _Content(cursor.pin, _fingerprint(query), list(cursor.position.values))
    return base64.urlsafe_b64encode(msgspec.json.encode(content)).decode().rstrip("=")


def continued(query: DataQuery, text: str) -> DataQuery:
    """Return the question continued at a cursor.

    Raises:
        InvalidQueryError: The text is no cursor, or one of another question.
    """
    try:
        padded = text + "=" * (-len(text) % 4)
        raw = base64.b64decode(padded, altchars=b"-_", validate=True)
        content = msgspec.json.decode(raw, type=_Content)
    except (ValueError, msgspec.MsgspecError) as error:
        raise _invalid("is damaged; take meta.next as it is", text) from error
    if not hmac.compare_digest(content.question, _fingerprint(query)):
        raise _invalid("belongs to another question; only limit may change between pages", text)
    return replace(query, after=Position(tuple(content.values)), pin=content.pin)


def _invalid(detail: str, text: str) -> InvalidQueryError:
    message = f"the cursor {detail}"
    return InvalidQueryError(message, [Fault(message, "cursor", value=text[:64])])


def _fingerprint(query: DataQuery) -> str:
    question = replace(query, limit=None, after=None, pin=None).canonical()
    return hashlib.blake2s(question.encode(), digest_size=8).hexdigest()
