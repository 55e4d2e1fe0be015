"""A client that publishes: requests with bodies to a real server, answers as they come."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.domain.keys import SCOPES, Scope
from app.store.keys import create_key
from tests.support.stores import opened
from tests.support.terminal import serving

SOURCE = "china-daily-2025-03-shanxi"
RECORD: dict[str, Any] = {
    "area": "CN-SX",
    "indicator": "retail_sales_consumer_goods",
    "transformation": "level",
    "unit": "CNY",
    "frequency": "A",
    "product": "_T",
    "period": "2021",
    "period_basis": "stated",
    "value": "774730000000",
    "bound": "exact",
    "status": "A",
    "role": "indicator",
    "value_published": "774.73",
    "unit_published": "billion yuan",
    "decimals": 2,
    "locator": "Table 1",
    "statement_en": "Invented.",
    "statement_zh": "虚构。",
}
ADDRESS = f"/v1/releases?source={SOURCE}&published_at=2025-03-18"
JSON = "application/json"


def release(*records: Mapping[str, Any], **head: Any) -> dict[str, Any]:
    title = {"en": "Invented", "zh": "虚构"}
    common = {"source": SOURCE, "title": title, "published_at": "2025-03-18"}
    return {**common, "observations": list(records or [RECORD]), **head}


def csv_of(*records: Mapping[str, Any]) -> bytes:
    lines = [",".join(map(str, each)) for each in (RECORD, *(r.values() for r in records))]
    return ("\n".join(lines) + "\n").encode()


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def slug(self) -> str:
        assert self.headers["content-type"] == "application/problem+json", self.body
        kind: str = self.json()["type"]
        return kind.removeprefix("/problems/")


@dataclass
class Publisher:
    """One server and one key.

    Attributes:
        database: Address of the database that it serves.
        process: Its id.
    """

    url: str
    token: str
    log: Path
    database: str
    process: int

    @property
    def address(self) -> tuple[str, int]:
        host, _, port = self.url.removeprefix("http://").partition(":")
        return host, int(port)

    def post(
        self,
        body: object = None,
        path: str = "/v1/releases",
        *,
        token: str | None = "",
        kind: str | None = JSON,
        sender: str = "",
        **fields: str,
    ) -> Reply:
        """Send a body; `token=None` for none. Names of fields have _ for -."""
        sent: Any = body if isinstance(body, bytes | Iterator) else json.dumps(body).encode()
        headers = {name.replace("_", "-"): value for name, value in fields.items()}
        if token is not None:
            headers["Authorization"] = f"Bearer {token or self.token}"
        if kind is not None:
            headers["Content-Type"] = kind
        return self.ask(path, "POST", sent, headers, sender)

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        sender: str = "",
    ) -> Reply:
        """Send a request, from an address of this machine if one is given."""
        origin = (sender, 0) if sender else None
        connection = http.client.HTTPConnection(*self.address, timeout=30, source_address=origin)
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            fields = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, fields, answer.read())
        finally:
            connection.close()

    def releases(self) -> list[str]:
        return [each["id"] for each in self.ask("/v1/releases").json()["data"]]


def token_for(url: str, *scopes: Scope, expires_at: datetime | None = None) -> str:
    with opened(url) as store, store.writer() as writer:
        now = datetime.now(UTC)
        return create_key(writer, scopes or SCOPES[:1], "test", now, expires_at)[1]


@contextmanager
def publisher(url: str, folder: Path, **variables: str) -> Iterator[Publisher]:
    """Serve a database that holds the seed."""
    log = folder / "log"
    with serving(log, "--migrate", "--seed", DATABASE_URL=url, **variables) as server:
        yield Publisher(server.url, token_for(url), log, url, server.process.pid)


@contextmanager
def held(site: Publisher, path: str = "/v1/releases", **fields: str) -> Iterator[socket.socket]:
    """Announce a body of 1,000 bytes whose first has been asked for; give the open connection.

    The server has taken the request up when this begins: it answers `Expect` only then.
    """
    sent = {"Host": "a", "Authorization": f"Bearer {site.token}", "Content-Type": JSON}
    sent |= {"Content-Length": "1000", "Expect": "100-continue"}
    sent |= {name.replace("_", "-"): value for name, value in fields.items()}
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items())]
    with socket.create_connection(site.address, 30) as client:
        client.sendall("\r\n".join([*lines, "", ""]).encode())
        assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        yield client
