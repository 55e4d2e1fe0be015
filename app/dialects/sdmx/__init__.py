"""SDMX REST, versions 1 and 2: the addresses that statisticians' tools know."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import BaseRoute

from app.dialects.sdmx import data_routes, structure_routes
from app.web.dialect import Dialect, Interface


def routes() -> Sequence[BaseRoute]:
    """Return the routes for a new application."""
    return [*data_routes.routes(), *structure_routes.routes()]


_INTERFACES = (
    Interface("SDMX REST 1.5 (SDMX 2.1)", "/sdmx/v1", "/docs/sdmx"),
    Interface("SDMX REST 2 (SDMX 3.0)", "/sdmx/v2", "/docs/sdmx"),
)
DIALECT = Dialect(name="sdmx", routes=routes, tags=(), interfaces=_INTERFACES)
