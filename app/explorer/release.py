"""One publication, and what it changed."""

from __future__ import annotations

from app.domain.errors import Fault, NotFoundError
from app.domain.query import RELEASE, DataQuery, filters
from app.domain.text import nearest
from app.explorer.asked import Asked, View
from app.explorer.changelog import SHOWN, changed
from app.explorer.reading import changes_of


async def show(asked: Asked) -> View:
    """Show a publication.

    Raises:
        NotFoundError: There is none with this id.
    """
    name: str = asked.request.path_params["name"]
    by_id = {each.id: each for each in asked.state.known.releases.values()}
    release = by_id.get(name)
    if release is None:
        message = f"There is no release {name[:64]!r}"
        raise NotFoundError(message, [Fault(message, did_you_mean=nearest(name, by_id))])
    query = DataQuery(filters=filters({RELEASE: [name]}), vintage="all")
    page = await changes_of(asked, query, SHOWN)
    values = {
        "release": release,
        "source": asked.structure.source[release.source],
        "changes": changed(asked, page.changes),
        "total": release.added + release.revised + release.withdrawn,
        "rest": f"/v1/changes?release={name}",
    }
    title = release.title.within(asked.language)
    return View("release.html", title, values, data=f"/v1/releases/{name}")
