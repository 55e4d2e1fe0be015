"""What is held, told to catalogues, to search engines and to readers of tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Annotated

from fastapi import Path, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from app.dialects.native.answers import DescribedObservation
from app.dialects.native.catalogue import covered
from app.dialects.native.data_call import understood
from app.dialects.native.indicators import find_indicator, sources_of
from app.dialects.native.params import DataParams
from app.dialects.native.resource import respond_as
from app.domain.errors import Fault, RefusedError
from app.domain.structure import Language
from app.representations import DATA, jsonstat
from app.representations.metadata import csvw, dcat, schema_org
from app.representations.metadata.subject import Format, Held, SectorSubject, Service
from app.representations.rows import columns
from app.sectors import BY_CODE
from app.store.observations import SeriesCoverage
from app.web.querystring import Parameters
from app.web.sessions import Snapshot
from app.web.state import state_of

_LD = {"Content-Type": dcat.MEDIA_TYPE}
_CSVW = {"Content-Type": csvw.MEDIA_TYPE}


async def get_catalogue(request: Request) -> Response:
    """Describe the data for portals: DCAT with a dataset a sector and a distribution a format.

    Addresses in it are relative to the address that it came from.
    """

    async def build(snapshot: Snapshot) -> bytes:
        counts = await covered(state_of(request).database, snapshot)
        structure = snapshot.known.structure
        subjects = []
        for sector in structure.sector.values():
            own = tuple(i for i in structure.indicators if i.sector == sector.code)
            held = _held((each for i in own for each in counts.get(i.code, ())), snapshot)
            subjects.append(SectorSubject(sector, own, held))
        return dcat.catalogue(_service(request, snapshot), subjects)

    return await respond_as(request, None, build, _LD)


async def get_indicator_dataset(
    request: Request,
    indicator: Annotated[
        str,
        Path(
            description="Permanent code of the indicator.",
            examples=["retail_sales_consumer_goods"],
            pattern=r"^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$",
        ),
    ],
) -> Response:
    """Describe one indicator for search engines: a schema.org Dataset."""

    async def build(snapshot: Snapshot) -> bytes:
        counts = await covered(state_of(request).database, snapshot)
        found = find_indicator(snapshot.known.structure, indicator)
        structure = snapshot.known.structure
        cited = await sources_of(request, snapshot, found.code, None)
        held = replace(
            _held(counts.get(found.code, ()), snapshot),
            sources=tuple(structure.source[each] for each in cited),
        )
        return schema_org.dataset(found, held, _service(request, snapshot), structure)

    return await respond_as(request, None, build, _LD)


class CollectionParams(Parameters):
    """How the collection looks."""

    lang: Language = Field(default="en", description="Language of labels.", examples=["en"])


async def list_sector_datasets(
    request: Request, params: Annotated[CollectionParams, Query()]
) -> Response:
    """List the sectors as a JSON-stat collection: a dataset each."""

    async def build(snapshot: Snapshot) -> bytes:
        sectors = snapshot.known.structure.sector.values()
        address = f"/v1/{{}}/observations.{jsonstat.REPRESENTATION.extension}"
        members = [(address.format(each.code), each.name) for each in sectors]
        return jsonstat.collection(members, params.lang)

    described = {"Content-Type": jsonstat.REPRESENTATION.media_type}
    return await respond_as(request, params, build, described)


async def describe_csv(request: Request, params: DataParams, sector: str | None) -> Response:
    """Describe the columns of the CSV that the same question gives.

    Raises:
        ProvstatError: Whatever the CSV itself would be refused for.
    """

    async def build(snapshot: Snapshot) -> bytes:
        if params.shape == "wide":
            message = "The columns of a wide table are periods; only shape=rows has metadata."
            raise RefusedError(message, [Fault(message, "shape", value="wide")])
        context = understood(request, params, sector, "csv", snapshot).context
        names = context.fields or columns(context)
        query = request.url.query
        address = f"observations.csv{'?' if query else ''}{query}"
        return csvw.table(address, names, descriptions(sector), derived=context.derived)

    return await respond_as(request, params, build, _CSVW)


_COMPUTED = {
    "derivation": "What was asked for in `derive`.",
    "formula": "How the value was computed, with a letter for each operand.",
    "operands": "Ids and releases of the figures computed from, in the order of the letters.",
    "warnings": "Codes of what to beware of.",
    "superseded_at": "When a later release replaced the figure; empty while it stands.",
}


@lru_cache(maxsize=len(BY_CODE) + 1)
def descriptions(sector: str | None) -> Mapping[str, str]:
    """Return what each column holds, from the schemas that the document of the API shows."""
    models: list[type[BaseModel]] = [DescribedObservation]
    models += [BY_CODE[sector].observation] if sector else []
    told = dict(_COMPUTED)
    for model in models:
        told |= {name: each.description or "" for name, each in model.model_fields.items()}
    return told


def _held(series: Iterable[SeriesCoverage], snapshot: Snapshot) -> Held:
    found = list(series)
    if not found:
        return Held()
    codes = {each.series.area for each in found}
    return Held(
        areas=tuple(area for area in snapshot.known.structure.areas if area.code in codes),
        start=date.fromisoformat(min(each.start for each in found)),
        end=date.fromisoformat(max(each.end for each in found)),
        units=tuple(sorted({each.series.unit for each in found})),
    )


def _service(request: Request, snapshot: Snapshot) -> Service:
    return Service(
        modified=snapshot.version.recorded_at,
        data_version=snapshot.version.text,
        formats=[Format(each.name, each.extension, each.essence) for each in DATA],
        interfaces=[
            (each.title, each.address, each.description) for each in state_of(request).interfaces
        ],
    )
