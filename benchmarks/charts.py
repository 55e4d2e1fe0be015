"""What a picture costs: `.venv/bin/python -m benchmarks.charts`.

Facts are those of the seed, loaded into a store in memory's place, a temporary file. CPU time of this
process, the middle of many rounds.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from app.charts import Facts, Look, card, facts_of, figure, standalone
from app.domain.cube import Cube
from app.domain.query import DataQuery
from app.ingest.pipeline import load_seed
from app.store import migrate
from app.store.catalogue import load_structure
from app.store.engine import Store, StoreOptions
from app.store.observations import Known, read_page
from app.store.releases import load_releases
from app.web.rasteriser import Rasteriser

_SEED = Path(__file__).parents[1] / "seed"
_ROWS = 5_000


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    rounds: int = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        cube = _seeded(Path(folder))
    codes = [each.code for each in cube.structure.indicators]
    facts = [facts_of(cube, code) for code in codes]
    look, alone = Look(), Look(theme="light")
    print("| of the seed | median, ms | largest, bytes |\n|---|---:|---:|")
    sort = _median(rounds, lambda: [facts_of(cube, code) for code in codes])
    print(f"| sorting the facts of one indicator | {sort / len(codes):.3f} | |")
    draws: dict[str, Callable[[Facts], str]] = {
        "a card": lambda each: card(each, look),
        "a figure": lambda each: figure(each, look),
        "a picture that stands alone": lambda each: standalone(each, alone).text,
    }
    for name, draw in draws.items():
        spent = _median(rounds, lambda draw=draw: [draw(each) for each in facts])  # type: ignore[misc]
        size = max(len(draw(each).encode()) for each in facts)
        print(f"| {name} | {spent / len(facts):.3f} | {size:,} |")
    drawn = [standalone(each, Look("zh", "light")).text for each in facts]
    asyncio.run(_pixels(drawn))


async def _pixels(drawn: list[str]) -> None:
    """Time PNG at twice the size as a client waits for it, drawn and from memory."""
    pictures = Rasteriser()
    waits: dict[str, list[float]] = {"first": [], "a PNG": [], "a PNG again": []}
    sizes = []
    for name in ("a PNG", "a PNG again"):
        for place, svg in enumerate(drawn):
            begin = time.perf_counter()
            sizes.append(len(await pictures.png(str(place), svg, 2)))
            spent = (time.perf_counter() - begin) * 1000
            waits["first" if name == "a PNG" and not place else name].append(spent)
    await pictures.close()
    print(f"| the first PNG, with the start of its process | {waits['first'][0]:.0f} | |")
    print(f"| a PNG, scale 2 | {statistics.median(waits['a PNG']):.0f} | {max(sizes):,} |")
    print(f"| the same again | {statistics.median(waits['a PNG again']):.3f} | |")


def _seeded(folder: Path) -> Cube:
    store = Store(StoreOptions(url=f"sqlite:///{folder}/charts.db"))
    migrate.upgrade(store)
    load_seed(store, _SEED, datetime(2025, 4, 1, tzinfo=UTC))
    with store.snapshot() as reader:
        releases = load_releases(reader)
        known = Known(load_structure(reader), releases, max(releases))
        cube = read_page(reader, known, DataQuery(), _ROWS)
    store.close()
    return cube


def _median(rounds: int, work: Callable[[], object]) -> float:
    """Return milliseconds of CPU that a round takes in the middle of many."""
    spent = []
    for _ in range(rounds):
        begin = time.process_time()
        work()
        spent.append((time.process_time() - begin) * 1000)
    return statistics.median(spent)


if __name__ == "__main__":
    main()
