"""What language models are told is all there, and every address in it answers."""

from __future__ import annotations

import re

from app.explorer.markdown import guides
from app.representations import DATA
from tests.api.service import Service

_LINK = re.compile(r"^- \[([^]]+)\]\((/[^)]*)\): (.+)$", re.MULTILINE)


def test_every_address_answers(site: Service) -> None:
    text = site.ok("/llms.txt").text
    assert text.startswith("# Provincial Statistics API\n\n> ")
    found = _LINK.findall(text)
    assert len(found) > 20
    for title, address, told in found:
        assert title
        assert told
        if "CODE" in address:
            address = address.replace("CODE", "retail_sales_consumer_goods")  # noqa: PLW2901
        if address.startswith("/sdmx/"):
            address += "/dataflow" if address.endswith("v1") else "/structure/dataflow"  # noqa: PLW2901
        site.ok(address, {"Accept": "*/*"})


def test_every_indicator_guide_and_format_is_named(site: Service) -> None:
    text = site.ok("/llms.txt").text
    codes = [each["code"] for each in site.ok("/v1/indicators").json()["data"]]
    assert [code for code in codes if f"`{code}`" not in text] == []
    assert [slug for slug in guides() if f"(/docs/{slug})" not in text] == []
    assert [each.extension for each in DATA if f".{each.extension}" not in text] == []


def test_it_is_not_sent_twice(site: Service) -> None:
    tag = site.ok("/llms.txt").headers["etag"]
    assert site.ask("/llms.txt", {"If-None-Match": tag}).status == 304
