"""When the database is away: an honest 503 at once, health that says so, and recovery by itself."""

import time
from collections.abc import Callable, Iterator

import pytest
from structlog.testing import capture_logs

from app.dialects.native import data_call
from app.store import migrate
from tests.api.conftest import Services, seed
from tests.api.door import Door, door_to
from tests.api.service import Answer, Service, serving
from tests.api.test_problems import check
from tests.support.stores import opened

URL = "/v1/observations"
EVERYTHING = (URL, f"{URL}.csv", "/v1", "/v1/energy", "/v1/areas", "/v1/availability", "/readyz")
# Long enough for a busy machine, and short beside the half minute that a client might wait.
SOON = 10.0
PATIENCE = 2.0


def unavailable(service: Service, url: str) -> Answer:
    started = time.monotonic()
    answer = service.ask(url)
    assert time.monotonic() - started < SOON
    check(answer, "unavailable")
    assert answer.headers["retry-after"] == "1"
    return answer


def alive(service: Service) -> None:
    for url in ("/healthz", "/metrics", "/problems/unavailable"):
        assert service.ask(url).status == 200


def recovers(service: Service) -> None:
    """Ask until there is an answer again; nobody restarts anything."""
    deadline = time.monotonic() + SOON
    while service.ask("/readyz").status != 200 or service.ask(URL).status != 200:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert len(service.rows(URL)) == 22


@pytest.fixture
def door(postgresql: Services) -> Iterator[Door]:
    with door_to(postgresql.on(seed).url) as found:
        yield found


def test_a_database_that_never_was_there() -> None:
    # Nobody listens on port 9, which is for discarding.
    with serving("postgresql+psycopg://nobody@127.0.0.1:9/nothing") as service:
        for url in EVERYTHING:
            unavailable(service, url)
        alive(service)
        # What needs no database is told without it.
        service.problem(f"{URL}?indicatr=x", 400)
        service.problem("/nothing", 404)
        assert service.ask(URL, method="DELETE").status == 405
        assert service.ok("/openapi.json").json()["openapi"]


def test_a_database_that_goes_away_and_comes_back(door: Door) -> None:
    with serving(door.url, read_timeout=PATIENCE) as service:
        recovers(service)
        door.shut()
        for url in EVERYTHING:
            unavailable(service, url)
        alive(service)
        door.reopen()
        recovers(service)


def test_a_database_that_stops_answering(door: Door) -> None:
    with serving(door.url, read_timeout=PATIENCE) as service:
        recovers(service)
        door.go_deaf()
        for url in (URL, "/readyz"):
            unavailable(service, url)
        alive(service)
        door.reopen()
        recovers(service)


def test_many_who_ask_while_it_is_away_are_answered_at_once(door: Door) -> None:
    with serving(door.url, read_timeout=PATIENCE) as service:
        door.go_deaf()
        unavailable(service, URL)
        started = time.monotonic()
        for _ in range(50):
            assert service.ask(URL).status == 503
        # Each waiting for itself would take two minutes.
        assert time.monotonic() - started < SOON
        door.reopen()
        recovers(service)


def without_tables(url: str) -> None:
    del url


def without_content(url: str) -> None:
    with opened(url) as store:
        migrate.upgrade(store)


@pytest.mark.parametrize("fill", [without_tables, without_content])
def test_an_empty_database_is_not_ready_until_it_is_filled(
    services: Services, fill: Callable[[str], None]
) -> None:
    with services.fresh(fill) as service:
        for url in EVERYTHING:
            unavailable(service, url)
        alive(service)
        seed(service.url)
        recovers(service)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_error_of_ours_is_a_problem_without_its_secrets(
    seeded: Service, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    def fail(*_: object) -> None:
        message = "password=hunter2"
        raise RuntimeError(message)

    monkeypatch.setattr(data_call, "question", fail)
    with capture_logs() as logs:
        # Asked nowhere else, so that no kept answer needs no question.
        answer = seeded.ask(f"{URL}?area=CN-SX&time=1949", method=method)
    assert answer.status == 500
    assert "hunter2" not in answer.text + str(answer.headers)
    assert "retry-after" not in answer.headers
    (entry,) = (log for log in logs if log["log_level"] == "error")
    assert entry["event"] == "unhandled exception"
    if method == "GET":
        check(answer, "internal-error")
    else:
        assert answer.body == b""
        assert answer.headers["content-type"] == "application/problem+json"
    monkeypatch.undo()
    assert len(seeded.rows(URL)) == 22
