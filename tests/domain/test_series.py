"""Names of series and observations: permanent, the same everywhere, and blind to totals."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.period import parse_period
from app.domain.series import (
    TOTAL,
    decode_id,
    encode_id,
    observation_id,
    parse_key,
    parse_observation_id,
    series_id,
    series_key,
)

CODES = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,20}", fullmatch=True)
NUMBERS = st.integers(min_value=0, max_value=2**60 - 1)
RETAIL = "retail_sales_consumer_goods.CN-SX.level.CNY.A"


@given(
    st.tuples(CODES, CODES, CODES, CODES, CODES),
    st.dictionaries(CODES, CODES, max_size=4),
)
def test_a_key_reads_back_as_what_it_was_made_of(
    parts: tuple[str, str, str, str, str], own: dict[str, str]
) -> None:
    key = series_key(*parts, own)
    series = parse_key(key)
    read = (
        series.indicator,
        series.area,
        series.transformation,
        series.unit,
        series.frequency,
    )
    assert read == parts
    assert dict(series.breakdown) == {name: code for name, code in own.items() if code != TOTAL}
    assert all(series.code(name) == code for name, code in own.items())
    assert series.key == key
    assert series.id == series_id(key)


def test_a_key_does_not_depend_on_the_order_of_dimensions() -> None:
    own = [("fuel", "coal"), ("product", "cars"), ("purpose", "rural")]
    keys = {series_key("i", "a", "t", "u", "A", dict(order)) for order in permutations(own)}
    assert keys == {"i.a.t.u.A.fuel=coal.product=cars.purpose=rural"}


def test_a_new_dimension_leaves_every_old_key_and_id_as_it_was() -> None:
    before = series_key("sales", "CN-SX", "level", "CNY", "A", {"product": "cars"})
    after = series_key("sales", "CN-SX", "level", "CNY", "A", {"product": "cars", "channel": "_T"})
    assert before == after
    assert parse_key(before).code("channel") == TOTAL


def test_ids_are_what_they_have_always_been() -> None:
    # Permanent: a change here breaks every address that anyone has kept.
    series = parse_key(RETAIL)
    assert series.id == 1_057_469_090_437_363_241
    assert series.name == "xb72h3w7jxh9"
    assert observation_id(series, parse_period("2024")) == "xb72h3w7jxh9-2024"


@given(NUMBERS)
def test_a_number_survives_its_twelve_characters(number: int) -> None:
    text = encode_id(number)
    assert len(text) == 12
    assert decode_id(text) == number


@given(CODES)
def test_a_series_number_fits_in_60_bits(code: str) -> None:
    assert 0 <= series_id(code) < 2**60


def test_the_id_does_not_depend_on_how_an_interval_is_spelt() -> None:
    series = parse_key("visits.CN-SX.level.COUNT._O")
    short, long = parse_period("2025-01-28/P8D"), parse_period("2025-01-28/2025-02-04")
    assert observation_id(series, short) == observation_id(series, long)


@pytest.mark.parametrize(
    "period",
    ["2024", "2024-S1", "2024-Q3", "2024-07", "2025-02-11", "2025-01-28/P8D", "2025-02-11/P1D"],
)
@given(NUMBERS)
def test_an_observation_id_leads_back_to_series_and_days(period: str, number: int) -> None:
    days = parse_period(period)
    found = parse_observation_id(f"{encode_id(number)}-{days.slug}")
    assert found is not None
    assert found[0] == number
    assert (found[1].start, found[1].end, found[1].frequency) == (
        days.start,
        days.end,
        days.frequency,
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024",
        "xb72h3w7jxh9",
        "xb72h3w7jxh9-",
        "xb72h3w7jxh-2024",
        "xb72h3w7jxh9z-2024",
        "XB72H3W7JXH9-2024",
        "xb72h3w7jxhi-2024",
        "xb72h3w7jxhl-2024",
        "xb72h3w7jxho-2024",
        "xb72h3w7jxhu-2024",
        "xb72h3w7jxh9-0999",
        "xb72h3w7jxh9-2024-13",
        "xb72h3w7jxh9-2025-02-30",
        "xb72h3w7jxh9-2025-02-04_2025-01-28",
        "xb72h3w7jxh9-2025-01-28/P8D",
        "xb72h3w7jxh9-2024\n",
        "xb72h3w7jxh9-2024_",
    ],
)
def test_what_is_no_observation_id_is_not_taken_for_one(text: str) -> None:
    assert parse_observation_id(text) is None


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader_of_ids(text: str) -> None:
    parse_observation_id(text)
