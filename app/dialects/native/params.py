"""Parameters of the data call: their grammar as Pydantic sees it, and so as OpenAPI tells it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from app.dialects.native.synonyms import CORRECTIONS, SYNONYMS
from app.domain.errors import Fault, RefusedError
from app.domain.period import GRAMMAR, PeriodError, TimeFilter, parse_time
from app.domain.query import SORTABLE
from app.domain.structure import Language
from app.representations import DATA
from app.representations.contract import RenderContext, Shape
from app.representations.rows import columns
from app.sectors import SECTORS
from app.sectors.schema import SectorSchema
from app.web.querystring import MAXIMUM_VALUES, Parameters

MAXIMUM_LIMIT = 100_000
MAXIMUM_PERIODS = 50  # each is a condition of the statement
FORMATS = tuple(representation.name for representation in DATA)

_DAY = r"[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_ODD = rf"{_DAY}(/(P[1-9][0-9]{{0,4}}[DWMY]|{_DAY}))?"
_PERIOD = rf"([1-9][0-9]{{3}}(-S[12]|-Q[1-4]|-(0[1-9]|1[0-2]))?|{_ODD})"
_TIME = rf"^(latest|last:([1-9][0-9]{{0,2}}|1000)|{_PERIOD}(\.\.({_PERIOD})?)?|\.\.{_PERIOD})$"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])"
_CODE = r"[A-Za-z0-9_][A-Za-z0-9_-]{0,63}"
DERIVE = rf"^(yoy|diff|index:{_PERIOD}|share:{_CODE}|convert:{_CODE})$"
INSTANT = rf"^{_DAY}(T{_CLOCK})?$"

CodeText = Annotated[str, Field(pattern=r"^([A-Za-z0-9_][A-Za-z0-9_-]{0,63}\*?|\*)$")]
# Ids in paths; what is written otherwise is not found.
ID = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$"
ReleaseText = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$")]
# Letters, marks and blanks of Latin and Chinese, also in full width; as everywhere in an address, no
# controls, and nothing that is invisible or turns text around.
_LETTERS = (
    r"\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff01-\uffee"
)
WORDS = rf"^[ -~{_LETTERS}]{{1,100}}$"
NameText = Annotated[str, Field(pattern=rf"^[ -+\--~{_LETTERS}]{{1,64}}$")]
# Units as they are printed are no codes; they come this far so that the answer can name the code.
UnitText = Annotated[
    str,
    Field(
        pattern=r"^([A-Za-z0-9_][A-Za-z0-9_-]{0,63}\*?|\*"
        r"|[0-9A-Za-z]{1,20}( [0-9A-Za-z]{1,20}){1,3}"
        r"|[0-9A-Za-z]{0,20}[\u3400-\u4dbf\u4e00-\u9fff]{1,32})$"
    ),
]
TimeText = Annotated[str, Field(pattern=_TIME)]


def time_filter(texts: list[str]) -> TimeFilter:
    """Read the `time` parameter.

    Raises:
        RefusedError: A day that no calendar has, a range that ends before it starts, or `latest`
            beside other periods.
    """
    try:
        return parse_time(tuple(texts))
    except PeriodError as error:
        raise _meaningless("time", str(error), ",".join(texts)) from error


def instant(text: str, name: str = "as_of") -> datetime:
    """Read a day, which means its last second in UTC, or an exact instant with its zone.

    Raises:
        RefusedError: There is no such day or time.
    """
    try:
        if "T" in text:
            return datetime.fromisoformat(text).astimezone(UTC)
        return datetime.combine(date.fromisoformat(text), time(23, 59, 59), UTC)
    except (ValueError, OverflowError) as error:
        message = f"{text!r} is not in the calendar; write 2025-03-20 or 2025-03-20T09:00:00Z"
        raise _meaningless(name, message, text) from error


def _meaningless(name: str, message: str, text: str) -> RefusedError:
    detail = f"In {name}, {message}."
    return RefusedError(detail, [Fault(detail, name, value=text[:64])])


def _several(description: str, *example: str, most: int = MAXIMUM_VALUES) -> Any:
    return Field(
        default_factory=list,
        min_length=1,
        max_length=most,
        description=description,
        examples=[list(example)],
    )


def _number(description: str, example: str) -> Any:
    return Field(
        default=None,
        pattern=r"^-?[0-9]{1,30}(\.[0-9]{1,15})?$",
        description=f"{description}, in the base unit. Bounds are respected, see `certainty`.",
        examples=[example],
    )


_FIELDS = (
    "Columns wanted, in this order. `value` always brings `bound`, `lower` and `upper` with it, so "
    "that a limit never reads as a figure and a range shows both of its ends. Labels are there with "
    "`include=labels`, statement, note and document with `include=provenance`, `superseded_at` with "
    "`vintage=first` or `all`, columns of derived values with `derive`."
)
_DERIVE = (
    "Values computed from the figures that are found, never stored: `yoy` and `diff` compare with the "
    "same period a year earlier, `index:2020` sets that period to 100, `share:CODE` is percent of "
    "another indicator, `convert:UNIT` another unit of the same kind. Each row says how it was made."
)
_SORT = "Columns to order by, `-` for descending. The default is by series and period."


class SeriesParams(Parameters):
    """Which facts: shared by every resource that selects observations."""

    synonyms = SYNONYMS
    corrections = CORRECTIONS

    area: list[NameText] = _several(
        "Areas: ISO 3166-2 (`CN-SX`), `CN-` and six GB/T 2260 digits (`CN-140100`), the digits "
        "alone (`140000`), a full name in English or Chinese (`山西省`), or a province's official "
        "abbreviation of one character (`晋`). Names match exactly, "
        "never nearly: Shanxi and Shaanxi are two provinces. `CN-14*` takes all that begin so.",
        "CN-SX",
    )
    indicator: list[CodeText] = _several(
        "Indicator codes; see `/v1/indicators`. A trailing `*` takes all that begin so.",
        "retail_sales_consumer_goods",
    )
    transformation: list[CodeText] = _several(
        "`level`, or `yoy` for the change on the same period a year earlier in percent.", "level"
    )
    unit: list[UnitText] = _several("Base units; see `/v1/units`.", "CNY")
    frequency: list[CodeText] = _several(
        "A annual, S half-yearly, Q quarterly, M monthly, D daily, `_O` other periods: "
        "a holiday, a time up to a given day.",
        "A",
    )
    time: list[TimeText] = _several(
        "Periods, at most 50: `2024`, `2020..2025`, `2024-Q1..`, `..2023`, or alone `latest` or "
        "`last:5` of each series. A range takes every observation, of whatever frequency, all of "
        "whose days lie within it: `2025-01..2025-02` takes a holiday from 28 January to 4 February. One "
        f"period is {GRAMMAR}.",
        "2024",
        most=MAXIMUM_PERIODS,
    )
    status: list[CodeText] = _several("Letters of SDMX CL_OBS_STATUS; `X` is withdrawn.", "A")
    bound: list[CodeText] = _several(
        "`exact`, `gt`, `ge`, `lt`, `le`, `approx` or `range`.", "exact"
    )
    role: list[CodeText] = _several(
        "`indicator`, `conversion` (the source's own currency conversion) or `policy_parameter`.",
        "indicator",
    )
    value_gt: str | None = _number("Value above this", "10")
    value_ge: str | None = _number("Value at or above this", "10")
    value_lt: str | None = _number("Value below this", "1000000000000")
    value_le: str | None = _number("Value at or below this", "1000000000000")
    certainty: Literal["certain", "possible"] = Field(
        default="certain",
        description="Whether a bounded figure must satisfy the value filters for sure (more than "
        "83 is above 10) or may merely do so (up to 20 may be above 10).",
        examples=["certain"],
    )
    as_of: str | None = Field(
        default=None,
        pattern=INSTANT,
        description="Answer as it was known at the end of this day (UTC), or at this instant.",
        examples=["2025-03-20"],
    )


def releases_wanted(description: str) -> Any:
    """Return the field of a parameter that takes ids of releases."""
    return _several(description, "2025-03-17-0123456789ab")


class DataParams(SeriesParams):
    """The data call across sectors."""

    release: list[ReleaseText] = releases_wanted(
        "Only figures that these releases state; see `/v1/releases`. It applies after `vintage`: "
        "alone it takes the figures that still stand as these releases stated them, with "
        "`vintage=all` everything that they ever said, withdrawals included."
    )

    vintage: Literal["latest", "first", "all"] = Field(
        default="latest",
        description="Which release of each figure: the latest, the first, or every one.",
        examples=["latest"],
    )
    derive: str | None = Field(
        default=None,
        pattern=DERIVE,
        description="Show values computed from the figures found, never stored: `yoy` the change on "
        "the same period a year earlier in percent; `diff` the change on the period before; "
        "`index:2020` with that period as 100; `share:CODE` in percent of another indicator; "
        "`convert:UNIT` into another currency, at rates that sources' own conversions imply. Each "
        "row tells its `formula`, its `operands` and the interval that their rounding allows; what "
        "gives no row is told in `warnings`. Filters, `limit` and `matched` are about the figures "
        "derived from.",
        examples=["yoy"],
    )
    include: list[Literal["labels", "provenance"]] = _several(
        "`labels` adds names beside codes, `provenance` adds statement, note and document.",
        "labels",
    )
    lang: Language = Field(
        default="en", description="Language of labels, statements and notes.", examples=["en"]
    )
    fields: list[str] = _several(_FIELDS, "area", "period", "value")
    shape: Shape = Field(
        default="rows",
        description="One row an observation, or one row a series with a column a period. A wide "
        "table is always whole, so it takes neither `limit` nor `cursor`.",
        examples=["rows"],
    )
    sort: list[str] = _several(_SORT, "-period")
    limit: int | None = Field(
        default=None,
        ge=1,
        le=MAXIMUM_LIMIT,
        description="Most rows wanted. Without it a JSON answer holds up to 100,000 rows and other "
        "formats hold everything. With it `meta.next`, in other formats the header `Link` with "
        '`rel="next"`, leads on.',
        examples=[100],
    )
    cursor: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9_-]{1,2048}$",
        description="Where to continue: as it stands in `meta.next`, with the same question.",
        examples=["WzIsImRlYzA4NTQyYmVhMTE5NDgiLFtdXQ"],
    )
    format: str | None = Field(
        default=None,
        description="Representation, where the address has no extension; else `Accept` decides.",
        examples=["json"],
        json_schema_extra={"enum": list(FORMATS)},
    )
    bom: Literal["0", "1"] = Field(
        default="0",
        description="1 starts a CSV file with a byte order mark, which Excel wants.",
        examples=["0"],
    )
    dry_run: Literal["0", "1"] = Field(
        default="0",
        description="1 checks the question and counts what would answer, without rows: `complete` "
        "is then false wherever something matches, and `next` is the address of the rows.",
        examples=["0"],
    )


def _own_dimensions(*sectors: SectorSchema) -> dict[str, Any]:
    return {
        name: (
            list[CodeText],
            _several(
                f"Codes of the {sector.code} sector's own dimension `{name}`; `_T` is the total.",
                "_T",
            ),
        )
        for sector in sectors
        for name in sector.dimensions
    }


def _choices(description: str, example: tuple[str, ...], names: tuple[str, ...]) -> Any:
    """Return a parameter whose values are known; an unknown one is refused with the nearest."""
    listed = Annotated[str, Field(json_schema_extra={"enum": [*names]})]
    return list[listed], _several(description, *example)


def _data_params(name: str, *sectors: SectorSchema) -> type[DataParams]:
    own = tuple(dimension for sector in sectors for dimension in sector.dimensions)
    everything = RenderContext(
        dimensions=own, labels=True, provenance=True, history=True, derived=True
    )
    orders = tuple(text for column in (*SORTABLE, *own) for text in (column, f"-{column}"))
    return create_model(
        name,
        __base__=DataParams,
        **_own_dimensions(*sectors),
        fields=_choices(_FIELDS, ("area", "period", "value"), columns(everything)),
        sort=_choices(_SORT, ("-period",), orders),
    )


AvailabilityParams: type[SeriesParams] = create_model(
    "AvailabilityParams", __base__=SeriesParams, **_own_dimensions(*SECTORS)
)
ObservationParams = _data_params("ObservationParams", *SECTORS)
SECTOR_PARAMS = {
    sector.code: _data_params(f"{sector.code.title()}ObservationParams", sector)
    for sector in SECTORS
}
