"""Derived values in words, in either language."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.structure import Label, Language
from app.representations.wording import BOUNDS

DIGITS = Label(
    "A value ends at the place where the width of its interval has two significant digits; its "
    "limits have two places more and are rounded outward. In the text both are rounded to the "
    "place of the value. A limit alone has six significant digits, an approximate value three.",
    "数值保留至其区间宽度的第二位有效数字；上下限多保留两位，并向外舍入。文字说明中三者均舍入至数值末位。"
    "仅有界限时保留六位有效数字，约数保留三位。",
)
TITLES: Mapping[str, Label] = {
    "implied_base": Label(
        "Level of {period} that the level and its growth imply",
        "由水平值及其增速推得的{period}水平值",
    ),
    "yoy": Label(
        "Growth in {period} computed from the published levels",
        "由所公布水平值算得的{period}同比增速",
    ),
    "diff": Label("Change in {period} on the period before", "{period}比上期增减"),
    "implied_rate": Label(
        "Exchange rate of {period} that the source's own conversion implies",
        "由来源自行折算推得的{period}汇率",
    ),
}
_FROM_TO = Label(" ({lower} to {upper})", "（{lower}至{upper}）")
_BETWEEN = Label("{lower} to {upper} {unit}", "{lower}至{upper} {unit}")


def value(
    texts: tuple[str | None, str | None, str | None], bound: str, unit: str, language: Language
) -> str:
    """Say a derived value with the interval that rounding allows.

    Args:
        texts: Value, lower and upper limit.
        bound: exact, gt, ge, lt, le, approx or range.
        unit: In words.
        language: Of the answer.
    """
    number, lower, upper = texts
    if number is None:
        between = _BETWEEN.within(language).format(lower=lower, upper=upper, unit=unit)
        return BOUNDS[bound].within(language) + between
    said = f"{BOUNDS[bound].within(language)}{number} {unit}"
    if lower is None or upper is None or lower == upper:
        return said
    return said + _FROM_TO.within(language).format(lower=lower, upper=upper)
