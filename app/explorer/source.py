"""One document, and every number taken from it."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.cube import Release
from app.domain.errors import Fault, NotFoundError
from app.domain.query import RELEASE, DataQuery, filters
from app.domain.series import parse_key
from app.domain.text import nearest
from app.explorer.asked import Asked, View
from app.explorer.figures import row_of
from app.explorer.reading import cube_of
from app.explorer.releases import newest_first

_SHOWN = 500


async def show(asked: Asked) -> View:
    """Show a document.

    Raises:
        NotFoundError: There is none with this id.
    """
    name: str = asked.request.path_params["name"]
    source = asked.structure.source.get(name)
    if source is None:
        message = f"There is no source {name[:64]!r}"
        raise NotFoundError(
            message, [Fault(message, did_you_mean=nearest(name, asked.structure.source))]
        )
    releases = [each for each in newest_first(asked) if each.source == name]
    query = DataQuery(
        filters=filters({RELEASE: [each.id for each in _enough(releases)]}),
        vintage="all",
        limit=_SHOWN + 1,
    )
    cube = await cube_of(asked, query) if releases else None
    found = sorted(cube.observations, key=lambda each: each.locator) if cube else []
    rows = [
        (
            asked.structure.indicator[parse_key(each.key).indicator].name.within(asked.language),
            each.locator,
            row_of(cube, each, asked),
        )
        for each in found[:_SHOWN]
        if cube is not None
    ]
    values = {
        "source": source,
        "releases": releases,
        "rows": rows,
        "more": sum(map(_held, releases)) > len(rows),
        "rest": f"/v1/observations?release={releases[0].id}&vintage=all" if releases else "",
    }
    title = source.title or source.description.within(asked.language)
    return View("source.html", title, values, data=f"/v1/sources/{name}")


def _held(release: Release) -> int:
    return release.added + release.revised + release.withdrawn + release.unchanged


def _enough(releases: Iterable[Release]) -> list[Release]:
    """Return the newest releases, as many as hold the figures that are shown."""
    found: list[Release] = []
    for each in releases:
        if sum(map(_held, found)) >= _SHOWN:
            break
        found.append(each)
    return found
