"""What the application owns while it runs, handed to requests as one typed object."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from starlette.requests import Request

from app.web.dialect import Interface
from app.web.held_files import HeldFiles
from app.web.metrics import Metrics
from app.web.rasteriser import Rasteriser
from app.web.sessions import Database
from app.web.snapshots import Snapshots
from app.web.writing import Writing


@dataclass(frozen=True, slots=True)
class State:
    """Resources of one application.

    Attributes:
        database: Where facts are read.
        metrics: What Prometheus collects.
        writing: What requests that write share.
        pictures: Draws PNG.
        snapshots: Files of the whole store.
        interfaces: Every way of asking.
        files: Answers that are read in parts.
    """

    database: Database
    metrics: Metrics
    writing: Writing
    pictures: Rasteriser
    snapshots: Snapshots
    interfaces: tuple[Interface, ...] = ()
    files: HeldFiles = field(default_factory=HeldFiles)


def state_of(request: Request) -> State:
    """Return what the application owns."""
    return cast("State", request.app.state.provstat)
