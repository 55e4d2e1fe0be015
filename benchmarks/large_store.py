"""A store as it may look in some years: every province, hundreds of indicators, decades of figures.

    python -m benchmarks.large_store store.db --provinces 34 --indicators 300 --years 20

The catalogue is the seed's with made-up indicators added, so that pages have real names, areas and
units around them. Levels, growth rates and shares take turns; some figures are bounds, some periods
are missing, some values are withheld, and the first release of each year is revised later.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Final

from app.domain.facts import Draft, Fact
from app.domain.period import parse_period
from app.domain.series import TOTAL, parse_key, series_key
from app.domain.structure import Indicator, Label, Structure
from app.ingest.pipeline import load_seed
from app.store import migrate
from app.store.catalogue import load_structure, save_structure
from app.store.engine import Store, StoreOptions
from app.store.publication import publish
from app.store.releases import append_version

SEED: Final = Path(__file__).parents[1] / "seed"
SOURCE: Final = "nbs_query_database"
LAST_YEAR: Final = 2024
_GAPS: Final = 0.02
_NOW: Final = datetime(2026, 1, 2, tzinfo=UTC)
_SHARE: Final = 2
_KINDS: Final = (
    ("Output of product {n}", "第{n}种产品产量", "mass", "TONNE", "flow"),
    ("Turnover of trade {n}", "第{n}类贸易营业额", "currency", "CNY", "flow"),
    ("Share of group {n}", "第{n}组占比", "ratio", "PERCENT", "ratio"),
    ("Number of firms of kind {n}", "第{n}类企业数", "count", "COUNT", "stock"),
)


def fill(url: str, provinces: int, indicators: int, years: int) -> None:
    """Fill an empty database.

    Args:
        url: Its address, as SQLAlchemy writes it.
        provinces: How many of the 34 divisions have figures.
        indicators: How many are made up; those of the seed are there as well.
        years: How many, up to 2024.
    """
    store = Store(StoreOptions(url))
    try:
        migrate.upgrade(store)
        load_seed(store, SEED, _NOW)
        with store.writer() as writer:
            structure = _with_indicators(load_structure(writer), indicators)
            save_structure(writer, structure)
            append_version(writer, "catalogue", "benchmark", _NOW)
        for year in range(LAST_YEAR - years + 1, LAST_YEAR + 1):
            with store.writer() as writer:
                for draft in _drafts(structure, provinces, year):
                    publish(writer, draft, _NOW)
    finally:
        store.close()


def made_up(structure: Structure) -> list[Indicator]:
    """Return the indicators that this module added."""
    return [each for each in structure.indicators if each.code.startswith("made_up_")]


def _with_indicators(structure: Structure, count: int) -> Structure:
    sectors = tuple(structure.sector)
    added = [_indicator(number, sectors) for number in range(count)]
    return replace(structure, indicators=(*structure.indicators, *added))


def _indicator(number: int, sectors: Sequence[str]) -> Indicator:
    english, chinese, dimension, _, nature = _KINDS[number % len(_KINDS)]
    name = Label(english.format(n=number), chinese.format(n=number))
    return Indicator(
        code=f"made_up_{number:04}",
        # All kinds in all sectors.
        sector=sectors[number // len(_KINDS) % len(sectors)],
        name=name,
        definition=Label(f"{name.en}, made up to measure with.", f"{name.zh}，测试用虚构指标。"),
        unit_dimension=dimension,
        nature=nature,
        share=number % len(_KINDS) == _SHARE,
    )


def _drafts(structure: Structure, provinces: int, year: int) -> Iterator[Draft]:
    """Give the releases of a year: what came out first, and what was revised a few months later."""
    facts = list(_facts(structure, provinces, year))
    title = Label(f"Made-up figures of {year}", f"{year}年虚构数据")
    yield Draft(SOURCE, title, datetime(year + 1, 3, 1, tzinfo=UTC), tuple(facts))
    revised = tuple(_revised(fact) for fact in facts[::50] if fact.value is not None)
    title = Label(f"Revisions of {year}", f"{year}年修订数据")
    yield Draft(SOURCE, title, datetime(year + 1, 9, 1, tzinfo=UTC), revised)


def _facts(structure: Structure, provinces: int, year: int) -> Iterator[Fact]:
    areas = [area.code for area in structure.areas if area.level == "province"][:provinces]
    for number, indicator in enumerate(made_up(structure)):
        for place, area in enumerate(areas):
            random = Random(f"{indicator.code} {area} {year}")
            # A few gaps: nobody published that year.
            if random.random() > _GAPS:
                yield _fact(structure, indicator, area, year, _value(number, place, year, random))


def _value(number: int, place: int, year: int, random: Random) -> Decimal:
    if number % len(_KINDS) == _SHARE:
        return Decimal(random.randint(100, 990)) / 10
    start = 1_000 + 37 * number + 911 * place
    grown = start * 1.05 ** (year - 2000) * random.uniform(0.95, 1.05)
    return Decimal(round(grown)) * 1000


def _fact(structure: Structure, indicator: Indicator, area: str, year: int, value: Decimal) -> Fact:
    unit = next(kind[3] for kind in _KINDS if kind[2] == indicator.unit_dimension)
    own = {each.code: TOTAL for each in structure.sector[indicator.sector].dimensions}
    key = series_key(indicator.code, area, "level", unit, "A", own)
    # Every seventh figure only a bound, every thirty-first withheld.
    turn = (int(indicator.code[-4:]) + year + ord(area[-1])) % 217
    withheld, bounded = turn % 31 == 0, turn % 7 == 0
    return Fact(
        series=parse_key(key),
        sector=indicator.sector,
        dimensions=tuple(own.items()),
        period=parse_period(str(year)),
        period_basis="stated",
        value=None if withheld else value,
        bound="gt" if bounded and not withheld else "exact",
        lower=None,
        upper=None,
        status="Q" if withheld else "A",
        role="indicator",
        value_published=None,
        unit_published=None,
        decimals=None,
        locator=f"Table {int(indicator.code[-4:])}",
        statement=Label(f"Made up for {year}.", f"{year}年虚构数据。"),
        note=Label("", ""),
    )


def _revised(fact: Fact) -> Fact:
    """Return the figure as it was corrected: by one in its base unit, which pages can show."""
    return fact if fact.value is None else fact._replace(value=fact.value + 1)


def main() -> None:
    """Read the command line and make a store."""
    parser = argparse.ArgumentParser(description="Make a store of many provinces and years.")
    parser.add_argument("database", type=Path, help="new SQLite file")
    parser.add_argument("--provinces", type=int, default=34)
    parser.add_argument("--indicators", type=int, default=300)
    parser.add_argument("--years", type=int, default=20)
    given = parser.parse_args()
    if given.database.exists():
        parser.error(f"{given.database} exists; only new files are written")
    url = f"sqlite:///{given.database}"
    fill(url, given.provinces, given.indicators, given.years)


if __name__ == "__main__":
    main()
