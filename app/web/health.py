"""Whether the process lives, whether it can answer, and what it counts."""

from __future__ import annotations

import msgspec
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from app.web.openapi import json_response, text_response
from app.web.routing import ReadRoute
from app.web.state import state_of

_HEADERS = {"Cache-Control": "no-store"}


class Health(BaseModel):
    """Whether the process lives."""

    status: str = Field(description="Always `ok`.", examples=["ok"])


class Readiness(BaseModel):
    """Whether the service can answer."""

    status: str = Field(description="Always `ready`; else the answer is 503.", examples=["ready"])
    data_version: str = Field(description="State of the store.", examples=["a1b2c3d4e5f6"])


def routes() -> list[ReadRoute]:
    """Return the routes that a platform asks."""
    return [
        ReadRoute("/healthz", get_health, tags=["service"], **json_response(Health)),
        ReadRoute("/readyz", get_readiness, tags=["service"], **json_response(Readiness)),
        ReadRoute(
            "/metrics",
            get_metrics,
            tags=["service"],
            **text_response(CONTENT_TYPE_LATEST, "Counters in the text format of Prometheus."),
        ),
    ]


async def get_health(request: Request) -> Response:
    """Say that the process lives; asks nobody else."""
    del request
    return _json({"status": "ok"})


async def get_readiness(request: Request) -> Response:
    """Say whether the database answers and holds something.

    Raises:
        UnavailableError: It does not.
    """
    snapshot = await state_of(request).database.snapshot()
    return _json({"status": "ready", "data_version": snapshot.version.text})


async def get_metrics(request: Request) -> Response:
    """Show what Prometheus collects."""
    body, media_type = state_of(request).metrics.render()
    return Response(body, headers={**_HEADERS, "Content-Type": media_type})


def _json(content: dict[str, str]) -> Response:
    body = msgspec.json.encode(content) + b"\n"
    return Response(body, headers=_HEADERS, media_type="application/json")
