"""Errors as RFC 9457 problem documents: one shape, one table from error to status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope, Send

from app.domain.errors import (
    Fault,
    InvalidQueryError,
    InvalidReleaseError,
    NotAcceptableError,
    NotFoundError,
    ProvstatError,
    RefusedError,
    UnavailableError,
    UnknownCodeError,
    WithdrawnError,
)
from app.web.addresses import nearest_address
from app.web.errors import (
    BusyError,
    DrawingError,
    ForbiddenError,
    GoneError,
    InProgressError,
    InvalidBodyError,
    MediaTypeError,
    RangeError,
    RequestError,
    ReusedKeyError,
    TooLargeError,
    TooManyAttemptsError,
    UnauthorizedError,
)
from app.web.problem_types import BY_SLUG

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = "1"
_SHOWN = 200  # characters of an address, in an answer


# The one table from what went wrong to how it is answered.
_SLUGS: tuple[tuple[type[ProvstatError], str], ...] = (
    (InvalidQueryError, "invalid-query"),
    (UnknownCodeError, "unknown-code"),
    (NotFoundError, "not-found"),
    (WithdrawnError, "withdrawn"),
    (GoneError, "gone"),
    (RefusedError, "refused"),
    (InvalidReleaseError, "invalid-release"),
    (NotAcceptableError, "not-acceptable"),
    (UnavailableError, "unavailable"),
    (UnauthorizedError, "unauthorized"),
    (ForbiddenError, "forbidden"),
    (TooManyAttemptsError, "too-many-attempts"),
    (InvalidBodyError, "invalid-body"),
    (TooLargeError, "too-large"),
    (MediaTypeError, "unsupported-media-type"),
    (RangeError, "range-not-satisfiable"),
    (InProgressError, "in-progress"),
    (ReusedKeyError, "reused-key"),
    (BusyError, "busy"),
    (DrawingError, "drawing"),
)
_BY_STATUS = {404: "not-found", 405: "method-not-allowed", 413: "too-large", 400: "bad-request"}


def problem_response(
    slug: str,
    detail: str,
    request_id: str | None,
    faults: tuple[Fault, ...] = (),
    headers: Mapping[str, str] | None = None,
    **members: object,
) -> Response:
    """Return the problem document of a kind, with each separate reason and what else it says."""
    problem = BY_SLUG[slug]
    body: dict[str, object] = {
        "type": f"/problems/{slug}",
        "title": problem.title,
        "status": problem.status,
        "detail": _sentence(detail),
        "errors": [_error(fault) for fault in faults],
        "did_you_mean": list(dict.fromkeys(s for fault in faults for s in fault.did_you_mean)),
        "request_id": request_id,
        **members,
    }
    extra = {"Cache-Control": "no-store", **(headers or {})}
    if problem.status == 503:  # noqa: PLR2004 - the status that always tells when to come back
        extra.setdefault("Retry-After", RETRY_AFTER)
    content = msgspec.json.encode(body) + b"\n"
    return Response(content, problem.status, media_type=MEDIA_TYPE, headers=extra)


def _sentence(text: str) -> str:
    """Write what went wrong as a whole sentence, wherever it comes from."""
    ending = "" if text.endswith(("?", ".")) else "."
    return text[:1].upper() + text[1:] + ending


def _error(fault: Fault) -> dict[str, object]:
    fields: dict[str, object] = {
        "detail": _sentence(fault.detail),
        "parameter": fault.parameter,
        "pointer": fault.pointer,
        "value": fault.value,
        "did_you_mean": list(fault.did_you_mean) or None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def request_id(scope: Scope) -> str | None:
    """Return the id that the edge gave the request."""
    found: str | None = scope.get("state", {}).get("request_id")
    return found


def from_error(request: Request, error: Exception) -> Response:
    """Answer an expected failure."""
    if not isinstance(error, ProvstatError):
        raise error
    slug = next(slug for kind, slug in _SLUGS if isinstance(error, kind))
    headers = error.headers if isinstance(error, RequestError) else None
    return problem_response(slug, error.detail, request_id(request.scope), error.faults, headers)


def from_http_exception(request: Request, error: Exception) -> Response:
    """Answer what the framework refuses: no such path, no such method."""
    if not isinstance(error, HTTPException):
        raise error
    slug = _BY_STATUS.get(error.status_code, "internal-error")
    if slug == "not-found":
        return _nothing_here(request)
    detail = {
        "method-not-allowed": f"{_method(request.scope)} is not possible at {request.url.path}.",
    }.get(slug, str(error.detail))
    return problem_response(slug, detail, request_id(request.scope), headers=error.headers)


def _nothing_here(request: Request) -> Response:
    """Answer where no resource is, with the address that was probably meant."""
    path = request.url.path
    near = nearest_address(path, [getattr(each, "path", "") for each in request.app.routes])
    hint = f"; did you mean {near[0]}?" if near else "; start from /v1, which links to everything."
    detail = f"There is nothing at {path[:_SHOWN]}{hint}"
    faults = (Fault(detail, value=path[:_SHOWN], did_you_mean=near),) if near else ()
    return problem_response("not-found", detail, request_id(request.scope), faults)


def _method(scope: Scope) -> str:
    method: str = scope.get("state", {}).get("method") or scope["method"]
    return method


async def refuse(scope: Scope, send: Send, status: int, slug: str, detail: str) -> None:
    """Answer for the outermost layers, which have no request object."""
    del status  # the slug decides it
    # A body that is too large is not read to its end, so no other request can follow it.
    headers = {"Connection": "close"} if slug == "too-large" else None
    response = problem_response(slug, detail, request_id(scope), headers=headers)
    await response(scope, _nothing, send)


async def _nothing() -> Any:
    return {"type": "http.disconnect"}
