"""Addresses of pages: anything in the query string that a page does not know is passed over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from app.domain.errors import NotAcceptableError, ProvstatError
from app.web.fields import field
from app.web.negotiation import accepts
from app.web.problems import from_error
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
            response = await failed(request, error)
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
    show = import_module(module).show
    respond: Callable[..., Awaitable[Response]] = _pages().respond
    return await respond(request, show)


async def failed(request: Request, error: ProvstatError) -> Response:
    """Say on a page what went wrong; in a problem document to those who do not read pages."""
    if not wants_page(request):
        return from_error(request, error)
    return cast("Response", await _failures().page_of(request, error))


def wants_page(request: Request) -> bool:
    """Whether a client asks for HTML by name, as browsers do and programs do not."""
    accept = field(request, "accept") or ""
    return HTML in accept and accepts(HTML, accept)


def _pages() -> Any:
    return import_module("app.explorer.respond")


def _failures() -> Any:
    return import_module("app.explorer.failures")
