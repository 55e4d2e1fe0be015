"""A wrong id, a figure that was withdrawn, a database that is away: each has its page."""

from __future__ import annotations

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from app.explorer import home
from app.store import migrate
from tests.api.service import Service, serving
from tests.explorer.reading import BROWSER, look
from tests.support.stores import opened


@pytest.mark.parametrize(
    ("address", "instead"),
    [
        ("/indicators/retail_sales_consumer", "/indicators/retail_sales_consumer_goods"),
        ("/areas/Shanx", "/areas/CN-SX"),
        ("/sources/china-daily-2025-03-shanx", "/sources/china-daily-2025-03-shanxi"),
        ("/reference/list_indicator", "/reference/list_indicators"),
        ("/indicator/retail_sales_consumer_goods", "/indicators/retail_sales_consumer_goods"),
        ("/refrence", "/reference"),
    ],
)
def test_a_wrong_address_leads_to_the_right_one(site: Service, address: str, instead: str) -> None:
    page = look(site, address, 404)
    assert instead in page.links()
    assert site.ask(instead, BROWSER).status == 200
    (field,) = [each for each in page.all("input") if each.attributes.get("name") == "q"]
    assert field.attributes["value"]


@pytest.mark.parametrize("address", ["/observations/nothing", "/releases/none", "/docs/none"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_not_there_has_a_page(site: Service, address: str, language: str) -> None:
    page = look(site, f"{address}?lang={language}", 404)
    heading = {"en": "There is nothing here", "zh": "此处没有内容"}[language]
    assert heading in page.text
    assert "/problems/not-found" in page.links()


def test_programs_get_documents(site: Service) -> None:
    # Under /v1 always, whoever asks; elsewhere those who do not ask for HTML by name.
    for address, headers in (
        ("/v1/nothing", BROWSER),
        ("/v1/indicators/nothing", BROWSER),
        ("/nothing", {"accept": "*/*"}),
        ("/indicators/nothing", {"accept": "*/*"}),
        ("/nothing", {}),
    ):
        assert site.problem(address, 404, headers)["type"] == "/problems/not-found"


def test_a_page_takes_no_post(site: Service) -> None:
    answer = site.ask("/", BROWSER, method="POST")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_withdrawn_figure_shows_its_history(revised: Service) -> None:
    rows = revised.rows("/v1/observations?indicator=retail_sales&time=2023&vintage=all")
    page = look(revised, f"/observations/{rows[0]['id']}", 410)
    assert "Its publisher took this figure back" in page.text
    assert "withdrawn" in page.text
    assert "100 yuan" in page.text
    history = f"/v1/observations/{rows[0]['id']}/history"
    assert history in page.links()
    assert len(revised.ok(history).json()["data"]) == 3


def test_a_missing_value_is_told_in_words(revised: Service) -> None:
    page = look(revised, "/indicators/occupancy")
    told = revised.rows("/v1/observations?indicator=occupancy&status=M&include=labels")
    assert told[0]["status_label"].lower() in page.text.lower()


def test_versions_of_a_figure_stand_in_the_order_of_publication(revised: Service) -> None:
    rows = revised.rows("/v1/observations?indicator=retail_sales&area=CN-SX&time=2024")
    page = look(revised, f"/observations/{rows[0]['id']}")
    table = page.text[page.text.index("History of this figure") :]
    places = [table.rindex(f"{value} yuan") for value in ("112", "111", "110")]
    assert places == sorted(places)
    assert "revised" in table
    assert "counts now" in table
    # And as a picture, with words for those who do not see it.
    assert 'class="chart revisions"' in page.source or "versions-t" in page.source


def test_changes_say_what_was_before(revised: Service) -> None:
    page = look(revised, "/changelog")
    assert "was 111 yuan; now" in page.text
    assert "withdrawn" in page.text


def test_a_database_that_is_away_has_a_page(tmp_path: Path) -> None:
    with serving(f"sqlite:///{tmp_path}/nowhere/store.db") as service:
        for language, words in (("en", "database is away"), ("zh", "数据库暂时不可用")):
            page = look(service, f"/?lang={language}", 503)
            assert words in page.text
        answer = service.ask("/indicators/x", BROWSER)
        assert (answer.status, answer.headers["retry-after"]) == (503, "1")
        assert answer.headers["cache-control"] == "no-store"


def test_a_store_without_a_release_has_a_page(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    with opened(url) as store:
        migrate.upgrade(store)
    with serving(url) as service:
        assert "nothing has been published yet" in look(service, "/", 503).text


def test_a_fault_of_ours_has_a_page(site: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(_: object) -> None:
        message = "a secret of the house"
        raise RuntimeError(message)

    monkeypatch.setattr(home, "show", fail)
    with capture_logs() as logs:
        answer = site.ask("/?fault=1", BROWSER)
        document = site.problem("/?fault=2", 500)
    assert [each["event"] for each in logs] == ["unhandled exception"] * 2
    assert document["type"] == "/problems/internal-error"
    assert answer.status == 500
    assert answer.headers["content-type"].startswith("text/html")
    assert "secret" not in answer.text
    assert answer.headers["x-request-id"] in answer.text
