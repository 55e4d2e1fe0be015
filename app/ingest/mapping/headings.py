"""What a heading says beside a name: a unit in brackets, growth, figures from the year's beginning.

`社会消费品零售总额_累计增长(%)` is retail sales, as growth on the same time a year before, in percent,
cumulative. Growth on the previous month (环比) is something else and is not read as that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.rules.codes import GROWTH, LEVEL
from app.domain.structure import UnitSpelling
from app.domain.text import fold

_BRACKET = re.compile(r"(?P<name>.*?)\s*[(\[【](?P<inside>[^()\[\]【】]*)[)\]】]", re.DOTALL)
_UNIT_MARK = re.compile(r"单位\s*:\s*")
_JOINT = r"[_:,、\s-]?"
_TO_DATE = r"(?P<cumulative>累计)?"
_RISE = r"(?:增长(?:速度|率)?|增速|增减|增幅|±)%?"
_GROWTH = rf"{_TO_DATE}(?:(?:[比较]上年|[比较]去年|同比)(?:同期)?(?:{_RISE})?|{_RISE})"
_VALUE = r"(?:当期|本期)[值数]?|(?P<cumulative>累计)[值数额]?"

_GROWTH_AFTER = re.compile(rf"(?P<name>.+?){_JOINT}(?:{_GROWTH})")
_VALUE_AFTER = re.compile(rf"(?P<name>.+?){_JOINT}(?:{_VALUE})")
_GROWTH_ALONE = re.compile(_GROWTH)
_LEVEL_ALONE = re.compile(r"(?:当期|本期|累计)[值数额]?|(?:累计)?(?:绝对[值数量额]|总量|数量|数值)")


@dataclass(frozen=True, slots=True)
class PrintedUnit:
    """A unit as it stands in a file, and what it means."""

    text: str
    spelling: UnitSpelling


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading says.

    Attributes:
        name: What is left when all else is taken off.
        unit: In brackets.
        transformation: `None` where the heading does not say.
        cumulative: Whether figures count from the beginning of the year.
        odd_bracket: Text of a bracket that is no unit; it is a part of the name.
        amount: Whether its words (增减) may also mean a change in the unit of the level.
    """

    name: str
    unit: PrintedUnit | None = None
    transformation: str | None = None
    cumulative: bool = False
    odd_bracket: str | None = None
    amount: bool = False


def split_unit(text: str, spellings: Mapping[str, UnitSpelling]) -> Heading:
    """Take the unit off a heading: `地区生产总值(亿元)`, `产量（单位：万吨）`."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _BRACKET.fullmatch(plain)
    if match is None:
        return Heading(plain)
    printed = _UNIT_MARK.sub("", match["inside"], count=1).strip()
    spelling = spellings.get(fold(printed))
    if spelling is None:
        return Heading(plain, odd_bracket=printed)
    return Heading(match["name"], PrintedUnit(printed, spelling))


def without_bracket(name: str) -> str:
    """Return a name without the bracket that it ends in."""
    match = _BRACKET.fullmatch(name)
    return match["name"] if match else name


def split_measure(heading: Heading) -> Heading:
    """Take off the words for growth and for cumulative figures in which a name ends."""
    for pattern, transformation in ((_GROWTH_AFTER, GROWTH), (_VALUE_AFTER, LEVEL)):
        match = pattern.fullmatch(heading.name)
        if match is not None:
            cumulative = match["cumulative"] is not None
            amount = _is_amount(heading.name.removeprefix(match["name"]))
            return Heading(match["name"], heading.unit, transformation, cumulative, amount=amount)
    return heading


def _is_amount(words: str) -> bool:
    return "%" not in words and ("增减" in words or "±" in words)


def read_measure(text: str, spellings: Mapping[str, UnitSpelling]) -> Heading | None:
    """Read a heading that says no name: `绝对值(亿元)`, `比上年增长(%)`, `亿元`; else `None`."""
    spelling = spellings.get(fold(text))
    if spelling is not None:
        return Heading("", PrintedUnit(text.strip(), spelling))
    heading = split_unit(text, spellings)
    growth = _GROWTH_ALONE.fullmatch(heading.name)
    if growth is not None:
        cumulative = growth["cumulative"] is not None
        return Heading("", heading.unit, GROWTH, cumulative, amount=_is_amount(heading.name))
    level = _LEVEL_ALONE.fullmatch(heading.name)
    if level is not None:
        return Heading("", heading.unit, LEVEL, "累计" in heading.name)
    return None
