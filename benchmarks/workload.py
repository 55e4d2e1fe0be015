"""The questions that are asked: about ten rows each, and none of them twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

from benchmarks.fill import AREAS, PRODUCTS, QUARTERS, SECTOR, UNIT, YEARS

PATH: Final = f"/v1/{SECTOR}/observations"
ROWS: Final = 10


def questions(indicators: Sequence[str], seed: int) -> Iterator[str]:
    """Return addresses that all ask for ten figures; none comes twice.

    One, two, five or ten areas over as many years or quarters as make ten rows. There are more than
    a billion of them, so no cache of answers, statements' results or parsed times helps.
    """
    random = Random(seed)
    asked: set[str] = set()
    while True:
        address = _question(random, random.choice(indicators))
        if address not in asked:
            asked.add(address)
            yield address


def _question(random: Random, indicator: str) -> str:
    count = random.choice((1, 2, 5, 10))
    product = random.choice(PRODUCTS)
    # Only totals are made by quarter.
    quarterly = product == PRODUCTS[0] and random.random() < 0.5  # noqa: PLR2004 - every other
    periods = QUARTERS if quarterly else YEARS
    length = ROWS // count
    first = random.randrange(len(periods) - length + 1)
    parameters = [("area", area) for area in random.sample(AREAS, count)]
    parameters += [
        ("indicator", indicator),
        ("frequency", "Q" if quarterly else "A"),
        ("product", product),
        ("time", f"{periods[first]}..{periods[first + length - 1]}"),
    ]
    if random.random() < 0.5:  # noqa: PLR2004 - every other
        parameters += [("transformation", "level"), ("unit", UNIT)]
    return f"{PATH}?{'&'.join(f'{name}={value}' for name, value in parameters)}"
