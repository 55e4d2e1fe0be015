"""What headings say: units in brackets, growth, cumulative figures; and which indicator they name."""

from dataclasses import replace

import pytest

from app.domain.rules import Finding
from app.domain.structure import Label, Structure
from app.ingest.mapping.meaning import Meaning, Reader, combine
from app.ingest.mapping.names import Found, IndicatorNames
from tests.ingest.material import catalogue

GDP = "gross_regional_product"
RETAIL = "retail_sales_consumer_goods"


def reader(structure: Structure | None = None) -> Reader:
    known = structure or catalogue()
    return Reader(known, IndicatorNames(known), {})


def said(role: str, text: str) -> Meaning:
    meaning = reader().read(role, text)
    assert isinstance(meaning, Meaning), meaning
    return meaning


def refused(role: str, text: str, structure: Structure | None = None) -> Finding:
    finding = reader(structure).read(role, text)
    assert isinstance(finding, Finding)
    return finding


@pytest.mark.parametrize(
    "text",
    [
        "地区生产总值(亿元)",
        "地区生产总值（亿元）",
        "地区生产总值 (亿元)",
        "地区 生产总值（单位：亿元）",
        "地区生产总值[亿元]",
        "gross regional product(亿元)",
        "Gross Regional Product (亿元)",
        "gross_regional_product(亿元)",
    ],
)
def test_an_indicator_and_its_unit_in_brackets(text: str) -> None:
    meaning = said("indicator", text)
    assert meaning.codes == {"indicator": GDP}
    assert [(u.text, u.spelling.unit, int(u.spelling.multiplier)) for u in meaning.units] == [
        ("亿元", "CNY", 10**8)
    ]


@pytest.mark.parametrize(
    ("text", "transformation", "cumulative"),
    [
        ("社会消费品零售总额", None, False),
        ("社会消费品零售总额_当期值(亿元)", "level", False),
        ("社会消费品零售总额_累计值(亿元)", "level", True),
        ("社会消费品零售总额累计(亿元)", "level", True),
        ("社会消费品零售总额同比增长(%)", "yoy", False),
        ("社会消费品零售总额_同比增长(%)", "yoy", False),
        ("社会消费品零售总额累计增长(%)", "yoy", True),
        ("社会消费品零售总额比上年增长(%)", "yoy", False),
        ("社会消费品零售总额 比上年同期增长（%）", "yoy", False),
        ("社会消费品零售总额较上年增减(%)", "yoy", False),
        ("社会消费品零售总额比上年增减%", "yoy", False),
        ("社会消费品零售总额增速", "yoy", False),
        ("社会消费品零售总额比上年±%", "yoy", False),
    ],
)
def test_growth_and_cumulative_figures(
    text: str, transformation: str | None, *, cumulative: bool
) -> None:
    meaning = said("indicator", text)
    assert meaning.codes["indicator"] == RETAIL
    assert meaning.codes.get("transformation") == transformation
    assert meaning.cumulative is cumulative


@pytest.mark.parametrize(
    ("text", "codes", "units"),
    [
        ("绝对值(亿元)", {"transformation": "level"}, ["CNY"]),
        ("比上年增长(%)", {"transformation": "yoy"}, ["PERCENT"]),
        ("同比增长", {"transformation": "yoy"}, []),
        ("累计增长（％）", {"transformation": "yoy"}, ["PERCENT"]),
        ("亿元", {}, ["CNY"]),
        ("累计值", {"transformation": "level"}, []),
    ],
)
def test_a_measure(text: str, codes: dict[str, str], units: list[str]) -> None:
    meaning = said("measure", text)
    assert meaning.codes == codes
    assert [unit.spelling.unit for unit in meaning.units] == units
    assert meaning.cumulative == ("累计" in text)


@pytest.mark.parametrize("text", ["环比增长(%)", "指数", "合计"])
def test_growth_on_the_month_before_is_no_growth_on_the_year(text: str) -> None:
    assert refused("measure", text).rule == "known-measure"


def test_no_indicator_is_found_under_growth_on_the_month_before() -> None:
    finding = refused("indicator", "社会消费品零售总额环比增长(%)")
    assert finding.rule == "known-indicator"


def test_growth_is_in_percent_whatever_unit_the_level_has() -> None:
    together = combine([said("unit", "亿元"), said("measure", "比上年增长")])
    assert isinstance(together, Meaning)
    assert [unit.spelling.unit for unit in together.units] == ["PERCENT"]


def test_two_different_units_are_refused() -> None:
    together = combine([said("unit", "万元"), said("indicator", "地区生产总值(亿元)")])
    assert isinstance(together, Finding)
    assert (together.rule, together.value) == ("said-once", "万元 and 亿元")


def test_two_different_areas_are_refused() -> None:
    together = combine([said("area", "山西省"), said("area", "陕西省")])
    assert isinstance(together, Finding)
    assert (together.column, together.value) == ("area", "CN-SN")


UNITS = {
    "元": ("CNY", 1),
    "万元": ("CNY", 10**4),
    "亿元": ("CNY", 10**8),
    "万美元": ("USD", 10**4),
    "亿美元": ("USD", 10**8),
    "吨": ("TONNE", 1),
    "万吨": ("TONNE", 10**4),
    "亿吨": ("TONNE", 10**8),
    "人": ("PERSON", 1),
    "万人": ("PERSON", 10**4),
    "人次": ("COUNT", 1),
    "万人次": ("COUNT", 10**4),
    "亿人次": ("COUNT", 10**8),
    "%": ("PERCENT", 1),
    "％": ("PERCENT", 1),
    "亿千瓦时": ("KILOWATT_HOUR", 10**8),
    "亿千瓦小时": ("KILOWATT_HOUR", 10**8),
    "万千瓦": ("KILOWATT", 10**4),
    "亿立方米": ("CUBIC_METRE", 10**8),
    "公里": ("METRE", 10**3),
    "万公里": ("METRE", 10**7),
    "千公顷": ("SQUARE_METRE", 10**7),
    "亿吨公里": ("TONNE_KILOMETRE", 10**8),
    "亿人公里": ("PERSON_KILOMETRE", 10**8),
    "个": ("COUNT", 1),
    "万部": ("COUNT", 10**4),
}


@pytest.mark.parametrize("text", UNITS)
def test_units_of_the_tables(text: str) -> None:
    (unit,) = said("unit", text).units
    assert (unit.text, unit.spelling.unit, int(unit.spelling.multiplier)) == (text, *UNITS[text])


def test_an_unknown_unit_is_refused_with_those_near() -> None:
    finding = refused("unit", "亿千瓦每时")
    assert (finding.rule, finding.value) == ("known-unit", "亿千瓦每时")
    assert finding.suggestion
    assert "亿千瓦时" in finding.suggestion


def test_an_unknown_unit_in_brackets_is_told_from_an_unknown_indicator() -> None:
    assert (
        refused("indicator", "地区生产总值(亿圆)").rule,
        refused("indicator", "某值(亿元)").rule,
    ) == (
        "known-unit",
        "known-indicator",
    )


def test_a_keyword_wider_than_the_name_is_no_name() -> None:
    finding = refused("indicator", "增加值(亿元)")
    assert finding.rule == "known-indicator"
    assert GDP in finding.reason


def test_a_keyword_that_is_most_of_the_name_is_taken_with_a_warning() -> None:
    meaning = said("indicator", "常住人口(万人)")
    assert meaning.codes == {"indicator": "resident_population"}
    assert [(r.severity, r.rule) for r in meaning.remarks] == [("warning", "indicator-by-keyword")]
    assert said("indicator", "年末常住人口(万人)").remarks == ()


def test_a_text_that_names_two_indicators_is_refused_naming_both() -> None:
    known = catalogue()
    twins = tuple(
        replace(each, name=Label(each.name.en, "收入")) if number < 2 else each
        for number, each in enumerate(known.indicators)
    )
    finding = refused("indicator", "收入", replace(known, indicators=twins))
    codes = [each.code for each in twins[:2]]
    assert (finding.rule, finding.suggestion) == ("one-indicator", " or ".join(codes))


def test_an_indicator_is_never_found_by_likeness() -> None:
    finding = refused("indicator", "地区生产总植")
    assert finding.suggestion == f"{GDP} (地区生产总值)"


def test_a_name_goes_before_a_keyword() -> None:
    known = catalogue()
    both = (
        *known.indicators,
        replace(known.indicator[GDP], code="other", name=Label("Jobs", "就业")),
    )
    names = IndicatorNames(replace(known, indicators=both))
    assert names.find("地区生产总值") == Found(GDP)


@pytest.mark.parametrize(
    "text", ["西", "山", "山西大同", "山西 太原", "Shan", "Shaanxi Province X"]
)
def test_an_area_is_never_found_by_a_part_of_its_name(text: str) -> None:
    finding = refused("area", text)
    assert (finding.rule, finding.value) == ("known-area", text)


@pytest.mark.parametrize("text", ["山西省", "山西", "Shanxi", "CN-SX", "140000"])
def test_an_area_by_its_exact_names(text: str) -> None:
    assert said("area", text).codes == {"area": "CN-SX"}


@pytest.mark.parametrize(
    ("text", "expected"), [("万", 10**4), ("亿", 10**8), ("1000", 1000), ("0.5", 0.5)]
)
def test_a_multiplier(text: str, expected: float) -> None:
    assert said("multiplier", text).multiplier == expected


@pytest.mark.parametrize("text", ["", "0", "-1", "1e3", "10,000", "万万"])
def test_a_faulty_multiplier(text: str) -> None:
    assert refused("multiplier", text).rule == "plain-decimal"


@pytest.mark.parametrize(
    ("role", "text", "value"),
    [
        ("measure", "比上年增长(亿元)", "亿元"),
        ("measure", "比上年增减", None),
        ("measure", "比上年±", None),
        ("indicator", "年末常住人口比上年增减(万人)", "万人"),
        ("indicator", "年末常住人口比上年增减", None),
    ],
)
def test_a_change_in_the_unit_of_the_level_is_no_growth_rate(
    role: str, text: str, value: str | None
) -> None:
    finding = refused(role, text)
    assert (finding.rule, finding.value) == ("growth-rate", value)
