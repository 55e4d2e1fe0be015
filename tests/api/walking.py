"""Walking through the pages of an answer, as a client does."""

from __future__ import annotations

import base64
import json
from typing import Any

from tests.api.service import Service

MOST_PAGES = 100

Row = dict[str, Any]


def walk(service: Service, url: str) -> list[list[Row]]:
    """Follow `meta.next` to the end; each page must say truly what it is."""
    pages: list[list[Row]] = []
    following: str | None = url
    matched = None
    while following is not None:
        body = service.ok(following).digits()
        meta = body["meta"]
        pages.append(body["data"])
        matched = matched or meta["matched"]
        assert meta["matched"] == matched
        assert meta["returned"] == str(len(body["data"]))
        assert meta["complete"] is (meta["next"] is None)
        following = meta["next"]
        assert len(pages) < MOST_PAGES
    return pages


def joined(pages: list[list[Row]]) -> list[Row]:
    return [row for page in pages for row in page]


def cursor_of(url: str) -> str:
    """The cursor in an address."""
    (found,) = (p[7:] for p in url.partition("?")[2].split("&") if p.startswith("cursor="))
    return found


def content(cursor: str) -> list[Any]:
    """What a cursor says inside; nobody but a tester and an attacker cares."""
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    found: list[Any] = json.loads(raw)
    return found


def forged(said: object) -> str:
    """A cursor that says this."""
    raw = said if isinstance(said, bytes) else json.dumps(said, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
