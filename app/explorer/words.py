"""Every word that a page says by itself, in both languages; a test holds templates and table together."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.structure import Label, Language
from app.explorer.phrases import about, failures, figures, home, using

WORDS: Mapping[str, Label] = MappingProxyType(
    {
        name: Label(*pair)
        for table in (home.WORDS, figures.WORDS, using.WORDS, about.WORDS, failures.WORDS)
        for name, pair in table.items()
    }
)


class Say:
    """Says words in one language: `t("search")`, and with a number `t.many("indicator", 7)`."""

    def __init__(self, language: Language) -> None:
        """Take the language."""
        self._language: Language = language

    def __call__(self, name: str, **given: object) -> str:
        """Say a word or a sentence, with what belongs into it.

        Raises:
            KeyError: There is no such word: a mistake in a template.
        """
        text = WORDS[name].within(self._language)
        return text.format(**given) if given else text

    def many(self, name: str, number: int) -> str:
        """Say how many of something there are."""
        ending = "one" if number == 1 else "many"
        return self(f"{name}_{ending}", n=f"{number:,}")
