"""Names of base units as they follow a number within a sentence: yuan, 元, tonnes, 吨."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from app.domain.structure import Label, Structure, Unit

_COUNT = "COUNT"
_PERCENT = "PERCENT"


@dataclass(frozen=True, slots=True)
class Measure:
    """A base unit.

    Attributes:
        code: Of the unit.
        name: As it follows a number; empty for counts, where the indicator names the things.
        percent: Whether its numbers are percentages.
    """

    code: str
    name: Label
    percent: bool


def measure_of(structure: Structure, code: str) -> Measure:
    """Return how a base unit is spoken of."""
    spellings = tuple(
        each.text for each in structure.spellings if each.unit == code and each.multiplier == 1
    )
    return _measure(structure.unit[code], spellings)


@lru_cache(maxsize=256)
def _measure(unit: Unit, spellings: tuple[str, ...]) -> Measure:
    if unit.code == _COUNT:
        return Measure(unit.code, Label("", ""), percent=False)
    english = [text for text in spellings if text.isascii()]
    chinese = [text for text in spellings if not text.isascii()]
    name = Label(_likest(english, _within_a_sentence(unit.name.en)), _likest(chinese, unit.name.zh))
    return Measure(unit.code, name, percent=unit.code == _PERCENT)


def _likest(spellings: list[str], name: str) -> str:
    """Return the spelling that shares most of its end with the name: `yuan` of `Chinese yuan`."""
    return max(spellings, key=lambda text: (_shared_end(text, name), -len(text)), default=name)


def _shared_end(one: str, other: str) -> int:
    count = 0
    for a, b in zip(reversed(one.casefold()), reversed(other.casefold()), strict=False):
        if a != b:
            break
        count += 1
    return count


def _within_a_sentence(name: str) -> str:
    """Write a name as it stands behind a number: `tonnes`, and `US dollars` as they are."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
