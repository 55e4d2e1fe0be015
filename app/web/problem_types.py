"""The kinds of problem: one table, and a page for each, where the `type` of every problem leads."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Annotated

from fastapi import Path
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.domain.errors import NotFoundError


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
        "gone",
        410,
        "The file is no longer kept",
        "The address names a file of an older data version, and only the last two are kept.",
        "Follow the link to the current file, or ask the data call with as_of for what was known then.",
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
        "range-not-satisfiable",
        416,
        "The file has no such part",
        "Range asks for bytes that lie behind the end of the file.",
        "Content-Range tells how many bytes there are; ask for some of those, or leave Range out.",
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
        "drawing",
        503,
        "The picture could not be drawn just now",
        "Too many pictures are waiting to be drawn, or this one took too long.",
        "Wait as long as Retry-After says and ask again, or take the SVG, which needs no drawing.",
    ),
    ProblemType(
        "busy",
        503,
        "Too much is being published",
        "As many publications are under way as this process takes at once.",
        "Wait as long as Retry-After says and send it again.",
    ),
)
BY_SLUG = {problem.slug: problem for problem in PROBLEM_TYPES}


async def get_problem_page(
    request: Request,
    slug: Annotated[
        str,
        Path(
            description="Last part of the `type` of a problem.",
            pattern="^[a-z][a-z-]{0,40}$",
            examples=["refused"],
        ),
    ],
) -> Response:
    """Explain one kind of problem on a page.

    Raises:
        NotFoundError: There is no such kind.
    """
    del request
    problem = BY_SLUG.get(slug)
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
