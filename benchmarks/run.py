"""Our data call beside an ordinary FastAPI application and bare uvicorn; see README.md.

    python -m benchmarks.run --observations 30000 --rounds 5

Everything happens in a temporary folder and on 127.0.0.1. Systems take turns in a new random order
each round. What counts is processor time, since other work on the machine changes every clock.
"""

from __future__ import annotations

import argparse
import json
import platform
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from decimal import Decimal
from importlib.metadata import version
from itertools import islice
from os import cpu_count
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

import psutil

from benchmarks.fill import complete_indicators, fill
from benchmarks.load import Load, drive
from benchmarks.peers import ADDRESSES, DATASETTE, NGINX, datasette, nginx
from benchmarks.servers import LOAD_CORE, OK, Reply, Server, System, pin, running
from benchmarks.workload import questions

OURS, FORGETFUL, BEHIND = "ours", "ours, nothing kept", "ours, 1 s behind"
ORDINARY, BARE = "ordinary", "bare"
SEEDED, FIRST = "ours --migrate --seed", "ours --migrate --seed, new file"
REPEATED, UNIQUE, UNCHANGED = "ten rows, repeated", "ten rows, never repeated", "304"
READY, READY_CPU = "start to ready, ms", "start to ready, CPU ms"
IDLE, USED = "resident at start, MB", "resident after 1,000 requests, MB"
# These send one answer to everything; those know what a client holds already.
SAME_BYTES: Final = frozenset({BARE, NGINX})
CONDITIONAL: Final = frozenset({OURS, FORGETFUL, BEHIND, BARE})
HIGHER_IS_BETTER: Final = frozenset({REPEATED, UNIQUE, UNCHANGED})

COLUMNS: Final = (OURS, FORGETFUL, BEHIND, ORDINARY, BARE, NGINX, DATASETTE)

Results = dict[str, dict[str, list[float]]]
_PACKAGES = ("fastapi", "starlette", "uvicorn", "uvloop", "pydantic", "sqlalchemy", "msgspec")
_SPARE = 3  # times as many questions as answers are expected
_COMPARED = 40
_REQUESTS = 1_000


def systems(folder: Path, database: str) -> dict[str, System]:
    """Return what is measured."""
    provstat = str(Path(sys.executable).with_name("provstat"))
    serve = [provstat, "serve", "--port", "{port}"]
    uvicorn = [sys.executable, "-m", "uvicorn", "--port", "{port}"]
    uvicorn += ["--no-access-log", "--log-level", "warning"]
    seeded = {"DATABASE_URL": f"sqlite:///{folder / 'seeded.db'}"}
    known = [
        System(OURS, serve, {"DATABASE_URL": database}),
        System(FORGETFUL, serve, {"DATABASE_URL": database, "PROVSTAT_CACHE_BYTES": "0"}),
        System(BEHIND, serve, {"DATABASE_URL": database, "PROVSTAT_CACHE_MAX_STALENESS": "1"}),
        System(ORDINARY, [*uvicorn, "benchmarks.ordinary:app"], {"DATABASE_URL": database}),
        System(BARE, [*uvicorn, "benchmarks.bare:app"], {"BARE_ANSWER": str(folder / "answer")}),
        System(SEEDED, [*serve, "--migrate", "--seed"], seeded),
    ]
    return {system.name: system for system in known}


def peers(known: dict[str, System], folder: Path, database: Path, reply: Reply) -> None:
    """Add the servers of others, where they are installed; say which are not."""
    found = {
        NGINX: nginx(folder, reply.body, reply.header("content-type")),
        DATASETTE: datasette(folder, database),
    }
    for name, system in found.items():
        if system is None:
            print(f"{name} is not installed: left out", file=sys.stderr)
        else:
            known[name] = system


def keep_answer(reply: Reply, file: Path) -> None:
    """Keep an answer for the bare application to send."""
    answer = {"headers": list(reply.headers), "body": reply.body.decode()}
    file.write_text(json.dumps(answer), encoding="utf-8")


def check_same_rows(ours: Server, ordinary: Server, addresses: Sequence[str]) -> None:
    """Make sure that both answer the same rows, or the comparison is worth nothing.

    Raises:
        RuntimeError: They do not.
    """
    for address, one, other in zip(
        addresses, ours.get(addresses), ordinary.get(addresses), strict=True
    ):
        rows, plain = json.loads(one.body, parse_int=Decimal), json.loads(other.body)
        if rows["data"] != plain or len(plain) == 0:
            message = f"the answers differ for {address}"
            raise RuntimeError(message)


class Race:
    """Servers that run side by side, of which one at a time is pressed."""

    def __init__(self, servers: Mapping[str, Server], addresses: Iterator[str], load: Load) -> None:
        """Remember the servers, where new questions come from, and how hard to press."""
        self._servers = servers
        self._addresses = addresses
        self._load = load
        self._repeated = next(addresses)
        self._rates: dict[str, float] = {}
        replies = servers[OURS].get([self._repeated])
        self._etag = next(replies).header("etag")

    @property
    def names(self) -> Sequence[str]:
        """The systems, in the order of the table."""
        return tuple(self._servers)

    def warm_up(self) -> None:
        """Let every server do its work for a second, and see how fast it is at most."""
        for name, server in self._servers.items():
            brief = Load(1, self._load.connections, wrk=self._load.wrk)
            address = ADDRESSES.get(name, str)(self._repeated)
            self._rates[name] = drive(server.port, [address], brief)

    def measure(self, name: str, item: str) -> float:
        """Return how many requests a server answers in a second of processor time.

        Raises:
            RuntimeError: The server answered more requests than there were different ones.
        """
        server = self._servers[name]
        count = int(self._rates[name] * self._load.seconds * _SPARE)
        unique = item == UNIQUE and name not in SAME_BYTES
        asked = list(islice(self._addresses, count)) if unique else [self._repeated]
        translated = ADDRESSES.get(name, str)
        addresses = [translated(address) for address in asked]
        before = server.cpu_seconds()
        etag = self._etag if item == UNCHANGED else None
        answered = drive(server.port, addresses, self._load, etag)
        if unique and answered > count:
            message = f"{answered} answers to {count} questions: some came twice"
            raise RuntimeError(message)
        return answered / (server.cpu_seconds() - before)


def race(results: Results, race: Race, rounds: int, random: Random) -> None:
    """Run all work items on all systems, round by round."""
    runs = [(name, item) for name in race.names for item in (REPEATED, UNIQUE)]
    runs += [(name, UNCHANGED) for name in race.names if name in CONDITIONAL]
    for number in range(rounds):
        random.shuffle(runs)
        for name, item in runs:
            results[item][name].append(race.measure(name, item))
        print(f"round {number + 1} of {rounds}", file=sys.stderr)


def starts(
    results: Results, known: Mapping[str, System], addresses: Iterator[str], rounds: int
) -> None:
    """Start and stop every system alone; note time and memory."""
    with running(known[SEEDED]) as first:  # its later starts find the store made
        results[READY][FIRST].append(first.ready_after * 1000)
    random = Random(2)
    for _ in range(rounds):
        order = list(known.values())
        random.shuffle(order)
        for system in order:
            with running(system) as server:
                results[READY][system.name].append(server.ready_after * 1000)
                results[READY_CPU][system.name].append(server.cpu_seconds() * 1000)
                if system.name == SEEDED:
                    continue  # has other indicators than we ask for
                results[IDLE][system.name].append(server.resident_megabytes())
                if system.name in ADDRESSES:
                    continue
                check_answered(server.get(list(islice(addresses, _REQUESTS))))
                results[USED][system.name].append(server.resident_megabytes())


def check_answered(replies: Iterator[Reply]) -> None:
    """Make sure that every answer is one.

    Raises:
        RuntimeError: One is not.
    """
    for reply in replies:
        if reply.status != OK:
            message = f"an answer was {reply.status}: {reply.body[:200]!r}"
            raise RuntimeError(message)


def table(results: Results) -> str:
    """Return medians, and ratios taken round by round, as a Markdown table."""
    present = {name for found in results.values() for name in found}
    names = [name for name in COLUMNS if name in present]
    lines = [
        f"| | {' | '.join(names)} | ours : ordinary | ours : bare |",
        f"|---|{'---:|' * (len(names) + 2)}",
    ]
    for item, found in results.items():
        unit = ", requests per CPU second" if item in HIGHER_IS_BETTER else ""
        cells = [f"{median(found[name]):,.0f}" if found.get(name) else "-" for name in names]
        cells += [_ratio(found, OURS, other) for other in (ORDINARY, BARE)]
        lines.append(f"| {item}{unit} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _ratio(found: Mapping[str, Sequence[float]], one: str, other: str) -> str:
    if not found.get(one) or not found.get(other):
        return "-"
    ratios = [a / b for a, b in zip(found[one], found[other], strict=True)]
    return f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def conditions(given: argparse.Namespace, load: Load) -> str:
    """Return date, machine, versions and settings as one paragraph."""
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    generator = "wrk" if load.wrk else "the built-in generator"
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {_processor()}, {cpu_count()} cores, "
        f"{psutil.virtual_memory().total / 2**30:.0f} GiB, {platform.system()}; "
        f"Python {platform.python_version()}, {packages}, SQLite {sqlite3.sqlite_version}. "
        f"{given.observations:,} observations, {given.rounds} rounds of {load.seconds:g} s, "
        f"{load.connections} connections, load by {generator}."
    )


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()


def measure(given: argparse.Namespace, folder: Path) -> Results:
    """Fill a store, race the systems, start each alone."""
    load = Load(given.seconds, given.connections, wrk=Load(0, 0).wrk and not given.no_wrk)
    database = folder / "store.db"
    fill(database, given.observations)
    addresses = questions(complete_indicators(given.observations), given.seed)
    known = systems(folder, f"sqlite:///{database}")
    results: Results = defaultdict(lambda: defaultdict(list))
    with ExitStack() as stack:
        ours = stack.enter_context(running(known[OURS]))
        reply = next(ours.get([next(addresses)]))
        keep_answer(reply, folder / "answer")
        peers(known, folder, database, reply)
        others = {
            name: stack.enter_context(running(system))
            for name, system in known.items()
            if name not in {OURS, SEEDED}
        }
        check_same_rows(ours, others[ORDINARY], list(islice(addresses, _COMPARED)))
        arena = Race({OURS: ours, **others}, addresses, load)
        arena.warm_up()
        race(results, arena, given.rounds, Random(given.seed))
    starts(results, known, addresses, given.rounds)
    print(conditions(given, load))
    return results


def arguments(texts: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Compare the data call with two others.")
    parser.add_argument("--observations", type=int, default=30_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1, help="of questions and order")
    parser.add_argument("--no-wrk", action="store_true", help="use the built-in generator")
    return parser.parse_args(texts)


def main() -> None:
    """Measure and print."""
    pin(psutil.Process(), LOAD_CORE)
    with TemporaryDirectory() as folder:
        results = measure(arguments(), Path(folder))
    print(f"\n{table(results)}\n")
    for name in (SEEDED, FIRST):
        milliseconds = median(results[READY][name])
        print(f"- `{name}`: ready after {milliseconds:,.0f} ms")


if __name__ == "__main__":
    main()
