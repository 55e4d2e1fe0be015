"""Routes about one figure and its versions: histories, explanations, citations, and changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.dialects.native import changes, cite, explain, feed, history
from app.dialects.native.change_params import WholeChangeParams, WholeFeedParams
from app.dialects.native.explain_schemas import Explanation
from app.dialects.native.vintage_schemas import ChangeList, History
from app.representations.atom import MEDIA_TYPE
from app.representations.citation import STYLES
from app.web.openapi import json_response
from app.web.problem_document import ALWAYS, problems
from app.web.routing import ReadRoute

_MEANINGS = {
    "txt": ("One paragraph for people.", "Yuan Shenggao. A newspaper page. China Daily, 2025.\n"),
    "bib": ("A BibTeX entry.", "@misc{provstat-xb72h3w7jxh9-2024,\n}\n"),
    "json": ("A list of one item of CSL-JSON.", [{"id": "xb72h3w7jxh9-2024", "type": "dataset"}]),
}


def routes() -> Sequence[BaseRoute]:
    """Return the routes for a new application."""
    return [
        ReadRoute(
            "/v1/observations/{observation}/history",
            history.get_history,
            tags=["data"],
            **json_response(History, "not-found", "refused"),
        ),
        ReadRoute(
            "/v1/observations/{observation}/explain",
            explain.get_explanation,
            tags=["data"],
            **json_response(Explanation, "not-found", "refused", "withdrawn"),
        ),
        ReadRoute(
            "/v1/observations/{observation}/cite.{extension}",
            cite.get_citation,
            tags=["data"],
            **_other(_citations(), "invalid-query", "not-found", "refused", "withdrawn"),
        ),
        *_change_routes(),
    ]


def _change_routes() -> list[BaseRoute]:
    async def list_changes(request: Request, params: Any) -> Response:
        """List figures that releases added, revised or withdrew, newest first.

        A figure that a release states as it was known is no change. What counts as known before is
        what was published before, also where it was loaded later. Every filter of the data call
        looks at the figure as it became; a value filter so leaves out withdrawals. Within a release
        changes stand in the order of series and time.
        """
        return await changes.answer(request, params)

    async def get_changes_feed(request: Request, params: Any) -> Response:
        """Follow changes as an Atom feed, newest first.

        The same list as without the extension. Ids of entries never change; addresses in it are
        relative to that of the feed; `next` leads to older changes.
        """
        return await feed.answer(request, params)

    list_changes.__annotations__["params"] = Annotated[WholeChangeParams, Query()]
    get_changes_feed.__annotations__["params"] = Annotated[WholeFeedParams, Query()]
    atom = {MEDIA_TYPE: {"schema": {"type": "string", "examples": ["<feed/>"]}}}
    kinds = ("unknown-code", "refused")
    return [
        ReadRoute(changes.PATH, list_changes, tags=["data"], **json_response(ChangeList, *kinds)),
        ReadRoute(
            feed.PATH, get_changes_feed, tags=["data"], **_other(atom, "invalid-query", *kinds)
        ),
    ]


def _citations() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for extension, style in STYLES.items():
        meaning, example = _MEANINGS[extension]
        shape: dict[str, Any] = {"type": "string"}
        if isinstance(example, list):
            shape = {"type": "array", "items": {"type": "object"}}
        found[style.media_type] = {
            "schema": {**shape, "description": meaning, "examples": [example]}
        }
    return found


def _other(content: dict[str, Any], *slugs: str) -> dict[str, Any]:
    """Return the options of a route whose answer is no JSON document of ours."""
    return {
        "response_class": Response,
        "responses": {
            200: {"description": "The document.", "content": content},
            304: {"description": "Not modified: what the client holds is still current."},
            **problems(*ALWAYS, *slugs),
        },
    }
