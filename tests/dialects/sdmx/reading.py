"""Answers in every format of SDMX, read as a client would, into the same rows of texts.

A row is a mapping from component to text; what is missing is not in it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lxml import etree

from tests.api.service import Answer, Service

Row = Mapping[str, str]

V1 = "/sdmx/v1/data"
V2 = "/sdmx/v2/data/dataflow/PROVSTAT"
GENERIC = "application/vnd.sdmx.genericdata+xml;version=2.1"
SPECIFIC = "application/vnd.sdmx.structurespecificdata+xml;version=2.1"
CSV_1 = "application/vnd.sdmx.data+csv;version=1.0.0"
CSV_2 = "application/vnd.sdmx.data+csv;version=2.0.0"
JSON = "application/vnd.sdmx.data+json;version=2.0.0"
_HEAD = ("DATAFLOW", "STRUCTURE", "STRUCTURE_ID")
_GEN = "{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic}"


def rows_of_csv(body: bytes) -> list[Row]:
    lines = csv.DictReader(io.StringIO(body.decode(), newline=""))
    return [{k: v for k, v in line.items() if v and k not in _HEAD} for line in lines]


def rows_of_specific(body: bytes) -> list[Row]:
    root = etree.fromstring(body)
    return [
        {**(texts(parent) if parent.tag == "Series" else {}), **texts(obs)}
        for obs in root.iter("Obs")
        if (parent := obs.getparent()) is not None
    ]


def rows_of_generic(body: bytes) -> list[Row]:
    root = etree.fromstring(body)
    found: list[Row] = []
    for obs in root.iter(f"{_GEN}Obs"):
        series = obs.getparent()
        own = obs.find(f"{_GEN}ObsDimension")
        values = [*obs.iter(f"{_GEN}Value")]
        if series is not None and series.tag == f"{_GEN}Series":
            values += series.find(f"{_GEN}SeriesKey").iter(f"{_GEN}Value")  # type: ignore[union-attr]
        row = {str(each.get("id")): str(each.get("value")) for each in values}
        if own is not None:
            row[str(own.get("id"))] = str(own.get("value"))
        value = obs.find(f"{_GEN}ObsValue")
        found.append(row if value is None else row | {"OBS_VALUE": str(value.get("value"))})
    return found


def texts(element: Any) -> dict[str, str]:
    """Return the attributes of an element."""
    return {str(name): str(value) for name, value in element.attrib.items()}


def rows_of_json(body: bytes) -> list[Row]:
    data = json.loads(body, parse_int=str, parse_float=str)["data"]
    structure = data["structures"][0]
    return [
        row
        for data_set in data["dataSets"]
        for row in (
            _of_groups(structure, data_set["series"])
            if "series" in data_set
            else _of_observations(structure, {}, data_set["observations"])
        )
    ]


def _of_groups(structure: Any, groups: Any) -> Iterator[Row]:
    for key, group in groups.items():
        shared = _key(structure["dimensions"]["series"], key)
        yield from _of_observations(structure, shared, group["observations"])


def _of_observations(structure: Any, shared: Row, observations: Any) -> Iterator[Row]:
    values = [*structure["measures"]["observation"], *structure["attributes"]["observation"]]
    for key, cells in observations.items():
        own = _key(structure["dimensions"]["observation"], key)
        told = {
            each["id"]: _value(each, int(cell)) if "values" in each else str(cell)
            for each, cell in zip(values, cells, strict=False)
            if cell is not None
        }
        yield {**shared, **own, **told}


def _key(dimensions: Any, key: str) -> dict[str, str]:
    places = map(int, key.split(":"))
    return {d["id"]: _value(d, place) for d, place in zip(dimensions, places, strict=True)}


def _value(component: Any, place: int) -> str:
    held = component["values"][place]
    return str(held["id"] if "id" in held else held["value"])


READERS: Mapping[str, Callable[[bytes], list[Row]]] = {
    GENERIC: rows_of_generic,
    SPECIFIC: rows_of_specific,
    CSV_1: rows_of_csv,
    CSV_2: rows_of_csv,
    JSON: rows_of_json,
}


def get(service: Service, target: str, accept: str = CSV_1, status: int = 200) -> Answer:
    """Ask, and see that the answer is of the type that was asked for."""
    answer = service.ask(target, {"Accept": accept})
    assert answer.status == status, (target, answer.status, answer.text)
    if status == 200:
        assert answer.headers["content-type"] == accept
    return answer


def rows(service: Service, target: str, accept: str = CSV_1) -> list[Row]:
    """Ask for rows."""
    return READERS[accept](get(service, target, accept).body)


def cells(found: list[Row], *names: str) -> list[tuple[str | None, ...]]:
    """Pick some components of rows."""
    return [tuple(row.get(name) for name in names) for row in found]
