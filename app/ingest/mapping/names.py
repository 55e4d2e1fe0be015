"""Which indicator a text of a file means: by exact name only, never by likeness.

A name counts before a keyword. Keywords exist for searching, and most are wider than the indicator
(`人口`, `增加值`): such a text is refused, naming what may be meant. A keyword that has the whole name
in it is another way of writing it; one that is the larger part of the name is taken with a warning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from app.domain.rules import Finding
from app.domain.rules.finding import error, warning
from app.domain.structure import Indicator, Structure
from app.domain.text import fold, nearest


class Found(NamedTuple):
    """An indicator, and what is to be said about how it was found."""

    code: str
    finding: Finding | None = None


def squeeze(text: str) -> str:
    """Return the form in which two spellings of a name compare equal: width, case, all blanks."""
    return "".join(fold(text).split())


class IndicatorNames:
    """The names of all indicators of a catalogue."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self._names = _index(
            (each, (each.code, each.name.zh, each.name.en)) for each in structure.indicators
        )
        self._keywords = _index((each, each.keywords) for each in structure.indicators)

    def find(self, text: str) -> Found | Finding:
        """Return the indicator that is called exactly this, or an error that names those near."""
        name = squeeze(text)
        by_keyword = self._keywords.get(name, ())
        codes = self._names.get(name) or [c for c in by_keyword if self._is_spelling(name, c)]
        if len(codes) == 1:
            return Found(codes[0], self._remark(text, codes[0]))
        if codes:
            reason = f"This may be any of {len(codes)} indicators."
            return error("indicator", text, reason, " or ".join(codes), "one-indicator")
        return self._wide(text, by_keyword) if by_keyword else self._unknown(text)

    def knows(self, text: str) -> bool:
        """Whether an indicator is called this."""
        return isinstance(self.find(text), Found)

    def admits(self, text: str) -> bool:
        """Whether a text is a name once words for growth and the like are taken off it."""
        return self.knows(text)

    def _names_of(self, code: str) -> tuple[str, str]:
        label = self._structure.indicator[code].name
        return squeeze(label.zh), squeeze(label.en)

    def _is_spelling(self, keyword: str, code: str) -> bool:
        """Whether a keyword is another way of writing the name: longer, or not much shorter."""
        return any(
            name in keyword or (keyword in name and 2 * len(keyword) >= len(name))
            for name in self._names_of(code)
        )

    def _remark(self, text: str, code: str) -> Finding | None:
        given = squeeze(text)
        if given == squeeze(code) or any(name in given for name in self._names_of(code)):
            return None
        reason = f"This is read as {self._shown(code)}, of whose name it is a part."
        return warning("indicator", text, reason, None, "indicator-by-keyword")

    def _wide(self, text: str, codes: Iterable[str]) -> Finding:
        shown = " or ".join(map(self._shown, codes))
        reason = f"No indicator has this name; it is only a keyword of {shown}."
        suggestion = f'if one is meant, aliases.indicator."{text}" in a mapping file'
        return error("indicator", text, reason, suggestion, "known-indicator")

    def _shown(self, code: str) -> str:
        return f"{code} ({self._structure.indicator[code].name.zh})"

    def _unknown(self, text: str) -> Finding:
        indicators = self._structure.indicators
        known = [name for each in indicators for name in (each.name.zh, each.name.en)]
        found = [
            code for name in nearest(text, known) for code in self._names.get(squeeze(name), ())
        ]
        shown = [self._shown(code) for code in dict.fromkeys(found)]
        reason = "No indicator has this name; it can be drafted for the catalogue."
        return error("indicator", text, reason, " or ".join(shown) or None, "known-indicator")


def _index(
    named: Iterable[tuple[Indicator, Iterable[str]]],
) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for indicator, names in named:
        for name in names:
            found[squeeze(name)][indicator.code] = None
    return {name: tuple(codes) for name, codes in found.items()}
