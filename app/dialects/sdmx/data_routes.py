"""The addresses of data, in both generations. All trailing parts may be left out."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from app.dialects.sdmx import data_1, data_2
from app.dialects.sdmx.errors import Generation, no_results, respond
from app.domain.errors import NotFoundError, ProvstatError
from app.domain.structure import LANGUAGES, Language
from app.web.fields import field
from app.web.routing import Endpoint, ReadRoute
from app.web.state import state_of

_weight = re.compile(r";\s*q=([01](?:\.\d{0,3})?)\s*$", re.ASCII).search
_PARTS_1 = ("flow", "key", "provider")
_PARTS_2 = ("context", "agency", "resource", "version", "key")
_GetData = Callable[..., Awaitable[Response | None]]


class SdmxRoute(ReadRoute):
    """A route whose errors are those of a generation of SDMX, and which reads its query itself."""

    def __init__(
        self, generation: Generation, path: str, endpoint: Endpoint, **options: Any
    ) -> None:
        """Remember the generation."""
        super().__init__(path, endpoint, **options)
        self.generation = generation

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self.read(request, **scope["path_params"])
        except ProvstatError as error:
            response = respond(self.generation, error)
        await response(scope, receive, send)


def language_of(request: Request) -> Language:
    """Return the language that a client likes best among ours; ours first where it says nothing."""
    graded: dict[Language, float] = {}
    for part in (field(request, "accept-language") or "").split(","):
        tag = part.partition(";")[0].strip().lower().partition("-")[0]
        weight = _weight(part)
        for language in LANGUAGES:
            if tag == language:
                graded[language] = max(
                    graded.get(language, 0.0), float(weight[1]) if weight else 1.0
                )
    best = max(LANGUAGES, key=lambda language: graded.get(language, 0.0))
    return best if graded.get(best) else LANGUAGES[0]


async def _data(
    generation: Generation, get_data: _GetData, request: Request, parts: dict[str, str]
) -> Response:
    database = state_of(request).database
    snapshot = await database.snapshot()
    found = await get_data(request, database, snapshot, language_of(request), **parts)
    return no_results(generation) if found is None else found


async def _by_parts(
    generation: Generation, get_data: _GetData, names: Sequence[str], request: Request, parts: str
) -> Response:
    """Answer an address of which trailing parts are missing, or which ends in a slash."""
    given = parts.rstrip("/").split("/") if parts else []
    if len(given) > len(names) or not all(given):
        message = f"There is nothing at {request.url.path[:200]}"
        raise NotFoundError(message)
    return await _data(generation, get_data, request, dict(zip(names, given, strict=False)))


def routes() -> list[BaseRoute]:
    """Return the routes of data.

    SDMX has a description of its addresses of its own, so they are not in our OpenAPI document.
    """
    by_parts_1 = partial(_by_parts, 1, data_1.get_data, _PARTS_1)
    by_parts_2 = partial(_by_parts, 2, data_2.get_data, _PARTS_2)

    async def get_sdmx_data(request: Request, parts: str) -> Response:
        """Ask for data as version 1 has it."""
        return await by_parts_1(request, parts)

    async def find_sdmx_data(request: Request, parts: str) -> Response:
        """Ask for data as version 2 has it."""
        return await by_parts_2(request, parts)

    return [
        SdmxRoute(1, "/sdmx/v1/data/{parts:path}", get_sdmx_data, include_in_schema=False),
        SdmxRoute(2, "/sdmx/v2/data/{parts:path}", find_sdmx_data, include_in_schema=False),
    ]
