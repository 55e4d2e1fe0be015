"""Large answers are sent as they are read: whole, in order, and never cut in silence."""

import zlib
from functools import partial

import pytest
from structlog.testing import capture_logs

from tests.api import large
from tests.api.conftest import Services
from tests.api.door import door_to
from tests.api.expected import read_csv, read_jsonl
from tests.api.service import Service, scope_of, serving
from tests.api.walking import joined, walk
from tests.support.builders import fact, published
from tests.support.stores import opened

URL = "/v1/observations"
FIELDS = "fields=area,period,value,bound"
Figure = tuple[str | None, ...]


@pytest.fixture(scope="session")
def store(services: Services) -> Service:
    return services.on(large.fill)


def shown(rows: list[dict[str, str | None]]) -> list[Figure]:
    return [(row["area"], row["period"], row["value"]) for row in rows]


# Shanxi comes last in the answer: a day that is new, and one that is revised.
NEW_DAYS = ("2009-12-31", "2010-01-01")
WANTED: list[Figure] = [*large.figures()]


def test_json_is_whole_and_in_order(store: Service) -> None:
    answer = store.ok(URL)
    assert len(answer.pieces) > 2
    body = answer.digits()
    assert shown(body["data"]) == WANTED
    meta = body["meta"]
    assert (meta["matched"], meta["returned"]) == (str(large.ROWS), str(large.ROWS))
    assert (meta["complete"], meta["next"]) == (True, None)
    assert answer.headers["x-matched-rows"] == str(large.ROWS)
    assert "content-length" not in answer.headers


def test_csv_and_json_lines_hold_the_same_rows(store: Service) -> None:
    whole = store.rows(f"{URL}?{FIELDS}")
    assert shown(whole) == WANTED
    for ending, read in (("csv", read_csv), ("jsonl", read_jsonl)):
        answer = store.ok(f"{URL}.{ending}?{FIELDS}")
        assert len(answer.pieces) > 2
        assert read(answer.text) == whole


@pytest.mark.parametrize("limit", [499, 500, 501, 4_999, 5_000, 5_001, 10_000, 11_999, 12_000])
def test_a_limit_holds_across_pages_of_the_database(store: Service, limit: int) -> None:
    body = store.ok(f"{URL}?{FIELDS}&limit={limit}").digits()
    assert shown(body["data"]) == WANTED[:limit]
    meta = body["meta"]
    assert (meta["matched"], meta["returned"]) == (str(large.ROWS), str(limit))
    assert meta["complete"] is (limit == large.ROWS)
    if meta["next"]:
        rest = store.ok(meta["next"]).digits()
        assert shown(rest["data"]) == WANTED[limit : 2 * limit]


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_a_limit_holds_in_every_format(store: Service, ending: str) -> None:
    text = store.ok(f"{URL}.{ending}?fields=id&limit=5001").text
    assert len(text.splitlines()) == 5_001 + (ending == "csv")


def test_pages_of_a_client_are_the_whole(store: Service) -> None:
    assert shown(joined(walk(store, f"{URL}?{FIELDS}&limit=2345"))) == WANTED


@pytest.mark.parametrize("sort", ["value", "-value", "-period", "-area,period"])
def test_every_order_holds_across_pages(store: Service, sort: str) -> None:
    keys = {
        "value": lambda f: (float(f[2]), f[0], f[1]),
        "-value": lambda f: (-float(f[2]), f[0], f[1]),
        "-period": lambda f: (-int(f[1].replace("-", "")), f[0]),
        "-area,period": lambda f: (-large.AREAS.index(f[0]), f[1]),
    }
    wanted = sorted(large.figures(), key=keys[sort])
    assert shown(store.rows(f"{URL}?{FIELDS}&sort={sort}")) == wanted


def test_few_series_of_many_days_are_whole(store: Service) -> None:
    rows = store.rows(f"{URL}?{FIELDS}&indicator=visits&area=CN-SX")
    assert shown(rows) == WANTED[-large.EACH :]


def test_a_coded_stream_is_the_same(store: Service) -> None:
    plain = store.ok(URL)
    coded = store.ok(URL, {"Accept-Encoding": "gzip"})
    assert coded.headers["content-encoding"] == "gzip"
    assert "content-length" not in coded.headers
    assert zlib.decompress(coded.body, wbits=31) == plain.body
    held = coded.headers["etag"]
    asked = {"Accept-Encoding": "gzip", "If-None-Match": held}
    assert store.ask(URL, asked).status == 304


def test_head_of_a_stream_has_its_headers(store: Service) -> None:
    get, head = store.ask(URL), store.ask(URL, method="HEAD")
    drop = "x-request-id"
    assert head.body == b""
    assert {n: v for n, v in head.headers.items() if n != drop} == {
        n: v for n, v in get.headers.items() if n != drop
    }


def test_a_wide_table_holds_every_day(store: Service) -> None:
    rows = store.rows(f"{URL}?shape=wide")
    assert [row["area"] for row in rows] == list(large.AREAS)
    days = {period for _, period, _ in large.figures()}
    found = {(row["area"], day, row[day]) for row in rows for day in days}
    assert found == set(large.figures())


def test_what_is_published_meanwhile_is_not_in_it(services: Services) -> None:
    # Few series are read in smaller pages, so fewer figures are enough.
    url, each = f"{URL}?{FIELDS}&indicator=visits", 300

    def publish() -> None:
        with opened(service.url) as store:
            news = [fact("1", indicator="visits", unit="COUNT", period=day) for day in NEW_DAYS]
            published(store, *news, on="2025-01-11")

    with services.fresh(partial(large.fill, each=each)) as service:
        answer = service.send(scope_of(url), publish)
        assert len(answer.pieces) > 2
        body = answer.digits()
        assert shown(body["data"]) == [*large.figures(each)]
        assert body["meta"]["returned"] == body["meta"]["matched"] == str(len(body["data"]))
        assert len(service.rows(url)) == len(body["data"]) + 1


@pytest.mark.parametrize("ending", ["json", "csv", "jsonl"])
def test_a_database_that_goes_away_meanwhile_breaks_the_answer_off(
    postgresql: Services, ending: str
) -> None:
    with (
        door_to(postgresql.on(large.fill).url) as door,
        serving(door.url) as service,
        capture_logs() as logs,
    ):
        service.ok("/v1")
        # The server ends the connection on this, which tells the client that it has not all.
        with pytest.raises(RuntimeError, match="already started"):
            service.send(scope_of(f"{URL}.{ending}?{FIELDS}"), door.shut)
        assert [log["event"] for log in logs if log["log_level"] == "error"]
