"""The 22 facts of the first release, written down a second time.

They were typed from the list of facts that the team drew up while reading the page, not from the
files under seed/, so that a slip there shows up wherever the two are compared: file against fact in
test_files.py, and the server's answer against fact in the tests of the API.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

SHANXI = "CN-SX"
TAIYUAN = "CN-140100"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One figure of the page; every field is spelt as the API spells it.

    Attributes:
        ref: The fact's number in the team's list, for messages.
        dimensions: The sector's own dimension and its code, `_T` where not broken down.
        value: Exact decimal in the base unit, as text.
        value_published: The digits as printed, without separators of thousands.
        decimals: Decimals that were printed.
        locator: Heading of the section that holds the fact.
    """

    ref: str
    sector: str
    area: str = SHANXI
    indicator: str
    transformation: str = "level"
    unit: str
    frequency: str
    dimensions: Mapping[str, str]
    period: str
    period_basis: str
    value: str
    bound: str = "exact"
    role: str = "indicator"
    value_published: str
    unit_published: str
    decimals: int
    locator: str


# What the facts of one paragraph share.
_mines = partial(
    Fact,
    sector="energy",
    frequency="M",
    dimensions={"fuel": "_T"},
    period="2025-03",
    period_basis="inferred",
    locator="Smart coal mines",
)
_rail = partial(
    Fact,
    sector="trade",
    unit="COUNT",
    frequency="M",
    dimensions={"partner": "_T"},
    period="2025-03",
    period_basis="inferred",
    decimals=0,
    locator="High-level opening-up",
)
_retail = partial(
    Fact,
    sector="consumption",
    indicator="retail_sales_consumer_goods",
    frequency="A",
    dimensions={"product": "_T"},
    period="2024",
    period_basis="stated",
    locator="Market resilience",
)
_trade_in = partial(
    Fact,
    sector="consumption",
    indicator="trade_in_retail_sales",
    unit="CNY",
    frequency="_O",
    period="2025-01-01/2025-02-11",
    period_basis="inferred",
    unit_published="million yuan",
    decimals=0,
    locator="Market resilience",
)
_holiday = partial(
    Fact,
    sector="tourism",
    transformation="yoy",
    unit="PERCENT",
    frequency="_O",
    dimensions={"purpose": "_T"},
    period="2025-01-28/P8D",
    period_basis="inferred",
    unit_published="percent",
    locator="Market resilience",
)
_rural = partial(
    Fact,
    sector="tourism",
    frequency="A",
    dimensions={"purpose": "_T"},
    period="2024",
    period_basis="stated",
    locator="Market resilience",
)

FACTS: tuple[Fact, ...] = (
    _mines(
        ref="E01",
        indicator="intelligent_coal_mines",
        unit="COUNT",
        value="244",
        value_published="244",
        unit_published="mines",
        decimals=0,
    ),
    _mines(
        ref="E02",
        indicator="smart_mining_shafts",
        unit="COUNT",
        value="1594",
        value_published="1594",
        unit_published="mining shafts",
        decimals=0,
    ),
    _mines(
        ref="E03",
        indicator="intelligent_mines_coal_output_share",
        unit="PERCENT",
        value="60.48",
        value_published="60.48",
        unit_published="percent",
        decimals=2,
    ),
    _mines(
        ref="E04",
        indicator="advanced_mines_coal_output_share",
        unit="PERCENT",
        value="83",
        bound="gt",
        value_published="83",
        unit_published="percent",
        decimals=0,
    ),
    _rail(
        ref="T01",
        indicator="china_europe_rail_routes",
        value="15",
        value_published="15",
        unit_published="routes",
    ),
    _rail(
        ref="T02",
        indicator="china_europe_rail_cities",
        value="48",
        value_published="48",
        unit_published="cities",
    ),
    _rail(
        ref="T03",
        indicator="china_europe_rail_countries",
        value="16",
        value_published="16",
        unit_published="countries",
    ),
    Fact(
        ref="T04",
        sector="trade",
        area=TAIYUAN,
        indicator="inaugural_almaty_flight_cargo",
        unit="TONNE",
        frequency="D",
        dimensions={"partner": "_T"},
        period="2024-10-21",
        period_basis="inferred",
        value="11.2",
        value_published="11.2",
        unit_published="metric tons",
        decimals=1,
        locator="High-level opening-up",
    ),
    Fact(
        ref="T05",
        sector="trade",
        indicator="air_cargo_mail_throughput",
        unit="TONNE",
        frequency="A",
        dimensions={"partner": "_T"},
        period="2024",
        period_basis="stated",
        value="2581",
        value_published="2581",
        unit_published="tons",
        decimals=0,
        locator="High-level opening-up",
    ),
    _retail(
        ref="C01",
        unit="CNY",
        value="818050000000",
        value_published="818.05",
        unit_published="billion yuan",
        decimals=2,
    ),
    _retail(
        ref="C02",
        unit="USD",
        value="112890000000",
        role="conversion",
        value_published="112.89",
        unit_published="billion US dollars",
        decimals=2,
    ),
    _retail(
        ref="C03",
        transformation="yoy",
        unit="PERCENT",
        value="2.5",
        value_published="2.5",
        unit_published="percent",
        decimals=1,
    ),
    Fact(
        ref="C04",
        sector="consumption",
        indicator="trade_in_subsidy_rate",
        unit="PERCENT",
        frequency="A",
        dimensions={"product": "_T"},
        period="2025",
        period_basis="inferred",
        value="20",
        bound="le",
        role="policy_parameter",
        value_published="20",
        unit_published="percent",
        decimals=0,
        locator="Market resilience",
    ),
    _trade_in(
        ref="C05",
        dimensions={"product": "automobiles"},
        value="878000000",
        value_published="878",
    ),
    _trade_in(
        ref="C06",
        dimensions={"product": "home_appliances"},
        value="413000000",
        value_published="413",
    ),
    _trade_in(
        ref="C07",
        dimensions={"product": "digital_products"},
        value="871000000",
        value_published="871",
    ),
    _holiday(
        ref="R01",
        indicator="spring_festival_tourist_visits",
        value="22.2",
        value_published="22.2",
        decimals=1,
    ),
    _holiday(
        ref="R02",
        indicator="spring_festival_tourism_revenue",
        value="30.03",
        value_published="30.03",
        decimals=2,
    ),
    _rural(
        ref="R03",
        indicator="rural_tour_routes",
        unit="COUNT",
        value="19",
        value_published="19",
        unit_published="routes",
        decimals=0,
    ),
    _rural(
        ref="R04",
        indicator="rural_tour_sites",
        unit="COUNT",
        value="90",
        value_published="90",
        unit_published="sites",
        decimals=0,
    ),
    _rural(
        ref="R05",
        indicator="rural_tourism_revenue",
        unit="CNY",
        value="11290000000",
        value_published="11.29",
        unit_published="billion yuan",
        decimals=2,
    ),
    _rural(
        ref="R06",
        indicator="rural_tourism_revenue",
        transformation="yoy",
        unit="PERCENT",
        value="4.1",
        value_published="4.1",
        unit_published="percent",
        decimals=1,
    ),
)
