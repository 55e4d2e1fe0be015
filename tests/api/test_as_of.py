"""What was known when: every answer computed by hand from the table in vintages.py."""

import pytest

from tests.api.service import Service
from tests.support.catalogue import PAGE, YEARBOOK

RETAIL = "/v1/observations?indicator=retail_sales"
VISITS = "/v1/observations?indicator=visits"
Figures = list[tuple[str | None, ...]]


def figures(service: Service, url: str, *names: str) -> Figures:
    wanted = names or ("area", "period", "value")
    return [tuple(row[name] for name in wanted) for row in service.rows(url)]


KNOWN: dict[str, Figures] = {
    "": [("CN-SX", "2024", "112"), ("CN-SX", "2025-Q1", "30")],
    "as_of=2025-01-09": [],
    "as_of=2025-01-10": [
        ("CN-HE", "2024", "50"),
        ("CN-SX", "2023", "100"),
        ("CN-SX", "2024", "110"),
    ],
    "as_of=2025-01-31": [
        ("CN-HE", "2024", "50"),
        ("CN-SX", "2023", "100"),
        ("CN-SX", "2024", "110"),
    ],
    "as_of=2025-02-01": [
        ("CN-HE", "2024", "50"),
        ("CN-SX", "2023", "100"),
        ("CN-SX", "2024", "111"),
    ],
    "as_of=2025-03-09T23:59:59Z": [
        ("CN-HE", "2024", "50"),
        ("CN-SX", "2023", "100"),
        ("CN-SX", "2024", "111"),
    ],
    "as_of=2025-03-10T00:00:00Z": [
        ("CN-HE", "2024", "50"),
        ("CN-SX", "2023", "100"),
        ("CN-SX", "2024", "112"),
    ],
    "as_of=2025-03-20": [("CN-SX", "2024", "112"), ("CN-SX", "2025-Q1", "30")],
    "as_of=2030-01-01": [("CN-SX", "2024", "112"), ("CN-SX", "2025-Q1", "30")],
    "vintage=first": [
        ("CN-HE", "2024", "50"),
        ("CN-SX", "2023", "100"),
        ("CN-SX", "2024", "110"),
        ("CN-SX", "2025-Q1", "30"),
    ],
    "vintage=first&as_of=2025-01-31": [
        ("CN-HE", "2024", "50"),
        ("CN-SX", "2023", "100"),
        ("CN-SX", "2024", "110"),
    ],
    "vintage=first&as_of=2025-01-09": [],
    "time=latest": [("CN-SX", "2024", "112"), ("CN-SX", "2025-Q1", "30")],
    "time=latest&as_of=2025-02-01": [("CN-HE", "2024", "50"), ("CN-SX", "2024", "111")],
    "time=last:2&as_of=2025-02-01": [
        ("CN-HE", "2024", "50"),
        ("CN-SX", "2023", "100"),
        ("CN-SX", "2024", "111"),
    ],
    "value_gt=110": [("CN-SX", "2024", "112")],
    "value_gt=110&as_of=2025-01-31": [],
    "value_gt=110&as_of=2025-02-28": [("CN-SX", "2024", "111")],
    "status=X": [("CN-HE", "2024", None), ("CN-SX", "2023", None)],
    "status=X&as_of=2025-03-19": [],
}


@pytest.mark.parametrize("query", KNOWN)
def test_what_was_known(revised: Service, query: str) -> None:
    assert figures(revised, f"{RETAIL}&{query}") == KNOWN[query]


HISTORY: dict[str, Figures] = {
    "time=2024&area=CN-SX": [
        ("110", "A", "2025-01-10T00:00:00Z", "2025-02-01T00:00:00Z", PAGE),
        ("111", "A", "2025-02-01T00:00:00Z", "2025-03-10T00:00:00Z", YEARBOOK),
        ("112", "A", "2025-03-10T00:00:00Z", None, YEARBOOK),
    ],
    "time=2024&area=CN-SX&as_of=2025-02-15": [
        ("110", "A", "2025-01-10T00:00:00Z", "2025-02-01T00:00:00Z", PAGE),
        ("111", "A", "2025-02-01T00:00:00Z", None, YEARBOOK),
    ],
    "time=2024&area=CN-SX&as_of=2025-01-15": [
        ("110", "A", "2025-01-10T00:00:00Z", None, PAGE),
    ],
    "time=2023": [
        ("100", "A", "2025-01-10T00:00:00Z", "2025-03-10T00:00:00Z", PAGE),
        ("100", "A", "2025-03-10T00:00:00Z", "2025-03-20T00:00:00Z", YEARBOOK),
        (None, "X", "2025-03-20T00:00:00Z", None, PAGE),
    ],
    "area=CN-HE": [
        ("50", "A", "2025-01-10T00:00:00Z", "2025-03-20T00:00:00Z", PAGE),
        (None, "X", "2025-03-20T00:00:00Z", None, PAGE),
    ],
}


@pytest.mark.parametrize("query", HISTORY)
def test_every_vintage_with_when_it_was_superseded(revised: Service, query: str) -> None:
    names = ("value", "status", "published_at", "superseded_at", "source")
    assert figures(revised, f"{RETAIL}&vintage=all&{query}", *names) == HISTORY[query]


def test_the_first_vintage_says_what_superseded_it(revised: Service) -> None:
    found = figures(revised, f"{RETAIL}&vintage=first&time=2024", "value", "superseded_at")
    assert found == [("50", "2025-03-20T00:00:00Z"), ("110", "2025-02-01T00:00:00Z")]


def test_a_missing_figure_is_a_row_without_a_value_never_zero(revised: Service) -> None:
    url = f"{VISITS}&as_of=2025-01-15"
    assert figures(revised, url, "value", "status") == [(None, "M")]
    assert '"value":null' in revised.ok(url).text
    header, line = revised.ok(
        url.replace("?", ".csv?") + "&fields=id,value,status"
    ).text.splitlines()
    assert (header, line.partition(",")[2]) == ("id,value,bound,lower,upper,status", ",exact,,,M")
    assert figures(revised, f"{url}&value_ge=0&certainty=possible") == []
    assert figures(revised, f"{url}&value_le=0&certainty=possible") == []
    assert figures(revised, VISITS, "value", "status") == [("23", "A")]


def months(service: Service, query: str) -> list[int]:
    rows = figures(service, f"/v1/observations?indicator=occupancy&{query}", "period")
    return [int(str(period)[-2:]) for (period,) in rows]


# January is 60, then gt, ge, lt, le and about 60, July 55.5 to 65, August is missing.
BOUNDS: dict[str, list[int]] = {
    "": [1, 2, 3, 4, 5, 6, 7, 8],
    "bound=range": [7],
    "bound=approx": [6],
    "status=M": [8],
    "value_gt=60": [2],
    "value_ge=60": [1, 2, 3],
    "value_lt=60": [4],
    "value_le=60": [1, 4, 5],
    "value_gt=55": [1, 2, 3, 7],
    "value_lt=65": [1, 4, 5],
    "value_le=65": [1, 4, 5, 7],
    "value_ge=60&value_le=60": [1],
    "value_gt=60&certainty=possible": [2, 3, 6, 7],
    "value_ge=60&certainty=possible": [1, 2, 3, 5, 6, 7],
    "value_lt=60&certainty=possible": [4, 5, 6, 7],
    "value_le=60&certainty=possible": [1, 3, 4, 5, 6, 7],
    "value_gt=65&certainty=possible": [2, 3],
    "value_ge=65&certainty=possible": [2, 3, 7],
    "value_lt=55.5&certainty=possible": [4, 5],
    "value_le=55.5&certainty=possible": [4, 5, 7],
    "sort=-value,period": [1, 2, 3, 4, 5, 6, 7, 8],
}


@pytest.mark.parametrize("query", BOUNDS)
def test_comparisons_respect_bounds(revised: Service, query: str) -> None:
    assert months(revised, query) == BOUNDS[query]


def test_a_range_has_limits_and_no_value(revised: Service) -> None:
    url = "/v1/observations?indicator=occupancy&bound=range"
    assert figures(revised, url, "value", "lower", "upper") == [(None, "55.5", "65")]
    (row,) = revised.rows(f"{url}&shape=wide")
    cells = {name: cell for name, cell in row.items() if name.startswith("2024")}
    assert cells == {
        "2024-07": None,
        "2024-07.bound": "range",
        "2024-07.lower": "55.5",
        "2024-07.upper": "65",
    }


@pytest.mark.parametrize("direction", ["", "-"])
def test_missing_values_come_last_in_either_direction(revised: Service, direction: str) -> None:
    rows = revised.rows(f"/v1/observations?sort={direction}value")
    values = [row["value"] for row in rows]
    assert values[-2:] == [None, None]
    numbers = [float(value) for value in values[:-2]]
    assert numbers == sorted(numbers, reverse=bool(direction))


def test_a_former_code_still_asks(revised: Service) -> None:
    answer = revised.ok("/v1/observations?indicator=old_retail_sales")
    assert answer.body == revised.ok(RETAIL).body
    assert answer.json()["meta"]["canonical"] == RETAIL
