"""What the application owns while it runs, handed to requests as one typed object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from starlette.requests import Request

from app.web.dialect import Interface
from app.web.metrics import Metrics
from app.web.rasteriser import Rasteriser
from app.web.sessions import Database
from app.web.writing import Writing


@dataclass(frozen=True, slots=True)
class State:
    """Resources of one application.

    Attributes:
        database: Where facts are read.
        metrics: What Prometheus collects.
        writing: What requests that write share.
        pictures: Draws PNG.
        interfaces: Every way of asking.
    """

    database: Database
    metrics: Metrics
    writing: Writing
    pictures: Rasteriser
    interfaces: tuple[Interface, ...] = ()


def state_of(request: Request) -> State:
    """Return what the application owns."""
    return cast("State", request.app.state.provstat)
