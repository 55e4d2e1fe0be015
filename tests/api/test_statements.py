"""What a question costs the database: counted at the driver, whoever sends the statement."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, event

from tests.api import vintages
from tests.api.conftest import Services, seed
from tests.api.expected import IDS
from tests.api.service import Service, serving

URL = "/v1/observations"
# SQLAlchemy asks whether a connection that it had kept still lives; that reads no data.
_PING = ";"


@contextmanager
def counted(service: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Note every statement that a driver gets."""
    noted: list[str] = []
    if "postgresql" in service.url:
        execute = psycopg.Cursor.execute

        def note(self: Any, query: Any, *args: Any, **options: Any) -> Any:
            noted.append(str(query))
            return execute(self, query, *args, **options)

        monkeypatch.setattr(psycopg.Cursor, "execute", note)
    else:
        traced: Any = noted.append

        @event.listens_for(Engine, "connect")
        def trace(connection: Any, _record: object) -> None:
            connection.set_trace_callback(traced)

    yield noted
    if "postgresql" not in service.url:
        event.remove(Engine, "connect", trace)


def cost(services: Services, monkeypatch: pytest.MonkeyPatch, url: str, **headers: str) -> int:
    """Statements that a question takes once the catalogue is known."""
    name = {"postgresql": seed, "sqlite": seed}[services.name]
    with (
        counted(services.on(name), monkeypatch) as noted,
        serving(services.on(name).url) as service,
    ):
        service.ok("/v1")
        service.ask(url, headers)
        noted.clear()
        service.ask(url, headers)
        return len([each for each in noted if each != _PING and "PRAGMA" not in each])


SMALL = (
    f"{URL}?indicator=retail_sales_consumer_goods&time=2024",
    "/v1/consumption/observations?indicator=retail_sales_consumer_goods&time=2024",
    f"{URL}.csv?indicator=rural_tour_routes",
    URL,
    f"{URL}?shape=wide",
    f"{URL}?sort=-value&value_gt=10&include=labels,provenance",
    f"{URL}?vintage=all&fields=id,value",
    f"{URL}?time=latest&area=CN-SX",
    f"{URL}?as_of=2025-03-20",
)


@pytest.mark.parametrize("url", SMALL)
def test_a_small_answer_takes_two_statements(
    services: Services, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    assert 1 <= cost(services, monkeypatch, url) <= 2


COSTS = (
    ("/healthz", 0),
    (f"{URL}?indicatr=x", 0),
    ("/nothing", 0),
    ("/v1/areas", 1),
    ("/v1/indicators", 1),
    ("/v1/sectors", 1),
    (f"{URL}?area=Nowhere", 1),
    (f"{URL}?limit=5", 3),
    (f"{URL}?dry_run=1", 2),
    (f"{URL}/{IDS['C01']}", 3),
    ("/v1/energy", 2),
)


@pytest.mark.parametrize(("url", "most"), COSTS)
def test_a_question_takes_no_more_statements_than_it_must(
    services: Services, monkeypatch: pytest.MonkeyPatch, url: str, most: int
) -> None:
    assert cost(services, monkeypatch, url) <= most


def test_what_has_not_changed_takes_one(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = services.on(seed).ok(URL).headers["etag"]
    assert cost(services, monkeypatch, URL, **{"If-None-Match": tag}) == 1


def test_the_statements_are_counted_at_all(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        counted(services.on(vintages.fill), monkeypatch) as noted,
        serving(services.on(vintages.fill).url) as service,
    ):
        service.ok(URL)
        assert any("observations" in statement for statement in noted)
        assert any("data_versions" in statement for statement in noted)
