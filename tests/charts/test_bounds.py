"""No picture draws a bound like a plain value: a mark says so, and so does every number."""

import pytest

from app.charts import Look, across, card, figure, headline, revisions, standalone, title_of
from app.charts.words import BOUNDS as WORDS
from app.domain.structure import LANGUAGES, Language
from app.representations import wording
from tests.charts import scenes
from tests.charts.drawn import Drawn, read

KINDS = ("share", "rate", "growth", "fall", "pair", "columns", "spark", "holidays", "breakdown")
LIMITED = tuple(bound for bound in scenes.BOUNDS if bound != "exact")
WHERE_IT_LIES = {"gt": 1, "ge": 1, "lt": -1, "le": -1}


def _pictures(kind: str, bound: str, language: Language) -> list[Drawn]:
    facts = scenes.single(kind, bound)
    look = Look(language)
    drawn = [card(facts, look), figure(facts, look)]
    drawn += [standalone(facts, Look(language, "light", width)).text for width in (None, 320, 1200)]
    return [read(text) for text in drawn]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_bound_bears_a_mark_and_a_plain_number_none(kind: str, language: Language) -> None:
    for picture in _pictures(kind, "exact", language):
        assert picture.bounds == 0
    for bound in LIMITED:
        for picture in _pictures(kind, bound, language):
            assert picture.bounds > 0, bound


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("bound", LIMITED)
def test_a_bound_of_an_area_among_others_bears_its_mark(bound: str, language: Language) -> None:
    facts = scenes.single("areas", bound)
    drawn = read(across(facts, Look(language)) or "")
    plain = read(across(scenes.single("areas", "exact"), Look(language)) or "")
    assert (plain.bounds, drawn.bounds > 0) == (0, True)
    own = [text for text in drawn.values if text not in plain.values]
    assert len(own) == 1
    assert _says(own[0], bound, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("bound", LIMITED)
@pytest.mark.parametrize("kind", [*KINDS, "level"])
def test_every_number_of_a_bound_bears_its_word(kind: str, bound: str, language: Language) -> None:
    facts = scenes.single(kind, bound)
    own = headline(scenes.single(kind, "exact"), language).number
    plain = {text for picture in _pictures(kind, "exact", language) for text in picture.values}
    others = {text for text in plain if own not in text}
    shown = headline(facts, language)
    assert shown.word == WORDS[bound].within(language)
    for picture in _pictures(kind, bound, language):
        # The large number has its word in a span of its own before it.
        told = [text for text in picture.values if text not in {shown.number, *others}]
        assert [text for text in told if not _says(text, bound, language)] == []
        assert WORDS[bound].within(language) in picture.description or bound == "range"
        assert shown.word in picture.title or kind == "breakdown"


def _says(text: str, bound: str, language: Language) -> bool:
    if bound == "range":
        return "–" in text
    return text.startswith(WORDS[bound].within(language))


@pytest.mark.parametrize("kind", ["share", "rate", "growth", "fall"])
@pytest.mark.parametrize(("bound", "way"), WHERE_IT_LIES.items())
def test_chevrons_point_to_where_the_true_value_lies(kind: str, bound: str, way: int) -> None:
    drawn = read(card(scenes.single(kind, bound), Look()))
    paths = [p.get("d", "") for p in drawn.all("path") if p.get("class") == "bound"]
    # The first arm of a chevron goes where it points.
    assert {"l4 4.5l-4 4.5" if way > 0 else "l-4 4.5l4 4.5"} == {p[p.index("l") :] for p in paths}


@pytest.mark.parametrize(
    ("value", "bound"), [("99.5", "gt"), ("100", "ge"), ("0.5", "lt"), ("1", "le")]
)
def test_a_bound_at_the_edge_of_its_axis_still_has_room_for_a_chevron(
    value: str, bound: str
) -> None:
    facts = scenes.facts("occupancy", scenes.percent(value, bound=bound))
    drawn = read(card(facts, Look()))
    assert drawn.bounds == 1


@pytest.mark.parametrize("bound", LIMITED)
def test_a_bound_is_never_joined_to_a_line(bound: str) -> None:
    plain, limited = (
        read(figure(scenes.single("columns", each), Look())) for each in ("exact", bound)
    )
    assert _joints(plain) == 3
    assert _joints(limited) == 2


def _joints(drawn: Drawn) -> int:
    lines = [p for p in drawn.all("path") if p.get("stroke-linejoin")]
    return sum(path.get("d", "").count("L") for path in lines)


@pytest.mark.parametrize("bound", LIMITED)
def test_a_bound_among_versions_bears_its_mark(bound: str) -> None:
    drawn = read(revisions(scenes.versions("700", "818.05", bound=bound), Look()) or "")
    assert drawn.bounds >= 2
    assert all(_says(text, bound, "en") for text in drawn.values)


@pytest.mark.parametrize("bound", LIMITED)
def test_a_bound_implies_no_bar(bound: str) -> None:
    for level, growth in ((bound, "exact"), ("exact", bound)):
        facts = scenes.facts(
            "retail_sales",
            scenes.level("818.05", bound=level),
            scenes.growth("2.5", bound=growth),
        )
        drawn = read(card(facts, Look()))
        assert (facts.implied, drawn.implied, drawn.dashed) == (None, (), 0)
        assert "mplied" not in drawn.description


def test_the_words_are_those_of_every_other_text() -> None:
    told = {name: wording.BOUNDS[name] for name in scenes.BOUNDS if name != "range"}
    for name, label in told.items():
        assert (label.en.strip(), label.zh) == (WORDS[name].en, WORDS[name].zh)


def test_the_title_of_a_bound_can_be_read_alone() -> None:
    facts = scenes.single("share", "gt")
    assert title_of(facts, "en") == "Occupancy, Shanxi: more than 54.1 %, 2024"
    assert title_of(facts, "zh") == "occupancy（中文），山西省：超过54.1%，2024年"
