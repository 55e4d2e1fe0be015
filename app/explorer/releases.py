"""Publications, newest first."""

from __future__ import annotations

from app.domain.cube import Release
from app.explorer.asked import Asked, View
from app.explorer.words import Say


async def show(asked: Asked) -> View:
    """List the publications."""
    values = {"releases": newest_first(asked), "sources": asked.structure.source}
    title = Say(asked.language)("releases_title")
    return View("releases.html", title, values, data="/v1/releases")


def newest_first(asked: Asked) -> list[Release]:
    """Return the publications in the order in which pages show them."""
    found = asked.state.known.releases.values()
    return sorted(found, key=lambda each: (each.published_at, each.number), reverse=True)
