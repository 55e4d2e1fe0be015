"""A figure and what is said about it become a record in our own columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.rules import Finding
from app.domain.rules.codes import LEVEL
from app.domain.rules.figures import WITHOUT_VALUE
from app.domain.rules.finding import error
from app.domain.rules.numbers import EXACT
from app.domain.series import TOTAL
from app.domain.structure import Label, Structure
from app.domain.text import plain
from app.ingest.mapping.bounds import EXACT_BOUND
from app.ingest.mapping.cells import Figure
from app.ingest.mapping.headings import PrintedUnit
from app.ingest.mapping.meaning import UNIT_FITS, Meaning, Reader
from app.ingest.mapping.notes import Notes
from app.ingest.mapping.periods import PeriodFault, read_period
from app.ingest.mapping.wording import LONGEST_LOCATOR, footnotes, statement

STATED_UNIT = "stated-unit"
# What is wrong with all figures of a heading or a series, so that it is said once.
SAID_ONCE = frozenset({STATED_UNIT, UNIT_FITS})


@dataclass(frozen=True, slots=True)
class Resolved:
    """What all figures of one series and period have in common.

    Attributes:
        cells: Columns of a record that are settled.
        unit: `None` if the cells themselves have to name it.
    """

    cells: Mapping[str, str]
    unit: PrintedUnit | None


@dataclass(slots=True)
class RecordMaker:
    """Makes the records of one table.

    Attributes:
        missing_status: Of records for missing figures; `None` if there are none.
        flags: Status by mark.
        notes: What stands below the table.
    """

    structure: Structure
    reader: Reader
    sheet: str | None
    missing_status: str | None
    flags: Mapping[str, str]
    notes: Notes = field(default_factory=Notes)
    _sentences: dict[tuple[object, ...], Label] = field(default_factory=dict)

    def resolve(self, meaning: Meaning) -> Resolved | Finding:
        """Settle series and period; the finding has our name of the column."""
        for role in ("area", "indicator"):
            if role not in meaning.codes:
                return error(role, None, f"Nothing says the {role} of this figure.", rule="stated")
        period = read_period(meaning.period, cumulative=meaning.cumulative)
        if isinstance(period, PeriodFault):
            rule = "well-formed-period"
            return error("period", meaning.period, period.reason, period.suggestion, rule)
        unit = meaning.units[0] if meaning.units else None
        fault = self.reader.unit_fault(meaning)
        if fault is not None:
            return fault
        if unit is not None and meaning.multiplier is not None:
            multiple = self.reader.times(unit, meaning.multiplier)
            if isinstance(multiple, Finding):
                return multiple
            unit = multiple
        codes = self._codes(meaning)
        cells = {
            **codes,
            "frequency": period.frequency.value,
            "period": period.text,
            "period_basis": "stated",
            "bound": "exact",
            "role": "indicator",
            **self._sources(codes, period.frequency.value),
            **{role: text for role, text in meaning.codes.items() if role not in codes},
        }
        cells |= self._notes(meaning)
        return Resolved({name: cell for name, cell in cells.items() if cell}, unit)

    def _codes(self, meaning: Meaning) -> dict[str, str]:
        """Return what decides the series, but for unit and frequency."""
        said = meaning.codes
        indicator = said["indicator"]
        own = sorted(self.structure.own_dimensions.get(indicator, ()))
        return {
            "area": said["area"],
            "indicator": indicator,
            "transformation": said.get("transformation", LEVEL),
            **{name: said.get(name, TOTAL) for name in own},
        }

    def _sources(self, codes: Mapping[str, str], frequency: str) -> dict[str, str]:
        key = (*codes.values(), frequency)
        label = self._sentences.get(key)
        if label is None:
            label = statement(self.structure, codes, frequency, self.notes.source)
            self._sentences[key] = label
        indicator = self.structure.indicator.get(codes["indicator"])
        name = indicator.name.zh if indicator else codes["indicator"]
        locator = ": ".join(part for part in (self.sheet, name) if part)
        return {
            "locator": locator[:LONGEST_LOCATOR],
            "statement_en": label.en,
            "statement_zh": label.zh,
        }

    def _notes(self, meaning: Meaning) -> dict[str, str]:
        english, chinese = (meaning.codes.get(name, "") for name in ("note_en", "note_zh"))
        note = footnotes(self.notes.footnotes, chinese, english)
        return {"note_en": note.en, "note_zh": note.zh}

    def record(
        self, resolved: Resolved, figure: Figure, flag: str
    ) -> Mapping[str, str] | Finding | None:
        """Make the cells of a record; `None` if there is no figure and none is to be published."""
        status = self.flags.get(flag) or resolved.cells.get("status")
        if not figure.digits:
            status = status if status in WITHOUT_VALUE else self.missing_status
            return None if status is None else _missing(resolved, figure, status)
        printed = _agreed(resolved.unit, figure.unit)
        if printed is None:
            return _no_unit(resolved)
        if isinstance(printed, Finding):
            return printed
        spelling = printed.spelling
        bound = _bound(resolved.cells["bound"], figure)
        if isinstance(bound, Finding):
            return bound
        return {
            **resolved.cells,
            "bound": bound,
            "unit": spelling.unit,
            "value": plain(
                EXACT.multiply(EXACT.create_decimal(figure.digits), spelling.multiplier)
            ),
            "status": status or "A",
            "value_published": figure.digits,
            "unit_published": printed.text,
            "decimals": str(len(figure.digits.partition(".")[2])),
        }


def _missing(resolved: Resolved, figure: Figure, status: str) -> Mapping[str, str] | Finding:
    unit = resolved.unit or figure.unit
    if unit is None:
        return _no_unit(resolved)
    return {**resolved.cells, "unit": unit.spelling.unit, "status": status}


def _bound(stated: str, figure: Figure) -> str | Finding:
    """Return the bound of a figure, which its cell may say, or the table, or both alike."""
    if figure.bound in {EXACT_BOUND, stated}:
        return stated
    if stated == EXACT_BOUND:
        return figure.bound
    reason = f"The cell says the bound {figure.bound}, but the table says {stated}."
    return error("value", figure.digits, reason, rule="said-once")


def _agreed(
    stated: PrintedUnit | None, in_cell: PrintedUnit | None
) -> PrintedUnit | Finding | None:
    """Return the unit of a figure, which may stand beside it, elsewhere, or both."""
    if stated is None or in_cell is None:
        return stated or in_cell
    if stated.spelling.unit == in_cell.spelling.unit and _same(stated, in_cell):
        return in_cell
    reason = f"The cell is in {in_cell.text}, but the table says {stated.text}."
    return error("value", in_cell.text, reason, rule="said-once")


def _same(one: PrintedUnit, other: PrintedUnit) -> bool:
    return one.spelling.multiplier == other.spelling.multiplier


def _no_unit(resolved: Resolved) -> Finding:
    reason = f"Nothing says the unit of {resolved.cells['indicator']}."
    suggestion = 'constants.unit = "亿元", or a unit in the heading: 地区生产总值(亿元)'
    return error("unit", None, reason, suggestion, STATED_UNIT)
