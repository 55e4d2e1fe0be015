"""How to cite one observation: for people, for BibTeX and for reference managers."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.dialects.native.observation import ObservationId, ObservationIdParams, find_observation
from app.dialects.native.resource import respond_as
from app.domain.beijing import BEIJING
from app.domain.cube import Cube
from app.domain.errors import NotFoundError
from app.domain.structure import Label, Language
from app.representations import wording
from app.representations.citation import STYLES, Citation
from app.representations.rows import iso_instant
from app.web.sessions import Snapshot
from app.web.state import state_of

_REVISED = "database"  # the kind of source that is revised continually, each release an edition


async def get_citation(
    request: Request,
    params: Annotated[ObservationIdParams, Query()],
    observation: ObservationId,
    extension: Annotated[
        str,
        Path(
            description="txt for people, bib for BibTeX, json for CSL-JSON.",
            examples=["txt"],
            json_schema_extra={"enum": list(STYLES)},
        ),
    ],
) -> Response:
    """Cite one observation, pinned to the version of it that is cited.

    The address in the citation has `as_of` set to the instant at which that version was published,
    so it shows the same figure whatever is published later. Where the source bears no date, the
    citation says between which days it came out.
    """
    style = STYLES.get(extension)
    if style is None:
        message = f"There is no .{extension[:64]} here; there is {', '.join(STYLES)}."
        raise NotFoundError(message)

    async def build(snapshot: Snapshot) -> bytes:
        cube = await state_of(request).database.read(
            lambda reader: find_observation(reader, snapshot.known, observation, params.as_of)
        )
        return style.write(citation(cube, snapshot, observation, params.lang))

    described = {
        "Content-Type": style.media_type,
        "Content-Disposition": f'inline; filename="citation.{extension}"',
    }
    return await respond_as(request, params, build, described)


def citation(cube: Cube, snapshot: Snapshot, name: str, language: Language) -> Citation:
    """Collect what the citation of an observation says."""
    observation = cube.observations[0]
    release = cube.releases[observation.release]
    source = cube.structure.source[release.source]
    earliest, latest = source.published_from, source.published_to
    if source.kind == _REVISED:
        # What came out on that day is an edition; the days of the source say since when there are any.
        earliest = latest = release.published_at.astimezone(BEIJING).date()
    told = Label(observation.statement_en or "", observation.statement_zh or "")
    return Citation(
        key=f"provstat-{name}-{release.digest[:12]}",
        language=language,
        publisher=source.publisher,
        author=source.author,
        contributors=source.contributors,
        title=source.title or source.description.within(language),
        earliest=earliest,
        latest=latest,
        figure=wording.about(cube.structure, observation, language),
        value=wording.value(cube.structure, observation, language),
        locator=observation.locator,
        statement=told.within(language),
        address=f"/v1/observations/{name}?as_of={iso_instant(release.published_at)}",
        data_version=snapshot.version.text,
        release=release.id,
    )
