"""Search among indicators by words in either language, and what to say where nothing is found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.domain.structure import Indicator, Structure
from app.domain.text import fold, nearest

_NOT_FOUND = 9
_SUGGESTED = 3
# Words of few letters resemble each other by chance.
_LIKE = 0.8
_letters = re.compile(r"[a-z][a-z-]{2,}").findall


def search(structure: Structure, words: str | None, sector: str | None) -> list[Indicator]:
    """Return the indicators that hold every word, those whose name holds them first."""
    candidates = [i for i in structure.indicators if sector in (None, i.sector)]
    wanted = fold(words or "").split()
    if not wanted:
        return candidates
    graded = [
        (_grade(structure, indicator, wanted), place) for place, indicator in enumerate(candidates)
    ]
    return [candidates[place] for grade, place in sorted(graded) if grade != _NOT_FOUND]


def _grade(structure: Structure, indicator: Indicator, wanted: Sequence[str]) -> int:
    """Return where all words stand: 0 name, 1 code and keywords, 2 definition, 3 its sector too."""
    name = fold(f"{indicator.name.en} {indicator.name.zh}")
    keys = f"{name} {fold(indicator.code)} {indicator.code.replace('_', ' ')} " + fold(
        " ".join(indicator.keywords)
    )
    whole = f"{keys} {fold(indicator.definition.en)} {fold(indicator.definition.zh)}"
    sector = structure.sector[indicator.sector]
    around = f"{whole} {sector.code} {fold(sector.name.en)} {fold(sector.name.zh)}"
    for grade, text in enumerate((name, keys, whole, around)):
        if all(word in text for word in wanted):
            return grade
    return _NOT_FOUND


def nothing_found(
    structure: Structure, words: str | None, sector: str | None
) -> tuple[str, list[str]]:
    """Return why a search found nothing, and words that would find something."""
    wanted = fold(words or "").split()
    if not wanted:
        return "There is no indicator here yet.", []
    found = {word: len(search(structure, word, sector)) for word in wanted}
    strange = [word for word, number in found.items() if not number]
    if not strange:
        each = ", ".join(f"{word!r} alone finds {number}" for word, number in found.items())
        return f"No indicator holds all of these words: {each}.", list(found)
    elsewhere = search(structure, words, None) if sector else []
    if elsewhere:
        homes = ", ".join(dict.fromkeys(indicator.sector for indicator in elsewhere))
        return f"Nothing in this sector holds these words; there is something in {homes}.", []
    near = [w for word in strange for w in _near(structure, word, sector)][:_SUGGESTED]
    near = near or ([] if sector else list(structure.sector))  # which are searched as well
    ending = f"; there is {', '.join(near)}" if near else ""
    known = [word for word in wanted if found[word]]
    told = " and ".join(repr(word) for word in strange)
    return (
        f"No indicator mentions {told}{ending}. Without q all are listed.",
        [*near, *known],
    )


def _near(structure: Structure, word: str, sector: str | None) -> list[str]:
    """Return words of the catalogue that resemble one, or share its Chinese characters."""
    texts = sorted(set(_words(structure, sector)))
    if word.isascii():
        return list(nearest(word, texts, _SUGGESTED, _LIKE))
    shared = {text: len({*word} & {*text}) for text in texts if not text.isascii()}
    alike = [text for text, number in shared.items() if number]
    return sorted(alike, key=lambda text: (-shared[text], len(text), text))[:_SUGGESTED]


def _words(structure: Structure, sector: str | None) -> Iterator[str]:
    for indicator in structure.indicators:
        if sector in (None, indicator.sector):
            home = structure.sector[indicator.sector].name
            yield from _letters(fold(f"{indicator.name.en} {home.en}"))
            yield home.zh
            for keyword in indicator.keywords:
                yield from _letters(fold(keyword)) if keyword.isascii() else (keyword,)
