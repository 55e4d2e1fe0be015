"""Lists of the catalogue as of a day: counts as known then, texts as they are now."""

from __future__ import annotations

import pytest

from tests.api.service import Service
from tests.support.catalogue import INDICATORS, PAGE, YEARBOOK


def figures(service: Service, query: str) -> dict[str, int]:
    data = service.ok(f"/v1/indicators?{query}").json()["data"]
    return {each["code"]: each["coverage"]["observations"] for each in data}


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-01-09", {}),
        ("2025-01-10", {"retail_sales": 3, "occupancy": 1, "visits": 1}),
        ("2025-02-28", {"retail_sales": 3, "occupancy": 1, "visits": 1}),
        ("2025-03-10", {"retail_sales": 2, "occupancy": 1, "visits": 1}),
        ("2025-03-20T00:00:00Z", {"retail_sales": 3, "occupancy": 1, "visits": 1}),
    ],
)
def test_indicators_count_what_was_known(
    told_on: Service, as_of: str, expected: dict[str, int]
) -> None:
    every = {indicator.code: 0 for indicator in INDICATORS}
    assert figures(told_on, f"as_of={as_of}") == every | expected
    for code, count in (every | expected).items():
        detail = told_on.ok(f"/v1/indicators/{code}?as_of={as_of}").json()
        assert detail["coverage"]["observations"] == count


def test_without_a_day_everything_counts(told_on: Service) -> None:
    assert figures(told_on, "") == figures(told_on, "as_of=2099-01-01")


def test_an_indicator_names_the_documents_of_then(told_on: Service) -> None:
    def sources(query: str) -> list[str]:
        found: list[str] = told_on.ok(f"/v1/indicators/occupancy?{query}").json()["sources"]
        return found

    assert sources("as_of=2025-01-09") == []
    assert sources("as_of=2025-02-28") == [PAGE]
    assert sources("as_of=2025-03-10") == [YEARBOOK]


def test_a_renamed_indicator_keeps_the_day(told_on: Service) -> None:
    answer = told_on.ask("/v1/indicators/old_visits?as_of=2025-01-10T09:00:00%2B08:00")
    assert answer.status == 301
    told_on.ok(answer.headers["location"])
    assert answer.headers["location"].endswith("?as_of=2025-01-10T09%3A00%3A00%2B08%3A00")


def test_search_and_day_go_together(told_on: Service) -> None:
    assert figures(told_on, "q=visits&as_of=2025-01-09") == {"visits": 0}
    body = told_on.ok("/v1/tourism/indicators?as_of=2025-01-10").json()["data"]
    assert {each["code"]: each["coverage"]["observations"] for each in body} == {
        "visits": 1,
        "occupancy": 1,
    }


@pytest.mark.parametrize(
    ("as_of", "consumption"), [("2025-01-09", 0), ("2025-01-10", 3), ("2025-03-10", 2)]
)
def test_sectors_count_what_was_known(told_on: Service, as_of: str, consumption: int) -> None:
    data = told_on.ok(f"/v1/sectors?as_of={as_of}").json()["data"]
    assert {each["code"]: each["observations"] for each in data}["consumption"] == consumption
    assert [each["indicators"] for each in data] == [2, 1, 1, 2]


def test_a_sector_shows_the_latest_of_then(told_on: Service) -> None:
    def latest(query: str) -> dict[str, list[str | None]]:
        data = told_on.ok(f"/v1/tourism?{query}").digits()["data"]
        return {each["code"]: [row["value"] for row in each["latest"]] for each in data}

    assert latest("as_of=2025-01-09") == {"visits": [], "occupancy": []}
    assert latest("as_of=2025-01-10") == {"visits": [None], "occupancy": ["60"]}
    assert latest("as_of=2025-03-10") == {"visits": [None], "occupancy": ["61"]}
    assert latest("") == {"visits": ["23"], "occupancy": [None]}


@pytest.mark.parametrize(
    ("as_of", "days", "sources"),
    [
        ("2025-01-09", [], []),
        ("2025-01-10", ["2025-01-10"], [PAGE]),
        ("2025-02-01T00:00:00Z", ["2025-02-01", "2025-01-10"], [PAGE, YEARBOOK]),
        ("2025-03-19", ["2025-03-10", "2025-02-01", "2025-01-10"], [PAGE, YEARBOOK]),
    ],
)
def test_releases_and_sources_are_those_that_had_come_out(
    told_on: Service, as_of: str, days: list[str], sources: list[str]
) -> None:
    releases = told_on.ok(f"/v1/releases?as_of={as_of}").json()
    assert [each["published_at"][:10] for each in releases["data"]] == days
    assert releases["meta"]["matched"] == len(days)
    found = told_on.ok(f"/v1/sources?as_of={as_of}").json()["data"]
    assert sorted(each["id"] for each in found) == sources


@pytest.mark.parametrize(
    "path", ["indicators", "indicators/visits", "sectors", "tourism", "releases", "sources"]
)
@pytest.mark.parametrize(("as_of", "status"), [("soon", 400), ("2025-02-30", 422)])
def test_a_day_must_exist(told_on: Service, path: str, as_of: str, status: int) -> None:
    problem = told_on.problem(f"/v1/{path}?as_of={as_of}", status)
    assert problem["errors"][0]["parameter"] == "as_of"
