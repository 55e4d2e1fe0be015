"""Errors as each generation writes them: an SDMX-ML message on version 1, SDMX-JSON on version 2."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal
from xml.sax.saxutils import escape

import msgspec
from starlette.responses import Response

from app.domain.errors import (
    InvalidQueryError,
    NotAcceptableError,
    NotFoundError,
    ProvstatError,
    RefusedError,
    UnavailableError,
)
from app.representations.sdmx.components import AGENCY

Generation = Literal[1, 2]
Respond = Callable[[ProvstatError], Response]

_XML = "application/xml"
_JSON = "application/json"
_NO_RESULTS, _SYNTAX, _SEMANTIC, _UNAVAILABLE = 100, 140, 150, 503
# Status, code of the standard, title.
_KINDS: tuple[tuple[type[ProvstatError], int, int, str], ...] = (
    (InvalidQueryError, 400, _SYNTAX, "Syntax error"),
    (NotFoundError, 404, _NO_RESULTS, "No results found"),
    (NotAcceptableError, 406, _SYNTAX, "Not acceptable"),
    (RefusedError, 422, _SEMANTIC, "Semantic error"),
    (UnavailableError, 503, _UNAVAILABLE, "Service unavailable"),
)
_MESSAGE = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"
_COMMON = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"


def respond(generation: Generation, error: ProvstatError) -> Response:
    """Answer an expected failure."""
    kinds = [each for each in _KINDS if isinstance(error, each[0])]
    if not kinds:
        raise error
    _, status, code, title = kinds[0]
    extra = {"Cache-Control": "no-store"}
    if isinstance(error, UnavailableError):
        extra["Retry-After"] = "1"
    write = _xml if generation == 1 else _json
    media_type = _XML if generation == 1 else _JSON
    extra["Content-Type"] = media_type
    return Response(write(code, title, error.detail), status, headers=extra)


def no_results(generation: Generation) -> Response:
    """Answer where nothing matches."""
    if generation == 1:
        return respond(1, NotFoundError("No observation matches the question."))
    return Response(status_code=204)


def _xml(code: int, title: str, detail: str) -> bytes:
    texts = "".join(
        f'<com:Text xml:lang="en">{escape(text)}</com:Text>' for text in (title, detail)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<mes:Error xmlns:mes="{_MESSAGE}" xmlns:com="{_COMMON}">'
        f'<mes:ErrorMessage code="{code}">{texts}</mes:ErrorMessage></mes:Error>\n'
    ).encode()


def _json(code: int, title: str, detail: str) -> bytes:
    error = {"code": code, "title": title, "titles": {"en": title}, "detail": detail}
    meta = {"id": "error", "test": False, "sender": {"id": AGENCY}}
    return msgspec.json.encode({"meta": meta, "errors": [error]}) + b"\n"
