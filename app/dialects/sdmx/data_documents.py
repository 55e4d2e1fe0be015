"""What OpenAPI says of the data calls: parameters, which are read by hand, and answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.dialects.sdmx.data_formats import Format

Node = dict[str, Any]


def _parameter(name: str, description: str, example: object, **schema: object) -> Node:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": {"type": "string", **schema, "examples": [example]},
    }


def _formats(*names: str) -> Node:
    return _parameter(
        "format",
        "Format, for those who cannot send an Accept header.",
        names[0],
        enum=list(names),
    )


_COUNT: Node = {"type": "integer", "minimum": 1}
_SHARED = [
    _parameter(
        "updatedAfter",
        "Only what this service learned after that, deletions in a data set of their own. "
        "Without a zone it is in UTC.",
        "2025-03-20T09:00:00Z",
    ),
    _parameter("firstNObservations", "The earliest few of each series.", 1, **_COUNT),
    _parameter("lastNObservations", "The latest few of each series.", 1, **_COUNT),
    _parameter(
        "dimensionAtObservation",
        "`TIME_PERIOD`, the id of another dimension, or `AllDimensions` for no groups.",
        "TIME_PERIOD",
    ),
    _parameter(
        "includeHistory",
        "Every version, a data set for each release.",
        "false",
        enum=["true", "false"],
    ),
]
PARAMETERS_1: list[Node] = [
    _parameter("startPeriod", "Only periods that begin with this one or later, whole.", "2024"),
    _parameter("endPeriod", "Only periods that end with this one or earlier, whole.", "2025-06"),
    *_SHARED,
    _parameter(
        "detail",
        "`full`; `dataonly` without attributes; `serieskeysonly` and `nodata` without observations.",
        "full",
        enum=["full", "dataonly", "serieskeysonly", "nodata"],
    ),
    _formats("genericdata", "structurespecificdata", "csvdata", "csvlabels"),
]
PARAMETERS_2: list[Node] = [
    _parameter(
        "c[TIME_PERIOD]",
        "Filter by a component, here time; any component can stand in the brackets. `,` is or, `+` "
        "is and; operators are eq, ne, lt, le, gt, ge, co, nc, sw and ew.",
        "ge:2024+le:2025",
    ),
    *_SHARED,
    _parameter(
        "attributes",
        "`dsd` for all, `none`, or ids with commas between them.",
        "OBS_STATUS,BOUND",
    ),
    _parameter("measures", "`all`, `none` or `OBS_VALUE`.", "all"),
    _parameter("offset", "Observations to pass over.", 0, type="integer", minimum=0),
    _parameter("limit", "Most observations wanted.", 100, **_COUNT),
    _parameter(
        "sort",
        "Dimensions with `:asc` or `:desc`, joined by `+`; `*` for all, `series_key` for those of a "
        "series.",
        "series_key+TIME_PERIOD:desc",
    ),
    _parameter("asOf", "As it was known then; a day means its end, in UTC.", "2025-03-20"),
    _parameter("reportingYearStartDay", "Only `--01-01`.", "--01-01"),
    _formats("jsondata", "csvdata", "csvdata1", "csvlabels"),
]
_ERRORS = {
    400: "The question breaks the grammar.",
    404: "There is no such dataflow.",
    406: "None of the accepted formats exists here.",
    422: "The question is well formed and cannot be answered so.",
    503: "The database is away; ask again.",
}


def responses(formats: Sequence[Format], *, empty: int) -> dict[int | str, Any]:
    """Return the answers of a data call.

    Args:
        formats: Those that are offered.
        empty: Status where no observation matches.
    """
    media = "application/xml" if empty == 404 else "application/json"  # noqa: PLR2004 - as above
    content = {each.media_type: {"schema": {"type": "string"}} for each in formats}
    found: dict[int | str, Any] = {
        200: {"description": "The observations.", "content": content},
        304: {"description": "Not modified: what the client holds is still current."},
    }
    if empty not in _ERRORS:
        found[empty] = {"description": "No observation matches."}
    for status, description in _ERRORS.items():
        found[status] = {
            "description": description,
            "content": {media: {"schema": {"type": "string"}}},
        }
    return found
