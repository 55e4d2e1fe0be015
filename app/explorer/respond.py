"""A page becomes an answer: validators, language, and what a browser may do with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from app.explorer.asked import Asked, View, read_request
from app.explorer.assets import fingerprint
from app.explorer.templating import render
from app.web.caching import not_modified, validators
from app.web.state import state_of

Show = Callable[[Asked], Awaitable[View | Response]]

# Nothing from elsewhere, nothing inline, and nobody frames us: there is no exception in it.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
}


async def respond(request: Request, show: Show) -> Response:
    """Answer with a page.

    Raises:
        NotFoundError: There is nothing to show.
        WithdrawnError: Its publisher took it back.
        UnavailableError: The database is away.
    """
    asked = read_request(request, await state_of(request).database.snapshot())
    view = await show(asked)
    if isinstance(view, Response):
        return view
    headers = _validated(asked, view) | described(asked)
    if view.status == 200:  # noqa: PLR2004 - only of a page that exists may a client hold a copy
        unchanged = not_modified(request, headers)
        if unchanged is not None:
            return unchanged
    return Response(render(asked, view), view.status, headers)


def described(asked: Asked) -> dict[str, str]:
    """Return the header fields that say what a page is and what a browser may do with it."""
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Language": asked.language,
        "Vary": "Accept, Accept-Language",
        **SECURITY,
    }


def _validated(asked: Asked, view: View) -> dict[str, str]:
    known = {name: asked.params[name] for name in view.known if name in asked.params}
    said = urlencode(sorted(known.items()))
    parts = (fingerprint(), asked.path, said, asked.language, str(asked.chosen), asked.place)
    return validators(asked.state.version, *parts)
