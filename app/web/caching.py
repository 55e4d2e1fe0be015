"""Validators: a strong entity tag and a date for everything, and 304 where nothing changed."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import Response

from app import __version__
from app.domain.cube import DataVersion
from app.web.fields import field

CACHE_CONTROL = "public, no-cache"


def validators(version: DataVersion, *question: str) -> dict[str, str]:
    """Return the headers that let a client ask again cheaply.

    The tag depends on the data version, the software and the whole question, so equal tags mean
    equal bytes; the coding of the body is added to it where the body is coded.
    """
    digest = hashlib.blake2s(digest_size=12)
    for part in (version.text, __version__, *question):
        digest.update(part.encode())
        digest.update(b"\x1e")
    return {
        "ETag": f'"{digest.hexdigest()}"',
        "Last-Modified": format_datetime(version.recorded_at.astimezone(UTC), usegmt=True),
        "Cache-Control": CACHE_CONTROL,
        "X-Data-Version": version.text,
    }


def not_modified(request: Request, headers: dict[str, str]) -> Response | None:
    """Return the answer 304 if the client holds what it would be sent.

    `If-None-Match` decides alone where it is present; dates count only without it (RFC 9110).
    """
    tags = field(request, "if-none-match")
    if tags is not None:
        fresh = _matches(tags, headers["ETag"])
    else:
        fresh = _unchanged_since(request.headers.get("if-modified-since"), headers)
    return Response(status_code=304, headers=headers) if fresh else None


def _matches(tags: str, tag: str) -> bool:
    if tags.strip() == "*":
        return True
    return tag in (part.strip().removeprefix("W/") for part in tags.split(","))


def _unchanged_since(text: str | None, headers: dict[str, str]) -> bool:
    if not text:
        return False
    try:
        # SDMX describes the field as a date-time of ISO 8601, and its clients send that.
        since = datetime.fromisoformat(text) if text[:1].isdigit() else parsedate_to_datetime(text)
        changed = parsedate_to_datetime(headers["Last-Modified"])
    except (ValueError, IndexError, TypeError, OverflowError):
        return False
    since = since if since.tzinfo else since.replace(tzinfo=UTC)
    return _seconds(changed) <= _seconds(since)


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())
