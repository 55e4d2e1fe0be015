"""Cursors: opaque, pinned to a data version, and valid for the one question that made them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec

from app.domain.errors import Fault, InvalidQueryError, RefusedError
from app.domain.query import DataQuery, Position
from app.store.order import column_names
from app.web.limits import MAX_URL

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_day = re.compile(_DAY).fullmatch
_instant = re.compile(rf"{_DAY}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}\+00:00").fullmatch
_number = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?").fullmatch
_key = re.compile(r"[A-Za-z0-9_.=-]{1,512}").fullmatch
_LARGEST_RELEASE = 2**31 - 1


MAXIMUM_CURSOR = 2_048


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
        raise _invalid("is damaged; take the next address as it is", text) from error
    # As bytes: the comparison takes no text beyond ASCII, and the text comes from anyone.
    if not hmac.compare_digest(content.question.encode(), _fingerprint(query).encode()):
        raise _invalid("belongs to another question; only limit may change between pages", text)
    if not _is_position(query, content.values):
        raise _invalid("is damaged; take the next address as it is", text)
    return replace(query, after=Position(tuple(content.values)), pin=content.pin)


def usable(address: str, room: int = 0) -> str:
    """Return an address that an answer hands out, if this service would take it back.

    Args:
        address: Path and query string.
        room: What will be added to it.

    Raises:
        RefusedError: It is longer than addresses may be. The question itself was not, but names
            grow where they become codes, and a cursor comes on top.
    """
    if len(address) + room > MAX_URL:
        message = (
            f"Written out, this question or the way to its next page takes more than {MAX_URL:,} "
            "bytes. Use wildcards or fewer codes, or leave limit out."
        )
        raise RefusedError(message)
    return address


def _is_position(query: DataQuery, values: list[str | int | None]) -> bool:
    """Whether each value has the form that its column gives it; a cursor can come from anyone.

    What passes here reaches the database, which must not meet a NUL, an instant that no calendar
    has or a number that takes a gigabyte to write out.
    """
    names = [name for name, _ in column_names(query.sort)]
    if len(values) != len(names):
        return False
    missing = dict(zip(names, values, strict=True)).get("missing") == 1
    return all(
        value is None if name == "value" and missing else _FORMS.get(name, _is_key)(value)
        for name, value in zip(names, values, strict=True)
    )


def _is_key(value: object) -> bool:
    return isinstance(value, str) and _key(value) is not None


def _is_number(value: object) -> bool:
    return isinstance(value, str) and _number(value) is not None


def _is_flag(value: object) -> bool:
    return isinstance(value, int) and value in {0, 1}


def _is_release(value: object) -> bool:
    return isinstance(value, int) and 0 < value <= _LARGEST_RELEASE


def _is_day(value: object) -> bool:
    return isinstance(value, str) and _day(value) is not None and _exists(date, value)


def _is_instant(value: object) -> bool:
    return isinstance(value, str) and _instant(value) is not None and _exists(datetime, value)


def _exists(kind: type[date], text: str) -> bool:
    try:
        kind.fromisoformat(text)
    except ValueError:
        return False
    return True


_FORMS: dict[str, Callable[[object], bool]] = {
    "missing": _is_flag,
    "value": _is_number,
    "release": _is_release,
    "start": _is_day,
    "end": _is_day,
    "published_at": _is_instant,
}


def _invalid(detail: str, text: str) -> InvalidQueryError:
    message = f"The cursor {detail}"
    return InvalidQueryError(message, [Fault(message, "cursor", value=text[:64])])


def _fingerprint(query: DataQuery) -> str:
    question = replace(query, limit=None, after=None, pin=None).canonical()
    return hashlib.blake2s(question.encode(), digest_size=8).hexdigest()
