"""One observation by its permanent id."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import msgspec
from fastapi import Path, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.dialects.native.answers import ALL_DIMENSIONS
from app.dialects.native.params import INSTANT, instant
from app.dialects.native.resource import respond
from app.dialects.native.schemas import Link
from app.domain.cube import Cube, Observation
from app.domain.errors import Fault, NotFoundError, WithdrawnError
from app.domain.period import Period, TimeFilter, TimeRange, parse_period
from app.domain.query import SERIES_COMPONENTS, WITHDRAWN, DataQuery, Vintage, filters
from app.domain.series import Series, observation_id, parse_key, parse_observation_id
from app.domain.structure import Language, Structure
from app.representations.contract import RenderContext
from app.representations.json import encode_lines
from app.representations.rows import NUMBERS, columns, iso_instant, rows
from app.store.engine import Reader
from app.store.observations import Known, find_series, read_pages
from app.web.querystring import Parameters
from app.web.sessions import Snapshot
from app.web.state import state_of

_SMALL = 1_000


class ObservationIdParams(Parameters):
    """How one observation is shown, and as of when."""

    as_of: str | None = Field(
        default=None,
        pattern=INSTANT,
        description="Show it as it was known at the end of this day (UTC), or at this instant.",
        examples=["2025-03-20"],
    )
    lang: Language = Field(
        default="en", description="Language of labels, statement and note.", examples=["en"]
    )


ObservationId = Annotated[
    str,
    Path(
        description="Permanent id, as it stands in rows.",
        examples=["xb72h3w7jxh9-2024"],
        pattern=r"^[0-9a-hjkmnp-tv-z]{12}-[0-9A-Z_-]{4,21}$",
    ),
]


async def get_observation(
    request: Request,
    params: Annotated[ObservationIdParams, Query()],
    observation: ObservationId,
) -> Response:
    """Show one observation with its labels and its provenance; the id is permanent."""

    async def build(snapshot: Snapshot) -> bytes:
        cube = await state_of(request).database.read(
            lambda reader: find_observation(reader, snapshot.known, observation, params.as_of)
        )
        return _body(cube, snapshot, params.lang)

    return await respond(request, params, build)


def find_observation(reader: Reader, known: Known, name: str, as_of: str | None) -> Cube:
    """Find one observation with its provenance.

    Raises:
        NotFoundError: There is none with this id, or was none then.
        WithdrawnError: Its publisher took it back.
    """
    cube = find_versions(reader, known, name, as_of, "latest")
    if cube.observations[0].status == WITHDRAWN:
        message = (
            f"Observation {name} was withdrawn by its publisher; ask with as_of for what was known "
            "before."
        )
        raise WithdrawnError(message)
    return cube


def find_versions(
    reader: Reader, known: Known, name: str, as_of: str | None, vintage: Vintage
) -> Cube:
    """Find the versions of one observation, oldest first, withdrawals included.

    Raises:
        NotFoundError: There is none with this id, or was none then.
    """
    parsed = parse_observation_id(name)
    series = find_series(reader, parsed[0]) if parsed else None
    if parsed is None or series is None:
        raise _missing(name)
    query = replace(_question(series, parsed[1], known.structure, as_of), vintage=vintage)
    pages = read_pages(reader, known, query, _SMALL, provenance=True)
    found = [o for cube in pages for o in cube.observations if _is(o, parsed[1])]
    if not found and as_of is not None:
        _check_known_by(reader, known, name, as_of)
    if not found:
        raise _missing(name)
    return Cube(known.structure, tuple(found), known.releases)


def _check_known_by(reader: Reader, known: Known, name: str, as_of: str) -> None:
    """Tell a figure that came out later from one that never did.

    Raises:
        NotFoundError: It was not yet known then.
    """
    first = find_versions(reader, known, name, None, "first").observations[0]
    published = iso_instant(known.releases[first.release].published_at)
    message = (
        f"Observation {name} was not yet known as of {as_of}; the release that first states it came "
        f"out at {published}."
    )
    raise NotFoundError(message, [Fault(message, "as_of", value=as_of)])


def _question(series: Series, period: Period, structure: Structure, as_of: str | None) -> DataQuery:
    """Ask for the figures of one series within the days of one period, withdrawn ones included."""
    sector = structure.sector[structure.indicator[series.indicator].sector]
    chosen = {name: [getattr(series, name)] for name in SERIES_COMPONENTS}
    chosen |= {own.code: [series.code(own.code)] for own in sector.dimensions}
    chosen["status"] = list(structure.known_codes("status"))
    return DataQuery(
        filters=filters(chosen),
        time=TimeFilter((TimeRange(period.start, period.end),)),
        as_of=instant(as_of) if as_of else None,
    )


def _is(observation: Observation, period: Period) -> bool:
    days = (period.start.isoformat(), period.end.isoformat())
    return (observation.start, observation.end) == days


def name_of(observation: Observation) -> str:
    """Return the permanent id of an observation."""
    return observation_id(parse_key(observation.key), parse_period(observation.period))


def _missing(name: str) -> NotFoundError:
    message = f"There is no observation {name[:64]!r}; ids stand in the rows of /v1/observations."
    return NotFoundError(message)


def _body(cube: Cube, snapshot: Snapshot, language: Language) -> bytes:
    observation = cube.observations[0]
    context = RenderContext(
        dimensions=ALL_DIMENSIONS,
        labels=True,
        provenance=True,
        language=language,
    )
    line = encode_lines(columns(context), NUMBERS, rows(cube, context)).rstrip()
    release = cube.releases[observation.release]
    address = f"/v1/observations/{name_of(observation)}"
    links = [
        Link(href=f"/v1/indicators/{parse_key(observation.key).indicator}", title="Its indicator"),
        Link(href=f"/v1/releases/{release.id}", title="Its release"),
        Link(href=f"/v1/sources/{release.source}", title="Its source"),
        Link(href=f"{address}/history", title="Its versions"),
        Link(href=f"{address}/explain", title="What it means and what it implies"),
        Link(href=f"{address}/cite.txt", title="How to cite it; also .bib and .json"),
    ]
    body = {
        "data": msgspec.Raw(line),
        "meta": {"data_version": snapshot.version.text},
        "links": [link.model_dump() for link in links],
    }
    return msgspec.json.encode(body) + b"\n"
