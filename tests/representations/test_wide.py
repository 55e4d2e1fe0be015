"""The wide shape: one row a series, one column a period, and no bound that reads as a number."""

from dataclasses import replace
from decimal import Decimal

from app.domain.query import Position
from app.representations.rows import rows
from app.representations.wide import SERIES_HEAD, WideTable, pivot
from tests.representations.sample import DIMENSIONS, EMPTY, LATEST, PLAIN, cut
from tests.support.builders import cube, fact, observation

WIDE = replace(PLAIN, shape="wide", dimensions=())
HEAD = len(SERIES_HEAD)


def _periods(table: WideTable) -> tuple[str, ...]:
    return table.columns[HEAD:]


def _cells(table: WideTable) -> list[tuple[object, ...]]:
    return [row[HEAD:] for row in table.rows]


def test_series_are_rows_and_periods_are_columns_in_order_of_time() -> None:
    answer = cube(
        [
            observation(fact("3", area="CN", period="2024")),
            observation(fact("2", area="CN", period="2023")),
            observation(fact("5", area="CN-SX", period="2024")),
        ]
    )
    table = pivot([answer], WIDE)
    assert _periods(table) == ("2023", "2024")
    assert _cells(table) == [("2", "3"), (None, "5")]
    assert [row[2] for row in table.rows] == ["CN", "CN-SX"]
    assert table.observations == 3


def test_periods_of_all_lengths_stand_by_their_days() -> None:
    periods = ("2024-Q1", "2024", "2024-01", "2023-12-31", "2024-01-01/P3D", "2024-S1")
    answer = cube([observation(fact("1", period=period)) for period in periods])
    assert _periods(pivot([answer], WIDE)) == (
        "2023-12-31",
        "2024-01-01/P3D",
        "2024-01",
        "2024-Q1",
        "2024-S1",
        "2024",
    )


def test_a_bound_is_never_hidden() -> None:
    answer = cube(
        [
            observation(fact("83", bound="gt")),
            observation(fact("84", area="CN")),
            observation(fact("85", area="CN", period="2023")),
        ]
    )
    table = pivot([answer], WIDE)
    assert _periods(table) == ("2023", "2024", "2024.bound")
    assert _cells(table) == [(None, "83", "gt"), ("85", "84", "exact")]


def test_a_range_shows_its_limits_and_a_gap_its_status() -> None:
    answer = cube(
        [
            observation(fact(None, limits=("55.5", "65"))),
            observation(fact(None, area="CN", period="2023")),
        ]
    )
    table = pivot([answer], WIDE)
    assert _periods(table) == (
        "2023",
        "2023.status",
        *_with_parts("2024", "bound", "lower", "upper"),
    )
    assert _cells(table) == [
        (None, None, None, "range", "55.5", "65"),
        (None, "M", None, None, None, None),
    ]
    assert {"2024", "2024.lower", "2024.upper"} <= table.numbers
    assert "2024.bound" not in table.numbers


def _with_parts(period: str, *parts: str) -> tuple[str, ...]:
    return (period, *(f"{period}.{part}" for part in parts))


def test_every_figure_of_the_answer_is_in_the_table() -> None:
    table = pivot(cut(LATEST, 4), WIDE)
    shown = {cell for row in _cells(table) for cell in row}
    assert {o.value for o in LATEST.observations} <= shown | {None}
    assert table.observations == len(LATEST.observations)
    series = [row[0].partition("-")[0] for row in rows(LATEST, PLAIN)]
    assert [row[0] for row in table.rows] == list(dict.fromkeys(series))


def test_an_interval_has_one_column_however_it_is_spelt() -> None:
    answer = cube(
        [
            observation(fact("1", area="CN", period="2025-01-28/P8D")),
            observation(fact("2", area="CN-SX", period="2025-01-28/2025-02-04")),
        ]
    )
    table = pivot([answer], WIDE)
    assert _periods(table) == ("2025-01-28/P8D",)
    assert _cells(table) == [("1",), ("2",)]


def test_a_day_and_an_interval_of_one_day_are_not_one_column() -> None:
    answer = cube(
        [
            observation(fact("1", period="2025-02-11")),
            observation(fact("2", period="2025-02-11/P1D")),
            observation(fact("3", period="2024")),
            observation(fact("4", period="2024-01-01/2024-12-31")),
        ]
    )
    assert set(_periods(pivot([answer], WIDE))) == {
        "2024",
        "2024-01-01/2024-12-31",
        "2025-02-11",
        "2025-02-11/P1D",
    }


def test_labels_stand_beside_codes_and_before_periods() -> None:
    context = replace(WIDE, labels=True, dimensions=DIMENSIONS)
    table = pivot([LATEST], context)
    labels = [name for name in table.columns if name.endswith("_label")]
    assert labels == [f"{name}_label" for name in (*SERIES_HEAD[1:], *DIMENSIONS)]
    first = dict(zip(table.columns, table.rows[0], strict=True))
    assert (first["area"], first["area_label"]) == ("CN-SX", "Shanxi")
    assert (first["fuel"], first["fuel_label"]) == (None, None)
    assert (first["product"], first["product_label"]) == ("_T", "Total")


def test_an_empty_answer_has_no_periods() -> None:
    for pieces in ([], [EMPTY]):
        table = pivot(pieces, WIDE)
        assert table.columns == SERIES_HEAD
        assert table.rows == ()
        assert table.next is None


def test_the_table_says_what_follows() -> None:
    pieces = cut(LATEST, 5)
    assert isinstance(pivot(pieces[:1], WIDE).next, Position)
    assert pivot(pieces, WIDE).next is None


def test_numbers_are_exact() -> None:
    answer = cube([observation(fact("1234567890.123456789012345"))])
    ((value,),) = _cells(pivot([answer], WIDE))
    assert Decimal(str(value)) == Decimal("1234567890.123456789012345")
