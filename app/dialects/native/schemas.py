"""What the resources beside the data call say, as Pydantic models: bodies and OpenAPI in one."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from app.sectors import SECTORS
from app.sectors.schema import SectorSchema


class Resource(BaseModel):
    """Base of every body: in the document, what has a default is still always present."""

    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)


def _example(value: object, description: str, **options: Any) -> Any:
    return Field(description=description, examples=[value], **options)


class Text(Resource):
    """One text in both languages."""

    en: str = _example("Shanxi", "In English.")
    zh: str = _example("山西省", "In Chinese.")


class Link(Resource):
    """An address within this service."""

    href: str = _example("/v1/sectors", "Address, relative to the service.")
    title: str = _example("The sectors", "What is there.")


class ListMeta(Resource):
    """What a list says about itself."""

    matched: int = _example(4, "How many entries there are.")
    data_version: str = _example("a1b2c3d4e5f6", "State of the store; changes with every release.")


class Limits(Resource):
    """Limits that a client may meet; each has an error that names it."""

    rows_json: int = _example(100_000, "Most rows in one JSON answer; `meta.next` leads on.")
    values_per_parameter: int = _example(200, "Most values of one parameter.")
    query_items: int = _example(100, "Most parameters in one address.")
    url_bytes: int = _example(8_192, "Longest address.")


class Service(Resource):
    """The service in one document."""

    title: str = _example("Provincial Statistics API", "Name.")
    version: str = _example("0.1.0", "Version of the software.")
    data_version: str = _example("a1b2c3d4e5f6", "State of the store.")
    updated: str | None = _example("2025-03-17T00:00:00Z", "When the newest release came out.")
    languages: list[str] = _example(["en", "zh"], "Languages of labels.")
    formats: list[str] = _example(["json", "csv"], "Representations of data.")
    limits: Limits
    licence: str = _example("Apache-2.0", "Licence of the software; data: see each source.")
    links: list[Link]


class CodeEntry(Resource):
    """One code of a list."""

    code: str = _example("_T", "Permanent code.")
    name: Text
    description: Text


class CodeListEntry(Resource):
    """A closed list of codes."""

    code: str = _example("bound", "Name of the list, and of the column.")
    name: Text
    description: Text
    codes: list[CodeEntry]


class CodeListList(Resource):
    """All code lists."""

    data: list[CodeListEntry]
    meta: ListMeta


class DimensionEntry(Resource):
    """A dimension that belongs to one sector."""

    code: str = _example("product", "Name of the column and of the parameter.")
    name: Text
    description: Text
    codes: list[CodeEntry]


class SectorEntry(Resource):
    """A sector, how much it holds, and where."""

    code: str = _example("energy", "Permanent code, as in addresses.")
    name: Text
    description: Text
    dimensions: list[DimensionEntry]
    indicators: int = _example(4, "Number of indicators.")
    observations: int = _example(4, "Number of current observations.")
    links: list[Link]


class SectorList(Resource):
    """All sectors."""

    data: list[SectorEntry]
    meta: ListMeta


class AreaEntry(Resource):
    """A place."""

    code: str = _example("CN-SX", "ISO 3166-2, or `CN-` and six GB/T 2260 digits.")
    gb_code: str = _example("140000", "Six GB/T 2260 digits.")
    parent: str | None = _example("CN", "The area around it.")
    level: str = _example("province", "country, province or prefecture.")
    category: str = _example("province", "Kind of division.")
    name: Text
    aliases: list[str] = _example(["山西"], "Other names that mean exactly this area.")


class AreaList(Resource):
    """All areas."""

    data: list[AreaEntry]
    meta: ListMeta


class SpellingEntry(Resource):
    """A printed unit."""

    text: str = _example("billion yuan", "As printed.")
    multiplier: str = _example("1000000000", "How many base units it means, exactly.")


class UnitEntry(Resource):
    """A base unit and the printed units that are multiples of it."""

    code: str = _example("CNY", "Permanent code.")
    dimension: str = _example("currency", "Kind of quantity.")
    name: Text
    symbol: str = _example("¥", "Symbol, empty if there is none.")
    spellings: list[SpellingEntry]


class UnitList(Resource):
    """All units."""

    data: list[UnitEntry]
    meta: ListMeta


class SourceEntry(Resource):
    """A document that states figures."""

    id: str = _example("china-daily-2025-03-shanxi", "Permanent id.")
    publisher: str = _example("China Daily", "Who published it.")
    author: str | None = _example("Yuan Shenggao", "Who wrote it.")
    contributors: list[str] = _example(["Zhang Qi"], "Who contributed.")
    kind: str = _example("newspaper page", "What it is.")
    title: str | None = _example(None, "As printed; null if it has none.")
    description: Text
    published_from: str = _example("2025-03-12", "Earliest possible day of publication.")
    published_to: str = _example("2025-03-17", "Latest possible day of publication.")
    published_basis: Text
    language: str = _example("en", "Language of the document.")
    licence: str = _example("Facts only.", "What may be done with it.")
    url: str | None = _example(None, "Where it is, if public.")
    sha256: str | None = _example(None, "Digest of the copy held, if any.")
    links: list[Link]


class SourceList(Resource):
    """All sources."""

    data: list[SourceEntry]
    meta: ListMeta


class ReleaseEntry(Resource):
    """A publication."""

    id: str = _example("2025-03-17-0123456789ab", "Permanent id.")
    source: str = _example("china-daily-2025-03-shanxi", "Id of the document.")
    title: Text
    published_at: str = _example("2025-03-17T00:00:00Z", "When the world could know.")
    recorded_at: str = _example("2026-11-23T19:00:00Z", "When this store learned.")
    digest: str = _example("0" * 64, "SHA-256 of the content.")
    added: int = _example(22, "Figures that were new.")
    revised: int = _example(0, "Figures that changed.")
    withdrawn: int = _example(0, "Figures taken back.")
    unchanged: int = _example(0, "Figures that were stated again.")
    links: list[Link]


class ReleaseList(Resource):
    """All releases, newest first."""

    data: list[ReleaseEntry]
    meta: ListMeta


class Coverage(Resource):
    """What there is of an indicator."""

    observations: int = _example(3, "Number of current observations.")
    series: int = _example(3, "Number of series.")
    areas: list[str] = _example(["CN-SX"], "Areas with data.")
    transformations: list[str] = _example(["level", "yoy"], "Transformations with data.")
    units: list[str] = _example(["CNY", "PERCENT"], "Units with data.")
    frequencies: list[str] = _example(["A"], "Frequencies with data.")
    start: str | None = _example("2024-01-01", "First day with data.")
    end: str | None = _example("2024-12-31", "Last day with data.")


class IndicatorEntry(Resource):
    """Something that is measured."""

    code: str = _example("retail_sales_consumer_goods", "Permanent code.")
    sector: str = _example("consumption", "Sector it belongs to.")
    name: Text
    definition: Text
    unit_dimension: str = _example("currency", "Kind of quantity of its levels.")
    nature: str = _example("flow", "stock, flow or ratio.")
    share: bool = _example(value=False, description="Whether its level is a percentage of a whole.")
    dimensions: list[str] = _example(["product"], "Own dimensions that break it down.")
    part_of: str | None = _example(None, "Indicator that contains this one.")
    keywords: list[str] = _example(["retail"], "Words that find it.")
    coverage: Coverage
    links: list[Link]


class IndicatorList(Resource):
    """Indicators that were found."""

    data: list[IndicatorEntry]
    meta: ListMeta


class IndicatorDetail(IndicatorEntry):
    """One indicator, with where its figures come from."""

    sources: list[str] = _example(["china-daily-2025-03-shanxi"], "Documents that state it.")
    data_version: str = _example("a1b2c3d4e5f6", "State of the store.")


def _any_observation() -> type[BaseModel]:
    """Return the row of the call across sectors: the own dimensions of all stand in it."""
    first = SECTORS[0]
    own: dict[str, Any] = {
        name: (
            str | None,
            Field(description=f"Code in `{name}`; null in other sectors.", examples=["_T"]),
        )
        for sector in SECTORS
        for name in sector.dimensions
    }
    fields: dict[str, Any] = {}
    for name, field in first.observation.model_fields.items():
        if name not in first.dimensions:
            fields[name] = (field.annotation, field)
        elif name == first.dimensions[0]:
            fields |= own
    return create_model(
        "Observation", __base__=Resource, __doc__="A figure, of whatever sector.", **fields
    )


AnyObservation = _any_observation()


class DataMeta(Resource):
    """What an answer says about itself."""

    matched: int = _example(3, "Observations that match in all.")
    returned: int = _example(3, "Observations in this answer.")
    complete: bool = _example(value=True, description="Whether nothing was left out at the end.")
    next: str | None = _example(None, "Address of the rest, where there is one.")
    as_of: str | None = _example(None, "The day asked for.")
    data_version: str = _example("a1b2c3d4e5f6", "State of the store.")
    canonical: str = _example("/v1/observations?area=CN-SX", "The same question, spelt out.")
    reason: str | None = _example(None, "Why nothing matched; present only then.")


def data_answer(sector: SectorSchema | None) -> type[BaseModel]:
    """Return the model of the data call's JSON body; rows are the sector's own records."""
    row: Any = sector.observation if sector else AnyObservation
    return create_model(
        f"{sector.code.title() if sector else ''}Observations",
        __base__=Resource,
        __doc__="Observations, and what the answer says about itself.",
        data=(list[row], Field(description="Rows, in the order asked for.")),
        meta=(DataMeta, ...),
        warnings=(list[str], _example([], "What a careful reader should know.")),
    )


def sector_glance(sector: SectorSchema) -> type[BaseModel]:
    """Return the model of a sector at a glance."""
    row: Any = sector.observation
    name = sector.code.title()
    entry = create_model(
        f"{name}Indicator",
        __base__=IndicatorEntry,
        __doc__="An indicator with the latest observation of each of its series.",
        latest=(list[row], Field(description="Latest observation of each series.")),
    )
    return create_model(
        f"{name}Glance",
        __base__=Resource,
        __doc__=f"The {sector.code} sector at a glance.",
        data=(list[entry], Field(description="Indicators of the sector.")),  # type: ignore[valid-type]
        meta=(ListMeta, ...),
    )


class ObservationMeta(Resource):
    """What the answer about one observation says about itself."""

    data_version: str = _example("a1b2c3d4e5f6", "State of the store.")


class OneObservation(Resource):
    """One observation with labels and provenance beside its columns."""

    data: AnyObservation  # type: ignore[valid-type]
    meta: ObservationMeta
    links: list[Link]


class CodeCount(Resource):
    """A code that would answer, and how often."""

    code: str = _example("CN-SX", "Code.")
    count: int = _example(21, "Number of observations.")


class PeriodCount(Resource):
    """A period that would answer, and how often."""

    period: str = _example("2024", "Period.")
    frequency: str = _example("A", "Frequency.")
    start: str = _example("2024-01-01", "First day.")
    end: str = _example("2024-12-31", "Last day.")
    count: int = _example(9, "Number of observations.")


class EmptyCell(Resource):
    """A pair of codes without an answer, and why."""

    area: str = _example("CN-SN", "Area.")
    indicator: str = _example("rural_tour_routes", "Indicator.")
    reason: str = _example("no_data", "no_data, other_conditions, withdrawn or not_yet_published.")
    detail: str = _example("No figure of this indicator for this area is held.", "For people.")


class Availability(Resource):
    """What would answer, before it is asked for."""

    matched: int = _example(22, "Number of observations.")
    components: dict[str, list[CodeCount]] = _example(
        {"area": [{"code": "CN-SX", "count": 21}]}, "Codes that would answer, by component."
    )
    periods: list[PeriodCount]
    periods_complete: bool = _example(
        value=True, description="Whether all periods are listed (up to 10,000 are)."
    )
    empty: list[EmptyCell]
    empty_complete: bool = _example(
        value=True, description="Whether all empty pairs are listed (up to 1,000 are)."
    )
    reason: str | None = _example(None, "Why nothing matches, where nothing does.")
    data_version: str = _example("a1b2c3d4e5f6", "State of the store.")
