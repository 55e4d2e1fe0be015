"""Columns and cells that every tabular format shares."""

from dataclasses import replace

import pytest

from app.domain.period import parse_period
from app.domain.series import observation_id, parse_key
from app.representations.rows import Row, columns, rows
from tests.representations.sample import DIMENSIONS, HISTORY, LATEST, PLAIN
from tests.support.builders import cube, fact, observation

# The header is a contract: columns are added, never moved, renamed or removed.
COLUMNS = (
    *("id", "sector", "area", "indicator", "transformation", "unit", "frequency"),
    *("fuel", "partner", "product", "purpose"),
    *("period", "start", "end", "period_basis", "value", "bound", "lower", "upper"),
    *("status", "role", "value_published", "unit_published", "decimals"),
    *("release", "published_at", "source", "locator"),
)
LABELS = (
    *("sector_label", "area_label", "indicator_label", "transformation_label", "unit_label"),
    *("frequency_label", "fuel_label", "partner_label", "product_label", "purpose_label"),
    *("bound_label", "status_label", "role_label", "period_basis_label"),
)
PROVENANCE = ("statement", "note", "publisher", "document", "licence")


def _cells(row: Row, *names: str) -> tuple[object, ...]:
    return tuple(row[COLUMNS.index(name)] for name in names)


def test_columns_stand_in_the_order_of_the_contract() -> None:
    assert columns(PLAIN) == COLUMNS
    assert columns(replace(PLAIN, dimensions=())) == (*COLUMNS[:7], *COLUMNS[11:])


def test_what_is_included_comes_after_all_that_is_always_there() -> None:
    everything = replace(PLAIN, labels=True, provenance=True, history=True)
    assert columns(everything) == (*COLUMNS, "superseded_at", *LABELS, *PROVENANCE)
    assert columns(replace(PLAIN, labels=True)) == (*COLUMNS, *LABELS)
    assert columns(replace(PLAIN, provenance=True)) == (*COLUMNS, *PROVENANCE)
    assert columns(replace(PLAIN, history=True)) == (*COLUMNS, "superseded_at")


@pytest.mark.parametrize(
    "included",
    [{}, {"labels": True}, {"provenance": True}, {"history": True, "labels": True}],
    ids=str,
)
def test_every_row_fills_every_column(included: dict[str, bool]) -> None:
    context = replace(PLAIN, **included)  # type: ignore[arg-type]  # all of these are booleans
    assert {len(row) for row in rows(HISTORY, context)} == {len(columns(context))}


def test_a_row_is_the_observation_with_its_series_and_release() -> None:
    told = fact(
        "818050000000",
        own={"product": "automobiles"},
        printed=("818.05", "billion yuan"),
        locator="Table 3",
    )
    (row,) = rows(cube([observation(told)]), PLAIN)
    assert dict(zip(COLUMNS, row, strict=True)) == {
        "id": f"{told.series.name}-2024",
        "sector": "consumption",
        "area": "CN-SX",
        "indicator": "retail_sales",
        "transformation": "level",
        "unit": "CNY",
        "frequency": "A",
        "fuel": None,
        "partner": None,
        "product": "automobiles",
        "purpose": None,
        "period": "2024",
        "start": "2024-01-01",
        "end": "2024-12-31",
        "period_basis": "stated",
        "value": "818050000000",
        "bound": "exact",
        "lower": None,
        "upper": None,
        "status": "A",
        "role": "indicator",
        "value_published": "818.05",
        "unit_published": "billion yuan",
        "decimals": 2,
        "release": "2025-03-18-000000000001",
        "published_at": "2025-03-18T00:00:00Z",
        "source": "page",
        "locator": "Table 3",
    }


def test_ids_are_those_of_the_domain() -> None:
    for row, known in zip(rows(HISTORY, PLAIN), HISTORY.observations, strict=True):
        expected = observation_id(parse_key(known.key), parse_period(known.period))
        assert row[0] == expected


def test_a_total_is_not_the_absence_of_a_dimension() -> None:
    (row,) = rows(cube([observation(fact("1"))]), PLAIN)
    assert _cells(row, *DIMENSIONS) == (None, None, "_T", None)


def test_fields_are_picked_in_the_order_of_the_wish() -> None:
    wanted = ("value", "id", "period")
    context = replace(PLAIN, fields=wanted)
    whole = [_cells(row, *wanted) for row in rows(LATEST, PLAIN)]
    assert list(rows(LATEST, context)) == whole


def test_one_field_is_a_row_of_one_cell() -> None:
    context = replace(PLAIN, fields=("period",))
    assert next(iter(rows(LATEST, context))) == ("2024",)


def test_a_field_may_be_one_that_was_included() -> None:
    context = replace(PLAIN, fields=("area_label", "publisher"), labels=True, provenance=True)
    first = next(rows(LATEST, context))
    assert first == ("Shanxi", '=Bureau, "Shanxi"')


def test_a_document_without_a_title_is_described() -> None:
    context = replace(PLAIN, fields=("document",), provenance=True)
    found = {row[0] for row in rows(HISTORY, context)}
    assert found == {"A page on\nShanxi", "+Yearbook 年鉴"}


def test_each_version_says_when_it_was_superseded() -> None:
    context = replace(PLAIN, fields=("value", "superseded_at"), history=True)
    first, second, *_ = rows(HISTORY, context)
    assert first == ("818050000000", "2025-11-01T00:00:00Z")
    assert second == ("818049999999.5", None)
