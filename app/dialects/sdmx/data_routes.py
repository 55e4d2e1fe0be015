"""The addresses of data, in both generations. All trailing parts may be left out."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from app.dialects.sdmx import data_1, data_2
from app.dialects.sdmx.data_documents import PARAMETERS_1, PARAMETERS_2, responses
from app.dialects.sdmx.data_formats import FORMATS_1, FORMATS_2
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

Flow = Annotated[
    str,
    Path(
        description="Dataflow: `ID`, `AGENCY,ID` or `AGENCY,ID,VERSION`.", examples=["CONSUMPTION"]
    ),
]
Key1 = Annotated[
    str,
    Path(
        description="Codes by dimension, `+` between alternatives, nothing for any; or `all`.",
        examples=["A.CN-SX...."],
    ),
]
Context = Annotated[
    str, Path(description="`dataflow`, `datastructure` or `*`.", examples=["dataflow"])
]
Agency = Annotated[str, Path(description="Agency, or `*`.", examples=["PROVSTAT"])]
Resource = Annotated[
    str, Path(description="Id of the dataflow or of the data structure.", examples=["CONSUMPTION"])
]
Version = Annotated[str, Path(description="Version, `+` or `*`.", examples=["1.0.0"])]
Key2 = Annotated[
    str,
    Path(
        description="Codes by dimension, `*` for any; several keys with commas; the end may be missing.",
        examples=["A.CN-SX"],
    ),
]


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
    generation: Generation, get_data: _GetData, names: Sequence[str], request: Request, rest: str
) -> Response:
    """Answer an address of which trailing parts are missing, or which ends in a slash."""
    parts = rest.rstrip("/").split("/") if rest else []
    if len(parts) > len(names) or not all(parts):
        message = f"There is nothing at {request.url.path[:200]}"
        raise NotFoundError(message)
    return await _data(generation, get_data, request, dict(zip(names, parts, strict=False)))


async def get_data_1(request: Request, flow: Flow, key: Key1) -> Response:
    """Ask for data as SDMX-ML 2.1 or SDMX-CSV 1.0.

    A place of the key that is empty stands for any code. An answer without observations is 404.
    """
    return await _data(1, data_1.get_data, request, {"flow": flow, "key": key})


async def get_data_2(  # noqa: PLR0913, PLR0917 - the address has that many parts
    request: Request,
    context: Context,
    agency: Agency,
    resource: Resource,
    version: Version,
    key: Key2,
) -> Response:
    """Ask for data as SDMX-JSON 2.0 or SDMX-CSV 2.0 and 1.0.

    Filters are `c[COMPONENT]=`, with operators. An answer without observations is 204.
    """
    parts = dict(zip(_PARTS_2, (context, agency, resource, version, key), strict=True))
    return await _data(2, data_2.get_data, request, parts)


def routes() -> list[BaseRoute]:
    """Return the routes of data, in the order in which they are tried."""
    by_parts_1 = partial(_by_parts, 1, data_1.get_data, _PARTS_1)
    by_parts_2 = partial(_by_parts, 2, data_2.get_data, _PARTS_2)

    async def get_data_by_parts_1(request: Request, rest: str = "") -> Response:
        return await by_parts_1(request, rest)

    async def get_data_by_parts_2(request: Request, rest: str = "") -> Response:
        return await by_parts_2(request, rest)

    hidden: dict[str, Any] = {"include_in_schema": False}
    return [
        SdmxRoute(
            1,
            "/sdmx/v1/data/{flow}/{key}",
            get_data_1,
            tags=["sdmx"],
            responses=responses(FORMATS_1, empty=404),
            openapi_extra={"parameters": PARAMETERS_1},
        ),
        SdmxRoute(
            2,
            "/sdmx/v2/data/{context}/{agency}/{resource}/{version}/{key}",
            get_data_2,
            tags=["sdmx"],
            responses=responses(FORMATS_2, empty=204),
            openapi_extra={"parameters": PARAMETERS_2},
        ),
        SdmxRoute(1, "/sdmx/v1/data/{rest:path}", get_data_by_parts_1, **hidden),
        SdmxRoute(2, "/sdmx/v2/data/{rest:path}", get_data_by_parts_2, **hidden),
        SdmxRoute(2, "/sdmx/v2/data", get_data_by_parts_2, **hidden),
    ]
