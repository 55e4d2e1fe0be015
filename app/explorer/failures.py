"""When there is nothing to show: a page that says why, and what to do next."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from app.explorer.asked import Asked, View, read_request
from app.explorer.respond import described
from app.explorer.templating import render
from app.explorer.words import WORDS, Say

_OTHER = "other"


class _Problem(msgspec.Struct):
    type: str
    status: int
    detail: str
    did_you_mean: list[str]
    request_id: str | None


def page_of(request: Request, problem: Response) -> Response:
    """Show a problem document as a page, with the same status.

    Args:
        request: What was asked.
        problem: The document, as a program would get it.
    """
    told = msgspec.json.decode(bytes(problem.body), type=_Problem)
    asked = read_request(request, None)
    body = render(asked, _view(asked, told))
    kept = {name: problem.headers[name] for name in _KEPT if name in problem.headers}
    return Response(body, problem.status_code, {**kept, **described(asked)})


_KEPT = ("cache-control", "retry-after", "allow", "connection")


def _view(asked: Asked, told: _Problem) -> View:
    slug = told.type.rpartition("/")[2]
    kind = slug if f"fail_{slug}" in WORDS else _OTHER
    values = {
        "kind": kind,
        "told": told,
        "near": [(each, _address(asked, each)) for each in told.did_you_mean],
        "sought": _sought(asked),
    }
    title = Say(asked.language)(f"fail_{kind}")
    return View("failure.html", title, values, status=told.status)


def _address(asked: Asked, name: str) -> str:
    """Return where a suggestion leads: an address as it stands, a code beside the one that was given."""
    if name.startswith("/"):
        return name
    return asked.link(f"{asked.path.rpartition('/')[0]}/{name}")


def _sought(asked: Asked) -> str:
    """Return what was probably looked for, as words for the search field."""
    return asked.path.rpartition("/")[2].replace("_", " ").replace("-", " ")[:60]
