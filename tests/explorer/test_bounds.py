"""A bound is never shown as a plain number: not on any page, in any language."""

from __future__ import annotations

import re

import pytest

from tests.api.service import Service
from tests.explorer.kinds import KINDS, SHARE
from tests.explorer.reading import Page, look

# "Over" is how our own sentence tells what the source says.
_ENGLISH = ("more than", "over", "greater than")
# Descriptions of the API are in English on Chinese pages too.
WORDS = {"en": _ENGLISH, "zh": ("超过", "大于", *_ENGLISH)}
_FIGURE = re.compile(r"(?<![\d/-])(?<!\d[.,])83(?!\d|[.,/-]\d)")


def _bare(page: Page, language: str) -> list[str]:
    """Return the places where the figure stands without its word close before it."""
    found = []
    for match in _FIGURE.finditer(page.text):
        before = " ".join(page.text[: match.start()].split())[-14:]
        if not any(word in before for word in WORDS[language]):
            found.append(page.text[max(0, match.start() - 60) : match.end() + 20])
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_more_than_83_percent_is_never_83_percent(site: Service, language: str) -> None:
    (row,) = site.rows(f"/v1/observations?indicator={SHARE}")
    ids = {"figure": row["id"], "release": row["release"]}
    seen = 0
    for target in KINDS.values():
        address = target.format(**ids)
        page = look(site, f"{address}{'&' if '?' in address else '?'}lang={language}")
        assert _bare(page, language) == [], address
        seen += len(_FIGURE.findall(page.text))
    assert seen >= 10  # home, search, indicator, observation, area, source, release, changes ...


def test_the_test_sees_a_bare_number() -> None:
    assert _bare(Page("<p>83 percent</p>"), "en")
    assert _bare(Page("<p>It is 83.</p>"), "en")
    assert not _bare(Page("<p>1,083 and 83.5 and 2.83</p>"), "en")
    assert _bare(Page("<p>more than</p><p>it is about time: 83</p>"), "en")
    assert not _bare(Page("<p><b>more than</b> <b>83</b> %</p>"), "en")


# Of the store of vintages: a percentage a period, each with a bound of its own.
BOUNDS = {
    "2024-02": ("more than 60%", "超过60%"),
    "2024-03": ("at least 60%", "不少于60%"),
    "2024-04": ("less than 60%", "不足60%"),
    "2024-05": ("at most 60%", "不超过60%"),
    "2024-06": ("about 60%", "约60%"),
    "2024-07": ("in the range 55.5–65%", "介于55.5–65%"),
}


@pytest.mark.parametrize("place", [0, 1], ids=["en", "zh"])
def test_every_bound_is_told_in_words(revised: Service, place: int) -> None:
    language = ("en", "zh")[place]
    page = look(revised, f"/indicators/occupancy?lang={language}")
    text = re.sub(r"\s+", "", page.text)
    for words in BOUNDS.values():
        assert re.sub(r"\s+", "", words[place]) in text
