"""Every number in a picture is in the data, digit for digit."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest

from app.charts import Facts, Look, across, card, figure, headline, revisions, standalone
from app.charts.facts import Figure, versions_of
from app.domain.structure import LANGUAGES, Language
from tests.charts import scenes
from tests.charts.drawn import Drawn, read
from tests.support.builders import fact

# What one step of an axis may be worth, and what a number may be a multiple of.
MULTIPLES = (1, 10**4, 10**6, 10**8, 10**9, 10**12)
_NUMBER = re.compile(r"[+−]?\d[\d,]*(?:\.\d+)?")
_KINDS = ("share", "rate", "growth", "fall", "level", "pair", "columns", "spark", "holidays")


def _numbers(text: str) -> list[Decimal]:
    return [
        Decimal(found.replace(",", "").replace("−", "-").removeprefix("+"))
        for found in _NUMBER.findall(text)
    ]


def _stated(figures: list[Figure]) -> set[Decimal]:
    return {
        number / multiple
        for each in figures
        for number in (each.value, each.lower, each.upper)
        if number is not None
        for multiple in MULTIPLES
    }


def _figures(facts: Facts) -> list[Figure]:
    growth = [facts.growth] if facts.growth else []
    return [each for line in facts.lines for each in line.figures] + growth


def _check(drawn: Drawn, figures: list[Figure]) -> None:
    stated = _stated(figures)
    shown = [number for text in drawn.values for number in _numbers(text)]
    assert [number for number in shown if number not in stated] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("bound", scenes.BOUNDS)
@pytest.mark.parametrize("kind", [*_KINDS, "areas", "breakdown"])
def test_every_number_in_a_picture_is_in_the_data(
    kind: str, bound: str, language: Language
) -> None:
    facts = scenes.single(kind, bound)
    look = Look(language)
    pictures = [card(facts, look), figure(facts, look), across(facts, look)]
    pictures.append(standalone(facts, Look(language, "dark"), compare=True).text)
    drawn = [read(text) for text in pictures if text]
    assert any(picture.values for picture in drawn)
    for picture in drawn:
        _check(picture, _figures(facts))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_version_in_a_picture_is_in_the_data(language: Language) -> None:
    cube = scenes.versions("798.1", "801.22", None, "799.90")
    line = versions_of(cube)
    assert line is not None
    _check(read(revisions(cube, Look(language)) or ""), list(line.figures))


@pytest.mark.parametrize(
    ("printed", "unit", "multiple", "english", "chinese"),
    [
        ("818.05", "billion yuan", 10**9, "818.05 billion yuan", "8,180.5 亿元"),
        ("818.00", "billion yuan", 10**9, "818.00 billion yuan", "8,180.0 亿元"),
        ("8180.50", "亿元", 10**8, "818.050 billion yuan", "8,180.50 亿元"),
        ("2", "billion yuan", 10**9, "2 billion yuan", "20 亿元"),
    ],
)
def test_a_printed_number_keeps_its_digits_in_both_languages(
    printed: str, unit: str, multiple: int, english: str, chinese: str
) -> None:
    value = format(Decimal(printed) * multiple, "f")
    facts = scenes.facts("retail_sales", fact(value, printed=(printed, unit)))
    for language, expected in (("en", english), ("zh", chinese)):
        shown = headline(facts, language)  # type: ignore[arg-type]
        assert f"{shown.number} {shown.unit}" == expected
        digits = [re.sub(r"\D", "", text).strip("0") for text in (shown.number, printed)]
        assert digits[0] == digits[1]


def test_figures_without_a_print_are_written_whole() -> None:
    facts = scenes.facts("retail_sales", fact("1234567890.12"))
    assert headline(facts, "en").number == "1.23456789012"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_implied_level_is_dashed_and_named_in_picture_and_text(language: Language) -> None:
    facts = scenes.facts("retail_sales", scenes.level("818.05"), scenes.growth("2.5"))
    word = {"en": "implied", "zh": "推算"}[language]
    value = {"en": "798.10", "zh": "7,981.0"}[language]
    for text in (card(facts, Look(language)), figure(facts, Look(language))):
        drawn = read(text)
        assert drawn.implied == (value,)
        assert drawn.dashed == 1
        assert any(word in (each.text or "") for each in drawn.all("text"))
        assert word in drawn.description.lower()
        assert value in drawn.description
    assert facts.implied is not None
    low, high = facts.implied.text(Fraction(10**9))[1:]
    assert (low, high) == ("797.70", "798.49")


def test_a_published_level_is_not_implied() -> None:
    facts = scenes.facts(
        "retail_sales", scenes.level("800", "2023"), scenes.level("818.05"), scenes.growth("2.5")
    )
    drawn = read(card(facts, Look()))
    assert (facts.implied, drawn.dashed) == (None, 0)
    assert drawn.values == ("800", "818.05")


def test_marks_of_an_axis_are_even_and_hold_every_figure() -> None:
    facts = scenes.facts("retail_sales", *scenes.years(2015, "480", "1230", "975", "1410"))
    drawn = read(figure(facts, Look()))
    marks = [n for text in drawn.ticks for n in _numbers(text) if n < 2000 or n > 2100]
    assert marks == [0, 500, 1000, 1500]


def test_neighbours_share_the_ladder_of_growth() -> None:
    ends = {}
    for value in ("4.9", "5.0", "5.1", "19", "49", "-8.6", "1200"):
        drawn = read(card(scenes.facts("retail_sales", scenes.growth(value)), Look()))
        ends[value] = drawn.ticks
    assert ends["4.9"] == ends["5.0"] == ("0", "+2.5", "+5 %")
    assert ends["5.1"] == ends["19"] == ("0", "+10", "+20 %")
    assert ends["49"][-1] == "+50 %"
    assert ends["-8.6"] == ("−20", "−10", "0 %")
    assert ends["1200"][-1] == "+10,000 %"
