"""A small catalogue for tests: four sectors with a dimension of their own, all code lists, few areas.

Names and notes are short on purpose; what the seed says is tested in tests/seed.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.domain.structure import (
    Area,
    Code,
    CodeList,
    Dimension,
    Indicator,
    Label,
    Sector,
    Source,
    Structure,
    Unit,
    UnitSpelling,
)

PAGE = "page"
YEARBOOK = "yearbook"


def _code(code: str, en: str, zh: str) -> Code:
    return Code(code, Label(en, zh))


def _list(name: str, *codes: Code) -> CodeList:
    return CodeList(name, Label(name.title(), f"{name}表"), Label("", ""), codes)


def _sector(position: int, code: str, zh: str, dimension: Dimension) -> Sector:
    return Sector(code, position, Label(code.title(), zh), Label(f"All {code}.", ""), (dimension,))


def _dimension(code: str, zh: str, *codes: Code) -> Dimension:
    total = _code("_T", "Total", "合计")
    return Dimension(code, Label(code.title(), zh), Label("", ""), (total, *codes))


def _source(name: str, title: str | None, day: date) -> Source:
    return Source(
        id=name,
        publisher='=Bureau, "Shanxi"',
        author=None,
        contributors=("Zhang Qi", "Li Yao"),
        kind="statistical yearbook",
        title=title,
        description=Label("A page on\nShanxi", "山西专版"),
        published_from=day,
        published_to=day,
        published_basis=Label("Printed.", "已载明。"),
        language="zh",
        licence="CC-BY-4.0",
    )


CODE_LISTS = (
    _list("transformation", _code("level", "Level", "水平值"), _code("yoy", "Growth", "同比增速")),
    _list(
        "frequency",
        _code("A", "Annual", "年度"),
        _code("S", "Half-yearly", "半年度"),
        _code("Q", "Quarterly", "季度"),
        _code("M", "Monthly", "月度"),
        _code("D", "Daily", "日"),
        _code("_O", "Other", "其他时段"),
    ),
    _list(
        "status",
        _code("A", "Normal", "正常值"),
        _code("E", "Estimated", "估计值"),
        _code("M", "Missing", "缺失"),
        _code("X", "Withdrawn", "已撤回"),
    ),
    _list(
        "bound",
        _code("exact", "Exact", "准确值"),
        _code("gt", "More than", "超过"),
        _code("ge", "At least", "不少于"),
        _code("lt", "Less than", "不足"),
        _code("le", "At most", "不超过"),
        _code("approx", "About", "约"),
        _code("range", "Between", "区间"),
    ),
    _list(
        "role",
        _code("indicator", "Indicator", "统计指标"),
        _code("conversion", "Conversion", "折算"),
        _code("policy_parameter", "Policy parameter", "政策参数"),
        _code("derived", "Derived", "推算值"),
    ),
    _list("period_basis", _code("stated", "Stated", "明示"), _code("inferred", "Inferred", "推断")),
)

AREAS = (
    Area("CN", "000000", None, "country", "country", Label("China", "中国"), ("全国",)),
    Area("CN-HE", "130000", "CN", "province", "province", Label("Hebei", "河北省"), ("河北",)),
    Area("CN-SX", "140000", "CN", "province", "province", Label("Shanxi", "山西省"), ("山西",)),
    Area(
        "CN-140100", "140100", "CN-SX", "prefecture", "city", Label("Taiyuan", "太原市"), ("太原",)
    ),
    Area("CN-SN", "610000", "CN", "province", "province", Label("Shaanxi", "陕西省"), ("陕西",)),
)

UNITS = (
    Unit("CNY", "currency", Label("Yuan", "元"), "¥"),
    Unit("USD", "currency", Label("US dollar", "美元"), "$"),
    Unit("TONNE", "mass", Label("Tonne", "吨"), "t"),
    Unit("PERCENT", "ratio", Label("Percent", "百分比"), "%"),
    Unit("COUNT", "count", Label("Count", "个"), ""),
)

SPELLINGS = (
    UnitSpelling("billion yuan", "CNY", Decimal("1E+9")),
    UnitSpelling("亿元", "CNY", Decimal(100_000_000)),
    UnitSpelling("percent", "PERCENT", Decimal(1)),
    UnitSpelling("half a ton", "TONNE", Decimal("0.5")),
)

SECTORS = (
    _sector(
        1,
        "energy",
        "能源",
        _dimension("fuel", "燃料", _code("coal", "Coal", "煤炭"), _code("gas", "Gas", "天然气")),
    ),
    _sector(2, "trade", "贸易", _dimension("partner", "伙伴", _code("eu", "EU", "欧盟"))),
    _sector(
        3,
        "consumption",
        "消费",
        _dimension(
            "product",
            "商品",
            _code("automobiles", "=Cars", "汽车"),
            _code("home_appliances", "Home appliances", "家用电器"),
        ),
    ),
    _sector(
        4, "tourism", "旅游", _dimension("purpose", "旅游类型", _code("rural", "Rural", "乡村"))
    ),
)


def _indicator(
    code: str, sector: str, unit_dimension: str, *, own: str, part_of: str | None = None
) -> Indicator:
    name = code.replace("_", " ")
    return Indicator(
        code=code,
        sector=sector,
        name=Label(name.capitalize(), f"{name}（中文）"),
        definition=Label(f"The {name}.", ""),
        unit_dimension=unit_dimension,
        nature="flow",
        share=unit_dimension == "ratio",
        dimensions=(own,),
        part_of=part_of,
        keywords=(sector, "统计"),
        aliases=(f"old_{code}",),
    )


INDICATORS = (
    # A part stands before its whole here, and must be stored after it.
    _indicator("coal_output", "energy", "mass", own="fuel", part_of="energy_output"),
    _indicator("energy_output", "energy", "mass", own="fuel"),
    _indicator("exports", "trade", "currency", own="partner"),
    _indicator("retail_sales", "consumption", "currency", own="product"),
    _indicator("visits", "tourism", "count", own="purpose"),
    _indicator("occupancy", "tourism", "ratio", own="purpose"),
)

STRUCTURE = Structure(
    code_lists=CODE_LISTS,
    areas=AREAS,
    units=UNITS,
    spellings=SPELLINGS,
    sectors=SECTORS,
    indicators=INDICATORS,
    sources=(
        _source(PAGE, None, date(2025, 3, 17)),
        _source(YEARBOOK, "+Yearbook 年鉴", date(2024, 11, 1)),
    ),
)
