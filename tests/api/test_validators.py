"""Entity tags and dates: equal tags mean equal bytes, and nothing unchanged is sent twice."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.api import vintages
from tests.api.conftest import NOW, Services
from tests.api.expected import IDS, SOURCE
from tests.api.selections import SELECTIONS
from tests.api.service import Answer, Service
from tests.api.urls import DATA, RESOURCES, every_address
from tests.support.builders import fact, published
from tests.support.stores import opened

URL = "/v1/observations"
ALL = (*DATA, *RESOURCES)
OF_A_304 = ("etag", "last-modified", "cache-control", "vary", "x-request-id")
CORS = ("access-control-allow-origin", "access-control-expose-headers")


def tag(service: Service, url: str) -> str:
    return service.ok(url).headers["etag"]


def date(instant: datetime) -> str:
    return format_datetime(instant.astimezone(UTC), usegmt=True)


@pytest.mark.parametrize("url", ALL)
def test_everything_has_validators(service: Service, url: str) -> None:
    headers = service.ok(url).headers
    assert headers["etag"].startswith('"')
    assert headers["etag"].endswith('"')
    assert headers["last-modified"] == "Tue, 01 Apr 2025 08:30:00 GMT" == date(NOW)
    assert headers["cache-control"] == "public, no-cache"
    assert headers["x-data-version"] == service.ok("/v1").json()["data_version"]


@pytest.mark.parametrize("url", ALL)
def test_asked_again_it_is_the_same(service: Service, url: str) -> None:
    first, second = service.ok(url), service.ok(url)
    assert first.body == second.body
    drop = {"x-request-id"}
    assert {n: v for n, v in first.headers.items() if n not in drop} == {
        n: v for n, v in second.headers.items() if n not in drop
    }


def test_equal_tags_mean_equal_bytes(service: Service) -> None:
    queries = (
        *SELECTIONS,
        *("fields=value", "fields=value,bound", "fields=bound,value", "fields=area"),
        *("as_of=2025-03-17T23:59:59Z", "as_of=2025-03-18T07:59:59%2B08:00", "bom=1", "dry_run=1"),
        *("limit=22", "limit=23", "lang=zh", "include=labels", "include=labels&lang=zh"),
        *("shape=wide", "shape=wide&lang=zh", "sort=value", "sort=-value", "format=csv"),
        *("format=csv&bom=1", "format=jsonl", "format=json", "area=Shanxi", "area=140000"),
    )
    bodies: dict[str, set[bytes]] = {}
    addresses = [f"{URL}?{query}" for query in queries]
    addresses += [f"{URL}/{IDS[ref]}?lang={lang}" for ref in IDS for lang in ("en", "zh")]
    addresses += [f"/v1/availability?{q}" for q in SELECTIONS if "vintage" not in q]
    for url in (*addresses, *every_address(service)):
        answer = service.ok(url)
        bodies.setdefault(answer.headers["etag"], set()).add(answer.body)
    assert {name: found for name, found in bodies.items() if len(found) > 1} == {}
    assert len(bodies) > 200


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", "?format=csv"),
        (".csv", ".csv?bom=1"),
        (".csv", ".jsonl"),
        ("", "?lang=zh"),
        ("?area=CN-SX", "?area=CN-SN"),
        ("?limit=1", "?limit=2"),
        ("?area=CN-SX", "?area=CN-SX&dry_run=1"),
        ("?sort=value", "?sort=-value"),
        ("?fields=area,value", "?fields=value,area"),
    ],
)
def test_another_question_has_another_tag(service: Service, one: str, other: str) -> None:
    assert tag(service, f"{URL}{one}") != tag(service, f"{URL}{other}")


def test_a_sector_has_a_tag_of_its_own(service: Service) -> None:
    assert tag(service, "/v1/energy/observations") != tag(service, f"{URL}?fuel=_T")


def unchanged(service: Service, url: str, headers: dict[str, str]) -> Answer:
    answer = service.ask(url, headers)
    assert answer.status == 304, answer.text
    return answer


@pytest.mark.parametrize("url", ALL)
def test_what_the_client_holds_is_not_sent_again(service: Service, url: str) -> None:
    whole = service.ok(url)
    answer = unchanged(service, url, {"If-None-Match": whole.headers["etag"]})
    assert answer.body == b""
    for name in (*OF_A_304, *CORS):
        if name != "x-request-id":
            assert answer.headers[name] == whole.headers[name], name
    for name in ("content-type", "content-length", "content-encoding"):
        assert name not in answer.headers
    assert answer.headers["x-request-id"]


MATCHING = ("{}", "W/{}", '"x", {}', '{}, "x"', '"x",{},"y"', "*", " {} ", '  "x" ,  W/{}', " * ")


@pytest.mark.parametrize("form", MATCHING)
def test_a_tag_matches_in_every_form(service: Service, form: str) -> None:
    sent = form.format(tag(service, URL))
    unchanged(service, URL, {"If-None-Match": sent})


@pytest.mark.parametrize("form", ['"x"', "", "x", '"', "W/", "{0}x", 'W/"x"', "{1}", '"*"'])
def test_another_tag_does_not_match(service: Service, form: str) -> None:
    mine = tag(service, URL)
    sent = form.format(mine, mine.strip('"'))
    assert service.ask(URL, {"If-None-Match": sent}).status == 200


@pytest.mark.parametrize(("seconds", "status"), [(0, 304), (1, 304), (86_400, 304), (-1, 200)])
def test_a_date_counts_to_the_second(service: Service, seconds: int, status: int) -> None:
    since = date(NOW + timedelta(seconds=seconds))
    assert service.ask(URL, {"If-Modified-Since": since}).status == status


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2025-04-01", "Tue, 99 Apr 2025 08:30:00 GMT", "0", "Tue, 01 Apr 99999"],
)
def test_a_date_that_is_none_is_ignored(service: Service, text: str) -> None:
    assert service.ask(URL, {"If-Modified-Since": text}).status == 200


def test_a_tag_counts_before_a_date(service: Service) -> None:
    later = date(NOW + timedelta(days=1))
    assert service.ask(URL, {"If-None-Match": '"x"', "If-Modified-Since": later}).status == 200
    early = date(NOW - timedelta(days=1))
    unchanged(service, URL, {"If-None-Match": tag(service, URL), "If-Modified-Since": early})


@pytest.mark.parametrize(
    ("url", "status"),
    [
        (f"{URL}?indicatr=x", 400),
        (f"{URL}?area=Nowhere", 404),
        (f"{URL}?shape=wide&fields=id", 422),
        ("/v1/indicators/zzz", 404),
        ("/v1/sources/zzz", 404),
        ("/v1/releases/zzz", 404),
        (f"{URL}/000000000000-2024", 404),
        ("/v1/availability?area=Nowhere", 404),
        ("/v1/indicators?sector=zzz", 404),
        ("/nothing", 404),
    ],
)
def test_an_error_is_never_unchanged(service: Service, url: str, status: int) -> None:
    for header in ({"If-None-Match": "*"}, {"If-Modified-Since": date(NOW)}):
        service.problem(url, status, header)


def test_a_release_changes_every_tag(services: Services) -> None:
    with services.fresh(vintages.fill) as service:
        addresses = (URL, f"{URL}.csv", "/v1", "/v1/energy", "/v1/areas", "/v1/releases")
        before = {url: service.ok(url) for url in addresses}
        with opened(service.url) as store:
            published(store, fact("31", period="2025-Q1"), on="2025-03-30")
        for url, old in before.items():
            new = service.ask(url, {"If-None-Match": old.headers["etag"]})
            assert new.status == 200
            assert new.headers["etag"] != old.headers["etag"]
            assert new.headers["x-data-version"] != old.headers["x-data-version"]
        assert "31" in {row["value"] for row in service.rows(URL)}


def test_the_same_content_twice_changes_nothing(services: Services) -> None:
    with services.fresh(vintages.fill) as service:
        before = service.ok(URL)
        with opened(service.url) as store:
            _, new = published(
                store, fact("111", period="2024"), on=vintages.FEBRUARY, source="yearbook"
            )
        assert not new
        unchanged(service, URL, {"If-None-Match": before.headers["etag"]})
        assert SOURCE not in service.ok(URL).text
