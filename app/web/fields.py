"""Header fields that may come in several lines: together they are one list (RFC 9110 5.3)."""

from __future__ import annotations

from starlette.requests import Request


def field(request: Request, name: str) -> str | None:
    """Return the whole value of a list field; `None` where it was not sent."""
    lines = request.headers.getlist(name)
    return ", ".join(lines) if lines else None
