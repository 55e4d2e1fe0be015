"""The Atom feed: what RFC 4287 asks for, names that stay, texts that are only texts."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import pytest

from tests.api.service import Service, serving
from tests.support.builders import fact, published
from tests.support.stores import catalogued, opened
from tests.vintages.story import fill

URL = "/v1/changes.atom"
ATOM = "{http://www.w3.org/2005/Atom}"
MANDATORY = ("id", "title", "updated")
UUID = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def parsed(service: Service, query: str = "") -> ET.Element:
    answer = service.ok(f"{URL}?{query}")
    assert answer.headers["content-type"] == "application/atom+xml"
    return ET.fromstring(answer.body)  # noqa: S314 - our own answer


def entries(feed: ET.Element) -> list[ET.Element]:
    return feed.findall(f"{ATOM}entry")


def said(element: ET.Element, name: str) -> str:
    (found,) = element.findall(f"{ATOM}{name}")
    assert found.text
    return found.text


def links(element: ET.Element) -> dict[str, str]:
    return {each.attrib["rel"]: each.attrib["href"] for each in element.findall(f"{ATOM}link")}


def _check(element: ET.Element) -> None:
    """Check what must stand once in a feed and in each of its entries."""
    for name in MANDATORY:
        assert said(element, name)
    assert UUID.fullmatch(said(element, "id"))
    assert said(element, "updated").endswith("Z")
    datetime.fromisoformat(said(element, "updated"))
    (author,) = element.findall(f"{ATOM}author")
    assert said(author, "name")
    for link in element.findall(f"{ATOM}link"):
        assert set(link.attrib) == {"rel", "type", "href"}
        assert not re.match(r"[a-z]+:", link.attrib["href"])


def test_a_feed_has_what_atom_asks_for(told_on: Service) -> None:
    feed = parsed(told_on)
    assert feed.tag == f"{ATOM}feed"
    _check(feed)
    assert set(links(feed)) == {"self", "alternate"}
    assert len(entries(feed)) == 15
    for entry in entries(feed):
        _check(entry)
        assert set(links(entry)) == {"alternate"}
        assert said(entry, "summary")
        published_at = datetime.fromisoformat(said(entry, "published"))
        assert published_at <= datetime.fromisoformat(said(entry, "updated"))
    assert len({said(entry, "id") for entry in entries(feed)}) == 15
    assert said(feed, "updated") == max(said(entry, "updated") for entry in entries(feed))


def test_it_tells_the_same_as_the_list(told_on: Service) -> None:
    changes = told_on.ok("/v1/changes").json()["data"]
    for entry, change in zip(entries(parsed(told_on)), changes, strict=True):
        (category,) = entry.findall(f"{ATOM}category")
        assert category.attrib["term"] == change["kind"]
        assert said(entry, "published") == change["cause"]["published_at"]
        assert change["observation"]["id"] in links(entry)["alternate"]


def test_its_links_answer(told_on: Service) -> None:
    feed = parsed(told_on, "limit=2")
    for element in (feed, *entries(feed)):
        for href in links(element).values():
            told_on.ok(urljoin(URL, href))


def test_its_pages_put_together_are_the_whole(told_on: Service) -> None:
    whole = [said(entry, "id") for entry in entries(parsed(told_on))]
    found: list[str] = []
    query: str | None = "limit=4"
    while query is not None:
        feed = parsed(told_on, query)
        found += [said(entry, "id") for entry in entries(feed)]
        rest = links(feed).get("next")
        query = rest.partition("?")[2] if rest else None
    assert found == whole


def test_text_is_escaped_and_bounds_are_in_words(told_on: Service) -> None:
    (cars,) = entries(parsed(told_on, "product=automobiles"))
    assert (
        said(cars, "title") == "Added: Retail sales, Product: =Cars, Shanxi, 2024: 0.7 billion yuan"
    )
    assert said(cars, "summary") == "Cars sold for <0.7> & more. Stated in: A release."
    titles = [said(entry, "title") for entry in entries(parsed(told_on, "indicator=occupancy"))]
    assert titles == [
        "Revised: Occupancy, Shanxi, 2024: in the range 55.5 to 65 Percent",
        "Revised: Occupancy, Shanxi, 2024: 61 Percent",
        "Added: Occupancy, Shanxi, 2024: more than 60 percent",
    ]


def test_it_is_told_in_chinese(told_on: Service) -> None:
    feed = parsed(told_on, "lang=zh&area=CN-HE")
    assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "zh"
    titles = [said(entry, "title") for entry in entries(feed)]
    assert titles[1] == "撤回: retail sales（中文），河北省，2024"
    assert "lang=zh" in links(feed)["self"]


def test_a_difference_is_told(told_on: Service) -> None:
    query = "time=2023&since=2025-03-10&until=2025-03-10"
    (entry,) = entries(parsed(told_on, query))
    assert "Difference in the base unit: 0.5." in said(entry, "summary")


def test_a_feed_without_changes_is_a_feed(told_on: Service) -> None:
    feed = parsed(told_on, "since=2030-01-01")
    _check(feed)
    assert entries(feed) == []


def test_ids_stay_when_more_is_published(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    fill(url)
    with serving(url) as service, opened(url) as store:
        before = parsed(service)
        published(store, fact("113"), on="2025-03-25")
        after = parsed(service)
    assert said(after, "id") == said(before, "id")
    ids = [said(entry, "id") for entry in entries(after)]
    assert ids[1:] == [said(entry, "id") for entry in entries(before)]


def test_another_question_is_another_feed(told_on: Service) -> None:
    ids = {said(parsed(told_on, query), "id") for query in ("", "area=CN-HE", "lang=zh")}
    assert len(ids) == 3
    assert said(parsed(told_on, "limit=3"), "id") in ids


def test_what_xml_cannot_hold_is_replaced(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    with catalogued(url) as store:
        published(store, fact("1", printed=("1", "y\x08uan\ufffe")))
    with serving(url) as service:
        (entry,) = entries(parsed(service))
        assert said(entry, "title").endswith(": 1 y\ufffduan\ufffd")


@pytest.mark.parametrize("query", ["lang=fr", "limit=0", "bogus=1", "since=x"])
def test_what_cannot_be_asked(told_on: Service, query: str) -> None:
    told_on.problem(f"{URL}?{query}", 400)
