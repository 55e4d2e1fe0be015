"""Errors as RFC 9457 problem documents: one shape, one table from error to status, a page for each."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
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
    ForbiddenError,
    InProgressError,
    InvalidBodyError,
    MediaTypeError,
    RequestError,
    ReusedKeyError,
    TooLargeError,
    TooManyAttemptsError,
    UnauthorizedError,
)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = "1"
_SHOWN = 200  # characters of an address, in an answer


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of problem; `/problems/{slug}` explains it for ever.

    Attributes:
        meaning: What happened, for a person who has never seen it.
        remedy: What to do about it.
    """

    slug: str
    status: int
    title: str
    meaning: str
    remedy: str


PROBLEM_TYPES: tuple[ProblemType, ...] = (
    ProblemType(
        "invalid-query",
        400,
        "The question cannot be read",
        "A parameter is unknown, repeated, empty or written in a form that is not in the grammar.",
        "Look at errors[]: each entry names the parameter and what it may hold, and suggests the "
        "nearest name where there is one.",
    ),
    ProblemType(
        "bad-request",
        400,
        "The request is malformed",
        "The request breaks a rule of HTTP itself, such as a broken percent escape or a bad Host.",
        "Send the request with a standard client; the detail says which rule was broken.",
    ),
    ProblemType(
        "invalid-body",
        400,
        "The body cannot be read",
        "The body is not the JSON that it should be: it is malformed, says one thing twice, or lacks "
        "something.",
        "Look at errors[]: each entry names line and column, or the place as a JSON pointer.",
    ),
    ProblemType(
        "unauthorized",
        401,
        "A key is needed",
        "The request has no key, or one that does not count. Whether it is missing, malformed, "
        "unknown, wrong, expired or revoked is not said: these answers differ in nothing but the "
        "request id and the date.",
        "Send `Authorization: Bearer` and a token from `provstat keys create`; `provstat keys list` "
        "shows which keys count.",
    ),
    ProblemType(
        "forbidden",
        403,
        "The key does not open this",
        "The key counts, and its scopes do not contain the one that this needs.",
        "Use a key of the scope that the detail names.",
    ),
    ProblemType(
        "unknown-code",
        404,
        "A code does not exist",
        "The question is well formed and names an area, indicator, unit or other code that is not "
        "in the catalogue. It is an error, so that a typing mistake is never taken for no data.",
        "Take a code from the lists at /v1/areas, /v1/indicators and /v1/units, or the one that "
        "did_you_mean suggests.",
    ),
    ProblemType(
        "not-found",
        404,
        "There is nothing at this address",
        "No resource has this path.",
        "Start from /v1, which links to everything there is.",
    ),
    ProblemType(
        "method-not-allowed",
        405,
        "The method is not allowed here",
        "The resource exists and does not support this method.",
        "Use one of the methods in the Allow header.",
    ),
    ProblemType(
        "not-acceptable",
        406,
        "None of the accepted formats exists here",
        "The Accept header rules out every format that this resource has.",
        "Accept application/json or text/csv, or choose by the extension or ?format=.",
    ),
    ProblemType(
        "request-timeout",
        408,
        "The request took too long to arrive",
        "The request did not arrive completely in time, so the connection was closed.",
        "Send it again in one go.",
    ),
    ProblemType(
        "in-progress",
        409,
        "The same request is being answered",
        "A request with this Idempotency-Key is under way.",
        "Wait as long as Retry-After says and send it again: it is then answered as the first one.",
    ),
    ProblemType(
        "withdrawn",
        410,
        "The figure was withdrawn",
        "The publisher withdrew this figure. Earlier versions can still be asked for.",
        "Ask with as_of set to a day before the withdrawal, or with vintage=all.",
    ),
    ProblemType(
        "too-large",
        413,
        "The body is too large",
        "The body of the request is larger than this service accepts.",
        "Send less at once.",
    ),
    ProblemType(
        "uri-too-long",
        414,
        "The address is too long",
        "The address has more than 8,192 bytes.",
        "Use fewer codes, a wildcard such as area=CN-14*, or several requests.",
    ),
    ProblemType(
        "unsupported-media-type",
        415,
        "The body is of a kind that is not taken here",
        "Content-Type or Content-Encoding is missing, or names nothing that can be read.",
        "Send one of the types that the detail and Accept-Post name, plain or with gzip.",
    ),
    ProblemType(
        "refused",
        422,
        "The question is understood but cannot be answered as asked",
        "Each part is valid, yet together they have no answer or one that would be too large.",
        "The detail says which parts do not go together.",
    ),
    ProblemType(
        "invalid-release",
        422,
        "The release was refused and nothing was written",
        "The body can be read, and its records break rules of the data model.",
        "Look at report.findings: each names the line or the record, the column and the reason.",
    ),
    ProblemType(
        "reused-key",
        422,
        "The Idempotency-Key belongs to another request",
        "This key came with other content within the last 24 hours.",
        "Use a new key for new content; send the old content to get its answer again.",
    ),
    ProblemType(
        "too-many-attempts",
        429,
        "Too many keys did not count",
        "So many keys that do not count came from this address that none is looked at for a while.",
        "Wait as long as Retry-After says and send a key that counts.",
    ),
    ProblemType(
        "too-many-headers",
        431,
        "The header section is too large",
        "The request has more than 100 headers or more than 16 KB of them.",
        "Send fewer or shorter headers, most often cookies.",
    ),
    ProblemType(
        "internal-error",
        500,
        "Something went wrong here",
        "A fault of this service. It has been logged under the request id.",
        "Try again; if it stays, report the request_id.",
    ),
    ProblemType(
        "unavailable",
        503,
        "The database is away for a moment",
        "The service runs, but its database does not answer in time.",
        "Wait as long as Retry-After says and ask again.",
    ),
    ProblemType(
        "busy",
        503,
        "Too much is being published",
        "As many publications are under way as this process takes at once.",
        "Wait as long as Retry-After says and send it again.",
    ),
)
_BY_SLUG = {problem.slug: problem for problem in PROBLEM_TYPES}

# The one table from what went wrong to how it is answered.
_SLUGS: tuple[tuple[type[ProvstatError], str], ...] = (
    (InvalidQueryError, "invalid-query"),
    (UnknownCodeError, "unknown-code"),
    (NotFoundError, "not-found"),
    (WithdrawnError, "withdrawn"),
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
    (InProgressError, "in-progress"),
    (ReusedKeyError, "reused-key"),
    (BusyError, "busy"),
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
    problem = _BY_SLUG[slug]
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


async def get_problem_page(request: Request, slug: str) -> Response:
    """Explain one kind of problem on a page; the `type` of every problem leads here."""
    del request
    problem = _BY_SLUG.get(slug)
    if problem is None:
        message = f"There is no kind of problem called {slug[:64]!r}."
        raise NotFoundError(message)
    title = html.escape(problem.title)
    return HTMLResponse(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<h1>{title}</h1><p>Status {problem.status}, <code>{problem.slug}</code></p>"
        f"<p>{html.escape(problem.meaning)}</p><p>{html.escape(problem.remedy)}</p></html>\n",
        headers={"Cache-Control": "public, max-age=86400"},
    )
