"""Sentences of our own about tables: one for each series, in both languages, and one about footnotes."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.rules.codes import GROWTH
from app.domain.series import TOTAL
from app.domain.structure import Label, Structure

LONGEST_NOTE = 2_000
LONGEST_LOCATOR = 500
LONGEST_SOURCE = 300

FOOTNOTE_EN = (
    "A footnote of the table, kept in the Chinese note, applies; it stands in Chinese only."
)

_PUBLISHERS = {
    "国家统计局": "the National Bureau of Statistics of China",
    "海关总署": "the General Administration of Customs of China",
    "文化和旅游部": "the Ministry of Culture and Tourism of China",
}
_EVERY = {
    "A": ("annual", "年度"),
    "S": ("half-yearly", "半年度"),
    "Q": ("quarterly", "季度"),
    "M": ("monthly", "月度"),
    "D": ("daily", "日"),
    "_O": ("cumulative or other", "累计或其他时段"),
}


def statement(
    structure: Structure, codes: Mapping[str, str], frequency: str, source: str | None
) -> Label:
    """Say what a table states about one series.

    Args:
        structure: The catalogue, for names.
        codes: Area, indicator, transformation and own dimensions; unknown codes stand as they are.
        frequency: Letter.
        source: Whom the table names as the origin of its data.
    """
    area, indicator = structure.area.get(codes["area"]), structure.indicator.get(codes["indicator"])
    where = area.name if area else Label(codes["area"], codes["area"])
    what = indicator.name if indicator else Label(codes["indicator"], codes["indicator"])
    parts = [_code(structure, name, code) for name, code in codes.items() if code != TOTAL]
    of = [part for part in parts if part]
    every_en, every_zh = _EVERY[frequency]
    growth = codes["transformation"] == GROWTH
    kind = "year-on-year changes, in percent," if growth else "figures"
    english = f"The table gives {every_en} {kind} of {where.en} for: {what.en}"
    english += "".join(f"; {part.en}" for part in of) + "."
    chinese = f"该表列有{where.zh}{what.zh}"
    chinese += "".join(f"（{part.zh}）" for part in of)
    chinese += f"的{every_zh}{'同比增速' if growth else '数据'}。"
    if source:
        shown = source[:LONGEST_SOURCE]
        english += f" It names {_PUBLISHERS.get(shown, 'a source in Chinese')} as its source."
        chinese += f"表中注明数据来源：{shown}。"
    return Label(english, chinese)


def _code(structure: Structure, dimension: str, code: str) -> Label | None:
    entry = structure.dimension_codes.get(dimension, {}).get(code)
    return entry.name if entry else None


def footnotes(texts: list[str], chinese: str, english: str) -> Label:
    """Put the notes of a record and the footnotes of its table together.

    Args:
        texts: Footnotes, as printed.
        chinese: Note that the record has of its own.
        english: The same in English.
    """
    if not texts:
        return Label(english, chinese)
    together = "\n".join([*filter(None, [chinese]), *texts])
    note = " ".join(filter(None, [english, FOOTNOTE_EN]))
    return Label(note, together)
