"""A store of several provinces and many indicators: pages stay short, and lead to the rest."""

from __future__ import annotations

import re

from tests.api.service import Service
from tests.explorer.reading import Page, look


def _cards(page: Page) -> int:
    return len(page.all("article"))


def test_home_shows_a_part_of_a_large_sector(wide: Service) -> None:
    page = look(wide, "/")
    # Five sectors of more than twelve indicators: seven cards each.
    assert _cards(page) == 5 * 7
    assert "All 20 in Energy" in page.text
    assert "/?sector=energy" in page.links()


def test_a_sector_has_pages(wide: Service) -> None:
    first = look(wide, "/?area=CN-BJ")
    assert _cards(first) == 48
    (following,) = {
        e.attributes["href"] for e in first.all("a") if e.attributes.get("rel") == "next"
    }
    second = look(wide, str(following))
    assert _cards(second) == min(48, _total(first) - 48)
    seen = [h for h in first.links() if h.startswith("/indicators/")]
    again = [h for h in second.links() if h.startswith("/indicators/")]
    assert not {*seen} & {*again}


def _total(page: Page) -> int:
    found = re.search(r"(\d+) indicators found", page.text)
    assert found
    return int(found[1])


def test_a_year_shows_the_figures_of_that_year(wide: Service) -> None:
    page = look(wide, "/?sector=energy&period=2022&view=list")
    periods = re.findall(r"· (\d{4})", page.text)
    assert periods
    assert {*periods} == {"2022"}
    none = look(wide, "/?sector=energy&period=1990&view=list")
    assert "Nothing matches these filters" in none.text


def test_an_indicator_compares_areas(wide: Service) -> None:
    page = look(wide, "/indicators/made_up_0001")
    assert "Across areas" in page.text
    (select,) = page.all("select")
    assert select.attributes["name"] == "area"
    other = look(wide, "/indicators/made_up_0001?area=CN-HE")
    assert "Hebei" in other.text
    rows = wide.rows("/v1/observations?indicator=made_up_0001&area=CN-HE")
    assert len(rows) == len([h for h in other.links() if h.startswith("/observations/")])


def test_an_area_has_its_cards(wide: Service) -> None:
    page = look(wide, "/areas/CN-BJ")
    assert _cards(page) == 48
    meta = wide.ok("/v1/observations?area=CN-BJ&limit=1").json()["meta"]
    assert f"{meta['matched']:,} observations" in page.text


def test_a_card_without_a_figure_keeps_its_place(site: Service) -> None:
    page = look(site, "/?sector=trade&area=CN-GS")
    assert _cards(page) == 5
    assert page.source.count("No value for Gansu") >= 5
    assert not re.search(r'class="figure"', page.source)


def test_a_withheld_value_is_told_in_words(wide: Service) -> None:
    rows = wide.rows("/v1/observations?status=Q&include=labels&limit=1")
    told = rows[0]["status_label"]
    page = look(wide, f"/observations/{rows[0]['id']}")
    assert told.lower() in page.text.lower()
