"""What a question costs the database: counted at the driver, whoever sends the statement."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, event

from tests.api.conftest import Services, seed
from tests.api.expected import IDS
from tests.api.service import Service, serving

URL = "/v1/observations"
# What reads no data: whether a kept connection still lives, and settings of a new one.
_ASIDE = (";", "PRAGMA", "SET ", "SHOW ", "BEGIN")


@dataclass
class Counting:
    """Applications, and every statement that their driver gets.

    Attributes:
        keeping: The one that keeps answers.
    """

    service: Service
    keeping: Service
    noted: list[str]

    def cost(self, url: str, tag: str | None = None, *, kept: bool = False) -> list[str]:
        """Statements that a question takes once the catalogue is known."""
        service = self.keeping if kept else self.service
        headers = {} if tag is None else {"If-None-Match": tag}
        service.ask(url, headers)
        self.noted.clear()
        service.ask(url, headers)
        return [each for each in self.noted if not each.startswith(_ASIDE)]


@pytest.fixture(scope="module")
def counting(services: Services) -> Iterator[Counting]:
    noted: list[str] = []
    execute = psycopg.Cursor.execute

    def note(self: Any, query: Any, *args: Any, **options: Any) -> Any:
        noted.append(str(query))
        return execute(self, query, *args, **options)

    def trace(connection: Any, _record: object) -> None:
        if services.name == "sqlite":
            connection.set_trace_callback(noted.append)

    url = services.on(seed).url
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg.Cursor, "execute", note)
        event.listen(Engine, "connect", trace)
        # Answers are kept for the test below only: else every second question would be one.
        with serving(url, cache_bytes=0) as service, serving(url) as keeping:
            yield Counting(service, keeping, noted)
        event.remove(Engine, "connect", trace)


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
def test_a_small_answer_takes_two_statements(counting: Counting, url: str) -> None:
    version, rows = counting.cost(url)
    assert "data_versions" in version
    assert "observations" in rows


COSTS = (
    ("/healthz", 0),
    (f"{URL}?indicatr=x", 0),
    ("/nothing", 0),
    ("/v1/areas", 1),
    ("/v1/indicators", 1),
    ("/v1/sectors", 1),
    (f"{URL}?area=Nowhere", 1),
    (f"{URL}?limit=5", 2),  # how many there are was counted the first time
    (f"{URL}?dry_run=1", 2),
    (f"{URL}/{IDS['C01']}", 3),
    ("/v1/energy", 2),
)


@pytest.mark.parametrize(("url", "number"), COSTS)
def test_a_question_takes_no_more_statements_than_it_must(
    counting: Counting, url: str, number: int
) -> None:
    found = counting.cost(url)
    assert len(found) == number, found


@pytest.mark.parametrize("url", [*SMALL, "/v1/areas", "/v1/energy", f"{URL}/{IDS['C01']}"])
def test_a_kept_answer_takes_the_look_at_the_version_alone(counting: Counting, url: str) -> None:
    (version,) = counting.cost(url, kept=True)
    assert "data_versions" in version


def test_what_has_not_changed_takes_one(counting: Counting) -> None:
    tag = counting.service.ok(URL).headers["etag"]
    assert len(counting.cost(URL, tag)) == 1
