"""Whatever address an answer hands out is answered, and whatever is left has an address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from app.domain.errors import RefusedError
from app.web.limits import MAX_URL
from app.web.paging import usable
from tests.api import large
from tests.api.conftest import Services
from tests.api.expected import read_csv, read_jsonl
from tests.api.service import Answer, Service
from tests.api.urls import every_address

URL = "/v1/observations"
# Wishes that change the address of the next page, each with every format and both kinds of path.
WISHES = (
    *("", "sort=-value", "fields=id,value", "include=labels,provenance&lang=zh", "vintage=all"),
    *("indicator=rural*", "indicator=rural*,trade_in_retail_sales&area=CN*", "status=*"),
    *("product=*", "area=山西省&unit=*", "area=CN-140000,140100", "time=..2024,2025", "bom=1"),
    *("as_of=2025-03-20T08:00:00%2B08:00", "value_gt=1&certainty=possible", "time=last:3"),
)
_LINK = re.compile(r'<([^>]+)>; rel="([a-z]+)"')


def links(answer: Answer) -> dict[str, str]:
    """Addresses in the header, by relation."""
    return {rel: address for address, rel in _LINK.findall(answer.headers.get("link", ""))}


def handed_out(answer: Answer) -> Iterator[str]:
    """Every address in an answer."""
    yield from links(answer).values()
    if answer.headers["content-type"] == "application/json":
        yield from _addresses(answer.json())


def _addresses(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        for name, value in document.items():
            if name in {"href", "next", "canonical"} and value is not None:
                yield value
            yield from _addresses(value)
    elif isinstance(document, list):
        for each in document:
            yield from _addresses(each)


@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize("ending", ["", ".csv", ".jsonl", ".parquet"])
@pytest.mark.parametrize("more", ["limit=1", "limit=2&dry_run=1", "dry_run=1"])
def test_what_is_handed_out_is_answered(
    service: Service, wish: str, ending: str, more: str
) -> None:
    asked = f"{URL}{ending}?{wish}&{more}".replace("?&", "?")
    for address in handed_out(service.ok(asked)):
        assert len(address) <= MAX_URL
        service.ok(address)


def test_every_resource_hands_out_what_is_answered(service: Service) -> None:
    addresses = {a for url in every_address(service) for a in handed_out(service.ok(url))}
    assert {address for address in addresses if service.ask(address).status != 200} == set()
    assert len(addresses) > 40


@pytest.mark.parametrize(("ending", "read"), [(".csv", read_csv), (".jsonl", read_jsonl)])
@pytest.mark.parametrize("limit", [1, 4, 21, 22])
def test_formats_without_an_envelope_lead_on(
    seeded: Service, ending: str, read: Any, limit: int
) -> None:
    following: str | None = f"{URL}{ending}?sort=-value&limit={limit}"
    rows: list[Any] = []
    while following is not None:
        answer = seeded.ok(following)
        rows += read(answer.text)
        following = links(answer).get("next")
        assert following is None or following.startswith(f"{URL}{ending}?")
    assert rows == read(seeded.ok(f"{URL}{ending}?sort=-value").text)


def test_a_limit_beyond_a_page_of_the_database_leads_on(sqlite: Services) -> None:
    service = sqlite.on(large.fill)
    first = service.ok(f"{URL}.csv?limit=7000&fields=id")
    rest = service.ok(links(first)["next"])
    assert "next" not in links(rest)
    ids = [row["id"] for answer in (first, rest) for row in read_csv(answer.text)]
    assert len(set(ids)) == len(ids) == large.ROWS


@pytest.mark.parametrize("query", ["", "?fields=id"])
def test_without_a_limit_nothing_is_left(service: Service, query: str) -> None:
    assert "next" not in links(service.ok(f"{URL}.csv{query}"))


@pytest.mark.parametrize("more", ["limit=3", "cursor=abc"])
@pytest.mark.parametrize("ending", ["", ".csv", ".jsonl"])
def test_a_wide_table_is_never_cut(service: Service, ending: str, more: str) -> None:
    problem = service.problem(f"{URL}{ending}?shape=wide&{more}", 422)
    assert [fault["parameter"] for fault in problem["errors"]] == [more.partition("=")[0]]


SPELT = {
    "indicator=rural*": "indicator=rural*",
    "indicator=rural_tour*,rural*": "indicator=rural*,rural_tour*",
    "indicator=trade_in_retail_sales,rural*,rural_tour_sites": "indicator=rural*,trade_in_retail_sales",
    "area=CN-14*&area=晋": "area=CN-14*,CN-SX",
    "indicator=*": "",
}


@pytest.mark.parametrize("asked", SPELT)
def test_a_wildcard_stays_one(seeded: Service, asked: str) -> None:
    meta = seeded.ok(f"{URL}?{asked}").json()["meta"]
    assert meta["canonical"] == (f"{URL}?{SPELT[asked]}" if SPELT[asked] else URL)


def test_an_address_is_handed_out_up_to_the_length_that_is_taken() -> None:
    assert usable("x" * MAX_URL) == "x" * MAX_URL
    assert usable("x", MAX_URL - 1) == "x"
    for address, room in (("x" * (MAX_URL + 1), 0), ("x", MAX_URL)):
        with pytest.raises(RefusedError):
            usable(address, room)


def test_a_dry_run_leads_to_the_rows(seeded: Service) -> None:
    dry = seeded.ok(f"{URL}?dry_run=1&area=CN-SX&unit=CNY").json()["meta"]
    assert (dry["returned"], dry["complete"]) == (0, False)
    rows = seeded.ok(dry["next"]).json()
    assert len(rows["data"]) == dry["matched"] > 0
    nothing = seeded.ok(f"{URL}?dry_run=1&area=CN-SN").json()["meta"]
    assert (nothing["matched"], nothing["complete"], nothing["next"]) == (0, True, None)
