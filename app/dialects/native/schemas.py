"""What the resources beside the data call say, as Pydantic models: bodies and OpenAPI in one."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

DATA_VERSION = "211c2ec374ec"


class Resource(BaseModel):
    """Base of every body: in the document, what has a default is still always present."""

    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)


def described(value: object, description: str, **options: Any) -> Any:
    """Return a field with its meaning and an example of it."""
    return Field(description=description, examples=[value], **options)


def nested(description: str) -> Any:
    """Return a field made of other resources, whose own fields have the examples."""
    return Field(description=description)


class Text(Resource):
    """One text in both languages."""

    en: str = described("Shanxi", "In English.")
    zh: str = described("山西省", "In Chinese.")


class Link(Resource):
    """An address within this service."""

    href: str = described("/v1/sectors", "Address, relative to the service.")
    title: str = described("The sectors", "What is there.")


class ListMeta(Resource):
    """What a list says about itself."""

    matched: int = described(4, "How many entries there are.")
    data_version: str = described(DATA_VERSION, "State of the store; changes with every release.")


class Limits(Resource):
    """Limits that a client may meet; each has an error that names it."""

    rows_json: int = described(100_000, "Most rows in one JSON answer; `meta.next` leads on.")
    values_per_parameter: int = described(200, "Most values of one parameter.")
    query_items: int = described(100, "Most parameters in one address.")
    url_bytes: int = described(8_192, "Longest address.")


class Service(Resource):
    """The service in one document."""

    title: str = described("Provincial Statistics API", "Name.")
    version: str = described("0.1.0", "Version of the software.")
    data_version: str = described(DATA_VERSION, "State of the store.")
    updated: str | None = described("2025-03-17T00:00:00Z", "When the newest release came out.")
    languages: list[str] = described(["en", "zh"], "Languages of labels.")
    formats: list[str] = described(["json", "csv"], "Representations of data.")
    limits: Limits = nested("What a request must not exceed.")
    licence: str = described("Apache-2.0", "Licence of the software; data: see each source.")
    links: list[Link] = nested("Where to go from here.")


class CodeEntry(Resource):
    """One code of a list."""

    code: str = described("_T", "Permanent code.")
    name: Text = nested("What it is called.")
    description: Text = nested("What it means; empty where the name says it all.")


class CodeListEntry(Resource):
    """A closed list of codes."""

    code: str = described("bound", "Name of the list, and of the column.")
    name: Text = nested("What the list is called.")
    description: Text = nested("What the codes are about.")
    codes: list[CodeEntry] = nested("All codes of the list, in its order.")


class CodeListList(Resource):
    """All code lists."""

    data: list[CodeListEntry] = nested("The lists.")
    meta: ListMeta = nested("About the answer.")


class DimensionEntry(Resource):
    """A dimension that belongs to one sector."""

    code: str = described("product", "Name of the column and of the parameter.")
    name: Text = nested("What it is called.")
    description: Text = nested("What it breaks down.")
    codes: list[CodeEntry] = nested("Its codes; `_T` is the total.")


class SectorEntry(Resource):
    """A sector, how much it holds, and where."""

    code: str = described("energy", "Permanent code, as in addresses.")
    name: Text = nested("What it is called.")
    description: Text = nested("What belongs to it.")
    dimensions: list[DimensionEntry] = nested("Dimensions that only this sector has.")
    indicators: int = described(4, "Number of indicators.")
    observations: int = described(4, "Number of current observations.")
    links: list[Link] = nested("Where its parts are.")


class SectorList(Resource):
    """All sectors."""

    data: list[SectorEntry] = nested("The sectors, in their order.")
    meta: ListMeta = nested("About the answer.")


class AreaEntry(Resource):
    """A place."""

    code: str = described("CN-SX", "ISO 3166-2, or `CN-` and six GB/T 2260 digits.")
    gb_code: str = described("140000", "Six GB/T 2260 digits.")
    parent: str | None = described("CN", "The area around it.")
    level: str = described("province", "`country`, `province` or `prefecture`.")
    category: str = described("province", "Kind of division.")
    name: Text = nested("Full name, which finds the area as well.")
    aliases: list[str] = described(["山西"], "Other names that mean exactly this area.")


class AreaList(Resource):
    """All areas."""

    data: list[AreaEntry] = nested("The areas, from the country down.")
    meta: ListMeta = nested("About the answer.")


class SpellingEntry(Resource):
    """A printed unit."""

    text: str = described("billion yuan", "As printed.")
    multiplier: str = described("1000000000", "How many base units it means, exactly.")


class UnitEntry(Resource):
    """A base unit and the printed units that are multiples of it."""

    code: str = described("CNY", "Permanent code.")
    dimension: str = described("currency", "Kind of quantity.")
    name: Text = nested("What it is called.")
    symbol: str = described("¥", "Symbol, empty if there is none.")
    spellings: list[SpellingEntry] = nested("Printed units that are multiples of it.")


class UnitList(Resource):
    """All units."""

    data: list[UnitEntry] = nested("The units.")
    meta: ListMeta = nested("About the answer.")


class SourceEntry(Resource):
    """A document that states figures."""

    id: str = described("china-daily-2025-03-shanxi", "Permanent id.")
    publisher: str = described("China Daily", "Who published it.")
    author: str | None = described("Yuan Shenggao", "Who wrote it.")
    contributors: list[str] = described(["Zhang Qi"], "Who contributed.")
    kind: str = described("newspaper page", "What it is.")
    title: str | None = described(None, "As printed; null if it has none.")
    description: Text = nested("What kind of document it is, in a sentence.")
    published_from: str = described("2025-03-12", "Earliest possible day of publication.")
    published_to: str = described("2025-03-17", "Latest possible day of publication.")
    published_basis: Text = nested("How the days of publication are known.")
    language: str = described("en", "Language of the document.")
    licence: str = described("Facts only.", "What may be done with it.")
    url: str | None = described(None, "Where it is, if public.")
    sha256: str | None = described(None, "Digest of the copy held, if any.")
    links: list[Link] = nested("Where to find it here.")


class SourceList(Resource):
    """All sources."""

    data: list[SourceEntry] = nested("The documents, by id.")
    meta: ListMeta = nested("About the answer.")


class ReleaseEntry(Resource):
    """A publication."""

    id: str = described("2025-03-17-0123456789ab", "Permanent id.")
    source: str = described("china-daily-2025-03-shanxi", "Id of the document.")
    title: Text = nested("What was published.")
    published_at: str = described("2025-03-17T00:00:00Z", "When the world could know.")
    recorded_at: str = described("2026-11-23T19:00:00Z", "When this store learned.")
    digest: str = described("0" * 64, "SHA-256 of the content.")
    added: int = described(22, "Figures that were new.")
    revised: int = described(0, "Figures that changed.")
    withdrawn: int = described(0, "Figures taken back.")
    unchanged: int = described(0, "Figures that were stated again.")
    links: list[Link] = nested("The release and its source.")


class ReleaseList(Resource):
    """All releases, newest first."""

    data: list[ReleaseEntry] = nested("The releases, newest first.")
    meta: ListMeta = nested("About the answer.")


class Coverage(Resource):
    """What there is of an indicator."""

    observations: int = described(3, "Number of current observations.")
    series: int = described(3, "Number of series.")
    areas: list[str] = described(["CN-SX"], "Areas with data.")
    transformations: list[str] = described(["level", "yoy"], "Transformations with data.")
    units: list[str] = described(["CNY", "PERCENT"], "Units with data.")
    frequencies: list[str] = described(["A"], "Frequencies with data.")
    start: str | None = described("2024-01-01", "First day with data.")
    end: str | None = described("2024-12-31", "Last day with data.")


class IndicatorEntry(Resource):
    """Something that is measured."""

    code: str = described("retail_sales_consumer_goods", "Permanent code.")
    sector: str = described("consumption", "Sector it belongs to.")
    name: Text = nested("What it is called.")
    definition: Text = nested("What is measured, exactly.")
    unit_dimension: str = described("currency", "Kind of quantity of its levels.")
    nature: str = described("flow", "`stock`, `flow` or `ratio`.")
    share: bool = described(
        value=False, description="Whether its level is a percentage of a whole."
    )
    dimensions: list[str] = described(["product"], "Own dimensions that break it down.")
    part_of: str | None = described(None, "Indicator that contains this one.")
    keywords: list[str] = described(["retail"], "Words that find it.")
    coverage: Coverage = nested("What there is of it.")
    links: list[Link] = nested("The indicator, its sector, and its data in every format.")


class SearchMeta(ListMeta):
    """What a search says about itself."""

    reason: str | None = described(
        None, "Why nothing was found, in a sentence; null where something was."
    )
    did_you_mean: list[str] = described(
        ["retail"], "Words that would find something, best first; empty where something was found."
    )


class IndicatorList(Resource):
    """Indicators that were found."""

    data: list[IndicatorEntry] = nested("The indicators, best match first.")
    meta: SearchMeta = nested("About the answer.")


class IndicatorDetail(IndicatorEntry):
    """One indicator, with where its figures come from."""

    sources: list[str] = described(["china-daily-2025-03-shanxi"], "Documents that state it.")
    data_version: str = described(DATA_VERSION, "State of the store.")


class CodeCount(Resource):
    """A code that would answer, and how often."""

    code: str = described("CN-SX", "Code.")
    count: int = described(21, "Number of observations.")


class PeriodCount(Resource):
    """A period that would answer, and how often."""

    period: str = described("2024", "Period.")
    frequency: str = described("A", "Frequency.")
    start: str = described("2024-01-01", "First day.")
    end: str = described("2024-12-31", "Last day.")
    count: int = described(9, "Number of observations.")


class EmptyCell(Resource):
    """A pair of codes without an answer, and why."""

    area: str = described("CN-SN", "Area.")
    indicator: str = described("rural_tour_routes", "Indicator.")
    reason: str = described(
        "no_data", "`no_data`, `other_conditions`, `withdrawn` or `not_yet_published`."
    )
    detail: str = described("No figure of this indicator for this area is held.", "For people.")


class Availability(Resource):
    """What would answer, before it is asked for."""

    matched: int = described(22, "Number of observations.")
    components: dict[str, list[CodeCount]] = described(
        {"area": [{"code": "CN-SX", "count": 21}]}, "Codes that would answer, by component."
    )
    periods: list[PeriodCount] = nested("Periods that would answer, in order.")
    periods_complete: bool = described(
        value=True, description="Whether all periods are listed (up to 10,000 are)."
    )
    empty: list[EmptyCell] = nested(
        "Pairs of area and indicator that were asked for and are empty."
    )
    empty_complete: bool = described(
        value=True, description="Whether all empty pairs are listed (up to 1,000 are)."
    )
    reason: str | None = described(None, "Why nothing matches, where nothing does.")
    data_version: str = described(DATA_VERSION, "State of the store.")
