"""Charts by address: SVG for pages, PNG for everything else, Vega-Lite for another look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.dialects.native.chart_params import (
    OWN,
    ChartParams,
    PngParams,
    SvgParams,
    VegaLiteParams,
    Wish,
)
from app.dialects.native.params import AvailabilityParams, SeriesParams
from app.dialects.native.question import question
from app.domain.cube import Cube
from app.domain.errors import Fault, NotFoundError, RefusedError
from app.domain.query import DataQuery
from app.domain.text import nearest
from app.store.engine import Reader
from app.store.observations import Known, read_pages
from app.web.caching import not_modified, validators
from app.web.problem_document import ALWAYS, problems
from app.web.routing import Endpoint, ReadRoute
from app.web.sessions import Snapshot
from app.web.state import state_of

MOST_FIGURES = 20_000
_PAGE = 5_000
SVG, PNG, VEGA_LITE = "image/svg+xml", "image/png", "application/vnd.vegalite.v6+json"
# The style is the picture's own; nothing else is ever loaded.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_NOUN = "chart"


Code = Annotated[
    str,
    Path(
        description="Permanent code of the indicator.",
        examples=["retail_sales_consumer_goods"],
        pattern=r"^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$",
    ),
]


def routes() -> Sequence[BaseRoute]:
    """Return the routes for a new application."""

    async def get_chart_svg(request: Request, params: Any, indicator: Code) -> Response:
        """Draw an indicator as SVG: the picture is chosen by the facts.

        A bound keeps its chevron, a gap stays a gap, and what is computed is dashed. Title and
        description are in the picture, in the language asked for.
        """
        return await _answer(request, params, indicator, ".svg", SVG)

    async def get_chart_png(request: Request, params: Any, indicator: Code) -> Response:
        """Draw an indicator as PNG: the same picture, with the fonts of this service."""
        return await _answer(request, params, indicator, ".png", PNG)

    async def get_chart_vega_lite(request: Request, params: Any, indicator: Code) -> Response:
        """Describe the picture of an indicator as Vega-Lite, with the data inside."""
        return await _answer(request, params, indicator, ".vl.json", VEGA_LITE)

    made: tuple[tuple[Endpoint, type[ChartParams], str, str], ...] = (
        (get_chart_svg, SvgParams, ".svg", SVG),
        (get_chart_png, PngParams, ".png", PNG),
        (get_chart_vega_lite, VegaLiteParams, ".vl.json", VEGA_LITE),
    )
    for endpoint, model, _, _ in made:
        endpoint.__annotations__["params"] = Annotated[model, Query()]
    return [
        ReadRoute(
            f"/v1/charts/{{indicator}}{extension}",
            endpoint,
            tags=["charts"],
            **_document(media_type),
        )
        for endpoint, _, extension, media_type in made
    ]


def _document(media_type: str) -> dict[str, Any]:
    shape: dict[str, Any] = {"schema": {"type": "string"}}
    if media_type == PNG:
        shape = {"schema": {"type": "string", "format": "binary"}}
    if media_type == VEGA_LITE:
        shape = {
            "schema": {"type": "object"},
            "example": {"title": "Retail sales, Shanxi: 818.05 billion yuan, 2024"},
        }
    slugs = ["invalid-query", "not-found", "unknown-code", "refused"]
    slugs += ["drawing"] if media_type == PNG else []
    return {
        "response_class": Response,
        "responses": {
            200: {"description": "The picture.", "content": {media_type: shape}},
            301: {
                "description": "The indicator was renamed.",
                "headers": {
                    "Location": {
                        "description": "Where the picture is now.",
                        "schema": {"type": "string"},
                    }
                },
            },
            304: {"description": "Not modified: what the client holds is still current."},
            **problems(*ALWAYS, *slugs),
        },
    }


async def _answer(
    request: Request, params: ChartParams, indicator: str, extension: str, media_type: str
) -> Response:
    database = state_of(request).database
    snapshot = await database.snapshot()
    structure = snapshot.known.structure
    if indicator in structure.renamed:
        asked = request.url.query
        address = f"/v1/charts/{structure.renamed[indicator]}{extension}"
        return RedirectResponse(f"{address}?{asked}" if asked else address, 301)
    if indicator not in structure.indicator:
        raise _unknown(indicator, tuple(structure.indicator))
    wish = _understood(params, indicator, snapshot, extension)
    wish.headers["Content-Type"] = media_type
    unchanged = not_modified(request, wish.headers)
    if unchanged is not None:
        return unchanged
    cube = await database.read(lambda reader: _read(reader, snapshot.known, wish.query))
    return Response(await _drawn(request, wish, cube, media_type), headers=wish.headers)


async def _drawn(request: Request, wish: Wish, cube: Cube, media_type: str) -> bytes:
    from app.dialects.native import chart_bodies  # noqa: PLC0415 - 1.5 MB for the others

    if media_type == VEGA_LITE:
        return chart_bodies.vega_lite(wish, cube)
    if media_type == SVG:
        return chart_bodies.svg(wish, cube)
    scale: int = getattr(wish.params, "scale", 1)
    document = chart_bodies.document(wish, cube, scale)
    return await state_of(request).pictures.png(wish.headers["ETag"], document, scale)


def _understood(params: ChartParams, indicator: str, snapshot: Snapshot, extension: str) -> Wish:
    structure = snapshot.known.structure
    names = ("area", "time", "transformation", "unit", "as_of", *OWN)
    given = {name: value for name in names if (value := getattr(params, name))}
    # A withdrawal is looked for too, so that a picture can say that there was one.
    given |= {"indicator": [indicator], "status": list(structure.known_codes("status"))}
    asked: SeriesParams = AvailabilityParams(**given)
    query = replace(question(asked, structure), limit=MOST_FIGURES + 1)
    look = params.model_dump(exclude={*names})
    headers = validators(
        snapshot.version, _NOUN, extension, query.canonical(), urlencode(sorted(look.items()))
    )
    headers |= {
        "Content-Security-Policy": _POLICY,
        "Content-Disposition": f'inline; filename="{indicator}{extension}"',
    }
    areas = query.codes("area")
    return Wish(indicator, params, query, snapshot, areas is None or len(areas) > 1, headers)


def _unknown(indicator: str, known: Sequence[str]) -> NotFoundError:
    near = nearest(indicator, known)
    message = f"There is no indicator {indicator[:64]!r}"
    message += f"; did you mean {near[0]}?" if near else "; see /v1/indicators."
    return NotFoundError(
        message, [Fault(message, "indicator", value=indicator[:64], did_you_mean=near)]
    )


def _read(reader: Reader, known: Known, query: DataQuery) -> Cube:
    found = [o for cube in read_pages(reader, known, query, _PAGE) for o in cube.observations]
    if len(found) > MOST_FIGURES:
        message = (
            f"More than {MOST_FIGURES:,} figures match, too many for a picture; ask for fewer "
            "areas or a shorter time."
        )
        raise RefusedError(message)
    return Cube(known.structure, tuple(found), known.releases)
