"""The guides, and what else helps."""

from __future__ import annotations

from app.explorer.asked import Asked, View
from app.explorer.markdown import guides
from app.explorer.words import Say


async def show(asked: Asked) -> View:
    """List the guides."""
    values = {"guides": list(guides().values())}
    return View("guides.html", Say(asked.language)("guides_title"), values)
