"""What holds for every picture: well-formed, described, safe, small, the same bytes each time."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from app.charts import Facts, Look, across, card, facts_of, figure, revisions, standalone
from app.charts.palette import TOKENS
from app.charts.svg import width_of
from app.domain.structure import LANGUAGES, Label, Language
from tests.charts import scenes
from tests.charts.drawn import SPACE, read
from tests.support.builders import fact, withdrawn

CARD_BYTES = 4096
_HOSTILE = "</title><script>alert(1)</script>\"'&<\x00\ud800"
_ELEMENTS = {
    "svg",
    "title",
    "desc",
    "style",
    "g",
    "rect",
    "line",
    "path",
    "circle",
    "text",
    "tspan",
}


def _scenes() -> Iterator[tuple[str, Facts]]:
    kinds = ("share", "rate", "growth", "fall", "level", "pair", "columns", "spark", "holidays")
    for kind in (*kinds, "areas", "breakdown"):
        for bound in ("exact", "gt", "range"):
            yield f"{kind}-{bound}", scenes.single(kind, bound)
    yield "implied", scenes.facts("retail_sales", scenes.level("818.05"), scenes.growth("2.5"))
    yield "nothing", scenes.facts("retail_sales")
    yield "withdrawn", scenes.facts("retail_sales", withdrawn())
    yield "missing", scenes.facts("retail_sales", fact(None))
    yield "zero", scenes.facts("retail_sales", scenes.level("0"))
    yield "no-growth", scenes.facts("retail_sales", scenes.growth("0"))
    yield "minus", scenes.facts("retail_sales", scenes.level("-5"))
    zeros = [scenes.level("0", str(year)) for year in range(2010, 2024)]
    yield "zeros", scenes.facts("retail_sales", *zeros)
    yield "long", scenes.facts("retail_sales", *scenes.years(1950, *map(str, range(50, 125))))
    yield "huge", scenes.facts("retail_sales", scenes.level("123456789012"))
    names = [
        Label(f"A product with a name of many words, {i}", f"名称很长的一种商品{i}") for i in "ab"
    ]
    yield "wordy", _wordy(names)
    yield "moment", scenes.facts("mines", scenes.called("mines", scenes.level("2", "2024-03-31")))


def _wordy(names: list[Label]) -> Facts:
    structure = scenes.structure()
    sectors = list(structure.sectors)
    place = next(i for i, each in enumerate(sectors) if each.code == "consumption")
    (own,) = sectors[place].dimensions
    codes = tuple(replace(code, name=name) for code, name in zip(own.codes[1:], names, strict=True))
    dimension = replace(own, codes=(own.codes[0], *codes))
    sectors[place] = replace(sectors[place], dimensions=(dimension,))
    stated = [
        scenes.level(value, own={"product": code.code})
        for value, code in zip(("8.78", "4.13"), codes, strict=True)
    ]
    cube = replace(scenes.answer(*stated), structure=replace(structure, sectors=tuple(sectors)))
    return facts_of(cube, "retail_sales")


ALL = dict(_scenes())
Draw = Callable[[Facts, Look], str]
DRAWS: dict[str, Draw] = {
    "card": card,
    "figure": figure,
    "across": lambda facts, look: across(facts, look) or card(facts, look),
    "alone": lambda facts, look: standalone(facts, replace(look, theme="auto"), compare=True).text,
    "narrow": lambda facts, look: (
        standalone(facts, replace(look, theme="dark", width=320), compare=True).text
    ),
}


@pytest.mark.parametrize("draw", DRAWS)
@pytest.mark.parametrize("name", ALL)
def test_a_picture_is_well_formed_and_says_what_it_shows(name: str, draw: str) -> None:
    for language in LANGUAGES:
        text = DRAWS[draw](ALL[name], Look(language, key="one"))
        drawn = read(text)
        assert drawn.root.get("role") == "img"
        named = drawn.root.get("aria-labelledby", "").split()
        ids = [each.get("id") for each in drawn.root.iter() if each.get("id")]
        assert ids == named == ["one-t", "one-d"]
        assert drawn.title
        assert drawn.description
        assert bool(re.search("[\u4e00-\u9fff]", drawn.description)) == (language == "zh")
        assert not re.search(r"\b(nan|inf)\b", text)
        assert " None" not in text
        assert text == DRAWS[draw](ALL[name], Look(language, key="one"))


@pytest.mark.parametrize("draw", DRAWS)
@pytest.mark.parametrize("name", ALL)
def test_a_picture_holds_nothing_that_acts_or_is_loaded(name: str, draw: str) -> None:
    drawn = read(DRAWS[draw](ALL[name], Look()))
    assert {each.tag.removeprefix(SPACE) for each in drawn.root.iter()} <= _ELEMENTS
    for each in drawn.root.iter():
        for key, value in each.attrib.items():
            assert not key.startswith("on")
            assert key not in {"style", "href", "{http://www.w3.org/1999/xlink}href"}
            assert "url(" not in value


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_drawn_outside_a_picture(name: str) -> None:
    for draw in ("card", "figure"):
        drawn = read(DRAWS[draw](ALL[name], Look()))
        width, height = map(float, drawn.root.get("viewBox", "").split()[2:])
        for each in (*drawn.all("rect"), *drawn.all("text"), *drawn.all("circle")):
            x, y = (float(each.get(a) or each.get(f"c{a}") or 0) for a in "xy")
            far, low = (float(each.get(a) or 0) for a in ("width", "height"))
            assert -1 <= x <= x + far <= width + 1, each.attrib
            assert -1 <= y <= y + low <= height + 1, each.attrib


@pytest.mark.parametrize("name", ALL)
def test_no_words_run_out_of_a_picture(name: str) -> None:
    for draw in ("card", "figure", "across"):
        for language in LANGUAGES:
            drawn = read(DRAWS[draw](ALL[name], Look(language)))
            width = float(drawn.root.get("viewBox", "").split()[2])
            for each in drawn.all("text"):
                long = width_of(
                    each.text or "",
                    float(each.get("font-size", "12")),
                    int(each.get("font-weight", "400")),
                )
                share = {"end": 1, "middle": 0.5}.get(each.get("text-anchor", ""), 0)
                left = float(each.get("x", "0")) - share * long
                assert -3 <= left <= left + long <= width + 3, each.text


@pytest.mark.parametrize("name", ALL)
def test_a_card_is_small(name: str) -> None:
    for language in LANGUAGES:
        assert len(card(ALL[name], Look(language)).encode()) <= CARD_BYTES


def test_names_from_the_catalogue_are_escaped() -> None:
    structure = scenes.structure()
    name = Label(_HOSTILE, _HOSTILE)
    indicators = tuple(
        replace(each, name=name) if each.code == "retail_sales" else each
        for each in structure.indicators
    )
    areas = tuple(replace(each, name=name) for each in structure.areas)
    hostile = replace(structure, indicators=indicators, areas=areas)
    cube = replace(scenes.answer(*scenes.everywhere()), structure=hostile)
    facts = facts_of(cube, "retail_sales")
    for draw in DRAWS.values():
        drawn = read(draw(facts, Look(key='"><script>')))
        assert drawn.all("script") == []
        assert "</title><script>alert(1)</script>" in drawn.title


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_of_one_theme_has_its_colours_inside(theme: str) -> None:
    text = standalone(ALL["implied"], Look(theme=theme)).text  # type: ignore[arg-type]
    assert "var(" not in text
    assert "<style" not in text
    own = {pair[theme == "dark"] for pair in TOKENS.values()}
    assert set(re.findall("#[0-9A-F]{6}", text)) <= own


def test_a_picture_that_follows_the_reader_brings_every_colour_for_both() -> None:
    text = standalone(ALL["implied"], Look(theme="auto")).text
    for token in set(re.findall(r"var\(--([a-z0-9-]+)\)", text)):
        assert text.count(f"--{token}:") == 2
    assert "prefers-color-scheme:dark" in text


def test_a_picture_on_a_page_takes_its_colours_from_the_page() -> None:
    text = card(ALL["implied"], Look())
    assert re.findall("#[0-9A-Fa-f]{3,6}", text) == []
    assert set(re.findall(r"var\(--([a-z0-9-]+)\)", text)) <= TOKENS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        ("nothing", "Nothing published yet", "尚未发布数据"),
        ("withdrawn", "Withdrawn by its publisher", "已由发布方撤回"),
        ("missing", "Missing", "缺失"),
    ],
)
def test_where_there_is_no_number_the_picture_says_why(
    name: str, english: str, chinese: str, language: Language
) -> None:
    for draw in DRAWS.values():
        drawn = read(draw(ALL[name], Look(language)))
        told = {"en": english, "zh": chinese}[language]
        assert drawn.values == ()
        assert drawn.dashed == 1
        assert told in [each.text for each in drawn.all("text")]
        assert told in drawn.description


def test_an_area_without_figures_is_named() -> None:
    facts = scenes.facts("retail_sales", scenes.level("5"), area="CN-HE")
    assert "No value for Hebei" in read(card(facts, Look())).description


def test_a_figure_that_is_the_only_version_has_no_picture_of_versions() -> None:
    assert revisions(scenes.versions("5"), Look()) is None


def test_a_withdrawal_ends_the_steps() -> None:
    drawn = read(revisions(scenes.versions("5", "6", None), Look()) or "")
    texts = [each.text for each in drawn.all("text")]
    assert "withdrawn by its publisher" in texts
    assert len([p for p in drawn.all("path") if p.get("fill") == "none"]) == 1
    assert drawn.description.endswith("17 Mar 2021: withdrawn by its publisher.")
