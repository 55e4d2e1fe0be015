"""The addresses of structures, availability and schemas, in both generations."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.dialects.sdmx import constraints, structure
from app.dialects.sdmx.data_routes import SdmxRoute, language_of
from app.dialects.sdmx.errors import Generation, no_results
from app.domain.errors import NotFoundError
from app.web.state import state_of

_STRUCTURE = ("kind", "agency", "name", "version", "items")
_AVAILABLE_1 = ("flow", "key", "provider", "component")
_AVAILABLE_2 = ("context", "agency", "resource", "version", "key", "component")
_SCHEMA = ("context", "agency", "resource", "version")
_Answer = Callable[..., Awaitable[Response | None]]


async def _by_parts(  # noqa: PLR0913, PLR0917 - what a route is bound to
    generation: Generation,
    endpoint: _Answer,
    names: Sequence[str],
    least: int,
    request: Request,
    parts: str,
) -> Response:
    """Answer an address of which trailing parts are missing, or which ends in a slash."""
    given = parts.rstrip("/").split("/") if parts.rstrip("/") else []
    if not least <= len(given) <= len(names) or not all(given):
        message = f"There is nothing at {request.url.path[:200]}"
        raise NotFoundError(message)
    database = state_of(request).database
    snapshot = await database.snapshot()
    named = dict(zip(names, given, strict=False))
    found = await endpoint(request, database, snapshot, language_of(request), **named)
    return no_results(generation) if found is None else found


def routes() -> list[BaseRoute]:
    """Return the routes; those of data stand before them."""
    structures_1 = partial(structure.get_structures, 1)
    structures_2 = partial(structure.get_structures, 2)

    async def get_sdmx_availability(request: Request, parts: str) -> Response:
        """Tell which codes have figures, as version 1 does."""
        return await _by_parts(1, constraints.get_available_1, _AVAILABLE_1, 1, request, parts)

    async def find_sdmx_availability(request: Request, parts: str) -> Response:
        """Tell which codes have figures, as version 2 does."""
        return await _by_parts(2, constraints.get_available_2, _AVAILABLE_2, 0, request, parts)

    async def find_sdmx_schema(request: Request, parts: str) -> Response:
        """Show what describes the data of a flow."""
        return await _by_parts(2, constraints.get_schema_2, _SCHEMA, 3, request, parts)

    async def find_sdmx_structures(request: Request, parts: str) -> Response:
        """Show structures, as version 2 does."""
        return await _by_parts(2, structures_2, _STRUCTURE, 1, request, parts)

    async def find_sdmx_everything(request: Request, parts: str) -> Response:
        """Show all structures where nothing more is asked, and say so where nothing is."""
        if parts.rstrip("/") != "structure":
            message = f"There is nothing at {request.url.path[:200]}"
            raise NotFoundError(message)
        return await _by_parts(2, structures_2, _STRUCTURE, 1, request, "*")

    async def get_sdmx_structures(request: Request, parts: str) -> Response:
        """Show structures, as version 1 does."""
        return await _by_parts(1, structures_1, _STRUCTURE, 1, request, parts)

    hidden = {"include_in_schema": False}
    return [
        SdmxRoute(1, "/sdmx/v1/availableconstraint/{parts:path}", get_sdmx_availability, **hidden),
        SdmxRoute(2, "/sdmx/v2/availability/{parts:path}", find_sdmx_availability, **hidden),
        SdmxRoute(2, "/sdmx/v2/schema/{parts:path}", find_sdmx_schema, **hidden),
        SdmxRoute(2, "/sdmx/v2/structure/{parts:path}", find_sdmx_structures, **hidden),
        SdmxRoute(2, "/sdmx/v2/{parts:path}", find_sdmx_everything, **hidden),
        SdmxRoute(1, "/sdmx/v1/{parts:path}", get_sdmx_structures, **hidden),
    ]
