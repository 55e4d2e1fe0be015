"""Resources about indicators: lists, search in both languages, one of them, a sector at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

import msgspec
from fastapi import Path, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.dialects.native.as_of import AsOfParams
from app.dialects.native.catalogue import Covered, covered, list_meta
from app.dialects.native.entries import indicator_entry
from app.dialects.native.params import WORDS
from app.dialects.native.resource import respond, to_json
from app.dialects.native.schemas import IndicatorDetail, IndicatorEntry, IndicatorList, SearchMeta
from app.dialects.native.search import nothing_found, search
from app.domain.errors import Fault, NotFoundError, UnknownCodeError
from app.domain.period import TimeFilter
from app.domain.query import DataQuery
from app.domain.structure import Indicator, Structure
from app.domain.text import nearest
from app.representations.contract import RenderContext
from app.representations.json import encode_lines
from app.representations.rows import NUMBERS, columns, rows
from app.sectors import SECTORS
from app.store.engine import Reader
from app.store.observations import read_pages
from app.web.sessions import Snapshot
from app.web.state import state_of

_PAGE = 5_000


class SearchParams(AsOfParams):
    """Search among indicators of one sector."""

    q: str | None = Field(
        default=None,
        pattern=WORDS,
        description="Words in English or Chinese that all must occur in code, name, keywords or "
        "definition.",
        examples=["retail"],
    )


class IndicatorParams(SearchParams):
    """Search among all indicators."""

    sector: str | None = Field(
        default=None,
        description="Only indicators of this sector.",
        examples=["consumption"],
        json_schema_extra={"enum": [sector.code for sector in SECTORS]},
    )


async def list_indicators(
    request: Request, params: Annotated[IndicatorParams, Query()]
) -> Response:
    """Find indicators of all sectors."""
    return await _list(request, params, params.sector)


async def list_of_sector(request: Request, params: SearchParams, sector: str) -> Response:
    """Find indicators of one sector."""
    return await _list(request, params, sector)


async def _list(request: Request, params: SearchParams, sector: str | None) -> Response:
    async def build(snapshot: Snapshot) -> IndicatorList:
        counts = await covered(state_of(request).database, snapshot, params.moment)
        structure = snapshot.known.structure
        _check_sector(sector, structure)
        found = search(structure, params.q, sector)
        entries = [indicator_entry(each, counts.get(each.code, ())) for each in found]
        reason, instead = (None, []) if found else nothing_found(structure, params.q, sector)
        meta = SearchMeta(**dict(list_meta(entries, snapshot)), reason=reason, did_you_mean=instead)
        return IndicatorList(data=entries, meta=meta)

    return await respond(request, params, build)


def _check_sector(sector: str | None, structure: Structure) -> None:
    if sector is not None and sector not in structure.sector:
        near = nearest(sector, structure.sector)
        hint = f"; did you mean {near[0]}?" if near else ""
        message = f"There is no sector {sector[:64]!r}{hint}"
        if not near:
            message += f"; there is {', '.join(structure.sector)}"
        fault = Fault(message, "sector", value=sector[:64], did_you_mean=near)
        raise UnknownCodeError(message, [fault])


async def get_indicator(
    request: Request,
    params: Annotated[AsOfParams, Query()],
    indicator: Annotated[
        str,
        Path(
            description="Permanent code of the indicator.",
            examples=["retail_sales_consumer_goods"],
            pattern=r"^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$",
        ),
    ],
) -> Response:
    """Describe one indicator: definition, unit, dimensions, coverage, sources, links."""
    snapshot = await state_of(request).database.snapshot()
    renamed = snapshot.known.structure.renamed.get(indicator)
    if renamed is not None:
        asked = f"?{urlencode({'as_of': params.as_of})}" if params.as_of else ""
        return RedirectResponse(f"/v1/indicators/{renamed}{asked}", 301)

    async def build(snapshot: Snapshot) -> IndicatorDetail:
        found = find_indicator(snapshot.known.structure, indicator)
        counts = await covered(state_of(request).database, snapshot, params.moment)
        entry = indicator_entry(found, counts.get(found.code, ()))
        sources = await sources_of(request, snapshot, found.code, params.moment)
        return IndicatorDetail(**dict(entry), sources=sources, data_version=snapshot.version.text)

    return await respond(request, None, build)


def find_indicator(structure: Structure, code: str) -> Indicator:
    """Return an indicator.

    Raises:
        NotFoundError: There is none of this code.
    """
    found = structure.indicator.get(code)
    if found is None:
        hint = nearest(code, structure.indicator)
        message = f"There is no indicator {code[:64]!r}"
        message += f"; did you mean {hint[0]}?" if hint else "; see /v1/indicators."
        fault = Fault(message, "indicator", value=code[:64], did_you_mean=hint)
        raise NotFoundError(message, [fault])
    return found


async def sources_of(
    request: Request, snapshot: Snapshot, code: str, as_of: datetime | None
) -> list[str]:
    """Return the ids of the documents that an indicator's figures come from."""
    query = DataQuery(filters=(("indicator", (code,)),), as_of=as_of)

    def read(reader: Reader) -> list[str]:
        numbers = {
            o.release
            for cube in read_pages(reader, snapshot.known, query, _PAGE)
            for o in cube.observations
        }
        return sorted({snapshot.known.releases[number].source for number in numbers})

    return await state_of(request).database.read(read)


async def get_sector(request: Request, params: AsOfParams, sector: str) -> Response:
    """Show a sector: each indicator with the latest observation of each of its series."""

    async def build(snapshot: Snapshot) -> bytes:
        database = state_of(request).database
        counts = await covered(database, snapshot, params.moment)
        lines = await database.read(lambda reader: _latest(reader, snapshot, sector, params.moment))
        structure = snapshot.known.structure
        own = [i for i in structure.indicators if i.sector == sector]
        return _sector_body(own, counts, lines, snapshot)

    return await respond(request, params, build)


def _latest(
    reader: Reader, snapshot: Snapshot, sector: str, as_of: datetime | None
) -> dict[str, list[msgspec.Raw]]:
    last = TimeFilter(last=1)
    query = DataQuery(filters=(("sector", (sector,)),), time=last, as_of=as_of)
    own = snapshot.known.structure.sector[sector].dimensions
    context = RenderContext(dimensions=tuple(dimension.code for dimension in own))
    names = columns(context)
    place = names.index("indicator")
    found: dict[str, list[msgspec.Raw]] = {}
    for cube in read_pages(reader, snapshot.known, query, _PAGE):
        body = list(rows(cube, context))
        lines = encode_lines(names, NUMBERS, body).splitlines()
        for row, line in zip(body, lines, strict=True):
            found.setdefault(row[place], []).append(msgspec.Raw(line))
    return found


def _sector_body(
    indicators: Sequence[Indicator],
    counts: Covered,
    latest: dict[str, list[msgspec.Raw]],
    snapshot: Snapshot,
) -> bytes:
    data = []
    for indicator in indicators:
        entry: IndicatorEntry = indicator_entry(indicator, counts.get(indicator.code, ()))
        document = msgspec.Raw(to_json(entry).rstrip()[:-1] + b',"latest":')
        rest = msgspec.json.encode(latest.get(indicator.code, []))
        data.append(msgspec.Raw(bytes(document) + rest + b"}"))
    meta = {"matched": len(data), "data_version": snapshot.version.text}
    return msgspec.json.encode({"data": data, "meta": meta}) + b"\n"
