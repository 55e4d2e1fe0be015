"""JSON-stat is valid, is read by its clients, and says what the rows say."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest
from jsonstat_validator import validate_jsonstat
from pyjstat import pyjstat

from tests.api.service import Service

URL = "/v1/observations"
QUESTIONS = (
    "",
    "?lang=zh",
    "?include=provenance",
    "?indicator=retail_sales_consumer_goods",
    "?indicator=retail_sales_consumer_goods&lang=zh&time=2024",
    "?bound=gt,le",
    "?area=CN-SN",
    "?as_of=2025-03-01",
    "?value_gt=10&certainty=possible",
)
_LABELLED = ("area", "indicator", "transformation", "unit")


def cells(document: dict[str, Any]) -> dict[tuple[str, ...], str]:
    """Every place of the grid, by its codes."""
    codes = [document["dimension"][name]["category"]["index"] for name in document["id"]]
    return {key: str(place) for place, key in enumerate(product(*codes))}


def value(document: dict[str, Any], place: str) -> Any:
    held = document["value"]
    return held.get(place) if isinstance(held, dict) else held[int(place)]


@pytest.mark.parametrize("asked", QUESTIONS)
def test_it_is_valid_and_says_what_the_rows_say(
    seeded: Service, revised: Service, asked: str
) -> None:
    check(seeded, asked)
    if "indicator" not in asked:  # the other store has a catalogue of its own
        check(revised, asked)


def check(service: Service, asked: str) -> None:
    answer = service.ok(f"{URL}.jsonstat{asked}")
    assert answer.headers["content-type"] == "application/vnd.json-stat+json"
    assert validate_jsonstat(answer.json())
    document = answer.digits()
    places = cells(document)
    more = document["extension"]
    rows = service.rows(f"{URL}{asked}")
    seen = set()
    for row in rows:
        place = places[tuple(row[name] or "_Z" for name in document["id"])]
        seen.add(place)
        assert value(document, place) == row["value"]
        status = [row["status"]] if row["status"] != "A" else []
        status += [row["bound"]] if row["bound"] != "exact" else []
        assert document.get("status", {}).get(place, "") == " ".join(status)
        for name in ("lower", "upper", "value_published", "locator", "release", "source"):
            assert more.get(name, {}).get(place) == row[name]
    empty = set(places.values()) - seen
    assert {value(document, place) for place in empty} <= {None}
    assert len(seen) == len(rows)


def test_more_than_83_is_never_83(seeded: Service) -> None:
    document = seeded.ok(f"{URL}.jsonstat?indicator=advanced_mines_coal_output_share").json()
    assert list(document["status"].values()) == ["gt"]
    assert document["extension"]["status_labels"]["gt"]


def test_a_small_grid_is_dense_and_a_large_one_sparse(service: Service) -> None:
    dense = service.ok(f"{URL}.jsonstat?indicator=retail_sales_consumer_goods&unit=CNY").json()
    assert isinstance(dense["value"], list)
    assert isinstance(service.ok(f"{URL}.jsonstat").json()["value"], dict)


@pytest.mark.filterwarnings("ignore:Shouldn't use this function:DeprecationWarning")
def test_readers_read_it(service: Service) -> None:
    asked = "?indicator=retail_sales_consumer_goods&time=2024"
    frame = pyjstat.Dataset.read(service.ok(f"{URL}.jsonstat{asked}").text).write("dataframe")
    frame = frame[frame["value"].notna()]
    labels = service.rows(f"{URL}{asked}&include=labels")
    read = sorted(
        (each.Area, each.Indicator, each.Transformation, each.Unit, each.Period, each.value)
        for each in frame.itertuples()
    )
    assert read == sorted(
        (*(row[f"{name}_label"] for name in _LABELLED), row["period"], float(row["value"]))
        for row in labels
    )


def test_labels_are_unique(service: Service) -> None:
    document = service.ok(f"{URL}.jsonstat?lang=zh").json()
    for dimension in document["dimension"].values():
        labels = list(dimension["category"]["label"].values())
        assert len(labels) == len(set(labels))


def test_the_validator_can_fail(service: Service) -> None:
    document = service.ok(f"{URL}.jsonstat").json()
    document["size"] = "many"
    with pytest.raises(Exception, match="size"):
        validate_jsonstat(json.loads(json.dumps(document)))


@pytest.mark.parametrize("asked", ["vintage=all", "fields=id", "shape=wide"])
def test_what_is_no_grid_is_refused(service: Service, asked: str) -> None:
    problem = service.problem(f"{URL}.jsonstat?{asked}", 422)
    assert asked.partition("=")[0] in problem["detail"]


def test_sectors_are_a_collection(seeded: Service) -> None:
    document = seeded.ok("/v1/sectors.jsonstat").json()
    items = document["link"]["item"]
    # As a client reads them: against the address that the collection came from.
    whole = [{**each, "href": f"http://stats.example{each['href']}"} for each in items]
    assert validate_jsonstat({**document, "link": {"item": whole}})
    assert [each["label"] for each in items] == [
        each["name"]["en"] for each in seeded.ok("/v1/sectors").json()["data"]
    ]
    for each in items:
        assert seeded.ok(each["href"]).json()["class"] == "dataset"
