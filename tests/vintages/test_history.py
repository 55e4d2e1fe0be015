"""The history of one figure: every version in order, what each changed, and by how much."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.api.service import Service, serving
from tests.vintages.story import EDITIONS, fill

URL = "/v1/observations"
SHANXI_2024 = "indicator=retail_sales&area=CN-SX&time=2024&product=_T"
SHANXI_2023 = "indicator=retail_sales&area=CN-SX&time=2023"
HEBEI = "area=CN-HE"
SHARE = "indicator=occupancy"
VISITS = "indicator=visits"

Line = tuple[str, str | None, str, str | None]
HISTORIES: dict[str, list[Line]] = {
    SHANXI_2024: [
        ("2025-01-10", "110", "added", None),
        ("2025-02-01", "111", "revised", "1"),
        ("2025-03-10", "112", "revised", "1"),
        ("2025-03-20", "112", "unchanged", "0"),
    ],
    SHANXI_2023: [
        ("2025-01-10", "100", "added", None),
        ("2025-02-01", "100", "unchanged", "0"),
        ("2025-03-10", "100.5", "revised", "0.5"),
        ("2025-03-20", None, "withdrawn", None),
    ],
    HEBEI: [
        ("2025-01-10", "50", "added", None),
        ("2025-03-10", None, "withdrawn", None),
        ("2025-03-20", "51", "added", None),
    ],
    # A bound is no number, so there is no difference to or from it.
    SHARE: [
        ("2025-01-10", "60", "added", None),
        ("2025-03-10", "61", "revised", None),
        ("2025-03-20", None, "revised", None),
    ],
    VISITS: [("2025-01-10", None, "added", None), ("2025-03-20", "23", "revised", None)],
}


def named(service: Service, query: str) -> str:
    (found,) = {row["id"] for row in service.rows(f"{URL}?{query}&vintage=all")}
    return str(found)


def told(service: Service, name: str, query: str = "") -> list[Line]:
    body = service.ok(f"{URL}/{name}/history?{query}").digits()
    assert body["meta"]["matched"] == str(len(body["data"]))
    return [
        (each["published_at"][:10], each["value"], each["change"], each["difference"])
        for each in body["data"]
    ]


@pytest.mark.parametrize("query", HISTORIES)
def test_every_version_stands_in_order(told_on: Service, query: str) -> None:
    assert told(told_on, named(told_on, query)) == HISTORIES[query]


@pytest.mark.parametrize("order", list(itertools.permutations(EDITIONS)))
def test_it_is_the_same_in_whatever_order_releases_are_loaded(
    tmp_path: Path, order: tuple[str, ...]
) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    fill(url, order)
    with serving(url) as service:
        for query, expected in HISTORIES.items():
            assert told(service, named(service, query)) == expected


def test_the_last_version_is_the_current_one_even_if_withdrawn(told_on: Service) -> None:
    for query, expected in HISTORIES.items():
        body = told_on.ok(f"{URL}/{named(told_on, query)}/history").json()["data"]
        assert [each["current"] for each in body] == [*[False] * (len(expected) - 1), True]
        following = [each["published_at"] for each in body[1:]]
        assert [each["superseded_at"] for each in body] == [*following, None]


def test_a_withdrawn_figure_has_a_history(told_on: Service) -> None:
    name = named(told_on, SHANXI_2023)
    told_on.problem(f"{URL}/{name}", 410)
    assert told_on.ok(f"{URL}/{name}/history").json()["data"][-1]["status"] == "X"


@pytest.mark.parametrize(
    ("as_of", "count"),
    [("2025-01-10", 1), ("2025-03-09", 2), ("2025-03-10T00:00:00Z", 3), ("2025-03-19", 3)],
)
def test_it_is_told_as_it_was_known(told_on: Service, as_of: str, count: int) -> None:
    name = named(told_on, SHANXI_2024)
    body = told_on.ok(f"{URL}/{name}/history?as_of={as_of}").json()
    assert told(told_on, name, f"as_of={as_of}") == HISTORIES[SHANXI_2024][:count]
    assert body["data"][-1]["current"] is True
    assert body["data"][-1]["superseded_at"] is None
    assert body["meta"]["as_of"] == as_of


def test_rows_are_those_of_the_data_call(told_on: Service) -> None:
    rows = told_on.rows(f"{URL}?{SHANXI_2024}&vintage=all&include=provenance")
    history = told_on.ok(f"{URL}/{named(told_on, SHANXI_2024)}/history").digits()["data"]
    own = ("current", "change", "difference")
    assert [{k: v for k, v in each.items() if k not in own} for each in history] == rows


def test_texts_are_in_the_language_asked_for(told_on: Service) -> None:
    name = named(told_on, "product=automobiles")
    (zh,) = told_on.ok(f"{URL}/{name}/history?lang=zh").json()["data"]
    (en,) = told_on.ok(f"{URL}/{name}/history").json()["data"]
    assert (zh["statement"], en["statement"]) == (
        "汽车销售<7>亿元。",
        "Cars sold for <0.7> & more.",
    )


@pytest.mark.parametrize("name", ["x", "0123456789ab-2024", "0123456789ab-2024-13"])
def test_what_does_not_exist_has_no_history(told_on: Service, name: str) -> None:
    assert told_on.problem(f"{URL}/{name}/history", 404)["type"] == "/problems/not-found"


def test_another_period_of_the_series_is_another_figure(told_on: Service) -> None:
    name = named(told_on, SHANXI_2024).replace("2024", "2022")
    told_on.problem(f"{URL}/{name}/history", 404)


def test_before_its_first_release_there_is_none(told_on: Service) -> None:
    name = named(told_on, SHANXI_2024)
    told_on.problem(f"{URL}/{name}/history?as_of=2025-01-09", 404)


def test_links_lead_on(told_on: Service) -> None:
    name = named(told_on, SHANXI_2024)
    for link in told_on.ok(f"{URL}/{name}/history").json()["links"]:
        told_on.ok(link["href"])
    shown = [link["href"] for link in told_on.ok(f"{URL}/{name}").json()["links"]]
    assert {f"{URL}/{name}/history", f"{URL}/{name}/cite.txt"} <= set(shown)
    for href in shown:
        told_on.ok(href)
