"""Whether the process lives, whether it can answer, and what it counts."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from app.domain.errors import UnavailableError
from app.web.problems import from_error
from app.web.state import state_of

_HEADERS = {"Cache-Control": "no-store"}


async def get_health(request: Request) -> Response:
    """Say that the process lives; asks nobody else."""
    del request
    return _json({"status": "ok"})


async def get_readiness(request: Request) -> Response:
    """Say whether the database answers and holds something."""
    try:
        snapshot = await state_of(request).database.snapshot()
    except UnavailableError as error:
        return from_error(request, error)
    return _json({"status": "ready", "data_version": snapshot.version.text})


async def get_metrics(request: Request) -> Response:
    """Show what Prometheus collects."""
    body, media_type = state_of(request).metrics.render()
    return Response(body, headers={**_HEADERS, "Content-Type": media_type})


def _json(content: dict[str, str]) -> Response:
    body = msgspec.json.encode(content) + b"\n"
    return Response(body, headers=_HEADERS, media_type="application/json")
