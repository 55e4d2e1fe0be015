"""How the data call stands in OpenAPI: every representation with its exact media type."""

from __future__ import annotations

import csv
import io
from typing import Any

import msgspec

from app.dialects.native.answers import ALL_DIMENSIONS, OneObservation, data_answer, example_row
from app.representations import DATA
from app.representations.contract import RenderContext
from app.representations.rows import columns
from app.sectors import BY_CODE, SECTORS
from app.web.openapi import json_response

_ROW_HEADERS: dict[str, Any] = {
    "X-Matched-Rows": {
        "description": "Observations that match in all; absent from an export that is sent as it is "
        "read, and from nothing else.",
        "schema": {"type": "integer", "examples": [3]},
    },
    "X-Returned-Rows": {
        "description": "Observations in this answer; absent where it is sent as it is read.",
        "schema": {"type": "integer", "examples": [3]},
    },
    "Link": {
        "description": 'Where the rest is, as `rel="next"`: with `limit`, in formats without `meta`.',
        "schema": {
            "type": "string",
            "examples": ['</v1/observations.csv?limit=1&cursor=WzFd>; rel="next"'],
        },
    },
    "Content-Disposition": {
        "description": "Name for the file; absent from JSON.",
        "schema": {"type": "string", "examples": ['inline; filename="energy-observations.csv"']},
    },
}
_JSON = "application/json"
_BINARY = frozenset(each.name for each in DATA if each.file)
_OF_FILES: dict[str, Any] = {
    "Accept-Ranges": {
        "description": "That Range brings a part, with status 206 and Content-Range; only of files.",
        "schema": {"type": "string", "examples": ["bytes"]},
    },
}


def data_document(sector: str | None) -> dict[str, Any]:
    """Return the options of the data call's routes."""
    schema = BY_CODE[sector] if sector else None
    row = example_row(schema or SECTORS[0])
    own = schema.dimensions if schema else ALL_DIMENSIONS
    row = {name: row.get(name) for name in columns(RenderContext(dimensions=own))}
    examples = {"csv": _csv(row), "jsonl": msgspec.json.encode(row).decode() + "\n"}
    content = {
        each.media_type: {"schema": _text(each.name, examples.get(each.name))}
        for each in DATA
        if each.media_type != _JSON
    }
    options = json_response(
        data_answer(schema),
        "unknown-code",
        "refused",
        "range-not-satisfiable",
        content=content,
        headers=_ROW_HEADERS | _OF_FILES,
    )
    options["responses"][200]["description"] = (
        "The observations, in the format of the extension, of `format` or of Accept."
    )
    return options


def _text(name: str, example: str | None) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "description": _MEANINGS[name]}
    if name in _BINARY:
        schema["format"] = "binary"
    return schema if example is None else {**schema, "examples": [example]}


_MEANINGS = {
    "csv": "RFC 4180 in UTF-8: a header, then a line for each row; an empty cell for null.",
    "jsonl": "One row to a line, as JSON has it, without an envelope.",
    "parquet": "One file: typed columns, figures as decimal(38, 15), null for what is missing.",
    "arrow": "One Arrow IPC stream with the columns of Parquet.",
    "jsonstat": "JSON-stat 2.0, one dataset: a grid of codes and periods with its labels.",
    "xlsx": "A workbook: sheets Data, Indicators and Sources; numbers as numbers.",
}


def _csv(row: dict[str, Any]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([row.keys(), row.values()])
    return buffer.getvalue()


def one_observation_document() -> dict[str, Any]:
    """Return the options of the route of one observation."""
    return json_response(OneObservation, "not-found", "refused", "withdrawn")
