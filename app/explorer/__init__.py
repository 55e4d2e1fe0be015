"""The web pages: what a person sees who opens this service in a browser.

Pages show what the API says, and read it through the API's own functions; there is no SQL here. What
makes a page is imported with the first one that is asked for: a server that only answers programs
loads neither templates nor pictures.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import BaseRoute

from app.explorer.assets import asset_route
from app.explorer.llms import llms_route
from app.explorer.routing import PageRoute, RedirectRoute, from_http_exception, refuse

__all__ = ["PAGES", "from_http_exception", "refuse", "routes"]

PAGES: tuple[tuple[str, str], ...] = (
    ("/", "home"),
    ("/indicators/{code}", "indicator"),
    ("/observations/{name}", "observation"),
    ("/areas", "areas"),
    ("/areas/{code}", "area"),
    ("/sources", "sources"),
    ("/sources/{name}", "source"),
    ("/releases", "releases"),
    ("/releases/{name}", "release"),
    ("/changelog", "changelog"),
    ("/docs", "guides"),
    ("/docs/{slug}", "guide"),
    ("/reference", "reference"),
    ("/reference/{name}", "operation"),
)
"""Address and module of every page; each module has a coroutine `show(asked) -> View`."""


def routes() -> Sequence[BaseRoute]:
    """Return the routes of the pages for a new application."""
    return [
        *(PageRoute(path, f"{__name__}.{module}") for path, module in PAGES),
        RedirectRoute("/redoc", "/reference"),
        asset_route(),
        llms_route(),
    ]
