"""How the data call stands in OpenAPI: every representation with its exact media type."""

from __future__ import annotations

from typing import Any

from app.dialects.native.answers import OneObservation, data_answer
from app.representations import DATA
from app.sectors import BY_CODE
from app.web.openapi import ALWAYS, json_response, problems

_ROW_HEADERS: dict[str, Any] = {
    "X-Matched-Rows": {
        "description": "Observations that match in all.",
        "schema": {"type": "integer", "examples": [3]},
    },
    "X-Returned-Rows": {
        "description": "Observations in this answer; absent where it is sent as it is read.",
        "schema": {"type": "integer", "examples": [3]},
    },
}
_TEXT: dict[str, Any] = {"schema": {"type": "string"}}


def data_document(sector: str | None) -> dict[str, Any]:
    """Return the options of the data call's routes."""
    model = data_answer(BY_CODE[sector] if sector else None)
    others = {r.media_type: _TEXT for r in DATA if r.media_type != "application/json"}
    return {
        "response_model": model,
        "responses": {
            200: {
                "description": "The observations. `HEAD` gives the same headers.",
                "content": others,
                "headers": _ROW_HEADERS,
            },
            304: {"description": "Not modified: what the client holds is still current."},
            **problems("invalid-query", "unknown-code", "not-acceptable", "refused", *ALWAYS),
        },
    }


def one_observation_document() -> dict[str, Any]:
    """Return the options of the route of one observation."""
    options = json_response(OneObservation)
    options["responses"] |= problems("withdrawn")
    return options
