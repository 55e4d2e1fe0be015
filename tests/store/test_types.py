"""What goes into either database comes out of it: every digit, every instant, and nothing vague."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, select
from sqlalchemy.exc import StatementError

from app.domain.errors import InvalidReleaseError
from app.domain.text import plain
from app.store.engine import Store
from app.store.releases import append_version
from app.store.types import ExactDecimal, UtcDateTime, compare_decimals
from tests.support.builders import day, fact, published
from tests.support.stores import answered, emptied

# An example leaves nothing behind, so the databases of one test may serve all of them.
SAME_STORE = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None
)
# Up to 30 digits, up to 15 of them decimals.
FIGURES = st.builds(
    lambda digits, places: Decimal(f"{digits}E-{places}"),
    st.integers(min_value=-(10**30) + 1, max_value=10**30 - 1),
    st.integers(min_value=0, max_value=15),
)
INSTANTS = st.datetimes(
    min_value=datetime(1, 1, 2),  # noqa: DTZ001 - the zone is drawn beside it
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.sampled_from(
        [UTC, timezone(timedelta(hours=8)), timezone(-timedelta(hours=11, minutes=30))]
    ),
)
VALUES = Table(
    "values_of_a_test", MetaData(), Column("number", ExactDecimal), Column("instant", UtcDateTime)
)


@SAME_STORE
@given(FIGURES, FIGURES, FIGURES)
@example(Decimal(818050000000), Decimal("1E+29"), Decimal("-1E-15"))
@example(Decimal("999999999999999.999999999999999"), Decimal("30.00"), Decimal("-0.00"))
def test_digits_survive(store: Store, value: Decimal, lower: Decimal, upper: Decimal) -> None:
    emptied(store)
    facts = (
        fact(format(value, "f"), period="2023"),
        fact(None, period="2024", limits=(str(lower), str(upper))),
    )
    published(store, *facts)
    exact, between = answered(store)
    assert exact.value == plain(value)
    assert (between.lower, between.upper) == (plain(lower), plain(upper))


@SAME_STORE
@given(FIGURES, INSTANTS)
def test_columns_give_back_what_they_were_given(
    store: Store, number: Decimal, instant: datetime
) -> None:
    with store.writer() as writer:
        VALUES.create(writer.connection)
        writer.connection.execute(VALUES.insert().values(number=number, instant=instant))
        row = writer.connection.execute(select(VALUES)).one()
        VALUES.drop(writer.connection)
    assert row.number == number
    assert plain(row.number) == plain(number)
    assert row.instant == instant.replace(microsecond=0)
    assert row.instant.tzinfo is UTC


@SAME_STORE
@given(st.lists(INSTANTS, min_size=2, max_size=5))
def test_instants_are_in_order_as_stored(store: Store, instants: list[datetime]) -> None:
    with store.writer() as writer:
        VALUES.create(writer.connection)
        writer.connection.execute(VALUES.insert(), [{"instant": each} for each in instants])
        rows = writer.connection.scalars(select(VALUES.c.instant).order_by(VALUES.c.instant))
        stored = rows.all()
        VALUES.drop(writer.connection)
    assert stored == sorted(each.replace(microsecond=0) for each in instants)


def test_nothing_comes_back_as_nothing(store: Store) -> None:
    with store.writer() as writer:
        VALUES.create(writer.connection)
        writer.connection.execute(VALUES.insert().values(number=None, instant=None))
        row = writer.connection.execute(select(VALUES)).one()
        VALUES.drop(writer.connection)
    assert row == (None, None)


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_figure_is_refused(store: Store, number: str) -> None:
    with pytest.raises(InvalidReleaseError, match="is no figure"):
        published(store, fact(number))
    assert answered(store) == ()


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    statement = VALUES.insert().values(instant=day("2025-03-17").replace(tzinfo=None))
    with store.writer() as writer:
        with pytest.raises(StatementError, match="without a zone"):
            writer.connection.execute(statement)
        with pytest.raises(StatementError, match="without a zone"):
            append_version(writer, "catalogue", "x", datetime(2025, 3, 17))  # noqa: DTZ001


@given(FIGURES, FIGURES)
def test_the_collation_orders_numbers_not_texts(left: Decimal, right: Decimal) -> None:
    expected = (left > right) - (left < right)
    assert compare_decimals(plain(left), plain(right)) == expected
