"""Records and files for the tests of ingest: the catalogue is the project's own, the figures are not.

`row` gives a record with nothing to remark; a test changes what it is about.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from app.domain.rules import Finding
from app.domain.structure import Structure
from app.ingest.catalogue_files import read_catalogue
from app.ingest.merge import NO_CATALOGUE, merge
from app.ingest.readers import read_csv
from app.ingest.tables import RawRecord, Table
from app.ingest.validate import Checked, validate

SEED = Path(__file__).parents[2] / "seed"
PUBLISHED = datetime(2025, 3, 17, tzinfo=UTC)
RECORDED = datetime(2025, 4, 1, 8, 30, tzinfo=UTC)

_ROW = {
    "area": "CN-SX",
    "indicator": "retail_sales_consumer_goods",
    "transformation": "level",
    "unit": "CNY",
    "frequency": "A",
    "product": "_T",
    "period": "2024",
    "period_basis": "stated",
    "value": "818050000000",
    "bound": "exact",
    "lower": "",
    "upper": "",
    "status": "A",
    "role": "indicator",
    "value_published": "",
    "unit_published": "",
    "decimals": "",
    "locator": "Table 1",
    "statement_en": "The page says so.",
    "statement_zh": "该专版如是说。",
    "note_en": "",
    "note_zh": "",
}
HEADER = tuple(_ROW)
_OWN = {"energy": "fuel", "trade": "partner", "consumption": "product", "tourism": "purpose"}


@cache
def catalogue() -> Structure:
    """The catalogue under seed/."""
    return merge(NO_CATALOGUE, read_catalogue(SEED / "catalogue").structure)


def row(**changes: str) -> dict[str, str]:
    """A sound record with some cells changed; the own dimension is that of the indicator."""
    indicator = catalogue().indicator.get(changes.get("indicator", _ROW["indicator"]))
    own = _OWN[indicator.sector] if indicator else "product"
    sound = {own if name == "product" else name: cell for name, cell in _ROW.items()}
    return {**sound, **changes}


def printed(digits: str, unit: str) -> dict[str, str]:
    """The cells about what was printed."""
    decimals = str(len(digits.partition(".")[2]))
    return {"value_published": digits, "unit_published": unit, "decimals": decimals}


def csv_of(*rows: dict[str, str], header: Sequence[str] | None = None) -> bytes:
    """A file of these records, with the columns of the first unless others are asked for."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header or list(rows[0]), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def checked(
    *rows: dict[str, str], structure: Structure | None = None, published: datetime = PUBLISHED
) -> Checked:
    """Check records as one file; the first record stands on line 2."""
    columns = list(dict.fromkeys(name for each in rows for name in each))
    table = read_csv("a.csv", csv_of(*rows, header=columns))
    return validate(structure or catalogue(), published, [table])


Brief = tuple[str, int | None, str | None, str | None]


def brief(findings: Sequence[Finding]) -> list[Brief]:
    """What a test compares: rule, line, column and value."""
    return [(each.rule, each.line, each.column, each.value) for each in findings]


def records(table: Table) -> list[RawRecord]:
    """The records of a table; findings among them are left out."""
    return [item for item in table.records if isinstance(item, RawRecord)]
