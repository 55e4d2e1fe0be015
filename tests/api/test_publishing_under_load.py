"""Another process publishes while many ask: no answer is older than what it had published, or mixed.

Each release sets every figure to its own number. So an answer is whole if all its figures are equal,
and true if they are no less than the number that was committed before the question was sent.
"""

from __future__ import annotations

import gzip
import http.client
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from app.main import create_app
from app.settings import Settings
from tests.api.conftest import Services
from tests.support.builders import fact, published
from tests.support.stores import catalogued, opened
from tests.web.loopback import PATIENCE, Site, serving

RELEASES = 25
CLIENTS = 4
AREAS, YEARS = ("CN-SX", "CN-SN", "CN-HE"), ("2020", "2021", "2022", "2023")
ROWS = len(AREAS) * len(YEARS)
URL = "/v1/observations"
ASKED = (URL, f"{URL}?sort=-value", f"{URL}?area=CN-SX", f"{URL}?limit=5", f"{URL}?time=2020..2022")
ROOT = Path(__file__).parents[2]
PUBLISHER = (
    "from tests.api.test_publishing_under_load import publish; publish(*__import__('sys').argv[1:])"
)


def publish(url: str, releases: str) -> None:
    """Publish one release after the other, and say so when each is committed."""
    with opened(url) as store:
        for number in range(1, int(releases) + 1):
            figures = [
                fact(str(number), area=area, period=year) for area in AREAS for year in YEARS
            ]
            published(store, *figures, on=f"2025-{1 + number // 28:02}-{1 + number % 28:02}")
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()
            sys.stdin.readline()


def fill(url: str) -> None:
    with catalogued(url) as store:
        figures = [fact("0", area=area, period=year) for area in AREAS for year in YEARS]
        published(store, *figures, on="2024-01-01")


@dataclass
class Watch:
    """What is known while it happens.

    Attributes:
        committed: The last release that is known to be committed.
        faults: What no answer should have been.
        tags: Which release each entity tag stood for.
        versions: Which release each data version stood for.
        answers: How many there were since the last release.
    """

    committed: int = 0
    over: bool = False
    faults: list[str] = field(default_factory=list)
    tags: dict[tuple[str, str], int] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    answers: int = 0
    unchanged: int = 0

    def check(self, url: str, before: int, answer: http.client.HTTPResponse, body: bytes) -> None:
        """Look whether an answer may be what it is."""
        tag, version = answer.getheader("etag") or "", answer.getheader("x-data-version") or ""
        if answer.status == 304:
            self.unchanged += 1
            number = self.tags[url, tag]
        else:
            if answer.getheader("content-encoding") == "gzip":
                body = gzip.decompress(body)
            values = {row["value"] for row in json.loads(body)["data"]}
            if len(values) != 1:
                self.faults.append(f"{url} is mixed: {values}")
                return
            number = int(values.pop())
        if number < before:
            self.faults.append(f"{url} is of {number}, after {before} was published")
        same_tag = self.tags.setdefault((url, tag), number) == number
        if not same_tag or self.versions.setdefault(version, number) != number:
            self.faults.append(f"{tag} or {version} is of {number} and was of another")
        self.answers += 1


def client(port: int, place: int, watch: Watch) -> None:
    """Ask one question after the other until it is over."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    held: dict[str, str] = {}
    try:
        turn = place
        while not watch.over:
            turn += 1
            url = ASKED[turn % len(ASKED)]
            fields = {"Accept-Encoding": ("gzip", "identity")[place % 2]}
            if url in held and turn % 3:
                fields["If-None-Match"] = held[url]
            before = watch.committed
            connection.request("GET", url, headers=fields)
            answer = connection.getresponse()
            body = answer.read()
            held[url] = answer.getheader("etag") or ""
            watch.check(url, before, answer, body)
    except Exception as error:  # noqa: BLE001 - it is the test's to tell
        watch.faults.append(repr(error))
    finally:
        connection.close()


def released(url: str, watch: Watch) -> Iterator[int]:
    """Let another process publish, a release at a time."""
    command = [sys.executable, "-c", PUBLISHER, url, str(RELEASES)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdin
        for line in process.stdout:
            watch.committed = int(line)
            yield watch.committed
            process.stdin.write("\n")
            process.stdin.flush()
    assert process.returncode == 0


def settled(watch: Watch, condition: Callable[[], bool]) -> None:
    """Wait until there were enough answers, or one that should not be."""
    event = threading.Event()
    for _ in range(int(PATIENCE / 0.002)):
        if condition() or watch.faults:
            return
        event.wait(0.002)
    pytest.fail("nobody was answered")


def test_no_answer_is_stale_or_mixed_while_another_process_publishes(services: Services) -> None:
    watch = Watch()
    with services.fresh(fill) as service, on_the_wire(service.url) as site:
        threads = [
            threading.Thread(target=client, args=(site.port, place, watch))
            for place in range(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        try:
            for _ in released(service.url, watch):
                before = watch.answers
                settled(watch, lambda: watch.answers >= before + 2 * CLIENTS)  # noqa: B023 - at once
        finally:
            watch.over = True
            for thread in threads:
                thread.join(PATIENCE)
    assert watch.faults == []
    assert watch.committed == RELEASES
    assert set(watch.versions.values()) >= {1, RELEASES}
    assert watch.unchanged > 0


def on_the_wire(url: str) -> AbstractContextManager[Site]:
    """Serve a store on loopback, with everything as by default."""
    given: dict[str, Any] = {"DATABASE_URL": SecretStr(url), "access_log": False}
    return serving(app=create_app(Settings(**given)), lifespan="on")
