"""`release=` on the data call: what a publication states, alone and with every vintage."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.service import Service
from tests.vintages.story import EDITIONS, FEBRUARY, JANUARY, LATE_MARCH, MARCH

URL = "/v1/observations"


def ids(service: Service) -> dict[str, str]:
    releases = service.ok("/v1/releases").json()["data"]
    return {each["published_at"][:10]: each["id"] for each in releases}


def shown(service: Service, query: str, path: str = URL) -> set[tuple[Any, ...]]:
    names = ("area", "indicator", "product", "period", "value", "status")
    return {tuple(row.get(name) for name in names) for row in service.rows(f"{path}?{query}")}


def test_with_all_vintages_it_is_everything_the_release_says(told_on: Service) -> None:
    for day, name in ids(told_on).items():
        rows = told_on.rows(f"{URL}?release={name}&vintage=all")
        assert len(rows) == len(EDITIONS[day].facts)
        assert {row["release"] for row in rows} == {name}


def test_alone_it_is_what_still_stands(told_on: Service) -> None:
    known = ids(told_on)
    assert shown(told_on, f"release={known[JANUARY]}") == set()
    assert shown(told_on, f"release={known[MARCH]}") == set()
    assert shown(told_on, f"release={known[LATE_MARCH]}") == {
        ("CN-SX", "retail_sales", "_T", "2024", "112", "A"),
        ("CN-HE", "retail_sales", "_T", "2024", "51", "A"),
        ("CN-SX", "occupancy", None, "2024", None, "A"),
        ("CN-SX", "visits", None, "2024", "23", "A"),
        ("CN-SX", "retail_sales", "automobiles", "2024", "700000000", "A"),
    }


def test_it_applies_after_as_of_and_vintage(told_on: Service) -> None:
    known = ids(told_on)
    query = f"release={known[FEBRUARY]}&as_of=2025-03-09"
    assert {(row[3], row[4]) for row in shown(told_on, query)} == {("2023", "100"), ("2024", "111")}
    first = shown(told_on, f"release={known[FEBRUARY]}&vintage=first")
    assert first == set()
    assert len(shown(told_on, f"release={known[JANUARY]}&vintage=first")) == 5


@pytest.mark.parametrize("glue", [",", "&release="])
def test_several_releases_are_alternatives(told_on: Service, glue: str) -> None:
    known = ids(told_on)
    both = told_on.rows(f"{URL}?release={known[JANUARY]}{glue}{known[MARCH]}&vintage=all")
    assert len(both) == 9
    assert {row["release"] for row in both} == {known[JANUARY], known[MARCH]}


def test_it_narrows_a_sector_and_every_format(told_on: Service) -> None:
    name = ids(told_on)[LATE_MARCH]
    found = shown(told_on, f"release={name}", "/v1/tourism/observations")
    assert {row[1] for row in found} == {"occupancy", "visits"}
    lines = told_on.ok(f"/v1/tourism/observations.csv?release={name}").text.splitlines()
    assert len(lines) == 3


def test_the_canonical_address_and_pages_keep_it(told_on: Service) -> None:
    name = ids(told_on)[JANUARY]
    body = told_on.ok(f"{URL}?release={name}&vintage=all&limit=3").json()
    assert f"release={name}" in body["meta"]["canonical"]
    assert body["meta"]["matched"] == 5
    rest = told_on.ok(body["meta"]["next"]).json()
    assert body["meta"]["returned"] + rest["meta"]["returned"] == 5
    problem = told_on.problem(body["meta"]["next"].replace(f"release={name}&", ""), 422)
    assert "another question" in problem["detail"]


def test_a_release_links_to_its_rows_and_its_changes(told_on: Service) -> None:
    for release in told_on.ok("/v1/releases").json()["data"]:
        links = {link["title"]: link["href"] for link in release["links"]}
        total = sum(release[n] for n in ("added", "revised", "withdrawn", "unchanged"))
        assert told_on.ok(links["Its rows"]).json()["meta"]["matched"] == total
        told_on.ok(links["What it changed"])


def test_a_release_that_does_not_exist_is_named_with_the_nearest(told_on: Service) -> None:
    right = ids(told_on)[JANUARY]
    wrong = right[:-2] + "zz"
    for path in (URL, "/v1/tourism/observations", "/v1/changes", "/v1/changes.atom"):
        problem = told_on.problem(f"{path}?release={right},{wrong}", 404)
        assert problem["type"] == "/problems/unknown-code"
        assert right in problem["did_you_mean"]
        assert problem["errors"][0]["parameter"] == "release"
        assert wrong in problem["detail"]


def test_an_empty_answer_names_the_release(told_on: Service) -> None:
    name = ids(told_on)[FEBRUARY]
    body = told_on.ok(f"{URL}?release={name}").json()
    assert f"release={name}" in body["meta"]["reason"]
