"""Every link leads somewhere: from the service document, one can walk to everything there is."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.conftest import Services, seed
from tests.api.expected import IDS, SECTORS
from tests.api.service import Service
from tests.api.vintages import fill

FILLS = {"seed": seed, "revisions": fill}
# The walk, plus what needs an id or a question to be found.
STARTS = ("/v1", "/v1/observations?limit=3", "/v1/releases", "/v1/areas")


def hrefs(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        for name, value in document.items():
            if name in {"href", "next", "canonical"} and value is not None:
                yield value
            yield from hrefs(value)
    elif isinstance(document, list):
        for each in document:
            yield from hrefs(each)


def walked(service: Service) -> dict[str, int]:
    """Follow every link of every document; which addresses were seen, and with what status."""
    waiting = list(STARTS)
    seen: dict[str, int] = {}
    while waiting:
        url = waiting.pop()
        if url in seen:
            continue
        answer = service.ask(url)
        seen[url] = answer.status
        if answer.headers["content-type"] == "application/json" and url != "/openapi.json":
            waiting += hrefs(answer.json())
    return seen


@pytest.mark.parametrize("content", FILLS)
def test_every_link_answers(services: Services, content: str) -> None:
    seen = walked(services.on(FILLS[content]))
    assert {url: status for url, status in seen.items() if status != 200} == {}
    assert len(seen) > 60
    reached = {url.partition("?")[0] for url in seen}
    sectors = [
        each["code"] for each in services.on(FILLS[content]).ok("/v1/sectors").json()["data"]
    ]
    assert {*sectors} <= {*SECTORS}
    assert reached >= {
        *("/v1/sectors", "/v1/indicators", "/v1/observations", "/v1/availability", "/v1/codes"),
        *("/v1/units", "/v1/sources", "/openapi.json"),
        *(f"/v1/{sector}" for sector in sectors),
        *(f"/v1/{sector}/observations.csv" for sector in sectors),
    }


def test_every_id_in_a_row_leads_to_its_observation(seeded: Service) -> None:
    for identifier in IDS.values():
        page = seeded.ok(f"/v1/observations/{identifier}").json()
        assert page["data"]["id"] == identifier
        for url in hrefs(page):
            seeded.ok(url)


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("/v1/observations/{id}", "the row"),
        ("/v1/releases/{release}", "its release"),
        ("/v1/sources/{source}", "its document"),
        ("/v1/indicators/{indicator}", "its indicator"),
        ("/v1/{sector}", "its sector"),
        ("/v1/observations?area={area}", "its area"),
        ("/v1/observations?time={period}", "its period"),
    ],
)
def test_every_code_of_a_row_can_be_looked_up(seeded: Service, url: str, wanted: str) -> None:
    for row in seeded.rows("/v1/observations"):
        assert seeded.ask(url.format(**row)).status == 200, (wanted, row["id"])
