"""What a format costs: one slice in every text format, in one run, against our own JSON.

    python -m benchmarks.representations --observations 10000

Each answer goes through the whole application within this process, and its body is thrown away as it
comes. The formats take turns, so what else the machine does falls on all of them; the processor time
of the quickest round counts.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI
from pydantic import SecretStr

from app.main import create_app
from app.settings import Settings
from benchmarks.fill import SECTOR, fill

_FLOW: Final = SECTOR.upper()
_DATA: Final = f"/sdmx/v2/data/dataflow/PROVSTAT/{_FLOW}/1.0.0/*"
_SDMX: Final = "application/vnd.sdmx."


@dataclass(frozen=True, slots=True)
class Question:
    """A way to ask for the slice."""

    path: str
    query: str = ""
    accept: str = "*/*"


# The first is what the others are measured against.
FORMATS: Final = {
    "our JSON": Question("/v1/observations.json"),
    "our CSV": Question("/v1/observations.csv"),
    "our JSON lines": Question("/v1/observations.jsonl"),
    "our JSON with statements": Question("/v1/observations.json", "include=provenance"),
    "SDMX-ML 2.1 generic": Question(f"/sdmx/v1/data/{_FLOW}"),
    "SDMX-ML 2.1 structure-specific": Question(
        f"/sdmx/v1/data/{_FLOW}", accept=f"{_SDMX}structurespecificdata+xml;version=2.1"
    ),
    "SDMX-CSV 1.0": Question(f"/sdmx/v1/data/{_FLOW}", "format=csvdata"),
    "SDMX-CSV 2.0": Question(_DATA, "format=csvdata"),
    "SDMX-CSV 2.0 with names": Question(_DATA, "format=csvlabels"),
    "SDMX-JSON 2.0": Question(_DATA),
}


@dataclass(slots=True)
class Measured:
    """The quickest round: seconds of processor time, and how many bytes came."""

    seconds: float = float("inf")
    size: int = 0


async def _ask(app: FastAPI, question: Question) -> int:
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": question.path,
        "raw_path": question.path.encode(),
        "query_string": question.query.encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost"), (b"accept", question.accept.encode())],
        "client": None,
        "server": None,
        "state": {},
    }
    status, size = 0, 0

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()  # the one who asks neither sends more nor leaves
        return {}

    async def send(message: Any) -> None:
        nonlocal status, size
        status = message.get("status", status)
        size += len(message.get("body", b""))

    await app(scope, receive, send)
    if status != 200:  # noqa: PLR2004 - anything else is not the slice
        message = f"{question.path} answered {status}"
        raise RuntimeError(message)
    return size


async def _measure(app: FastAPI, rounds: int) -> dict[str, Measured]:
    found = {name: Measured() for name in FORMATS}
    async with app.router.lifespan_context(app):
        for _ in range(rounds + 1):  # the first compiles statements and fills caches
            for name, question in FORMATS.items():
                begun = time.process_time()
                found[name].size = await _ask(app, question)
                took = time.process_time() - begun
                found[name].seconds = min(found[name].seconds, took)
    return found


def main() -> None:
    """Fill a store, measure, print the table."""
    parser = argparse.ArgumentParser(description="Compare what formats cost.")
    parser.add_argument("--observations", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder, "store.db")
        fill(database, options.observations)
        address = SecretStr(f"sqlite:///{database}")
        settings = Settings(database_url=address, cache_bytes=0, access_log=False, read_timeout=60)
        found = asyncio.run(_measure(create_app(settings), options.rounds))
    first = next(iter(found.values()))
    print(f"{options.observations:,} observations, best of {options.rounds} rounds\n")
    print("| format | ms of processor time | times our JSON | MB |")
    print("|---|---:|---:|---:|")
    for name, each in found.items():
        ratio = each.seconds / first.seconds
        print(f"| {name} | {each.seconds * 1000:,.0f} | {ratio:.2f} | {each.size / 1e6:.1f} |")


if __name__ == "__main__":
    main()
