"""The picture follows from the facts alone."""

import pytest

from app.charts import Facts, Look, standalone
from app.charts.choose import card_kind, figure_kind
from tests.charts import scenes
from tests.charts.drawn import read
from tests.support.builders import fact

_TWO_AREAS = [
    scenes.level(str(100 + year - 2000), str(year), area=area)
    for area in ("CN-SX", "CN-HE")
    for year in range(2015, 2020)
]


@pytest.mark.parametrize(
    ("facts", "on_card", "on_page"),
    [
        (scenes.single("share", "exact"), "share", "share"),
        (scenes.single("rate", "exact"), "rate", "rate"),
        (scenes.single("growth", "exact"), "growth", "growth"),
        (scenes.single("level", "exact"), "coverage", "coverage"),
        (scenes.single("level", "range"), "range", "range"),
        (scenes.single("pair", "exact"), "pair", "pair"),
        (scenes.single("columns", "exact"), "columns", "series"),
        (scenes.single("spark", "exact"), "spark", "series"),
        (scenes.single("holidays", "exact"), "columns", "columns"),
        (scenes.single("breakdown", "exact"), "parts", "breakdown"),
        (scenes.facts("retail_sales"), "nothing", "nothing"),
        (
            scenes.facts("retail_sales", scenes.level("5"), scenes.growth("2.5")),
            "implied",
            "implied",
        ),
        # Years apart are no pair: bars side by side would say that one follows the other.
        (
            scenes.facts("retail_sales", scenes.level("5", "2015"), scenes.level("6", "2024")),
            "columns",
            "columns",
        ),
        # Nor are figures that do not compare.
        (
            scenes.facts(
                "retail_sales", scenes.level("5", "2023"), scenes.level("6", "2024", status="B")
            ),
            "columns",
            "columns",
        ),
    ],
)
def test_each_kind_of_fact_has_its_picture(facts: Facts, on_card: str, on_page: str) -> None:
    assert (card_kind(facts).name, figure_kind(facts).name) == (on_card, on_page)


@pytest.mark.parametrize(
    ("stated", "kind"),
    [(scenes.everywhere(), "areas"), (_TWO_AREAS, "over-time"), ([scenes.level("5")], "coverage")],
)
def test_areas_are_compared_where_several_have_figures(stated: list[object], kind: str) -> None:
    facts = scenes.facts("retail_sales", *stated)  # type: ignore[arg-type]
    assert standalone(facts, Look(theme="light"), compare=True).kind == kind
    assert standalone(facts, Look(theme="light")).kind != "areas"


def test_a_level_stands_before_its_growth_and_a_total_before_its_parts() -> None:
    facts = scenes.facts(
        "retail_sales",
        scenes.growth("2.5", "2025"),
        scenes.level("9", "2025", own={"product": "automobiles"}),
        scenes.level("5"),
        fact("7", unit="USD", role="conversion", period="2025"),
    )
    assert facts.main is not None
    series = facts.main.series
    assert (series.transformation, series.breakdown, series.unit) == ("level", (), "CNY")
    assert facts.growth is None


def test_growth_of_another_period_is_not_put_beside_a_level() -> None:
    facts = scenes.facts("retail_sales", scenes.level("5"), scenes.growth("2.5", "2023"))
    assert facts.growth is None


def test_a_policy_is_shown_where_there_is_nothing_else() -> None:
    rate = scenes.percent("20", bound="le", role="policy_parameter")
    assert scenes.facts("occupancy", rate).main is not None
    beside = scenes.facts("occupancy", rate, scenes.percent("54.1", "2023"))
    assert beside.main is not None
    assert beside.main.latest.period.text == "2023"


def test_gaps_and_breaks_part_a_line_and_are_told() -> None:
    stated = [
        *scenes.years(2010, "5", "6", None, "7", "8"),
        fact(None, period="2015"),
        scenes.level("9", "2016", status="B"),
        scenes.level("9.5", "2017"),
    ]
    drawn = read(standalone(scenes.facts("retail_sales", *stated), Look(theme="light")).text)
    lines = [p.get("d", "") for p in drawn.all("path") if p.get("stroke-linejoin")]
    assert [line.count("L") for line in lines] == [1, 1, 1]
    assert len([p for p in drawn.all("path") if p.get("class") == "break"]) == 1
    for told in ("No figure: 2015, 2012", "Not comparable from 2016 on (Break in series)"):
        assert told in drawn.description
        assert told in [each.text for each in drawn.all("text")]


def test_holidays_of_several_years_are_never_joined() -> None:
    drawn = read(standalone(scenes.single("holidays", "exact"), Look(theme="light")).text)
    assert [p for p in drawn.all("path") if p.get("stroke-linejoin")] == []


def test_areas_without_a_figure_in_the_period_are_named_and_not_drawn_as_zero() -> None:
    stated = [*scenes.everywhere(but=1), scenes.level("5", "2020", area="CN-MO")]
    drawn = read(
        standalone(scenes.facts("retail_sales", *stated, area="CN-SX"), Look(theme="light")).text
    )
    assert "0" not in drawn.values
