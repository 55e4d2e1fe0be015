"""What the answers must be: contracts written out by hand, and the rows that follow from the facts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.seed.facts import FACTS, Fact

OWN = {"energy": "fuel", "trade": "partner", "consumption": "product", "tourism": "purpose"}
# One sector has no dimension of its own, and no figure before somebody publishes one.
SECTORS = (*OWN, "economy")

# Contracts: a name that is missing, added elsewhere than at an end, or moved breaks clients.
HEAD = ("id", "sector", "area", "indicator", "transformation", "unit", "frequency")
TAIL = (
    *("period", "start", "end", "period_basis", "value", "bound", "lower", "upper", "status"),
    *("role", "value_published", "unit_published", "decimals", "release", "published_at"),
    *("source", "locator"),
)
META = ("matched", "returned", "complete", "next", "as_of", "data_version", "canonical", "reason")
PROBLEM = ("type", "title", "status", "detail", "errors", "did_you_mean", "request_id")

SOURCE = "china-daily-2025-03-shanxi"
PUBLISHED_AT = "2025-03-17T00:00:00Z"

# First and last day of every period of the facts.
DAYS = {
    "2024": ("2024-01-01", "2024-12-31"),
    "2024-10-21": ("2024-10-21", "2024-10-21"),
    "2025": ("2025-01-01", "2025-12-31"),
    "2025-01-01/2025-02-11": ("2025-01-01", "2025-02-11"),
    "2025-01-28/P8D": ("2025-01-28", "2025-02-04"),
    "2025-03": ("2025-03-01", "2025-03-31"),
}

# Ids are permanent: should one of these change, a link somewhere has died.
IDS = {
    "E01": "zyh760yhq7qe-2025-03",
    "E02": "z5v72n99kb1y-2025-03",
    "E03": "6xgpqvdm3p63-2025-03",
    "E04": "deqmm7dn33g9-2025-03",
    "T01": "spjtft5t07rf-2025-03",
    "T02": "gtmw72fw10en-2025-03",
    "T03": "we8d7ckkt88v-2025-03",
    "T04": "rx9sgdz3mgsc-2024-10-21",
    "T05": "xb5q6qk8srep-2024",
    "C01": "xb72h3w7jxh9-2024",
    "C02": "pjtq02hhp68x-2024",
    "C03": "g273mywvm4bt-2024",
    "C04": "xftvc32mvhny-2025",
    "C05": "2jd2gq7jbsvt-2025-01-01_2025-02-11",
    "C06": "ykp1sg6qfmzg-2025-01-01_2025-02-11",
    "C07": "qvwg2krxtmtt-2025-01-01_2025-02-11",
    "R01": "hh348a74d8w3-2025-01-28_2025-02-04",
    "R02": "2wehmv2yax4f-2025-01-28_2025-02-04",
    "R03": "j5c0vyq8srma-2024",
    "R04": "kyrm7z665ymq-2024",
    "R05": "yrwnygykzyxw-2024",
    "R06": "4zbj7m9hk8jp-2024",
}
BY_REF = {fact.ref: fact for fact in FACTS}

Row = dict[str, str | None]


def columns(sector: str | None) -> tuple[str, ...]:
    """Columns of the rows of one sector, or of the answer across all of them."""
    own = tuple(name for code, name in OWN.items() if sector in {None, code})
    return (*HEAD, *own, *TAIL)


def row_of(fact: Fact, release: str, sector: str | None = None) -> Row:
    """Return the row that a fact is served as, every number as its digits.

    Args:
        sector: The sector in whose part of the API it is served; `None` across sectors, where a
            dimension that the sector lacks is there and null.
    """
    start, end = DAYS[fact.period]
    found: Row = {
        "id": IDS[fact.ref],
        "sector": fact.sector,
        "area": fact.area,
        "indicator": fact.indicator,
        "transformation": fact.transformation,
        "unit": fact.unit,
        "frequency": fact.frequency,
        "period": fact.period,
        "start": start,
        "end": end,
        "period_basis": fact.period_basis,
        "value": fact.value,
        "bound": fact.bound,
        "lower": None,
        "upper": None,
        "status": "A",
        "role": fact.role,
        "value_published": fact.value_published,
        "unit_published": fact.unit_published,
        "decimals": str(fact.decimals),
        "release": release,
        "published_at": PUBLISHED_AT,
        "source": SOURCE,
        "locator": fact.locator,
    }
    own: Row = {name: fact.dimensions.get(name) for name in OWN.values()}
    return {name: {**found, **own}[name] for name in columns(sector)}


def facts_of(sector: str | None) -> list[Fact]:
    return [fact for fact in FACTS if sector in {None, fact.sector}]


def by_id(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Rows by id; an id that stands twice is a failure."""
    found = {row["id"]: dict(row) for row in rows}
    assert len(found) == len(rows)
    return found


def read_csv(text: str) -> list[Row]:
    """Rows of a CSV file with an empty cell as `None`; every line must have every cell."""
    assert text.endswith("\r\n")
    header, *lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    return [{n: cell or None for n, cell in zip(header, line, strict=True)} for line in lines]


def read_jsonl(text: str) -> list[Row]:
    """Rows of JSON lines, numbers as their digits."""
    assert not text or text.endswith("\n")
    return [json.loads(line, parse_int=str, parse_float=str) for line in text.splitlines()]
