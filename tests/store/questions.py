"""Hypothesis's questions about the sample."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st

from app.domain.period import parse_time
from app.domain.query import SORTABLE, Comparison, DataQuery, SortKey, ValueFilter, filters
from tests.store.sample import RELEASES
from tests.support.builders import day

COMPARISONS: tuple[Comparison, ...] = ("gt", "ge", "lt", "le")
CODES: dict[str, list[str]] = {
    "sector": ["energy", "trade", "consumption", "tourism"],
    "indicator": ["retail_sales", "coal_output", "exports", "visits", "occupancy", "energy_output"],
    "area": ["CN", "CN-SX", "CN-SN", "CN-HE", "CN-140100"],
    "transformation": ["level", "yoy"],
    "unit": ["CNY", "USD", "PERCENT", "TONNE", "COUNT"],
    "frequency": ["A", "S", "Q", "M", "D", "_O"],
    "product": ["_T", "automobiles", "home_appliances"],
    "fuel": ["_T", "coal", "gas"],
    "partner": ["_T", "eu"],
    "purpose": ["_T", "rural"],
    "status": ["A", "E", "M", "X"],
    "bound": ["exact", "gt", "ge", "lt", "le", "approx", "range"],
    "role": ["indicator", "conversion", "policy_parameter"],
}
TIMES = [
    (),
    ("2024",),
    ("2024-Q3", "2025"),
    ("2024-07..2025-02-11",),
    ("..2023",),
    ("2025..",),
    ("2018", "2022..2023", "2025-01-28/P8D"),
    ("latest",),
    ("last:2",),
]
LIMITS = [
    Decimal(text) for text in ("-1", "-0.5", "0", "9.5", "55.5", "60", "65", "82", "83", "84")
]
INSTANTS = [day(on) + timedelta(seconds=s) for on, _, _ in RELEASES for s in (-1, 0)]


def _codes(component: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(CODES[component]), min_size=1, max_size=3)


FILTERS = (
    st.lists(st.sampled_from(sorted(CODES)), max_size=3, unique=True)
    .flatmap(lambda names: st.fixed_dictionaries({name: _codes(name) for name in names}))
    .map(filters)
)
# Limits that contradict each other are a matter of their own.
VALUES = st.one_of(
    st.just(()),
    st.builds(
        lambda comparison, limit: (ValueFilter(comparison, limit),),
        st.sampled_from(COMPARISONS),
        st.sampled_from(LIMITS),
    ),
    st.builds(
        lambda low, high, limits: (ValueFilter(low, min(limits)), ValueFilter(high, max(limits))),
        st.sampled_from(COMPARISONS[:2]),
        st.sampled_from(COMPARISONS[2:]),
        st.lists(st.sampled_from(LIMITS), min_size=2, max_size=2, unique=True),
    ),
)
SORT_COMPONENTS = (*SORTABLE, "product", "fuel", "purpose", "partner")
SORTS = st.lists(
    st.builds(SortKey, st.sampled_from(SORT_COMPONENTS), st.booleans()),
    max_size=3,
    unique_by=lambda key: key.component,
).map(tuple)
QUESTIONS = st.builds(
    DataQuery,
    filters=FILTERS,
    time=st.sampled_from(TIMES).map(parse_time),
    values=VALUES,
    certainty=st.sampled_from(["certain", "possible"]),
    as_of=st.sampled_from([None, *INSTANTS]),
    vintage=st.sampled_from(["latest", "first", "all"]),
    sort=SORTS,
    limit=st.sampled_from([None, 0, 1, 3, 100]),
    pin=st.sampled_from([None, 1, 2, 3]),
)
