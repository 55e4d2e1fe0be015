"""Numbers as people of each language read them; a printed figure keeps every digit of the print.

Going from billions to 亿 only moves the decimal point, so no digit is lost or made up on the way.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.charts.facts import Figure
from app.charts.units import Measure
from app.charts.words import BOUNDS, GAP
from app.domain.structure import Language

MINUS = "−"
_PLAIN = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_PERCENT = "%"
# Larger ones first; the last always fits.
_MULTIPLES: dict[Language, tuple[tuple[int, str], ...]] = {
    "en": ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1, "")),
    "zh": ((10**8, "亿"), (10**4, "万"), (1, "")),
}
_LEAST_WORDED = {"en": 10**6, "zh": 10**5}
_GROUP = 3
_LONGEST = 100_000  # of a larger unit, before people take the next one


@dataclass(frozen=True, slots=True)
class Amount:
    """A number for people, and the unit that follows it; both may be empty."""

    number: str
    unit: str

    def joined(self, language: Language) -> str:
        """Write both in a row."""
        gap = "" if language == "zh" and not self.unit.isascii() else " "
        if self.unit == _PERCENT and language == "zh":
            gap = ""
        return f"{self.number}{gap}{self.unit}".strip()


@dataclass(frozen=True, slots=True)
class Reading:
    """How the numbers of one picture are read: all in units of the same multiple.

    Attributes:
        multiplier: How many base units that is.
        unit: Its name in the language of the picture.
        signed: Whether a plus stands before rises.
    """

    multiplier: int
    unit: str
    language: Language
    signed: bool = False

    def text(self, figure: Figure) -> str:
        """Write a figure with all digits of its print; a range as both of its limits."""
        if figure.value is None:
            low, high = (self._digits(n, None) for n in (figure.lower, figure.upper))
            return f"{low}–{high}"
        return self._digits(figure.value, figure)

    def said(self, figure: Figure) -> str:
        """Write a figure with the word of its bound; two limits say themselves that they are two."""
        word = BOUNDS[figure.bound].within(self.language)
        if not word or figure.bound == "range":
            return self.text(figure)
        return f"{word}{GAP[self.language]}{self.text(figure)}"

    def _digits(self, number: Decimal | None, figure: Figure | None) -> str:
        if number is None:
            return ""
        places = None
        if figure is not None and figure.multiplier is not None and figure.decimals is not None:
            # A print of so many decimals in its own unit has so many in this one.
            step = Fraction(figure.multiplier) / 10**figure.decimals / self.multiplier
            places = _places(step)
        exact = _shifted(number, self.multiplier)
        least = _decimals(exact)
        text = format(exact, f".{max(least, places or 0)}f")
        return signed(text) if self.signed else grouped(text)

    def tick(self, value: float) -> str:
        """Write a mark of an axis, which is round."""
        text = f"{value / self.multiplier:.6f}".rstrip("0").rstrip(".")
        if not value:
            return "0"
        return signed(text) if self.signed else grouped(text)


def reading(
    unit: Measure, figures: Iterable[Figure], language: Language, *, signed_too: bool = False
) -> Reading:
    """Choose the multiple in which people read figures of this size."""
    found = tuple(figures)
    if unit.percent:
        return Reading(1, _PERCENT, language, signed_too)
    multiplier, word = _printed_alike(found, language) or _multiple(_largest(found), language)
    return Reading(multiplier, _worded(word, unit.name.within(language), language), language)


def _largest(figures: Sequence[Figure]) -> float:
    return max((abs(figure.top) for figure in figures), default=0.0)


def _printed_alike(figures: Sequence[Figure], language: Language) -> tuple[int, str] | None:
    """Return the multiple that all are printed in, where the language has it and it is not absurd."""
    printed = {figure.multiplier for figure in figures} - {None}
    multiplier = printed.pop() if len(printed) == 1 else None
    for size, word in _MULTIPLES[language]:
        if multiplier == size and size <= _largest(figures) < size * _LONGEST:
            return size, word
    return None


def _multiple(largest: float, language: Language) -> tuple[int, str]:
    if largest < _LEAST_WORDED[language]:
        return 1, ""
    return next(each for each in _MULTIPLES[language] if largest >= each[0])


def amount(figure: Figure, unit: Measure, language: Language, *, growth: bool = False) -> Amount:
    """Return a figure as it is printed where it is printed in this language, else converted."""
    printed = figure.printed
    if growth or unit.percent:
        read = Reading(1, _PERCENT, language, growth)
        return Amount(read.text(figure), _PERCENT)
    if printed and figure.value is not None and speaks(figure.printed_unit, language):
        shown = grouped(printed) if _PLAIN.fullmatch(printed) else printed
        return Amount(shown, figure.printed_unit or "")
    read = reading(unit, [figure], language)
    return Amount(read.text(figure), read.unit)


def speaks(printed_unit: str | None, language: Language) -> bool:
    """Whether a printed unit is of the language, and a word that can follow a number."""
    if not printed_unit or printed_unit[0].isdigit():
        return False
    return printed_unit.isascii() == (language == "en")


def _worded(word: str, base: str, language: Language) -> str:
    return f"{word}{base}" if language == "zh" else f"{word} {base}".strip()


def _shifted(number: Decimal, multiplier: int) -> Decimal:
    """Move the decimal point; multiples are powers of ten, so every digit stays."""
    sign, digits, exponent = number.as_tuple()
    return Decimal((sign, digits, int(exponent) - (len(str(multiplier)) - 1)))


def _decimals(number: Decimal) -> int:
    text = format(number, "f")
    return len(text.partition(".")[2].rstrip("0"))


def _places(step: Fraction) -> int:
    places = 0
    while step < 1:
        step, places = step * 10, places + 1
    return places


def grouped(text: str) -> str:
    """Part thousands by commas and write a real minus; digits stay as they are."""
    negative, text = text.startswith("-"), text.removeprefix("-")
    whole, point, rest = text.partition(".")
    if len(whole) > _GROUP:
        head = len(whole) % _GROUP
        parts = [whole[:head]] if head else []
        parts += [whole[i : i + _GROUP] for i in range(head, len(whole), _GROUP)]
        whole = ",".join(parts)
    return f"{MINUS if negative else ''}{whole}{point}{rest}"


def signed(text: str) -> str:
    """Write a change: with its sign, whatever it is."""
    shown = grouped(text)
    return shown if shown.startswith(MINUS) or not text.strip("0.") else f"+{shown}"


def step_of(largest: float, ticks: int) -> float:
    """Return a round step (1, 2, 2.5 or 5 times a power of ten) for about so many marks."""
    if largest <= 0:
        return 1.0
    rough = largest / ticks
    power = 10.0 ** math.floor(math.log10(rough))
    return next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough * (1 - 1e-9))
