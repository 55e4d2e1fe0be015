"""Resources about the catalogue: the service itself, sectors, code lists, documents, releases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app import __version__
from app.dialects.native.as_of import AsOfParams, releases_by
from app.dialects.native.entries import (
    area_entry,
    code_entries,
    release_entry,
    sector_entry,
    source_entry,
    text,
    unit_entry,
)
from app.dialects.native.params import FORMATS, ID, MAXIMUM_LIMIT
from app.dialects.native.resource import respond
from app.dialects.native.schemas import (
    AreaList,
    CodeListEntry,
    CodeListList,
    Limits,
    Link,
    ListMeta,
    ReleaseEntry,
    ReleaseList,
    SectorList,
    Service,
    SourceEntry,
    SourceList,
    UnitList,
)
from app.domain.errors import NotFoundError
from app.domain.query import DataQuery
from app.domain.structure import LANGUAGES
from app.representations.rows import iso_instant
from app.store.engine import Reader
from app.store.observations import SeriesCoverage, series_coverage
from app.web.limits import MAX_QUERY_ITEMS, MAX_URL
from app.web.querystring import MAXIMUM_VALUES
from app.web.sessions import Database, Snapshot
from app.web.state import state_of

Covered = Mapping[str, Sequence[SeriesCoverage]]

_LINKS = (
    ("/v1/sectors", "The sectors"),
    ("/v1/indicators", "All indicators, and search"),
    ("/v1/observations", "All observations"),
    ("/v1/bulk", "Everything as files"),
    ("/v1/availability", "What would answer, before asking"),
    ("/v1/changes", "Figures added, revised and withdrawn"),
    ("/v1/changes.atom", "The same as a feed"),
    ("/v1/areas", "Areas"),
    ("/v1/units", "Units"),
    ("/v1/codes", "Code lists"),
    ("/v1/sources", "Documents"),
    ("/v1/releases", "Publications"),
    ("/openapi.json", "This API as OpenAPI 3.1"),
)


async def covered(database: Database, snapshot: Snapshot, as_of: datetime | None = None) -> Covered:
    """Return how much there is of each indicator, or was as of an instant."""

    def read(reader: Reader) -> Covered:
        found: dict[str, list[SeriesCoverage]] = {}
        for each in series_coverage(reader, snapshot.known, DataQuery(as_of=as_of)):
            found.setdefault(each.series.indicator, []).append(each)
        return found

    if as_of is not None:
        return await database.read(read)
    return await database.derived(snapshot, "coverage", read)


async def get_service(request: Request) -> Response:
    """Describe the service: version, data version, limits, languages, formats, links."""

    async def build(snapshot: Snapshot) -> Service:
        releases = snapshot.known.releases.values()
        updated = max((release.published_at for release in releases), default=None)
        return Service(
            title="Provincial Statistics API",
            version=__version__,
            data_version=snapshot.version.text,
            updated=iso_instant(updated) if updated else None,
            languages=list(LANGUAGES),
            formats=list(FORMATS),
            limits=Limits(
                rows_json=MAXIMUM_LIMIT,
                values_per_parameter=MAXIMUM_VALUES,
                query_items=MAX_QUERY_ITEMS,
                url_bytes=MAX_URL,
            ),
            licence="Software: Apache-2.0. Data: facts, see the licence of each source.",
            links=[Link(href=href, title=title) for href, title in _LINKS],
        )

    return await respond(request, None, build)


async def list_sectors(request: Request, params: Annotated[AsOfParams, Query()]) -> Response:
    """List the sectors with their own dimensions and how much each holds or once held."""

    async def build(snapshot: Snapshot) -> SectorList:
        counts = await covered(state_of(request).database, snapshot, params.moment)
        structure = snapshot.known.structure
        entries = []
        for sector in structure.sector.values():
            own = [i.code for i in structure.indicators if i.sector == sector.code]
            observations = sum(each.figures for code in own for each in counts.get(code, ()))
            entries.append(sector_entry(sector, len(own), observations))
        return SectorList(data=entries, meta=list_meta(entries, snapshot))

    return await respond(request, params, build)


async def list_areas(request: Request) -> Response:
    """List the areas: the country, its divisions, and the cities that are held."""

    async def build(snapshot: Snapshot) -> AreaList:
        entries = [area_entry(area) for area in snapshot.known.structure.areas]
        return AreaList(data=entries, meta=list_meta(entries, snapshot))

    return await respond(request, None, build)


async def list_units(request: Request) -> Response:
    """List the base units with the printed units that are multiples of them."""

    async def build(snapshot: Snapshot) -> UnitList:
        structure = snapshot.known.structure
        entries = [unit_entry(unit, structure) for unit in structure.units]
        return UnitList(data=entries, meta=list_meta(entries, snapshot))

    return await respond(request, None, build)


async def list_codes(request: Request) -> Response:
    """List the code lists: what a status, a bound, a role or a frequency means."""

    async def build(snapshot: Snapshot) -> CodeListList:
        entries = [
            CodeListEntry(
                code=each.code,
                name=text(each.name),
                description=text(each.description),
                codes=code_entries(each.codes),
            )
            for each in snapshot.known.structure.code_lists
        ]
        return CodeListList(data=entries, meta=list_meta(entries, snapshot))

    return await respond(request, None, build)


async def list_sources(request: Request, params: Annotated[AsOfParams, Query()]) -> Response:
    """List the documents that figures come from.

    With `as_of` these are the documents from which something had been published by then.
    """

    async def build(snapshot: Snapshot) -> SourceList:
        sources = snapshot.known.structure.sources
        if params.moment is not None:
            cited = {each.source for each in releases_by(snapshot.known, params.moment).values()}
            sources = tuple(source for source in sources if source.id in cited)
        entries = [source_entry(source) for source in sources]
        return SourceList(data=entries, meta=list_meta(entries, snapshot))

    return await respond(request, params, build)


async def get_source(
    request: Request,
    source: Annotated[
        str,
        Path(
            description="Permanent id of the document.",
            examples=["china-daily-2025-03-shanxi"],
            pattern=ID,
        ),
    ],
) -> Response:
    """Describe one document."""

    async def build(snapshot: Snapshot) -> SourceEntry:
        found = snapshot.known.structure.source.get(source)
        if found is None:
            message = f"There is no source {source[:64]!r}; see /v1/sources."
            raise NotFoundError(message)
        return source_entry(found)

    return await respond(request, None, build)


async def list_releases(request: Request, params: Annotated[AsOfParams, Query()]) -> Response:
    """List the publications, newest first; with `as_of` those that had come out by then."""

    async def build(snapshot: Snapshot) -> ReleaseList:
        releases = sorted(
            releases_by(snapshot.known, params.moment).values(),
            key=lambda release: (release.published_at, release.number),
            reverse=True,
        )
        entries = [release_entry(release) for release in releases]
        return ReleaseList(data=entries, meta=list_meta(entries, snapshot))

    return await respond(request, params, build)


async def get_release(
    request: Request,
    release: Annotated[
        str,
        Path(
            description="Permanent id of the publication.",
            examples=["2025-03-17-0123456789ab"],
            pattern=ID,
        ),
    ],
) -> Response:
    """Describe one publication."""

    async def build(snapshot: Snapshot) -> ReleaseEntry:
        found = next((r for r in snapshot.known.releases.values() if r.id == release), None)
        if found is None:
            message = f"There is no release {release[:64]!r}; see /v1/releases."
            raise NotFoundError(message)
        return release_entry(found)

    return await respond(request, None, build)


def list_meta(entries: Sequence[object], snapshot: Snapshot) -> ListMeta:
    """Return what a list says about itself."""
    return ListMeta(matched=len(entries), data_version=snapshot.version.text)
