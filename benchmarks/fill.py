"""A store to measure with: made-up figures, the same on every machine, in a file of its own.

    python -m benchmarks.fill store.db --observations 1000000

Everything goes in as a publication does, through `app.store`: digest, series, citations, counts.
Nine in ten rows are figures, each with a sentence of its own; the tenth revises an earlier one.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from random import Random
from typing import Final

from app.domain.facts import Draft, Fact
from app.domain.period import parse_period
from app.domain.series import TOTAL, parse_key, series_key
from app.domain.structure import (
    Area,
    Code,
    CodeList,
    Dimension,
    Indicator,
    Label,
    Sector,
    Source,
    Structure,
    Unit,
)
from app.store import migrate
from app.store.catalogue import save_structure
from app.store.engine import Store, StoreOptions
from app.store.publication import publish
from app.store.releases import append_version

SECTOR: Final = "consumption"
UNIT: Final = "CNY"
PRODUCTS: Final = (TOTAL, "goods")
AREAS: Final = (
    "CN-AH",
    "CN-BJ",
    "CN-CQ",
    "CN-FJ",
    "CN-GD",
    "CN-GS",
    "CN-GX",
    "CN-GZ",
    "CN-HA",
    "CN-HB",
    "CN-HE",
    "CN-HI",
    "CN-HK",
    "CN-HL",
    "CN-HN",
    "CN-JL",
    "CN-JS",
    "CN-JX",
    "CN-LN",
    "CN-MO",
    "CN-NM",
    "CN-NX",
    "CN-QH",
    "CN-SC",
    "CN-SD",
    "CN-SH",
    "CN-SN",
    "CN-SX",
    "CN-TJ",
    "CN-TW",
    "CN-XJ",
    "CN-XZ",
    "CN-YN",
    "CN-ZJ",
)
YEARS: Final = tuple(str(year) for year in range(2000, 2025))
QUARTERS: Final = tuple(
    f"{year}-Q{quarter}" for year in range(2015, 2025) for quarter in range(1, 5)
)

_PER_INDICATOR = len(AREAS) * (len(PRODUCTS) * len(YEARS) + len(QUARTERS))
_RELEASE_SIZE = 50_000  # a publication is held in memory whole
_SHARE = 10  # one row in so many is a revision
_SOURCE = "benchmark"
_NOTHING = Label("", "")
_FIRST = datetime(2025, 3, 1, tzinfo=UTC)


def complete_indicators(observations: int) -> list[str]:
    """Codes of the indicators of which a store of this size holds every figure."""
    return [_code(number) for number in range(_figures(observations) // _PER_INDICATOR)]


def fill(database: Path, observations: int) -> None:
    """Make a new store.

    Args:
        database: SQLite file that does not exist yet.
        observations: Number of rows.

    Raises:
        FileExistsError: There is a file of this name; nobody's data is touched.
        ValueError: Too few rows for one whole indicator.
    """
    if database.exists():
        message = f"{database} exists; the benchmark writes new files only"
        raise FileExistsError(message)
    if not complete_indicators(observations):
        message = f"{observations} rows are less than one indicator; ask for 4,000 or more"
        raise ValueError(message)
    store = Store(StoreOptions(f"sqlite:///{database}"))
    migrate.upgrade(store)
    count = _figures(observations)
    with store.writer() as writer:
        save_structure(writer, _catalogue(-(-count // _PER_INDICATOR)))
        append_version(writer, "catalogue", "benchmark", _FIRST)
        for draft in _drafts(islice(_facts(), count), "Figures", _FIRST):
            publish(writer, draft, _FIRST)
        revised = islice(_facts(), 0, count, _SHARE - 1)
        changed = (_revision(fact) for fact in islice(revised, observations - count))
        for draft in _drafts(changed, "Revisions", _FIRST + timedelta(days=30)):
            publish(writer, draft, _FIRST)
    store.close()


def _figures(observations: int) -> int:
    return observations - observations // _SHARE


def _code(number: int) -> str:
    return f"made_up_{number:04}"


def _label(text: str) -> Label:
    return Label(text, f"{text}（虚构）")


def _codes(*texts: str) -> tuple[Code, ...]:
    return tuple(Code(text, _label(text)) for text in texts)


def _catalogue(indicators: int) -> Structure:
    product = Dimension("product", _label("Product"), _NOTHING, _codes(*PRODUCTS))
    lists = {
        "transformation": ("level", "yoy"),
        "frequency": ("A", "S", "Q", "M", "D", "_O"),
        "status": ("A", "E", "M", "X"),
        "bound": ("exact", "gt", "ge", "lt", "le", "approx", "range"),
        "role": ("indicator", "conversion", "policy_parameter"),
        "period_basis": ("stated", "inferred"),
        "nature": ("stock", "flow", "ratio"),
    }
    return Structure(
        code_lists=tuple(
            CodeList(name, _label(name), _NOTHING, _codes(*codes)) for name, codes in lists.items()
        ),
        areas=tuple(
            Area(code, f"{place:06}", None, "province", "province", _label(code))
            for place, code in enumerate(AREAS)
        ),
        units=(Unit(UNIT, "currency", _label("yuan"), "CNY"),),
        spellings=(),
        sectors=(Sector(SECTOR, 1, _label("Consumption"), _NOTHING, (product,)),),
        indicators=tuple(
            Indicator(
                code,
                SECTOR,
                _label(f"Made-up indicator {code[-4:]}"),
                _label("Nothing real."),
                unit_dimension="currency",
                nature="flow",
                dimensions=("product",),
            )
            for code in map(_code, range(indicators))
        ),
        sources=(
            Source(
                id=_SOURCE,
                publisher="Nobody",
                author=None,
                contributors=(),
                kind="made up",
                title="Figures to measure with",
                description=_label("Made up."),
                published_from=date(2025, 3, 1),
                published_to=date(2025, 3, 1),
                published_basis=_NOTHING,
                language="en",
                licence="CC0-1.0",
            ),
        ),
    )


def _facts() -> Iterator[Fact]:
    """Return figures for ever, always the same ones, indicator by indicator."""
    random = Random(1)
    number = 0
    while True:
        for area in AREAS:
            for product, frequency, periods in (
                *((product, "A", YEARS) for product in PRODUCTS),
                (TOTAL, "Q", QUARTERS),
            ):
                own = {"product": product}
                key = series_key(_code(number), area, "level", UNIT, frequency, own)
                for period in periods:
                    yield _fact(key, product, period, random)
        number += 1


def _fact(key: str, product: str, period: str, random: Random) -> Fact:
    printed = Decimal(random.randrange(10_000, 10_000_000)).scaleb(-2)
    text = f"The figure for {period} was {printed} billion yuan."
    return Fact(
        series=parse_key(key),
        sector=SECTOR,
        dimensions=(("product", product),),
        period=parse_period(period),
        period_basis="stated",
        value=printed * 10**9,
        bound="exact" if random.random() < 0.9 else "gt",  # noqa: PLR2004 - one in ten
        lower=None,
        upper=None,
        status="A",
        role="indicator",
        value_published=str(printed),
        unit_published="billion yuan",
        decimals=2,
        locator=f"Table {random.randrange(1, 100)}",
        statement=_label(text),
        note=_NOTHING,
    )


def _revision(fact: Fact) -> Fact:
    printed = Decimal(fact.value_published or 0) + 1
    return fact._replace(value=printed * 10**9, value_published=str(printed))


def _drafts(facts: Iterator[Fact], title: str, published_at: datetime) -> Iterator[Draft]:
    while chunk := tuple(islice(facts, _RELEASE_SIZE)):
        yield Draft(_SOURCE, _label(title), published_at, chunk)


def main() -> None:
    """Read the command line and make a store."""
    parser = argparse.ArgumentParser(description="Make a store of made-up figures.")
    parser.add_argument("database", type=Path, help="new SQLite file")
    parser.add_argument("--observations", type=int, default=30_000)
    given = parser.parse_args()
    fill(given.database, given.observations)


if __name__ == "__main__":
    main()
