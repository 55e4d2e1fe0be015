"""Documents that figures come from."""

from __future__ import annotations

from app.explorer.asked import Asked, View
from app.explorer.words import Say


async def show(asked: Asked) -> View:
    """List the documents."""
    releases = asked.state.known.releases.values()
    counts = {
        source.id: sum(each.source == source.id for each in releases)
        for source in asked.structure.sources
    }
    values = {"sources": asked.structure.sources, "counts": counts}
    return View("sources.html", Say(asked.language)("sources_title"), values, data="/v1/sources")
