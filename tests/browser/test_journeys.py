"""What people come for: find an indicator, take a line of code with them, walk by keyboard."""

from __future__ import annotations

import shutil
import subprocess
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.test_every_kind import Opened
from tests.explorer.kinds import RETAIL, SHARE
from tests.support.optional import missing


def test_finding_an_indicator_in_chinese(opened: Opened) -> None:
    with opened(locale="zh-CN") as visit:
        visit.go("/")
        page = visit.page
        page.keyboard.press("/")
        page.keyboard.type("社会消费品")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_have_text("找到1项指标")
        assert parse_qs(urlsplit(page.url).query)["q"] == ["社会消费品"]
        page.get_by_role("link", name="社会消费品零售总额").click()
        expect(page.locator("h1")).to_have_text("社会消费品零售总额")
        expect(page.locator(".head .figure")).to_have_text("8,180.5")
        assert visit.complaints == []


def test_copying_a_line_and_running_it(opened: Opened) -> None:
    with opened(permissions=["clipboard-read", "clipboard-write"]) as visit:
        visit.go(f"/indicators/{RETAIL}")
        page = visit.page
        first = page.locator("details[open]")
        first.get_by_role("button").click()
        expect(first.get_by_role("button")).to_have_text("Copied")
        expect(page.locator("#spoken")).to_have_text("Copied")
        line: str = page.evaluate("navigator.clipboard.readText()")
    bash = shutil.which("bash")
    if bash is None or shutil.which("curl") is None:
        missing("curl", "install the packages bash and curl")
    done = subprocess.run([bash, "-c", line], capture_output=True, check=True, timeout=30)
    assert len(done.stdout.decode().splitlines()) == 1 + 3


def test_walking_with_the_keyboard_only(opened: Opened) -> None:
    with opened() as visit:
        visit.go("/")
        page = visit.page
        stops = []
        for _ in range(14):
            page.keyboard.press("Tab")
            stops.append(
                page.evaluate(
                    "(document.activeElement.getAttribute('aria-label') "
                    "|| document.activeElement.textContent).trim()"
                )
            )
        assert stops[0] == "Skip to the content"
        assert stops[1:4] == ["Provinces in numbers", "", "Search"]
        assert stops[4:8] == ["API", "Guides", "中文", "Colours: Auto"]
        assert stops[8:10] == ["curl", "Copy"]
        assert stops[10].startswith("All")
        page.keyboard.press("Enter")
        # The last stop was the chip of a sector.
        expect(page.get_by_role("status")).to_contain_text("indicators found")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"


def test_words_narrow_the_cards_and_escape_brings_them_back(opened: Opened) -> None:
    with opened() as visit:
        visit.go("/")
        page = visit.page
        cards = page.locator(".card:visible")
        everything = cards.count()
        page.keyboard.press("/")
        page.keyboard.type("coal mines")
        assert 0 < cards.count() < everything
        page.keyboard.press("Escape")
        assert cards.count() == everything
        expect(page.locator("#q")).to_have_value("")


def test_colours_are_remembered(opened: Opened) -> None:
    with opened(color_scheme="light") as visit:
        visit.go("/")
        page = visit.page
        ground = "getComputedStyle(document.body).backgroundColor"
        light = page.evaluate(ground)
        page.locator("#theme").click()
        page.locator("#theme").click()
        dark = page.evaluate(ground)
        assert dark != light
        visit.go("/areas")
        assert page.evaluate(ground) == dark
        expect(page.locator("#theme")).to_have_text("Dark")


def test_without_javascript(opened: Opened) -> None:
    with opened(java_script_enabled=False) as visit:
        visit.go("/")
        page = visit.page
        page.locator("#q").fill("coal")
        page.get_by_role("button", name="Search").click()
        expect(page.get_by_role("status")).to_contain_text("found")
        visit.go(f"/indicators/{SHARE}")
        expect(page.locator(".panel svg.chart").first).to_be_visible()
        expect(page.get_by_role("table")).to_contain_text("more than 83")
        expect(page.locator(".quote")).to_contain_text("over 83 percent")
        page.locator("summary", has_text="Python").click()
        expect(page.get_by_text("pd.read_csv")).to_be_visible()
        expect(page.get_by_role("button", name="Copy")).to_have_count(0)


def test_the_reference_runs_what_it_describes(opened: Opened) -> None:
    with opened() as visit:
        visit.go("/reference/list_indicators")
        page = visit.page
        page.locator("#p-q").fill("retail")
        page.get_by_role("button", name="Run").first.click()
        told = page.locator("output .told")
        expect(told).to_contain_text("/v1/indicators?q=retail · 200 ·")
        expect(page.locator("output code")).to_contain_text(RETAIL)
        assert visit.complaints == []


@pytest.mark.parametrize("address", ["/", f"/indicators/{RETAIL}"])
def test_a_page_can_be_printed(opened: Opened, address: str) -> None:
    with opened(color_scheme="dark") as visit:
        visit.go(address)
        page = visit.page
        page.emulate_media(media="print")
        expect(page.locator(".top")).to_be_hidden()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") in {
            "rgb(250, 248, 244)",
            "rgb(255, 255, 255)",
        }
