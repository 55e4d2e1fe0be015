"""The addresses of the native API, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.dialects.native import (
    answers,
    availability,
    bulk,
    catalogue,
    charts,
    data,
    indicators,
    metadata,
    observation,
    publishing_routes,
    schemas,
    vintages,
)
from app.dialects.native.as_of import AsOfParams
from app.dialects.native.documents import data_document, one_observation_document
from app.dialects.native.params import (
    SECTOR_PARAMS,
    AvailabilityParams,
    DataParams,
    ObservationParams,
    SeriesParams,
)
from app.representations import DATA, jsonstat
from app.representations.metadata import csvw, dcat, schema_org
from app.sectors import SECTORS
from app.sectors.schema import SectorSchema
from app.web.openapi import document_response, json_response
from app.web.routing import Endpoint, ReadRoute

TAGS = (
    ("data", "Observations: the data call across sectors, one observation, availability."),
    *((sector.code, f"The {sector.code} sector.") for sector in SECTORS),
    ("catalogue", "What is measured, where and in which units; documents and publications."),
    ("charts", "Pictures by address, chosen by the facts."),
    ("publishing", "Releases in: publish and validate, for those who have a key."),
    ("service", "The service itself."),
)
_HOW_TO_ASK = (
    "Every parameter narrows the answer; the values of one parameter are alternatives. `format`, "
    "else the Accept header, chooses the representation. JSON tells in `meta` how many observations "
    "match and where the rest is; other formats hold everything. An answer without rows is no "
    "error: `meta.reason` says which condition leaves nothing."
)
_HOW_TO_EXPORT = (
    "The same question as without an extension, which here decides the representation: an address "
    "for spreadsheets, notebooks and links."
)
_HOW_CSVW = (
    "CSV on the Web: name, type and meaning of each column of the file at the same address without "
    "`-metadata.json`, for the same question."
)
_CSVW_EXAMPLE = {"@context": "http://www.w3.org/ns/csvw", "url": "observations.csv"}
_EXTENSIONS = [representation.extension for representation in DATA]
Extension = Annotated[
    str,
    Path(
        description="Representation, as an extension of the address.",
        examples=["csv"],
        json_schema_extra={"enum": _EXTENSIONS},
    ),
]


def routes() -> Sequence[BaseRoute]:
    """Return the routes for a new application."""
    releases = _get(
        "/v1/releases", catalogue.list_releases, schemas.ReleaseList, "catalogue", "refused"
    )
    return [
        *_data_routes("/v1/observations", None, ObservationParams, "data"),
        *(route for sector in SECTORS for route in _sector_routes(sector)),
        ReadRoute(
            "/v1/observations/{observation}",
            observation.get_observation,
            tags=["data"],
            **one_observation_document(),
        ),
        *bulk.routes(),
        *vintages.routes(),
        *charts.routes(),
        _availability(),
        _get("/v1", catalogue.get_service, schemas.Service, "service"),
        _get("/v1/sectors", catalogue.list_sectors, schemas.SectorList, "catalogue", "refused"),
        _get(
            "/v1/indicators",
            indicators.list_indicators,
            schemas.IndicatorList,
            "catalogue",
            "unknown-code",
            "refused",
        ),
        *_linked_data(),
        _one_indicator(),
        _get("/v1/areas", catalogue.list_areas, schemas.AreaList, "catalogue"),
        _get("/v1/units", catalogue.list_units, schemas.UnitList, "catalogue"),
        _get("/v1/codes", catalogue.list_codes, schemas.CodeListList, "catalogue"),
        _get("/v1/sources", catalogue.list_sources, schemas.SourceList, "catalogue", "refused"),
        _get(
            "/v1/sources/{source}",
            catalogue.get_source,
            schemas.SourceEntry,
            "catalogue",
            "not-found",
        ),
        releases,
        *publishing_routes.beside(releases),
        _get(
            "/v1/releases/{release}",
            catalogue.get_release,
            schemas.ReleaseEntry,
            "catalogue",
            "not-found",
        ),
    ]


def _linked_data() -> list[BaseRoute]:
    return [
        ReadRoute(
            "/v1/sectors.jsonstat",
            metadata.list_sector_datasets,
            tags=["catalogue"],
            **document_response(
                jsonstat.REPRESENTATION.media_type, {"version": "2.0", "class": "collection"}
            ),
        ),
        ReadRoute(
            "/v1/catalog.jsonld",
            metadata.get_catalogue,
            tags=["catalogue"],
            **document_response(dcat.MEDIA_TYPE, {"@type": "dcat:Catalog"}),
        ),
        ReadRoute(
            "/v1/indicators/{indicator}.jsonld",
            metadata.get_indicator_dataset,
            tags=["catalogue"],
            **document_response(schema_org.MEDIA_TYPE, {"@type": "Dataset"}, "not-found"),
        ),
    ]


def _sector_routes(sector: SectorSchema) -> list[BaseRoute]:
    code = sector.code

    async def glance(request: Request, params: Annotated[AsOfParams, Query()]) -> Response:
        return await indicators.get_sector(request, params, code)

    async def find(
        request: Request, params: Annotated[indicators.SearchParams, Query()]
    ) -> Response:
        return await indicators.list_of_sector(request, params, code)

    glance.__doc__ = f"Show the {code} sector: its indicators with their latest observations."
    find.__doc__ = f"Find indicators of the {code} sector."
    glance.__name__, find.__name__ = f"get_{code}", f"list_{code}_indicators"
    return [
        *_data_routes(f"/v1/{code}/observations", code, SECTOR_PARAMS[code], code),
        _get(f"/v1/{code}", glance, answers.sector_glance(sector), code, "refused"),
        _get(f"/v1/{code}/indicators", find, schemas.IndicatorList, code, "refused"),
    ]


def _data_routes(
    path: str, sector: str | None, model: type[DataParams], tag: str
) -> list[BaseRoute]:
    noun = f"{sector}_observations" if sector else "observations"
    scope = f"of the {sector} sector" if sector else "of all sectors"

    async def plain(request: Request, params: Any) -> Response:
        return await data.answer(request, params, sector, None)

    async def by_extension(request: Request, params: Any, extension: Extension) -> Response:
        return await data.answer(request, params, sector, extension)

    for endpoint in (plain, by_extension):
        _take(endpoint, model)
    plain.__doc__ = f"Ask for observations {scope}.\n\n{_HOW_TO_ASK}"
    by_extension.__doc__ = f"Export observations {scope}.\n\n{_HOW_TO_EXPORT}"
    plain.__name__, by_extension.__name__ = f"list_{noun}", f"export_{noun}"

    async def described(request: Request, params: Any) -> Response:
        return await metadata.describe_csv(request, params, sector)

    _take(described, model)
    described.__doc__ = f"Describe the columns of the CSV of observations {scope}.\n\n{_HOW_CSVW}"
    described.__name__ = f"describe_{noun}_csv"
    document = data_document(sector)
    return [
        ReadRoute(
            f"{path}.csv{csvw.SUFFIX}",
            described,
            tags=[tag],
            **document_response(csvw.MEDIA_TYPE, _CSVW_EXAMPLE, "unknown-code", "refused"),
        ),
        ReadRoute(path, plain, tags=[tag], **document),
        ReadRoute(f"{path}.{{extension}}", by_extension, tags=[tag], **document),
    ]


def _availability() -> ReadRoute:
    async def get_availability(request: Request, params: Any) -> Response:
        """Tell which codes and periods would answer, and why a pair of codes would not."""
        return await availability.answer(request, params)

    _take(get_availability, AvailabilityParams)
    return _get(
        "/v1/availability",
        get_availability,
        schemas.Availability,
        "data",
        "unknown-code",
        "refused",
    )


def _one_indicator() -> ReadRoute:
    document = json_response(schemas.IndicatorDetail, "not-found", "refused")
    document["responses"][301] = {
        "description": "The indicator was renamed; a client that follows goes to its new address.",
        "headers": {
            "Location": {
                "description": "Where it is now.",
                "schema": {
                    "type": "string",
                    "examples": ["/v1/indicators/retail_sales_consumer_goods"],
                },
            }
        },
    }
    path = "/v1/indicators/{indicator}"
    return ReadRoute(path, indicators.get_indicator, tags=["catalogue"], **document)


def _take(endpoint: Endpoint, model: type[SeriesParams]) -> None:
    """Name the parameter model in a signature: it is made from the sectors, so not by hand."""
    endpoint.__annotations__["params"] = Annotated[model, Query()]


def _get(path: str, endpoint: Endpoint, model: type[BaseModel], tag: str, *slugs: str) -> ReadRoute:
    """Return a route that answers with one document, or with these kinds of problem."""
    return ReadRoute(path, endpoint, tags=[tag], **json_response(model, *slugs))
