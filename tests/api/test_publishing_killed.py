"""kill -9 between the commit and the answer: the same request again gets the answer that was kept."""

import json
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.store.engine import Store
from app.store.releases import load_releases
from tests.api.publisher import JSON, RECORD, Publisher, publisher, release, token_for
from tests.support.stores import DATABASES, database, opened
from tests.support.terminal import serving

KILLS = 3

pytestmark = pytest.mark.slow


def _count(store: Store) -> int:
    with store.reader() as reader:
        return len(load_releases(reader))


@contextmanager
def _unread(site: Publisher, body: bytes, key: str) -> Iterator[None]:
    """Send a request whose answer nobody reads."""
    fields = ("Host: a", f"Authorization: Bearer {site.token}", f"Content-Type: {JSON}")
    lines = ("POST /v1/releases HTTP/1.1", *fields, f"Content-Length: {len(body)}")
    head = "\r\n".join((*lines, f"Idempotency-Key: {key}", "", ""))
    with socket.create_connection(site.address, 30) as client:
        client.sendall(head.encode() + body)
        yield


@pytest.mark.parametrize("name", DATABASES)
def test_a_release_whose_answer_was_lost_is_answered_and_not_repeated(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with database(name, request, tmp_path) as url:
        with publisher(url, tmp_path):
            token = token_for(url)
        for number in range(KILLS):
            body = json.dumps(release({**RECORD, "period": str(2010 + number)})).encode()
            key = f"kill-{number}"
            with opened(url) as store:
                before = _count(store)
                with serving(tmp_path / f"killed{number}", DATABASE_URL=url) as server:
                    site = Publisher(server.url, token, tmp_path, url, server.process.pid)
                    with _unread(site, body, key):
                        # The first look that sees the release is the sign that it is committed.
                        while _count(store) == before:
                            assert server.process.poll() is None
                        os.kill(site.process, signal.SIGKILL)
                with serving(tmp_path / f"again{number}", DATABASE_URL=url) as server:
                    site = Publisher(server.url, token, tmp_path, url, server.process.pid)
                    answers = [site.post(body, Idempotency_Key=key) for _ in range(2)]
                    assert _count(store) == before + 1
                for answer in answers:
                    assert answer.status == 201
                    assert answer.headers["idempotency-replayed"] == "true"
                    assert answer.json()["new"] is True
                assert answers[0].body == answers[1].body
