"""Citations: every word by hand, in three formats and two languages."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.structure import Language
from app.representations.citation import Citation, bibtex, csl, text
from tests.api.service import Service
from tests.vintages.test_history import SHANXI_2023, SHANXI_2024, SHARE, VISITS, named

URL = "/v1/observations"

MADE = Citation(
    key="provstat-x",
    language="en",
    publisher="China Daily",
    author="Yuan Shenggao",
    contributors=("Zhang Qi", "Li Yao"),
    title="A page on Shanxi.",
    earliest=date(2025, 3, 12),
    latest=date(2025, 3, 17),
    figure="Retail sales, Shanxi, 2024",
    value="more than 818.05 billion yuan",
    locator="Market resilience",
    statement="The page says so.",
    address="/v1/observations/x?as_of=2025-03-17T00:00:00Z",
    data_version="211c2ec374ec",
    release="2025-03-17-0123456789ab",
)


def test_for_people() -> None:
    assert text(MADE).decode() == (
        "Yuan Shenggao (with contributions from Zhang Qi and Li Yao). A page on Shanxi. "
        "China Daily, between 12 and 17 March 2025. "
        "Retail sales, Shanxi, 2024: more than 818.05 billion yuan (Market resilience). "
        "Provincial Statistics API, /v1/observations/x?as_of=2025-03-17T00:00:00Z, "
        "data version 211c2ec374ec, release 2025-03-17-0123456789ab.\n"
    )


def test_for_people_in_chinese() -> None:
    made = replace(MADE, language="zh", figure="零售总额，山西省，2024", value="超过818.05 亿元")
    assert text(made).decode() == (
        "Yuan Shenggao（Zhang Qi、Li Yao参与）。A page on Shanxi。"
        "China Daily，2025年3月12日至17日之间。"
        "零售总额，山西省，2024：超过818.05 亿元（Market resilience）。"
        "分省统计数据API，/v1/observations/x?as_of=2025-03-17T00:00:00Z，"
        "数据版本211c2ec374ec，发布编号2025-03-17-0123456789ab。\n"
    )


@pytest.mark.parametrize(
    ("earliest", "latest", "en", "zh"),
    [
        ("2025-03-17", "2025-03-17", "17 March 2025", "2025年3月17日"),
        ("2025-03-12", "2025-03-17", "between 12 and 17 March 2025", "2025年3月12日至17日之间"),
        (
            "2025-02-28",
            "2025-03-03",
            "between 28 February and 3 March 2025",
            "2025年2月28日至3月3日之间",
        ),
        (
            "2024-12-30",
            "2025-01-02",
            "between 30 December 2024 and 2 January 2025",
            "2024年12月30日至2025年1月2日之间",
        ),
        (
            "2024-03-12",
            "2025-03-17",
            "between 12 March 2024 and 17 March 2025",
            "2024年3月12日至2025年3月17日之间",
        ),
    ],
)
def test_days_are_told_as_they_are_known(earliest: str, latest: str, en: str, zh: str) -> None:
    first, last = date.fromisoformat(earliest), date.fromisoformat(latest)
    for language, words in (("en", en), ("zh", zh)):
        chosen: Language = "zh" if language == "zh" else "en"
        assert replace(MADE, language=chosen, earliest=first, latest=last).when == words


def test_bibtex() -> None:
    assert bibtex(MADE).decode() == (
        "@misc{provstat-x,\n"
        "  author = {{Yuan Shenggao}},\n"
        "  title = {{A page on Shanxi.}},\n"
        "  publisher = {China Daily},\n"
        "  howpublished = {China Daily, between 12 and 17 March 2025},\n"
        "  year = {2025},\n"
        "  note = {Retail sales, Shanxi, 2024: more than 818.05 billion yuan (Market resilience). "
        "With contributions from Zhang Qi and Li Yao. Provincial Statistics API, "
        "data version 211c2ec374ec, release 2025-03-17-0123456789ab.},\n"
        "  url = {/v1/observations/x?as_of=2025-03-17T00:00:00Z},\n"
        "  month = mar\n"
        "}\n"
    )


def test_bibtex_says_no_more_of_the_day_than_is_known() -> None:
    known = bibtex(replace(MADE, earliest=MADE.latest)).decode()
    assert "  day = {17}" in known
    months = bibtex(replace(MADE, earliest=date(2025, 2, 1))).decode()
    assert "year = {2025}" in months
    assert "month" not in months
    assert "year =" not in bibtex(replace(MADE, earliest=date(2024, 2, 1))).decode()


def test_bibtex_escapes_what_tex_would_take_for_its_own() -> None:
    wild = replace(MADE, title="50% of #1 & \\a_b {c} ~ ^ $\nnext", author=None, contributors=())
    made = bibtex(wild).decode()
    assert (
        r"title = {{50\% of \#1 \& \textbackslash{}a\_b \{c\} \textasciitilde{} "
        r"\textasciicircum{} \$ next}}"
    ) in made
    assert "author = {{China Daily}}" in made
    bare = made.replace(r"\{", "").replace(r"\}", "")
    assert bare.count("{") == bare.count("}")


def test_csl(told_on: Service) -> None:
    assert csl(MADE).decode().count("\n") == 1
    item = told_on.ok(f"{URL}/{named(told_on, SHARE)}/cite.json?as_of=2025-01-31").json()[0]
    release = told_on.ok("/v1/releases?").json()["data"][-1]
    name = named(told_on, SHARE)
    assert item == {
        "id": f"provstat-{name}-{release['digest'][:12]}",
        "type": "dataset",
        "title": "A page on Shanxi",
        "author": [{"literal": '=Bureau, "Shanxi"'}],
        "contributor": [{"literal": "Zhang Qi"}, {"literal": "Li Yao"}],
        "publisher": '=Bureau, "Shanxi"',
        "issued": {"date-parts": [[2025, 3, 17]]},
        "section": "Table 1",
        "source": "Provincial Statistics API",
        "version": told_on.ok("/v1").json()["data_version"],
        "number": release["id"],
        "URL": f"{URL}/{name}?as_of=2025-01-10T00:00:00Z",
        "note": item["note"],
        "language": "en",
    }
    assert item["note"].startswith("Occupancy, Shanxi, 2024: more than 60 percent (Table 1). With")


def test_csl_tells_a_span_of_days() -> None:
    item: dict[str, Any] = json.loads(csl(MADE))[0]
    assert item["issued"] == {
        "date-parts": [[2025, 3, 12], [2025, 3, 17]],
        "circa": True,
        "literal": "between 12 and 17 March 2025",
    }
    assert item["abstract"] == "The page says so."


@pytest.mark.parametrize(
    ("extension", "media_type"),
    [
        ("txt", "text/plain; charset=utf-8"),
        ("bib", "application/x-bibtex"),
        ("json", "application/vnd.citationstyles.csl+json"),
    ],
)
@pytest.mark.parametrize("query", ["", "lang=zh"])
def test_each_format_has_its_type(
    told_on: Service, extension: str, media_type: str, query: str
) -> None:
    answer = told_on.ok(f"{URL}/{named(told_on, SHANXI_2024)}/cite.{extension}?{query}")
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"] == f'inline; filename="citation.{extension}"'
    assert answer.text.endswith("\n")


@pytest.mark.parametrize(("as_of", "value"), [("2025-01-31", "110"), ("2025-02-01", "111")])
def test_the_address_shows_the_figure_that_is_cited(
    told_on: Service, as_of: str, value: str
) -> None:
    name = named(told_on, SHANXI_2024)
    item = told_on.ok(f"{URL}/{name}/cite.json?as_of={as_of}").json()[0]
    shown = told_on.ok(item["URL"]).digits()["data"]
    assert shown["value"] == value
    assert shown["release"] == item["number"]
    assert f"Retail sales, Shanxi, 2024: {value} Yuan" in item["note"]


def test_what_has_no_value_says_so(told_on: Service) -> None:
    name = named(told_on, VISITS)
    cited = told_on.ok(f"{URL}/{name}/cite.txt?as_of=2025-02-01").text
    assert "Visits, Shanxi, 2024: no value (Missing) (Table 1)" in cited
    cited = told_on.ok(f"{URL}/{name}/cite.txt?as_of=2025-02-01&lang=zh").text
    assert "2024：无数值（缺失）（Table 1）" in cited


@pytest.mark.parametrize("extension", ["xml", "ris", "TXT"])
def test_there_is_no_other_format(told_on: Service, extension: str) -> None:
    name = named(told_on, SHANXI_2024)
    problem = told_on.problem(f"{URL}/{name}/cite.{extension}", 404)
    assert "txt, bib, json" in problem["detail"]
    told_on.problem(f"{URL}/{name}/cite", 404)


def test_only_what_can_be_shown_can_be_cited(told_on: Service) -> None:
    withdrawn = named(told_on, SHANXI_2023)
    told_on.problem(f"{URL}/{withdrawn}/cite.txt", 410)
    assert "100.5 Yuan" in told_on.ok(f"{URL}/{withdrawn}/cite.txt?as_of=2025-03-19").text
    told_on.problem(f"{URL}/{withdrawn}/cite.txt?as_of=2025-01-09", 404)
    told_on.problem(f"{URL}/nothing/cite.txt", 404)
    told_on.problem(f"{URL}/{withdrawn}/cite.txt?bogus=1", 400)
