"""What releases changed, newest first: filters, time, causes, pages that do not move, reasons."""

from __future__ import annotations

import itertools
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.api.service import Service, serving
from tests.support.builders import fact, published
from tests.support.stores import opened
from tests.vintages.story import EDITIONS, fill

URL = "/v1/changes"

# Day, kind, area, indicator, period, value, difference; those of one release in any order.
CHANGES = {
    ("2025-03-20", "withdrawn", "CN-SX", "retail_sales", "2023", None, None),
    ("2025-03-20", "added", "CN-HE", "retail_sales", "2024", "51", None),
    ("2025-03-20", "revised", "CN-SX", "occupancy", "2024", None, None),
    ("2025-03-20", "revised", "CN-SX", "visits", "2024", "23", None),
    ("2025-03-20", "added", "CN-SX", "retail_sales", "2024", "700000000", None),
    ("2025-03-10", "revised", "CN-SX", "retail_sales", "2023", "100.5", "0.5"),
    ("2025-03-10", "revised", "CN-SX", "retail_sales", "2024", "112", "1"),
    ("2025-03-10", "withdrawn", "CN-HE", "retail_sales", "2024", None, None),
    ("2025-03-10", "revised", "CN-SX", "occupancy", "2024", "61", None),
    ("2025-02-01", "revised", "CN-SX", "retail_sales", "2024", "111", "1"),
    ("2025-01-10", "added", "CN-SX", "retail_sales", "2023", "100", None),
    ("2025-01-10", "added", "CN-SX", "retail_sales", "2024", "110", None),
    ("2025-01-10", "added", "CN-HE", "retail_sales", "2024", "50", None),
    ("2025-01-10", "added", "CN-SX", "occupancy", "2024", "60", None),
    ("2025-01-10", "added", "CN-SX", "visits", "2024", None, None),
}


def line(entry: dict[str, Any]) -> tuple[Any, ...]:
    row = entry["observation"]
    return (
        entry["cause"]["published_at"][:10],
        entry["kind"],
        *(row[name] for name in ("area", "indicator", "period", "value")),
        entry["difference"],
    )


def listed(service: Service, query: str = "") -> list[tuple[Any, ...]]:
    body = service.ok(f"{URL}?{query}").digits()
    assert body["meta"]["matched"] == body["meta"]["returned"] == str(len(body["data"]))
    assert body["meta"]["complete"] is True
    assert body["meta"]["next"] is None
    return [line(entry) for entry in body["data"]]


def expected(**wanted: str) -> set[tuple[Any, ...]]:
    places = {"day": 0, "kind": 1, "area": 2, "indicator": 3, "period": 4}
    return {c for c in CHANGES if all(c[places[n]] == v for n, v in wanted.items())}


def test_all_changes_are_told_newest_first(told_on: Service) -> None:
    found = listed(told_on)
    assert set(found) == CHANGES
    assert len(found) == len(CHANGES)
    days = [each[0] for each in found]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("order", list(itertools.permutations(EDITIONS)))
def test_they_are_the_same_in_whatever_order_releases_are_loaded(
    tmp_path: Path, order: tuple[str, ...]
) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    fill(url, order)
    with serving(url) as service:
        assert set(listed(service)) == CHANGES
        body = service.ok(f"{URL}?limit=1").json()["meta"]
        assert body["matched"] == len(CHANGES)


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("since=2025-03-10", {"2025-03-10", "2025-03-20"}),
        ("since=2025-03-11", {"2025-03-20"}),
        ("until=2025-02-01", {"2025-01-10", "2025-02-01"}),
        ("until=2025-01-31", {"2025-01-10"}),
        ("since=2025-02-01&until=2025-02-01", {"2025-02-01"}),
        ("since=2025-03-10T00:00:00Z&until=2025-03-10T00:00:00Z", {"2025-03-10"}),
        ("since=2025-03-10T00:00:01Z&until=2025-03-19T23:59:59Z", set()),
        ("since=2025-03-10T07:00:00%2B08:00&until=2025-03-10T08:00:00%2B08:00", {"2025-03-10"}),
        ("until=2025-03-10T07:59:59%2B08:00", {"2025-01-10", "2025-02-01"}),
        ("as_of=2025-02-01", {"2025-01-10", "2025-02-01"}),
        ("as_of=2025-03-19&since=2025-02-02", {"2025-03-10"}),
    ],
)
def test_time_is_that_of_publication_both_ends_included(
    told_on: Service, query: str, days: set[str]
) -> None:
    assert set(listed(told_on, query)) == {c for c in CHANGES if c[0] in days}


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("area=CN-HE", {"area": "CN-HE"}),
        ("indicator=occupancy", {"indicator": "occupancy"}),
        ("indicator=occ*", {"indicator": "occupancy"}),
        ("time=2023", {"period": "2023"}),
        ("status=X", {"kind": "withdrawn"}),
        ("area=河北&since=2025-03-11", {"area": "CN-HE", "day": "2025-03-20"}),
    ],
)
def test_filters_are_those_of_the_data_call(
    told_on: Service, query: str, wanted: dict[str, str]
) -> None:
    assert set(listed(told_on, query)) == expected(**wanted)


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("product=automobiles", {"700000000"}),
        ("value_ge=111&value_lt=1000", {"111", "112"}),
        ("bound=gt", {"60"}),
        ("value_gt=60&unit=PERCENT", {"60", "61"}),
    ],
)
def test_filters_look_at_the_figure_as_it_became(
    told_on: Service, query: str, values: set[str]
) -> None:
    assert {each[5] for each in listed(told_on, query)} == values


def test_each_change_names_its_cause_and_what_was_before(told_on: Service) -> None:
    query = "indicator=retail_sales&area=CN-SX&time=2024&product=_T&until=2025-02-28"
    revised, added = told_on.ok(f"{URL}?{query}").digits()["data"]
    by_id = {each["id"]: each for each in told_on.ok("/v1/releases").json()["data"]}
    for entry in (revised, added):
        release = by_id[entry["cause"]["release"]]
        names = ("title", "source", "published_at", "recorded_at")
        assert {n: entry["cause"][n] for n in names} == {n: release[n] for n in names}
        assert entry["observation"]["release"] == release["id"]
    assert added["before"] is None
    assert revised["before"] == {
        "value": "110",
        "bound": "exact",
        "lower": None,
        "upper": None,
        "status": "A",
        "release": added["cause"]["release"],
        "published_at": "2025-01-10T00:00:00Z",
    }


def test_a_figure_that_came_back_was_withdrawn_before(told_on: Service) -> None:
    entry = told_on.ok(f"{URL}?area=CN-HE&since=2025-03-20").json()["data"][0]
    assert entry["kind"] == "added"
    assert entry["before"]["status"] == "X"


def test_a_bound_before_is_told(told_on: Service) -> None:
    ranged, revised, _ = told_on.ok(f"{URL}?indicator=occupancy").digits()["data"]
    assert (revised["before"]["bound"], revised["before"]["value"]) == ("gt", "60")
    row = ranged["observation"]
    assert (row["lower"], row["upper"], ranged["difference"]) == ("55.5", "65", None)


def test_what_one_release_changed(told_on: Service) -> None:
    for release in told_on.ok("/v1/releases").json()["data"]:
        found = listed(told_on, f"release={release['id']}")
        assert set(found) == expected(day=release["published_at"][:10])


@pytest.mark.parametrize("limit", [1, 2, 4, 14, 15, 16])
@pytest.mark.parametrize("query", ["", "indicator=retail_sales"])
def test_pages_put_together_are_the_whole(told_on: Service, limit: int, query: str) -> None:
    whole = told_on.ok(f"{URL}?{query}").json()["data"]
    target: str | None = f"{URL}?{query}&limit={limit}"
    found: list[Any] = []
    while target:
        body = told_on.ok(target).json()
        assert body["meta"]["matched"] == len(whole)
        assert body["meta"]["returned"] == len(body["data"]) <= limit
        assert body["meta"]["complete"] is (body["meta"]["next"] is None)
        found += body["data"]
        target = body["meta"]["next"]
    assert found == whole


def test_pages_do_not_move_while_releases_come_in(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    fill(url)
    with serving(url) as service, opened(url) as store:
        whole = [line(e) for e in service.ok(URL).digits()["data"]]
        first = service.ok(f"{URL}?limit=6").digits()
        # One that is newest, and one between those read and those to come.
        published(store, fact("113"), on="2025-03-25")
        published(store, fact("111.5"), on="2025-02-20")
        following = first["meta"]["next"].replace("limit=6", "limit=100")
        rest = service.ok(following).digits()
        assert [line(e) for e in (*first["data"], *rest["data"])] == whole
        assert rest["meta"]["matched"] == str(len(whole))
        assert set(listed(service)) != set(whole)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("since=2030-01-01", "since=2030-01-01T00:00:00Z"),
        ("area=CN-SN", "area=CN-SN"),
        ("time=2024&product=_T&area=CN-SX&indicator=retail_sales&since=2025-03-20", "known before"),
    ],
)
def test_an_empty_list_says_why(told_on: Service, query: str, words: str) -> None:
    body = told_on.ok(f"{URL}?{query}").json()
    assert body["data"] == []
    assert words in body["meta"]["reason"]


@pytest.mark.parametrize(
    ("query", "status", "hint"),
    [
        ("since=2025-02-02&until=2025-02-01", 422, "since"),
        ("since=2025-02-30", 422, "since"),
        ("until=2025-13-01", 400, "until"),
        ("since=yesterday", 400, "since"),
        ("limit=0", 400, "limit"),
        ("limit=10001", 400, "limit"),
        ("sinse=2025-01-01", 400, "since"),
        ("vintage=all", 400, "vintage"),
        ("area=Shanxy", 404, "Shanxi"),
        ("release=2025-03-11-000000000000", 404, "release"),
        ("cursor=abc", 422, "cursor"),
    ],
)
def test_what_cannot_be_asked(told_on: Service, query: str, status: int, hint: str) -> None:
    problem = told_on.problem(f"{URL}?{query}", status)
    assert hint in str(problem)


def test_a_cursor_belongs_to_its_question(told_on: Service) -> None:
    following = told_on.ok(f"{URL}?limit=1&since=2025-01-01").json()["meta"]["next"]
    told_on.problem(following.replace("since=2025-01-01", "since=2025-01-02"), 422)
    told_on.problem(following.replace("since=2025-01-01", "area=CN-SX"), 422)
    assert told_on.ok(following.replace("limit=1", "limit=5")).json()["meta"]["returned"] == 5


def test_the_canonical_address_asks_the_same(told_on: Service) -> None:
    query = "area=Hebei,山西&since=2025-02-01&until=2025-03-10&value_gt=1.0&limit=5"
    body = told_on.ok(f"{URL}?{query}").json()
    again = told_on.ok(body["meta"]["canonical"]).json()
    assert again == body


def test_sqlite_file_is_only_read(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    fill(url)
    with serving(url) as service:
        service.ok(URL)
        service.ok(f"{URL}.atom")
    with sqlite3.connect(tmp_path / "store.db") as file:
        assert file.execute("SELECT count(*) FROM releases").fetchone() == (4,)
