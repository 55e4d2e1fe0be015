"""How fast a release comes in, beside the databases' own way of loading the same file.

    python -m benchmarks.imports --rows 1000000

Each job runs in a process of its own, one after the other, on a new database. `ours` is a whole
publication: every rule, comparison within the release, digest, counts, foreign keys, one commit. The
peers check nothing: `.import` of the sqlite3 shell and COPY of psql, into one table with a column
for each of the file, of the same types, and then its indexes: the unique key of a figure, and area
and indicator in both orders.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from app.domain.structure import Indicator, Label, Structure
from app.ingest.catalogue_files import read_catalogue
from app.ingest.manifest import Manifest
from app.ingest.merge import NO_CATALOGUE, merge
from app.ingest.pipeline import publish_release
from app.ingest.readers import read_table
from app.ingest.tables import COLUMNS
from app.store import migrate
from app.store.catalogue import save_structure
from app.store.engine import Store, StoreOptions
from tests.support.postgres import running_server

ROOT: Final = Path(__file__).parents[1]
SEED: Final = ROOT / "seed"
SOURCE: Final = "china-daily-2025-03-shanxi"
PUBLISHED: Final = datetime(2025, 3, 17, tzinfo=UTC)
NOW: Final = datetime(2025, 4, 1, tzinfo=UTC)
PERIODS: Final[Mapping[str, Sequence[str]]] = {
    "A": [str(year) for year in range(1990, 2020)],
    "Q": [f"{year}-Q{quarter}" for year in range(2010, 2018) for quarter in range(1, 5)][:30],
    "M": [f"{year}-{month:02}" for year in range(2018, 2021) for month in range(1, 13)][:30],
}
_OWN = {"energy": "fuel", "trade": "partner", "consumption": "product", "tourism": "purpose"}
_KEY = (
    "indicator",
    "area",
    "transformation",
    "unit",
    "frequency",
    "fuel",
    "partner",
    "product",
    "purpose",
    "period",
)
_INDEXES = (
    f"CREATE UNIQUE INDEX figure_key ON figures ({', '.join(_KEY)})",
    "CREATE INDEX by_indicator ON figures (indicator, area)",
    "CREATE INDEX by_area ON figures (area, indicator)",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job took.

    Attributes:
        seconds: By the clock.
        processor: Seconds of processor time of the process, without a database server.
        megabytes: Most that the process of the job had resident; without a database server.
    """

    seconds: float
    processor: float
    megabytes: float


def structure() -> Structure:
    """Return the catalogue of the project with a thousand made-up indicators."""
    known = merge(NO_CATALOGUE, read_catalogue(SEED / "catalogue").structure)
    made_up = tuple(_indicator(number) for number in range(1_000))
    return replace(known, indicators=(*known.indicators, *made_up))


def _indicator(number: int) -> Indicator:
    sector = tuple(_OWN)[number % len(_OWN)]
    name = Label(f"Made-up indicator {number}", f"虚构指标{number}")
    own = ("product",) if _is_broken_down(number) else ()
    return Indicator(f"made_up_{number:04}", sector, name, name, "currency", "flow", False, own)  # noqa: FBT003 - no share


def _is_broken_down(number: int) -> bool:
    return tuple(_OWN)[number % len(_OWN)] == "consumption" and number % 20 == 2  # noqa: PLR2004


def rows() -> Iterator[dict[str, str]]:
    """Return sound records, the same ones on every machine: 34 areas, 1,000 indicators."""
    divisions = [area.code for area in structure().areas if area.level == "province"]
    for number in range(1_000):
        frequency = "A" if number % 10 < 7 else "Q" if number % 10 < 9 else "M"  # noqa: PLR2004
        sector = tuple(_OWN)[number % len(_OWN)]
        for place, area in enumerate(divisions):
            for share, code in ((1, "_T"), (3, "automobiles"))[: 1 + _is_broken_down(number)]:
                for step, period in enumerate(PERIODS[frequency]):
                    hundredths = (1_000 + number * 37 + place * 101 + step * 13) * 100 // share
                    yield _row(f"made_up_{number:04}", area, frequency, period, hundredths) | {
                        _OWN[sector]: code
                    }


def _row(indicator: str, area: str, frequency: str, period: str, hundredths: int) -> dict[str, str]:
    printed = f"{hundredths // 100}.{hundredths % 100:02}"
    return {
        "area": area,
        "indicator": indicator,
        "transformation": "level",
        "unit": "CNY",
        "frequency": frequency,
        "period": period,
        "period_basis": "stated",
        "value": f"{hundredths}0000000",
        "bound": "exact",
        "status": "A",
        "role": "indicator",
        "value_published": printed,
        "unit_published": "billion yuan",
        "decimals": "2",
        "locator": f"Table {indicator[-2:]}",
        "statement_en": f"The table puts {indicator} of {area} at {printed} billion yuan.",
        "statement_zh": f"表中{area}的{indicator}为{printed}十亿元。",
    }


def write(path: Path, count: int) -> None:
    """Write the file that all jobs load."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(islice(rows(), count))


def prepare(url: str) -> None:
    """Make a store with the catalogue and no figure."""
    store = Store(StoreOptions(url))
    migrate.upgrade(store)
    with store.writer() as writer:
        save_structure(writer, structure())
    store.close()


def publish(url: str, path: Path) -> None:
    """Publish the file; the job that is measured."""
    store = Store(StoreOptions(url))
    title = Label("A million figures", "一百万个数字")
    tables = (table for table in [read_table(path)])
    report = publish_release(store, Manifest("release", SOURCE, title, PUBLISHED, tables), NOW)
    store.close()
    print(report.to_text())


def _table() -> str:
    types = {"decimals": "integer"} | dict.fromkeys(("value", "lower", "upper"), "numeric")
    columns = ", ".join(f"{name} {types.get(name, 'text')}" for name in COLUMNS)
    return f"CREATE TABLE figures ({columns})"


def _sqlite_peer(folder: Path, path: Path) -> list[str]:
    script = [
        "PRAGMA journal_mode = WAL;",
        "PRAGMA synchronous = FULL;",
        f"{_table()};",
        f".import --csv --skip 1 {path} figures",
        *(f"{index};" for index in _INDEXES),
    ]
    return ["sqlite3", str(folder / "peer.db"), *script]


def _postgres_peer(url: str, path: Path) -> list[str]:
    script = [_table(), f"\\copy figures FROM '{path}' WITH (FORMAT csv, HEADER)", *_INDEXES]
    words = [word for each in script for word in ("-c", each)]
    return ["psql", "-q", url.replace("+psycopg", ""), *words]


def measured(command: Sequence[str]) -> Outcome:
    """Run a job to its end.

    Raises:
        RuntimeError: It failed.
    """
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    processor = usage.ru_utime + usage.ru_stime
    return Outcome(time.monotonic() - start, processor, _megabytes(usage))


def _megabytes(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / 1024


def _ours(url: str, path: Path) -> list[str]:
    return [sys.executable, "-m", "benchmarks.imports", "--publish", url, "--file", str(path)]


def compare(count: int, *, postgres: bool) -> None:
    """Measure all jobs and print the table."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        path = folder / "figures.csv"
        write(path, count)
        pairs: list[tuple[str, Callable[[], list[str]], Callable[[], list[str]]]] = []
        url = f"sqlite:///{folder}/ours.db"
        prepare(url)
        pairs.append(("SQLite", lambda: _ours(url, path), lambda: _sqlite_peer(folder, path)))
        if postgres:
            server = stack.enter_context(running_server())
            ours, peer = server.create_database("ours"), server.create_database("peer")
            prepare(ours)
            pairs.append(
                ("PostgreSQL", lambda: _ours(ours, path), lambda: _postgres_peer(peer, path))
            )
        print("| database | ours, rows/s | peer, rows/s | ours : peer | by processor | ours, MB |")
        print("|---|---:|---:|---:|---:|---:|")
        for name, us, them in pairs:
            theirs, mine = measured(them()), measured(us())
            print(
                f"| {name} | {count / mine.seconds:,.0f} | {count / theirs.seconds:,.0f} "
                f"| {theirs.seconds / mine.seconds:.2f} | {theirs.processor / mine.processor:.2f} "
                f"| {mine.megabytes:.0f} |"
            )


def main() -> None:
    """Read the command line; `--publish` is the job in its own process."""
    parser = argparse.ArgumentParser(description="Measure imports.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--no-postgres", action="store_true")
    parser.add_argument("--publish", metavar="URL")
    parser.add_argument("--prepare", metavar="URL")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--file", type=Path)
    given = parser.parse_args()
    if given.prepare:
        prepare(given.prepare)
    elif given.write:
        write(given.file, given.rows)
    elif given.publish:
        publish(given.publish, given.file)
    else:
        compare(given.rows, postgres=not given.no_postgres)


if __name__ == "__main__":
    main()
