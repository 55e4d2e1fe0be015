"""Addresses of pages: anything in the query string that a page does not know is passed over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import cast

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from app.domain.errors import NotAcceptableError, ProvstatError
from app.web import problems
from app.web.fields import field
from app.web.negotiation import accepts
from app.web.routing import ReadRoute

HTML = "text/html"
Answer = Callable[[Request], Awaitable[Response]]


class PageRoute(ReadRoute):
    """A GET route that answers with a page, made by a module that is imported when it is needed."""

    def __init__(self, path: str, module: str) -> None:
        """Remember the module; its `show` makes the page."""

        async def page(request: Request) -> Response:
            return await answer(request, module)

        page.__name__ = f"page_{module.rpartition('.')[2]}"
        super().__init__(path, page, include_in_schema=False)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            if not accepts(HTML, field(request, "accept")):
                raise NotAcceptableError(_ONLY_PAGES)
            response = await self.read(request)
        except ProvstatError as error:
            response = shown(request, problems.from_error(request, error))
        await response(scope, receive, send)


_ONLY_PAGES = (
    "There is text/html here; the same as data is at the address that the page links to, under /v1."
)


class RedirectRoute(ReadRoute):
    """An address that people know from elsewhere, and where it is here."""

    def __init__(self, path: str, target: str) -> None:
        """Remember where it leads."""

        async def redirect(request: Request) -> Response:
            del request
            return RedirectResponse(target, 308)

        redirect.__name__ = f"redirect_{path.strip('/')}"
        super().__init__(path, redirect, include_in_schema=False)


async def answer(request: Request, module: str) -> Response:
    """Make a page; templates and pictures are loaded by the first one."""
    respond: Callable[..., Awaitable[Response]] = import_module("app.explorer.respond").respond
    return await respond(request, import_module(module).show)


def shown(request: Request, problem: Response) -> Response:
    """Return a problem as a page to those who read pages, as a document to others."""
    if not wants_page(request):
        return problem
    return cast("Response", import_module("app.explorer.failures").page_of(request, problem))


def wants_page(request: Request) -> bool:
    """Whether a client asks for HTML by name, as browsers do and programs do not."""
    accept = field(request, "accept") or ""
    return HTML in accept and accepts(HTML, accept)


def from_http_exception(request: Request, error: Exception) -> Response:
    """Answer what the framework refuses: a page, unless the address is one for programs."""
    problem = problems.from_http_exception(request, error)
    return problem if _for_programs(request.scope) else shown(request, problem)


async def refuse(scope: Scope, send: Send, status: int, slug: str, detail: str) -> None:
    """Answer for the outermost layers: a page where a page was asked for, else a document."""
    request = Request(scope)
    if not wants_page(request) or _for_programs(scope):
        await problems.refuse(scope, send, status, slug, detail)
        return
    problem = problems.problem_response(slug, detail, problems.request_id(scope))
    await shown(request, problem)(scope, request.receive, send)


def _for_programs(scope: Scope) -> bool:
    """Whether an address belongs to the API, by the first part that it shares with a route of it."""
    app = scope.get("app")
    if app is None:
        return True
    own = {_root(r.path) for r in app.routes if isinstance(r, PageRoute | RedirectRoute)}
    theirs = {_root(getattr(route, "path", "")) for route in app.routes} - own
    return _root(scope["path"]) in theirs


def _root(path: str) -> str:
    return path.split("/", 2)[1] if path.startswith("/") else ""
