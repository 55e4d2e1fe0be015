"""Exports of the national bureau's query site (分省年度数据 and its kin) say themselves what they are.

Above the table stand lines such as 数据库：分省年度数据, 指标：地区生产总值(亿元) and 时间：最近20年. The
first cell of the header (地区, 指标 or 时间) says what stands down the side; what neither it nor the
lines above say stands across. All that becomes an ordinary mapping.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.rules import Finding
from app.domain.rules.finding import error
from app.domain.structure import Structure
from app.ingest.grids import peek
from app.ingest.mapping.model import ColumnEntry, MappingEntry, NotesEntry, ValuesEntry
from app.ingest.mapping.sheet import Origin, apply
from app.ingest.tables import NO_COLUMN, Grid, GridRow, Table

_LOOKED_AT = 10
# No name is that long; what is cut off is found out when the name is looked for.
_LONGEST = 500
_LINE = re.compile(r"(?P<name>数据库|指标|地区|时间|单位)\s*:\s*(?P<text>.*)", re.DOTALL)
_DATABASE, _UNIT = "数据库", "单位"
_ROLES = {"指标": "indicator", "地区": "area", "时间": "period"}
# Databases about the country as a whole, which therefore name no area.
_OF_THE_COUNTRY = frozenset({"年度数据", "季度数据", "月度数据"})
_COUNTRY = "全国"


@dataclass(frozen=True, slots=True)
class Export:
    """An export that was recognised.

    Attributes:
        mapping: What its rows and columns are; `None` if that cannot be said.
        origin: Where the constants of the mapping stand.
        findings: Why there is no mapping, with file and line.
    """

    mapping: MappingEntry | None
    origin: Origin
    findings: tuple[Finding, ...] = ()

    def table(self, grid: Grid, structure: Structure) -> Table:
        """Make the records of the export.

        Args:
            grid: The one in which it was recognised.
            structure: The catalogue.
        """
        if self.mapping is None:
            return Table(grid.file, NO_COLUMN, (), self.findings, grid.sheet)
        return apply(self.mapping, grid, structure, self.origin)


@dataclass(frozen=True, slots=True)
class Recognition:
    """A grid that was looked at.

    Attributes:
        grid: Still yields all rows, in place of the one that was looked at.
        export: `None` if it is something else.
    """

    grid: Grid
    export: Export | None


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    line: int


def recognise(grid: Grid) -> Recognition:
    """Look at the first rows of a grid."""
    first, whole = peek(grid, _LOOKED_AT)
    rows = [row for row in first if isinstance(row, GridRow)]
    if not rows or not _plain(rows[0]).startswith(f"{_DATABASE}:"):
        return Recognition(whole, None)
    return Recognition(whole, _export(grid, rows))


def _export(grid: Grid, rows: Sequence[GridRow]) -> Export:
    said: dict[str, _Line] = {}
    for row in rows:
        match = _LINE.fullmatch(_plain(row))
        if match is None:
            return _mapped(grid, said, row)
        if match["text"].strip():
            said[match["name"]] = _Line(match["text"].strip()[:_LONGEST], row.line)
    reason = f"None of the first {_LOOKED_AT} rows begins with {', '.join(_ROLES)}."
    return _unclear(grid, error("file", None, reason), rows[-1].line)


def _mapped(grid: Grid, said: Mapping[str, _Line], header: GridRow) -> Export:
    side = _ROLES.get(_plain(header))
    if side is None:
        reason = f"The header of an export begins with {', '.join(_ROLES)}."
        return _unclear(grid, error("file", _plain(header), reason), header.line)
    places = {role: (said[name].line, name) for name, role in _ROLES.items() if name in said}
    constants = {role: said[name].text for name, role in _ROLES.items() if name in said}
    # The time above the table is what was asked for, not what the figures are about.
    constants.pop("period", None)
    database = said[_DATABASE].text
    if "area" not in constants and side != "area" and database in _OF_THE_COUNTRY:
        constants["area"] = _COUNTRY
    across = [role for role in _ROLES.values() if role != side and role not in constants]
    if side in constants or len(across) != 1:
        reason = (
            "The lines above the table and the first cell of its header do not say what is what: "
            "two of area, indicator and time are needed, each once."
        )
        return _unclear(grid, error("file", _plain(header), reason), header.line)
    constants["locator"] = _locator(database, said)
    if _UNIT in said:
        constants["unit"] = said[_UNIT].text
        places["unit"] = (said[_UNIT].line, _UNIT)
    mapping = MappingEntry(
        skip_rows=header.line - 1,
        columns={side: [ColumnEntry(letter="A")]},
        values=[ValuesEntry(first=ColumnEntry(letter="B"), header=across)],
        constants=constants,
        notes=NotesEntry(source_needed=True),
    )
    return Export(mapping, Origin(grid.file, places))


def _locator(database: str, said: Mapping[str, _Line]) -> str:
    named = [said[name].text for name in ("指标", "地区") if name in said]
    return ": ".join([database, *named])


def _unclear(grid: Grid, finding: Finding, line: int) -> Export:
    suggestion = "download the file again, or describe it in a mapping file"
    known = replace(
        finding,
        file=grid.file,
        sheet=grid.sheet,
        line=line,
        rule="whole-file",
        suggestion=suggestion,
    )
    return Export(None, Origin(grid.file), (known,))


def _plain(row: GridRow) -> str:
    """Return the first cell in half-width signs."""
    return unicodedata.normalize("NFKC", row.cells[0]).strip() if row.cells else ""
