"""What is said about derived values: why there is none, and what to beware of, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.structure import Label

# Why a figure gives no row.
OMITTED: Mapping[str, Label] = {
    "not_a_level": Label("it is no level but a change", "该数不是水平值，而是变动幅度"),
    "no_such_period": Label("no period of this kind comes before it", "没有与之对应的前一时期"),
    "other_frequency": Label(
        "the base period is of another length than its own", "基期与其时期长短不同"
    ),
    "no_base": Label("there is no figure of the period to compare with", "没有对比时期的数字"),
    "no_whole": Label(
        "there is no figure of the whole for the same area, period and unit",
        "没有同一地区、时期和单位的总体数字",
    ),
    "no_rate": Label(
        "no source converts any amount of that period between the two units",
        "没有来源在该时期作过两种单位之间的折算",
    ),
    "already_so": Label("it is in that unit already", "已采用该单位"),
    "other_kind_of_unit": Label("its unit is of another kind", "单位类别不同"),
    "no_value": Label("an operand has no value", "有操作数无数值"),
    "base_not_positive": Label(
        "what it is divided by is not surely above zero", "除数不能确定大于零"
    ),
    "approximate_and_bound": Label(
        "one operand is approximate and another a bound, so nothing is certain",
        "操作数一为约数、一为界限，无从得出结果",
    ),
    "unlimited": Label(
        "the bounds of the operands leave every value possible", "操作数的界限不能限定结果"
    ),
}

# What to beware of in a value that there is.
WARNINGS: Mapping[str, Label] = {
    "other_release": Label(
        "The operands come from different releases, so they may rest on different bases: the "
        "earlier figure may have been revised since.",
        "操作数来自不同的发布，口径或基数可能不同，前期数字可能已修订。",
    ),
    "rounding_unknown": Label(
        "An operand does not say to how many digits it is printed, so there is no rounding "
        "interval.",
        "有操作数未载明所印位数，故无舍入区间。",
    ),
    "scope": Label(
        "The catalogue does not say that the one indicator is part of the other, so the share may "
        "compare different scopes.",
        "目录未载明前一指标包含于后一指标，二者范围可能不同。",
    ),
    "whole_is_total": Label(
        "The whole is not broken down as the part is; its total is taken.",
        "总体数字未作同样细分，取其合计。",
    ),
    "implied_rate": Label(
        "The exchange rate is the one that the source's own conversion of another amount implies; "
        "no rate is printed.",
        "汇率由来源对另一金额的自行折算推得，原文未载汇率。",
    ),
    "rate_of_other_source": Label(
        "The rate is implied by another source than that of the amount.",
        "汇率由另一来源的折算推得。",
    ),
    "source_converts": Label(
        "The source itself gives this amount in that unit; it is shown as printed.",
        "来源自行给出该单位的金额，照录。",
    ),
    "break": Label(
        "An operand stands at a break in its series or rests on another definition.",
        "有操作数处于序列中断处或口径不同。",
    ),
    "unsettled": Label(
        "An operand is provisional, estimated, forecast or of low reliability.",
        "有操作数为初步数、估计值、预测值或可靠性较低。",
    ),
    "change_of_percentage": Label(
        "It is the relative change of a percentage, not its change in percentage points; "
        "derive=diff gives that.",
        "此为百分比的相对变动，不是百分点之差；百分点之差用derive=diff。",
    ),
    "percentage_points": Label(
        "The difference of two percentages is in percentage points.",
        "两个百分比之差以百分点计。",
    ),
    "inferred_period": Label(
        "A source does not state the period of an operand in full.", "有操作数的时期系推断。"
    ),
    "base_may_be_revised": Label(
        "The figure that was published for the base period may rest on another basis, or have been "
        "revised.",
        "基期所公布的数字口径可能不同，也可能已修订。",
    ),
    "constant_prices": Label(
        "A growth rate may remove price changes, while the level does not; the source does not "
        "always say.",
        "增速可能已扣除价格因素，而金额按现价计算；来源未必说明。",
    ),
    "disagrees": Label(
        "The published and the computed change differ by more than rounding: the base may have "
        "been revised, or prices removed.",
        "公布增速与计算增速之差超出舍入误差：基数可能已修订，或增速已扣除价格因素。",
    ),
}

_BREAKS, _UNSETTLED = frozenset("BD"), frozenset("EFGIPUV")


def of_statuses(statuses: frozenset[str]) -> tuple[str, ...]:
    """Return the warnings that the statuses of operands call for."""
    found = ("break",) if statuses & _BREAKS else ()
    return found + (("unsettled",) if statuses & _UNSETTLED else ())
