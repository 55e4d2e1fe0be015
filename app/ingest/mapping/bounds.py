"""Words and signs that make a limit of a printed figure: 超过83, ≥83, 83以上, 约83.

By the usage of Chinese law 以上, 以下 and 以内 take the number in, 超过 and 不满 leave it out. Words that
may mean either (近, 多, a plus sign) are named and refused.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

EXACT_BOUND = "exact"
_BEFORE = {
    "gt": ("超过", "超", "逾", "高于", "多于", "大于", "突破", ">"),
    "ge": ("至少", "不少于", "不低于", "不小于", "≥", ">="),
    "lt": ("不足", "不满", "低于", "少于", "小于", "不到", "<"),
    "le": ("不超过", "不多于", "不高于", "不大于", "至多", "最多", "≤", "<="),
    "approx": ("约", "大约", "≈"),
}
_AFTER = {"ge": ("及以上", "以上"), "le": ("及以下", "以下", "以内"), "approx": ("左右", "上下")}
_UNCLEAR_BEFORE = ("近", "将近", "接近", "几乎")
_UNCLEAR_AFTER = ("多", "余", "+", "强", "弱")
_RANGE = re.compile(r"\d(?:\.\d+)?\s*[^\d\s]{0,4}\s*[-–—~至到]\s*\d")


class Bounded(NamedTuple):
    """A figure without the words of its limit.

    Attributes:
        bound: As in the code list of bounds.
    """

    text: str
    bound: str


def _pairs(words: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Return words and bounds, the longest word first: 不超过 before 超过."""
    found = [(word, bound) for bound, several in words.items() for word in several]
    return sorted(found, key=lambda pair: -len(pair[0]))


_PREFIXES, _SUFFIXES = _pairs(_BEFORE), _pairs(_AFTER)


def split_bound(text: str) -> Bounded | None:
    """Take the words of a limit off a figure; `None` if there are none, or several."""
    # Signs may be of full width; digits that are stay, to be refused.
    narrow = unicodedata.normalize("NFKC", text[:1]) + text[1:]
    before = next((pair for pair in _PREFIXES if narrow.startswith(pair[0])), None)
    after = next((pair for pair in _SUFFIXES if text.endswith(pair[0])), None)
    if before and not after:
        return Bounded(narrow.removeprefix(before[0]).strip(), before[1])
    if after and not before:
        return Bounded(text.removesuffix(after[0]).strip(), after[1])
    return None


def unclear_words(text: str) -> str | None:
    """Say what is not clear about a figure with other words, if that is what it seems to be."""
    word = next((each for each in _UNCLEAR_BEFORE if text.startswith(each)), None)
    word = word or next((each for each in _UNCLEAR_AFTER if text.endswith(each)), None)
    if word and any(character.isdigit() for character in text):
        return (
            f"has the word {word!r}, which does not say on which side of the number the figure is"
        )
    if _RANGE.search(text):
        return "seems to be a range of two numbers, which no cell of a table is read as"
    return None
