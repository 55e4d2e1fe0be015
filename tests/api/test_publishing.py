"""Publishing over HTTP: bodies become releases, once and whole, or are refused with reasons."""

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.dialects.native.publishing import FILES
from app.ingest.readers import READERS
from app.web.writing import PLACES, THREADS
from tests.api.publisher import (
    ADDRESS,
    RECORD,
    SOURCE,
    Publisher,
    csv_of,
    held,
    publisher,
    release,
)
from tests.ingest.written import WRITERS, as_xlsx
from tests.support.stores import DATABASES, database, opened

CSV = "text/csv"


@pytest.fixture(scope="module", params=DATABASES)
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Publisher]:
    folder = tmp_path_factory.mktemp("publishing")
    with (
        database(request.param, request, folder) as url,
        publisher(url, folder, PROVSTAT_MAX_BODY_BYTES="20000") as ready,
    ):
        yield ready


def test_the_media_types_are_those_of_the_readers() -> None:
    assert [*FILES] == [kind for reader in READERS for kind in reader.media_types]


def test_a_release_is_published_once(site: Publisher) -> None:
    first = site.post(release())
    assert first.status == 201, first.body
    report = first.json()
    assert (report["ok"], report["new"], report["added"]) == (True, True, 1)
    assert first.headers["location"] == f"/v1/releases/{report['release']}"
    entry = site.ask(first.headers["location"]).json()
    assert (entry["id"], entry["title"]["zh"]) == (report["release"], "虚构")
    again = site.post(release())
    assert (again.status, again.json()["new"]) == (200, False)
    assert again.headers["location"] == first.headers["location"]
    rows = site.ask("/v1/observations?indicator=retail_sales_consumer_goods&time=2021").json()
    assert [row["value"] for row in rows["data"]] == [774730000000]


@pytest.mark.parametrize("value", ['"0.10"', "0.10", '"12345678901234567890.5"'])
def test_digits_are_kept(site: Publisher, value: str) -> None:
    printed = dict.fromkeys(("value_published", "unit_published", "decimals"))
    body = json.dumps(release({**RECORD, **printed, "value": "VALUE", "period": "2020"}))
    sent = body.replace('"VALUE"', value).encode()
    assert site.post(sent, "/v1/releases:validate").json()["ok"]
    assert site.post(sent).status in {200, 201}
    shown = site.ask("/v1/observations.csv?indicator=retail_sales_consumer_goods&time=2020")
    digits = value.strip('"').removesuffix("0") if "." in value else value
    assert digits.encode() in shown.body


def test_a_file_is_a_body(site: Publisher) -> None:
    content = csv_of({**RECORD, "period": "2019"})
    checked = site.post(content, ADDRESS.replace("?", ":validate?"), kind=CSV)
    assert (checked.status, checked.json()["ok"]) == (200, True)
    title = "&title_en=Sales&title_zh=%E9%94%80%E5%94%AE"
    made = site.post(gzip.compress(content), ADDRESS + title, kind=CSV, Content_Encoding="gzip")
    assert made.status == 201, made.body
    assert site.ask(made.headers["location"]).json()["title"] == {"en": "Sales", "zh": "销售"}


EXTENSIONS = {"CSV": ".csv", "TSV": ".tsv", "JSON lines": ".jsonl", "XLSX": ".xlsx"}
EXTENSIONS |= {"CSV or TSV": ".txt", "Parquet": ".parquet"}
KINDS = [(kind, name) for kind, name in FILES.items() if name in EXTENSIONS]


@pytest.mark.parametrize(("kind", "name"), KINDS, ids=[kind for kind, _ in KINDS])
def test_every_kind_of_file_is_a_body(site: Publisher, kind: str, name: str) -> None:
    # Each has a figure of its own, so that each is a release of its own.
    figure = str(1_000_000 + [*FILES].index(kind))
    printed = {"value_published": figure, "unit_published": "yuan", "decimals": "0"}
    cells = {**RECORD, **printed, "value": figure, "period": "2011"}
    row = {column: str(cell) for column, cell in cells.items()}
    content = WRITERS[EXTENSIONS[name]]([row])
    made = site.post(content, ADDRESS, kind=kind)
    assert (made.status, made.json()["records"]) == (201, 1), made.body
    release_id = made.json()["release"]
    rows = site.ask(f"/v1/observations?release={release_id}&vintage=all").json()["data"]
    assert [str(each["value"]) for each in rows] == [figure]


def test_a_workbook_is_read_sheet_by_sheet(site: Publisher) -> None:
    xlsx = next(kind for kind, name in FILES.items() if name == "XLSX")
    row = {column: str(cell) for column, cell in RECORD.items()}
    book = as_xlsx([{**row, "period": "2008"}], "a", b=[{**row, "period": "2009"}])
    check = ADDRESS.replace("?", ":validate?")
    counts = [
        site.post(book, f"{check}{sheet}", kind=xlsx).json()["records"]
        for sheet in ("", "&sheet=a", "&sheet=b")
    ]
    assert counts == [2, 1, 1]
    unknown = site.post(book, f"{ADDRESS}&sheet=c", kind=xlsx)
    assert (unknown.status, unknown.slug) == (422, "invalid-release")


@pytest.mark.parametrize("name", ["XLSX", "Parquet"])
def test_a_file_of_another_kind_than_it_says(site: Publisher, name: str) -> None:
    kind = next(kind for kind, known in FILES.items() if known == name)
    refused = site.post(b"PK no such file", ADDRESS, kind=kind)
    assert (refused.status, refused.slug) == (422, "invalid-release")


def test_publications_wait_for_each_other_and_readers_for_none(site: Publisher) -> None:
    statuses: list[int] = []

    def publish(year: int) -> None:
        statuses.append(site.post(release({**RECORD, "period": str(year)})).status)

    senders = [threading.Thread(target=publish, args=(year,)) for year in range(2001, 2006)]
    assert THREADS < len(senders) < PLACES
    with opened(site.database) as store, store.writer():
        for sender in senders:
            sender.start()
        for _ in range(20):
            assert site.ask("/v1/observations?limit=1").status == 200
        assert statuses == []
    for sender in senders:
        sender.join()
    assert statuses == [201] * len(senders)


def test_more_bodies_than_places_are_sent_back_until_one_is_free(site: Publisher) -> None:
    body = release({**RECORD, "period": "2006"})
    with ExitStack() as others:
        for _ in range(PLACES - 1):
            others.enter_context(held(site))
        with held(site):
            refused = site.post(body)
            assert (refused.status, refused.slug) == (503, "busy")
            assert int(refused.headers["retry-after"]) > 0
            assert site.ask("/v1/observations?limit=1").status == 200
        # The one that left gives its place back once the server has noticed.
        while (reply := site.post(body)).status == 503:
            pass
    assert reply.status == 201


def test_every_fault_is_reported_and_nothing_is_written(site: Publisher) -> None:
    before = site.releases()
    records = [{**RECORD, "area": "CN-XX"}, RECORD, {**RECORD, "value": "1,000", "period": "2017"}]
    checked = site.post(release(*records), "/v1/releases:validate")
    assert checked.status == 200
    report = checked.json()
    assert (report["ok"], report["errors"], report["records"]) == (False, 2, 3)
    found = [
        (each["line"], each["column"]) for each in report["findings"] if each["severity"] == "error"
    ]
    assert found == [(1, "area"), (3, "value")]
    refused = site.post(release(*records))
    assert (refused.status, refused.slug) == (422, "invalid-release")
    assert refused.json()["report"]["findings"] == report["findings"]
    assert len(refused.json()["errors"]) == 2
    assert site.releases() == before


def test_validation_writes_nothing(site: Publisher) -> None:
    before = site.ask("/v1").json(), site.releases()
    body = release({**RECORD, "period": "2016"})
    assert site.post(body, "/v1/releases:validate", Idempotency_Key="v").json()["ok"]
    assert (site.ask("/v1").json(), site.releases()) == before


BAD_JSON = {
    b'{"a": 1,\n "a": 2}': "Line 2, column 2",
    b'{"source": "\xff"}': "Line 1, column 13",
    b'{"source": NaN}': "Line 1, column 12",
    b"": "Line 1, column 1",
    b'{"x": "NaN", "y": [\n-Infinity]}': "Line 2, column 1",
    b"[" * 9000: "Line 1, column 33",
    b'{"source": 1} x': "Line 1, column 15",
}


@pytest.mark.parametrize("sent", BAD_JSON, ids=BAD_JSON.values())
def test_json_that_is_none_is_told_with_its_place(site: Publisher, sent: bytes) -> None:
    refused = site.post(sent)
    assert (refused.status, refused.slug) == (400, "invalid-body")
    assert refused.json()["detail"].startswith(f"{BAD_JSON[sent]} of the body: ")


def test_a_body_of_another_form_is_told_with_pointers(site: Publisher) -> None:
    nested = release({**RECORD, "value": [[1]], "a/b~": {}})
    odd = {**release(), "title": {"en": "x"}, "more": 1}
    bodies: list[object] = [nested, odd, [], release(published_at="1/2")]
    found = [site.post(body).json() for body in bodies]
    pointers = [[error.get("pointer") for error in each["errors"]] for each in found]
    assert pointers[0] == ["/observations/0/value", "/observations/0/a~1b~0"]
    assert sorted(pointers[1]) == ["/more", "/title/zh"]
    assert pointers[2:] == [[None], ["/published_at"]]
    assert {each["status"] for each in found} == {400}


@pytest.mark.parametrize("place", ["source", "published_at", "zh", "locator", "value_published"])
def test_a_number_is_no_text(site: Publisher, place: str) -> None:
    sent = release({**RECORD, "locator": "12"}, title={"en": "x", "zh": "y"})
    for part in (sent, sent["title"], sent["observations"][0]):
        part.update({place: 2025} if place in part else {})
    refused = site.post(sent)
    assert (refused.status, refused.slug) == (400, "invalid-body")
    assert refused.json()["errors"][0]["pointer"].endswith(f"/{place}")


@pytest.mark.parametrize("day", ["2025-02-30", "1000-01-01", "1900-01-01T00:00:00+14:00"])
def test_a_day_in_no_calendar_is_refused_alike(site: Publisher, day: str) -> None:
    path = f"/v1/releases?source={SOURCE}&published_at={day.replace('+', '%2B')}"
    in_body, in_address = site.post(release(published_at=day)), site.post(csv_of(), path, kind=CSV)
    for refused in (in_body, in_address):
        assert (refused.status, refused.slug) == (422, "refused")
        assert refused.json()["errors"][0]["value"] == day
    assert in_body.json()["errors"][0]["pointer"] == "/published_at"


@pytest.mark.parametrize("kind", [None, "image/png", "application/json; charset=gbk", "json"])
def test_another_media_type(site: Publisher, kind: str | None) -> None:
    refused = site.post(release(), kind=kind)
    assert (refused.status, refused.slug) == (415, "unsupported-media-type")
    assert refused.headers["accept-post"].split(", ")[:2] == ["application/json", "text/csv"]


def test_another_coding(site: Publisher) -> None:
    refused = site.post(b"x", ADDRESS, kind=CSV, Content_Encoding="br")
    assert (refused.status, refused.headers["accept-encoding"]) == (415, "gzip, identity")
    broken = site.post(b"no gzip", ADDRESS, kind=CSV, Content_Encoding="gzip")
    assert (broken.status, broken.slug) == (400, "invalid-body")
    short = site.post(gzip.compress(csv_of())[:-9], ADDRESS, kind=CSV, Content_Encoding="gzip")
    assert (short.status, short.slug) == (400, "invalid-body")


def test_parameters_and_bodies_that_do_not_go_together(site: Publisher) -> None:
    for path, kind, told in (
        ("/v1/releases", CSV, ["published_at"]),
        (ADDRESS, "application/json", ["source", "published_at"]),
    ):
        refused = site.post(csv_of(), path, kind=kind)
        assert (refused.status, refused.slug) == (422, "refused")
        assert [error["parameter"] for error in refused.json()["errors"]] == told
    assert site.post(csv_of(), f"{ADDRESS}&titel_en=x", kind=CSV).slug == "invalid-query"


def test_the_same_request_is_answered_the_same(site: Publisher) -> None:
    body = release({**RECORD, "period": "2015"})
    first = site.post(body, Idempotency_Key="year-2015")
    second = site.post(body, Idempotency_Key="year-2015")
    assert (first.status, second.status) == (201, 201)
    assert second.body == first.body
    assert second.headers["location"] == first.headers["location"]
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    other = site.post(release({**RECORD, "period": "2014"}), Idempotency_Key="year-2015")
    assert (other.status, other.slug) == (422, "reused-key")


def test_a_refused_request_may_be_mended_under_its_key(site: Publisher) -> None:
    bad = release({**RECORD, "area": "CN-XX", "period": "2013"})
    assert site.post(bad, Idempotency_Key="mended").status == 422
    good = release({**RECORD, "period": "2013"})
    assert site.post(good, Idempotency_Key="mended").status == 201


@pytest.mark.parametrize("name", ["", "a b", "x" * 256, "é"])
def test_a_key_of_another_form(site: Publisher, name: str) -> None:
    refused = site.post(release(), Idempotency_Key=name)
    assert (refused.status, refused.slug) == (400, "invalid-query")


def test_one_request_of_a_key_at_a_time(site: Publisher) -> None:
    body = json.dumps(release({**RECORD, "period": "2012"})).encode().ljust(1000)
    with held(site, Idempotency_Key="slow") as client:
        refused = site.post(body, Idempotency_Key="slow")
        assert (refused.status, refused.slug) == (409, "in-progress")
        assert int(refused.headers["retry-after"]) > 0
        client.sendall(body)
        assert client.recv(100).startswith(b"HTTP/1.1 201 ")
    assert site.post(body, Idempotency_Key="slow").headers["idempotency-replayed"] == "true"


def test_methods_are_told(site: Publisher) -> None:
    assert site.ask("/v1/releases", "OPTIONS").headers["allow"] == "GET, HEAD, OPTIONS, POST"
    wrong = site.ask("/v1/releases:validate")
    assert (wrong.status, wrong.headers["allow"]) == (405, "POST, OPTIONS")
    assert site.ask("/v1/areas", "POST").headers["allow"] == "GET, HEAD, OPTIONS"
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    for path, posts in (("/v1/releases", True), ("/v1/releases:validate", True), ("/v1", False)):
        told = site.ask(path, "OPTIONS", headers=asked).headers
        assert ("POST" in told["access-control-allow-methods"]) is posts
        assert ("Authorization" in told["access-control-allow-headers"]) is posts


@pytest.mark.parametrize("name", DATABASES)
def test_another_process_sees_it_at_once(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    with (
        database(name, request, tmp_path) as url,
        publisher(url, tmp_path) as first,
        publisher(url, tmp_path / "other") as second,
    ):
        for year in range(2010, 2016):
            before = second.ask("/v1/observations").headers
            body = release({**RECORD, "period": str(year)})
            made = first.post(body, Idempotency_Key=str(year))
            after = second.ask("/v1/observations").headers
            assert before["etag"] != after["etag"]
            assert made.json()["release"] in second.releases()
            second.token = first.token
            assert second.post(body, Idempotency_Key=str(year)).body == made.body
