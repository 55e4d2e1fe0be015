"""Cells that hold figures: digits as printed, perhaps with a flag or a unit behind them, or nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.domain.rules.numbers import number_fault
from app.domain.structure import UnitSpelling
from app.domain.text import fold
from app.ingest.mapping.bounds import EXACT_BOUND, split_bound, unclear_words
from app.ingest.mapping.headings import PrintedUnit

_BOUNDS = "超过83, 83以上, 不足83, 83以下, 约83, or a list with the columns bound, lower and upper"
_WITH_UNIT = re.compile(r"(?P<digits>[-−+]?\d(?:[\d,.' ]*\d)?)\s*(?P<unit>[^\d\s].*)")


class Figure(NamedTuple):
    """What a cell holds.

    Attributes:
        digits: A plain decimal, as printed but for separators of thousands; empty where missing.
        flag: The mark behind them.
        unit: The unit behind them.
        bound: What the words around them say: 超过83 is `gt`.
    """

    digits: str
    flag: str = ""
    unit: PrintedUnit | None = None
    bound: str = EXACT_BOUND


class CellFault(NamedTuple):
    """Why a cell cannot be read."""

    reason: str
    suggestion: str | None


@dataclass(frozen=True, slots=True)
class CellReader:
    """Reads the cells of a table.

    Attributes:
        missing: Folded texts that say that there is no figure.
        flags: Marks that may stand behind digits, the longest first.
        thousands: Separator of thousands, if the table is declared to have one.
        spellings: Printed units by their folded text.
    """

    missing: frozenset[str]
    flags: tuple[str, ...]
    thousands: str | None
    spellings: Mapping[str, UnitSpelling]

    def read(self, cell: str) -> Figure | CellFault:
        """Read a cell; what is not declared is refused, not guessed."""
        text = cell.strip()
        if fold(text) in self.missing:
            return Figure("")
        if number_fault(text) is None:
            return Figure(text)
        flag = next((flag for flag in self.flags if text.endswith(flag)), "")
        bare = text.removesuffix(flag).rstrip() if flag else text
        if flag and fold(bare) in self.missing:
            return Figure("", flag)
        bounded = split_bound(bare)
        bound = bounded.bound if bounded else EXACT_BOUND
        bare = bounded.text if bounded else bare
        unit = None
        match = _WITH_UNIT.fullmatch(bare)
        spelling = self.spellings.get(fold(match["unit"])) if match else None
        if match and spelling:
            unit, bare = PrintedUnit(match["unit"].strip(), spelling), match["digits"]
        digits = self._without_separators(bare)
        fault = number_fault(digits)
        if fault is None:
            return Figure(digits, flag, unit, bound)
        unclear = unclear_words(unicodedata.normalize("NFKC", text))
        if unclear:
            return CellFault(f"{text[:64]!r} {unclear}.", _BOUNDS)
        return self._fault(text, fault.reason, fault.suggestion, digits)

    def _without_separators(self, text: str) -> str:
        if self.thousands is None:
            return text
        mark = re.escape(self.thousands)
        if re.fullmatch(rf"-?[1-9]\d{{0,2}}(?:{mark}\d{{3}})+(?:\.\d+)?", text, re.ASCII):
            return text.replace(self.thousands, "")
        return text

    def _fault(self, text: str, reason: str, likely: str | None, digits: str) -> CellFault:
        shown = f"{text[:64]!r} {reason}."
        grouped = unicodedata.normalize("NFKC", digits)
        if likely and self.thousands is None and "," in grouped:
            return CellFault(shown, f'{likely}, if the mapping declares thousands = ","')
        return CellFault(shown, likely)
