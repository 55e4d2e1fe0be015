"""What the texts of a table say about its figures, one by one and taken together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Protocol

from app.domain.rules import Finding
from app.domain.rules.codes import GROWTH, LEVEL, PERCENT, near, unit_faults
from app.domain.rules.finding import error
from app.domain.rules.numbers import EXACT, number_fault
from app.domain.structure import Code, Structure, UnitSpelling
from app.domain.text import fold, nearest
from app.ingest.mapping.headings import (
    Heading,
    PrintedUnit,
    read_measure,
    split_measure,
    split_unit,
    without_bracket,
)
from app.ingest.mapping.names import Found, squeeze
from app.ingest.tables import OWN_COLUMNS

UNIT_FITS = "unit-fits-indicator"
_REMEMBERED = 65_536
_YEAR = re.compile(r"\d{4}")
_TIMES = {
    "千": 10**3,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "万亿": 10**12,
}


class Names(Protocol):
    """Finds indicators by what files call them."""

    def find(self, text: str) -> Found | Finding:
        """Return the indicator that is called this, or why there is none."""

    def knows(self, text: str) -> bool:
        """Whether a text is the name of an indicator as it stands."""

    def admits(self, text: str) -> bool:
        """Whether a text may be a name once words for growth and the like are taken off."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one text, or several together, say about figures.

    Attributes:
        codes: Columns of a record and their content.
        units: As printed; the figures themselves may name one too.
        multiplier: Stated apart from the unit.
        cumulative: Whether figures count from the beginning of the year.
        period: Pieces of the period, put together.
        remarks: Warnings about the reading.
    """

    codes: Mapping[str, str] = field(default_factory=dict)
    units: tuple[PrintedUnit, ...] = ()
    multiplier: Decimal | None = None
    cumulative: bool = False
    period: str = ""
    remarks: tuple[Finding, ...] = ()


NOTHING = Meaning()


def combine(meanings: Iterable[Meaning]) -> Meaning | Finding:
    """Put together what several texts say; where two differ, neither is believed."""
    codes: dict[str, str] = {}
    units: tuple[PrintedUnit, ...] = ()
    multipliers: list[Decimal] = []
    cumulative, period = False, ""
    remarks: list[Finding] = []
    for meaning in meanings:
        for role, code in meaning.codes.items():
            if codes.setdefault(role, code) != code:
                reason = f"Two texts say the {role} of these figures: {codes[role]} and {code}."
                return error(role, code, reason, rule="said-once")
        units += meaning.units
        multipliers += [] if meaning.multiplier is None else [meaning.multiplier]
        cumulative = cumulative or meaning.cumulative
        period = _joined(period, meaning.period)
        remarks += meaning.remarks
    chosen = _units(units, codes.get("transformation", LEVEL))
    if len({unit.spelling for unit in chosen}) > 1:
        shown = " and ".join(unit.text for unit in chosen)
        return error("unit", shown, "Two different units are said.", rule="said-once")
    multiplier = multipliers[0] if multipliers else None
    return Meaning(codes, chosen[:1], multiplier, cumulative, period, tuple(remarks))


def _joined(first: str, second: str) -> str:
    """Put two pieces of a period together; the one with the year leads, wherever it stands."""
    if _YEAR.search(second) and not _YEAR.search(first):
        return second + first
    return first + second


def _units(units: tuple[PrintedUnit, ...], transformation: str) -> tuple[PrintedUnit, ...]:
    """Growth is in percent: a unit beside it is that of the level."""
    if transformation != GROWTH:
        return units
    percent = tuple(unit for unit in units if unit.spelling.unit == PERCENT)
    return percent or (PrintedUnit("%", UnitSpelling("%", PERCENT, Decimal(1))),)


class Reader:
    """Reads texts by the role that they have.

    What a text says is found once, however often it stands in the table, unless there are very many.
    """

    def __init__(
        self, structure: Structure, names: Names, aliases: Mapping[str, Mapping[str, str]]
    ) -> None:
        self._structure = structure
        self._names = names
        self._aliases = {
            role: {squeeze(text): meant for text, meant in known.items()}
            for role, known in aliases.items()
        }
        self._known: dict[tuple[str, str], Meaning | Finding] = {}

    def read(self, role: str, text: str) -> Meaning | Finding:
        """Say what a text means in a role; the finding has the role as its column."""
        known = self._known.get((role, text))
        if known is None:
            meant = self._aliases.get(role, {}).get(squeeze(text), text)
            known = self._read(role, meant.strip())
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[role, text] = known
        return known

    def _read(self, role: str, text: str) -> Meaning | Finding:
        read = {
            "area": self._area,
            "indicator": self._indicator,
            "measure": self._measure,
            "unit": self._unit,
            "multiplier": _multiplier,
            "period": _period,
        }.get(role)
        if read is not None:
            return read(text)
        if role == "transformation" or role in OWN_COLUMNS:
            return self._code(role, text)
        return Meaning({role: text}) if text else NOTHING

    def _area(self, text: str) -> Meaning | Finding:
        code = self._structure.find_area(text)
        if code is not None:
            return Meaning({"area": code})
        areas = self._structure.area
        names = self._structure.area_names()
        found = [self._structure.find_area(name) for name in nearest(text, names, 9)]
        shown = [f"{c} ({areas[c].name.zh}, {areas[c].name.en})" for c in dict.fromkeys(found) if c]
        suggestion = " or ".join(shown[:3]) or None
        return error("area", text, "No area has this code or name.", suggestion, "known-area")

    def _indicator(self, text: str) -> Meaning | Finding:
        heading = split_unit(text, self._structure.spelling)
        if not self._names.knows(heading.name):
            shorter = split_measure(heading)
            if shorter != heading and self._names.admits(shorter.name):
                heading = shorter
        found = self._names.find(heading.name)
        if isinstance(found, Found):
            return _said(heading, found)
        name = without_bracket(heading.name)
        if heading.odd_bracket and self._names.knows(name):
            return self._unknown_unit(heading.odd_bracket)
        return found

    def _measure(self, text: str) -> Meaning | Finding:
        heading = read_measure(text, self._structure.spelling)
        if heading is not None:
            return _said(heading, None)
        reason = "This says neither a level nor growth on a year before."
        suggestion = "绝对值(亿元) or 比上年增长(%)"
        return error("measure", text, reason, suggestion, "known-measure")

    def _unit(self, text: str) -> Meaning | Finding:
        if not text:
            return NOTHING
        spelling = self._structure.spelling.get(fold(text))
        return (
            Meaning(units=(PrintedUnit(text, spelling),)) if spelling else self._unknown_unit(text)
        )

    def _unknown_unit(self, text: str) -> Finding:
        reason = "This printed unit is not in the catalogue."
        known = [spelling.text for spelling in self._structure.spellings]
        return error("unit", text, reason, near(text, known), "known-unit")

    def _code(self, role: str, text: str) -> Meaning | Finding:
        if role == "transformation":
            heading = read_measure(text, {})
            if heading is not None and heading.transformation:
                return _said(heading, None)
        known = self._structure.known_codes(role) if _has(self._structure, role) else {}
        for code, entry in known.items():
            names = (entry.name.en, entry.name.zh) if isinstance(entry, Code) else ()
            if squeeze(text) in {squeeze(name) for name in (code, *names)}:
                return Meaning({role: code})
        reason = f"The code list {role} has no such code or name."
        suggestion = near(text, known) or "one of " + ", ".join(known)
        return error(role, text, reason, suggestion, f"known-{role.replace('_', '-')}")

    def unit_fault(self, meaning: Meaning) -> Finding | None:
        """Say that a unit does not fit its indicator; the value is the unit as printed."""
        indicator = meaning.codes.get("indicator")
        if indicator is None or not meaning.units:
            return None
        unit, transformation = meaning.units[0], meaning.codes.get("transformation", LEVEL)
        faults = unit_faults(self._structure, indicator, transformation, unit.spelling.unit)
        fault = next(faults, None)
        return fault and replace(fault, value=unit.text, rule=UNIT_FITS)

    def times(self, unit: PrintedUnit, multiplier: Decimal) -> PrintedUnit | Finding:
        """Return the printed unit that is a multiple of one, under whichever name it is known."""
        wanted = EXACT.multiply(unit.spelling.multiplier, multiplier)
        for spelling in reversed(self._structure.spellings):
            if spelling.unit == unit.spelling.unit and spelling.multiplier == wanted:
                return PrintedUnit(spelling.text, spelling)
        reason = f"The catalogue has no name for {wanted:f} {unit.spelling.unit}; add a spelling."
        return error("multiplier", format(multiplier, "f"), reason, rule="known-unit")


def _has(structure: Structure, role: str) -> bool:
    return role in structure.code_list or role in structure.dimension


def _said(heading: Heading, found: Found | None) -> Meaning | Finding:
    percent = heading.unit is not None and heading.unit.spelling.unit == PERCENT
    if heading.transformation == GROWTH and not percent and (heading.unit or heading.amount):
        shown = heading.unit.text if heading.unit else None
        reason = "A change is read as a rate in percent; this may be an amount."
        return error("unit", shown, reason, "write the heading with (%), if it is", "growth-rate")
    codes = {} if found is None else {"indicator": found.code}
    if heading.transformation is not None:
        codes["transformation"] = heading.transformation
    units = () if heading.unit is None else (heading.unit,)
    remarks = () if found is None or found.finding is None else (found.finding,)
    return Meaning(codes, units, cumulative=heading.cumulative, remarks=remarks)


def _period(text: str) -> Meaning:
    return Meaning(period=text)


def _multiplier(text: str) -> Meaning | Finding:
    if text in _TIMES:
        return Meaning(multiplier=Decimal(_TIMES[text]))
    if number_fault(text) is None and Decimal(text) > 0:
        return Meaning(multiplier=Decimal(text))
    reason = "A multiplier is a positive plain decimal, or a word such as 万 or 亿."
    return error("multiplier", text, reason, None, "plain-decimal")


def located(finding: Finding, line: int | None, column: str | None) -> Finding:
    """Return a finding with its line and what the file calls the column."""
    return replace(finding, line=line, column=column or finding.column)
