"""Every kind of page, in both languages: whole, safe, and leading somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from app.explorer import PAGES
from app.explorer.respond import POLICY
from tests.api.service import HOST, Service
from tests.explorer.kinds import KINDS
from tests.explorer.reading import BROWSER, look

LANGUAGES = ("en", "zh")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
Address = Callable[[str], str]


@pytest.fixture(scope="module")
def address(site: Service) -> Address:
    """Fill ids of this store into the address of a kind."""
    (row,) = site.rows("/v1/observations?indicator=advanced_mines_coal_output_share")
    ids = {"figure": row["id"], "release": row["release"]}

    def fill(kind: str) -> str:
        return KINDS[kind].format(**ids)

    return fill


def _in(target: str, language: str) -> str:
    return f"{target}{'&' if '?' in target else '?'}lang={language}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_whole(site: Service, address: Address, kind: str, language: str) -> None:
    page = look(site, _in(address(kind), language))
    (html,) = page.all("html")
    assert html.attributes["lang"] == {"en": "en", "zh": "zh-CN"}[language]
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert len(page.all("h1")) == 1
    # What refers to something refers to something that is there.
    named = {*" ".join(page.values("aria-labelledby")).split(), *page.values("for")}
    assert named <= {*ids}
    assert "{" not in page.text


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_inline(site: Service, address: Address, kind: str) -> None:
    page = look(site, address(kind))
    assert [each for each in page.elements if "style" in each.attributes] == []
    assert page.all("style") == []
    assert [n for e in page.elements for n in e.attributes if n.startswith("on")] == []
    assert all(each.attributes.get("src") for each in page.all("script"))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_comes_from_elsewhere(site: Service, address: Address, kind: str) -> None:
    page = look(site, address(kind))
    loaded = page.values("src")
    loaded += [
        str(each.attributes["href"])
        for each in page.all("link")
        if each.attributes["rel"] in {"stylesheet", "icon", "preload"}
    ]
    assert [each for each in loaded if not each.startswith("/static/")] == []
    assert not re.search(r"url\((?!/static/)", page.source)


def test_styles_load_nothing_from_elsewhere(site: Service) -> None:
    sheets = [each for each in look(site, "/").links() if ".css" in each]
    (styles,) = [site.ok(each).text for each in sheets]
    assert "@import" not in styles
    for address in re.findall(r"url\(([^)]*)\)", styles):
        assert address.startswith("/static/")
        assert site.ok(address).status == 200


def test_every_link_leads_somewhere(site: Service, address: Address) -> None:
    links: dict[str, str] = {}
    for kind in KINDS:
        for link in look(site, address(kind)).links():
            # The other language of each page is looked at in its own test.
            if "lang=" not in link:
                links.setdefault(link, kind)
    assert len(links) > 150
    found = {link: site.ask(link, BROWSER).status for link in links}
    assert {link: (found[link], links[link]) for link in found if found[link] != 200} == {}


def test_both_databases_show_the_same(seeded: Service, site: Service, address: Address) -> None:
    for kind in KINDS:
        texts = [look(each, address(kind)).text for each in (seeded, site)]
        if kind != "release":  # which says when the store learned
            assert texts[0] == texts[1], kind


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_as_data_is_one_link_away(site: Service, address: Address, kind: str) -> None:
    page = look(site, address(kind))
    twins = [
        str(each.attributes["href"])
        for each in page.all("link")
        if each.attributes.get("type") == "application/json"
    ]
    if kind == "guides":
        assert twins == []
        return
    (twin,) = twins
    assert site.ok(twin).headers["content-type"] == "application/json"
    assert twin in {each.attributes.get("href") for each in page.all("a")}


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_names_itself_in_both_languages(site: Service, address: Address, kind: str) -> None:
    page = look(site, address(kind))
    found = {
        str(each.attributes["hreflang"]): str(each.attributes["href"])
        for each in page.all("link")
        if "hreflang" in each.attributes
    }
    assert set(found) == {*LANGUAGES}
    for language, there in found.items():
        parts = urlsplit(there)
        assert (parts.scheme, parts.netloc) == ("http", HOST)
        assert look(site, f"{parts.path}?{parts.query}").all("html")[0].attributes["lang"] == {
            "en": "en",
            "zh": "zh-CN",
        }.get(language)


def test_a_page_keeps_the_language_that_was_chosen(site: Service) -> None:
    for kind in ("home", "search", "area"):
        page = look(site, _in(KINDS[kind], "zh"))
        cards = [h for h in page.links() if h.startswith("/indicators/")]
        assert cards
        assert all("lang=zh" in each for each in cards), cards
    plain = look(site, "/")
    assert not [h for h in plain.links() if h.startswith("/indicators/") and "lang=" in h]


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-TW", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.3", "en"),
        ("en;q=0.2,zh;q=0.7", "zh"),
        ("fr", "en"),
        ("zh;q=0", "en"),
        ("zh;q=nonsense", "en"),
        ("", "en"),
    ],
)
def test_a_browser_says_its_language(site: Service, accept: str, language: str) -> None:
    answer = site.ask("/", {**BROWSER, "accept-language": accept})
    assert answer.headers["content-language"] == language
    assert "accept-language" in answer.headers["vary"].lower()
    assert bool(_CHINESE.search(answer.text.split("<h1>")[1].split("</h1>")[0])) is (
        language == "zh"
    )


def test_security_headers(site: Service, address: Address) -> None:
    assert "unsafe" not in POLICY
    assert "'none'" in POLICY.split(";")[0]
    for kind in KINDS:
        headers = site.ok(address(kind), BROWSER).headers
        assert headers["content-security-policy"] == POLICY, kind
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == "same-origin"


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_asked_for_again_cheaply(site: Service, address: Address, kind: str) -> None:
    first = site.ok(address(kind), BROWSER)
    again = site.ask(address(kind), {**BROWSER, "if-none-match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    head = site.ask(address(kind), BROWSER, method="HEAD")
    assert head.headers["etag"] == first.headers["etag"]
    assert head.body == b""
    chinese = site.ask(_in(address(kind), "zh"), BROWSER)
    assert chinese.headers["etag"] != first.headers["etag"]


def test_files_are_kept_for_ever(site: Service) -> None:
    files = [each for each in look(site, "/").links() if each.startswith("/static/")]
    assert {each.rpartition(".")[2] for each in files} >= {"css", "js", "svg"}
    for each in files:
        assert "immutable" in site.ok(each).headers["cache-control"]
    plain = site.ok("/static/app.css")
    (styles,) = [each for each in files if each.endswith(".css")]
    assert plain.body == site.ok(styles).body
    assert "immutable" not in plain.headers["cache-control"]
    assert site.ask("/static/app.000000000000.css", BROWSER).status == 404
    assert site.ask("/static/..%2Fhome.py", BROWSER).status == 404


def test_unknown_parameters_are_passed_over(site: Service) -> None:
    plain, strange = site.ok("/", BROWSER), site.ok("/?utm_source=x", BROWSER)
    assert strange.headers["etag"] == plain.headers["etag"]


def test_markup_in_a_search_is_shown_as_text(site: Service) -> None:
    evil = "<script>alert(1)</script>\"'&"
    page = look(site, f"/?q={evil.replace('&', '%26').replace('+', '%2B')}")
    assert "<script>alert" not in page.source
    assert evil in page.text


def test_a_forged_host_reaches_no_line_to_copy(site: Service) -> None:
    answer = site.ask("/", {**BROWSER, "host": "a';rm -rf /;'"})
    assert "rm -rf" not in answer.text


def test_who_asks_for_something_else_is_told(site: Service) -> None:
    problem = site.problem("/", 406, {"accept": "application/json"})
    assert "/v1" in problem["detail"]
    assert site.ok("/", {"accept": "*/*"}).text.startswith("<!doctype html>")
    assert site.ok("/").text.startswith("<!doctype html>")


def test_every_module_of_a_page_is_shown() -> None:
    assert len({module for _, module in PAGES}) == len(PAGES)


def test_the_address_people_know_from_elsewhere(site: Service) -> None:
    answer = site.ask("/redoc", BROWSER)
    assert (answer.status, answer.headers["location"]) == (308, "/reference")
