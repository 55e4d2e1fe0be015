"""One observation by its permanent id."""

from __future__ import annotations

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
from app.domain.errors import NotFoundError, WithdrawnError
from app.domain.period import Period, TimeFilter, TimeRange
from app.domain.query import SERIES_COMPONENTS, WITHDRAWN, DataQuery, filters
from app.domain.series import Series, parse_key, parse_observation_id
from app.domain.structure import Language, Structure
from app.representations.contract import RenderContext
from app.representations.json import encode_lines
from app.representations.rows import NUMBERS, columns, rows
from app.store.engine import Reader
from app.store.observations import Known, find_series, read_page
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


async def get_observation(
    request: Request,
    params: Annotated[ObservationIdParams, Query()],
    observation: Annotated[
        str,
        Path(description="Permanent id, as it stands in rows.", examples=["0123456789ab-2024"]),
    ],
) -> Response:
    """Show one observation with its labels and its provenance; the id is permanent."""

    async def build(snapshot: Snapshot) -> bytes:
        cube = await state_of(request).database.read(
            lambda reader: _find(reader, snapshot.known, observation, params.as_of)
        )
        return _body(cube, snapshot, params.lang)

    return await respond(request, params, build)


def _find(reader: Reader, known: Known, name: str, as_of: str | None) -> Cube:
    parsed = parse_observation_id(name)
    series = find_series(reader, parsed[0]) if parsed else None
    if parsed is None or series is None:
        raise _missing(name)
    query = _question(series, parsed[1], known.structure, as_of)
    cube = read_page(reader, known, query, _SMALL, provenance=True)
    found = [o for o in cube.observations if _is(o, parsed[1])]
    if not found:
        raise _missing(name)
    if found[0].status == WITHDRAWN:
        message = (
            f"{name} was withdrawn by its publisher; ask with as_of for what was known before."
        )
        raise WithdrawnError(message)
    return Cube(cube.structure, tuple(found), cube.releases)


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
    links = [
        Link(href=f"/v1/indicators/{parse_key(observation.key).indicator}", title="Its indicator"),
        Link(href=f"/v1/releases/{release.id}", title="Its release"),
        Link(href=f"/v1/sources/{release.source}", title="Its source"),
    ]
    body = {
        "data": msgspec.Raw(line),
        "meta": {"data_version": snapshot.version.text},
        "links": [link.model_dump() for link in links],
    }
    return msgspec.json.encode(body) + b"\n"
