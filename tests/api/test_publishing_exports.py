"""Exports of the bureau as bodies, and one judgement whichever way a file comes in."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.api.publisher import RECORD, SOURCE, Publisher, csv_of, publisher
from tests.cli.exports import EARLY, LATE, PEOPLE, written
from tests.support.stores import DATABASES, database
from tests.support.terminal import run

CSV = "text/csv"
EXPORTS = "/v1/releases?published_at="
GDP = "/v1/economy/observations?indicator=gross_regional_product&area=CN-SX&time=2017"
SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "nbs"
# Against 818 billion in the year after; the rule warns from ten times on.
SLIPPED = {**RECORD, "period": "2023", "value": "87747300000000", "value_published": "87747.30"}


@pytest.fixture(params=DATABASES)
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Publisher]:
    with database(request.param, request, tmp_path) as url, publisher(url, tmp_path) as ready:
        yield ready


def _value(site: Publisher, more: str = "") -> Any:
    (row,) = site.ask(f"{GDP}{more}").json()["data"]
    return row["value"]


def test_exports_are_bodies_as_they_were_downloaded(site: Publisher) -> None:
    files = ((LATE, "2025-11-01"), (EARLY, "2018-12-31"), (PEOPLE, "2025-11-01"))
    for text, day in files:
        content = text.encode("gb18030")
        assert site.post(content, f"/v1/releases:validate?published_at={day}", kind=CSV).json()[
            "ok"
        ]
        made = site.post(content, EXPORTS + day, kind=CSV)
        assert made.status == 201, made.body
    assert _value(site) == 1467910000000
    assert _value(site, "&as_of=2019-01-01") == 1552842000000
    (old,) = site.ask(f"{GDP}&as_of=2019-01-01&include=provenance&lang=zh").json()["data"]
    assert (old["note"], old["source"]) == ("本表按当年价格计算。", "nbs_query_database")
    cited = site.ask(f"/v1/observations/{old['id']}/cite.txt?as_of=2019-01-01").text
    # Not the years since which the database has been there: this edition.
    assert "National Bureau of Statistics, 31 December 2018." in cited
    entry = site.ask(made.headers["location"]).json()
    assert entry["title"]["zh"] == "国家统计局查询数据库：年末常住人口，2017-2018年"
    # A day is the same one in the address and on the command line.
    assert entry["published_at"] == "2025-10-31T16:00:00Z"


@pytest.mark.skipif(not SAMPLES.exists(), reason="the bureau's files are not part of the project")
def test_real_exports_are_bodies(site: Publisher) -> None:
    for name, day in (("gdp_edition_2025", "2025-11-01"), ("gdp_edition_2018", "2018-12-31")):
        made = site.post((SAMPLES / f"{name}.csv").read_bytes(), EXPORTS + day, kind=CSV)
        assert (made.status, made.json()["warnings"]) == (201, 0), made.body
    assert (_value(site), _value(site, "&as_of=2019-01-01")) == (1467910000000, 1552842000000)


def test_a_file_published_by_hand_is_known_over_http(site: Publisher, tmp_path: Path) -> None:
    file = written(tmp_path, "late.csv", LATE)
    said = run("publish", file, "--published-at", "2025-11-01", DATABASE_URL=site.database)
    assert said.code == 0, said.err
    again = site.post(file.read_bytes(), f"{EXPORTS}2025-11-01", kind=CSV)
    assert (again.status, again.json()["unchanged"]) == (200, 4)


def test_a_list_has_to_say_where_it_is_from(site: Publisher) -> None:
    for path in ("/v1/releases", "/v1/releases:validate"):
        refused = site.post(csv_of(), f"{path}?published_at=2025-11-01", kind=CSV)
        assert (refused.status, refused.slug) == (422, "refused")
        assert [each["parameter"] for each in refused.json()["errors"]] == ["source"]
    other = site.post("a,b\n甲,1\n".encode(), f"{EXPORTS}2025-11-01&source={SOURCE}", kind=CSV)
    assert (other.status, other.slug) == (422, "invalid-release")
    assert other.json()["report"]["findings"][0]["rule"] == "known-layout"


def _findings(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Leave out the name of the file, which a body has not."""
    told: list[dict[str, Any]] = report["findings"]
    return [{**each, "file": None} for each in told]


@pytest.mark.parametrize("fault", [{}, {"area": "CN-XX"}], ids=["sound", "refused"])
def test_every_way_in_has_the_same_to_say(
    site: Publisher, tmp_path: Path, fault: dict[str, str]
) -> None:
    file = tmp_path / "figures.csv"
    # The faulty record comes first, so that a publication stops writing before the other one.
    odd = {**RECORD, "period": "2018", **fault}
    file.write_bytes(csv_of(odd, SLIPPED))
    about = {"source": SOURCE, "published_at": "2025-03-18"}
    url = site.database
    words: list[str | Path] = [file, "--source", SOURCE, "--published-at", "2025-03-18", "--json"]
    titles = ["--title-en", "A", "--title-zh", "一"]
    checked = run("check", *words, DATABASE_URL=url)
    rehearsed = run("publish", *words, *titles, "--dry-run", DATABASE_URL=url)
    validated = site.post(
        file.read_bytes(), f"/v1/releases:validate?{urlencode(about)}", kind=CSV
    ).json()
    posted = site.post(file.read_bytes(), f"/v1/releases?{urlencode(about)}", kind=CSV).json()
    told = [_findings(each) for each in (json.loads(checked.out), validated)]
    told += [_findings(json.loads(rehearsed.out)), _findings(posted.get("report", posted))]
    assert "no-jump-against-history" in [each["rule"] for each in told[0]]
    assert [each == told[0] for each in told] == [True] * len(told)
    assert ("known-area" in [each["rule"] for each in told[0]]) == bool(fault)
