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
            (each, (each.code, each.name.zh, each.name.en)) for each in _all(structure)
        )
        self._keywords = _index((each, each.keywords) for each in _all(structure))

    def find(self, text: str) -> Found | Finding:
        """Return the indicator that is called exactly this, or an error that names those near."""
        name = squeeze(text)
        named = self._names.get(name, ())
        if len(named) == 1:
            return Found(named[0])
        candidates = named or self._keywords.get(name, ())
        if len(candidates) == 1:
            return self._by_keyword(text, candidates[0])
        if candidates:
            reason = f"This may be any of {len(candidates)} indicators."
            return error("indicator", text, reason, " or ".join(candidates), "one-indicator")
        return self._unknown(text)

    def knows(self, text: str) -> bool:
        """Whether an indicator is called this."""
        return isinstance(self.find(text), Found)

    def admits(self, text: str) -> bool:
        """Whether a text is a name once words for growth and the like are taken off it."""
        return self.knows(text)

    def _by_keyword(self, text: str, code: str) -> Found | Finding:
        label = self._structure.indicator[code].name
        given, names = squeeze(text), (squeeze(label.zh), squeeze(label.en))
        if any(name in given for name in names):
            return Found(code)
        shown = f"{code} ({label.zh})"
        if any(given in name and 2 * len(given) >= len(name) for name in names):
            reason = f"This is read as {shown}, of whose name it is a part."
            return Found(code, warning("indicator", text, reason, None, "indicator-by-keyword"))
        reason = f"This is no name of an indicator, only a keyword of {shown}."
        suggestion = f'if that is meant, aliases.indicator."{text}" = "{code}" in a mapping file'
        return error("indicator", text, reason, suggestion, "known-indicator")

    def _unknown(self, text: str) -> Finding:
        codes = self._structure.indicator
        known = [name for each in codes.values() for name in (each.name.zh, each.name.en)]
        found = [
            code for name in nearest(text, known) for code in self._names.get(squeeze(name), ())
        ]
        shown = [f"{code} ({codes[code].name.zh})" for code in dict.fromkeys(found)]
        reason = "No indicator has this name; it can be drafted for the catalogue."
        return error("indicator", text, reason, " or ".join(shown) or None, "known-indicator")


def _all(structure: Structure) -> Iterable[Indicator]:
    return structure.indicators


def _index(
    named: Iterable[tuple[Indicator, Iterable[str]]],
) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for indicator, names in named:
        for name in names:
            found[squeeze(name)][indicator.code] = None
    return {name: tuple(codes) for name, codes in found.items()}
