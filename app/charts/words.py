"""What pictures say, in both languages."""

from __future__ import annotations

from app.domain.structure import Label

BOUNDS = {
    "exact": Label("", ""),
    "gt": Label("more than", "超过"),
    "ge": Label("at least", "不少于"),
    "lt": Label("less than", "不足"),
    "le": Label("at most", "不超过"),
    "approx": Label("about", "约"),
    "range": Label("in the range", "介于"),
}
COMMA = Label(", ", "，")
COLON = Label(": ", "：")
STOP = Label(". ", "。")
DOT = " · "
GAP = {"en": " ", "zh": ""}
BRACKETS = Label(" ({})", "（{}）")
IMPLIED = Label("implied", "推算")
IMPLIED_TELLS = Label(
    "Implied level of {period}, which no source states: {value} ({lower} to {upper})",
    "推算的{period}水平值（无来源直接公布）：{value}（{lower}至{upper}）",
)
GROWTH_TELLS = Label("{amount} on a year earlier", "同比{amount}")
ON_YEAR = Label("y/y", "同比")
NOTHING = Label("No value for {area}", "{area}暂无数据")
NOTHING_AT_ALL = Label("Nothing published yet", "尚未发布数据")
WITHDRAWN = Label("withdrawn by its publisher", "已由发布方撤回")
NO_VALUE = Label("no value", "无数值")
INFERRED = Label("period inferred", "时段系推断")
PRINTED = Label("Printed as {amount}", "原文为{amount}")
SERIES_TELLS = Label(
    "{count} periods from {first} to {last}; the last is {amount}",
    "{first}至{last}共{count}期，最近一期为{amount}",
)
RANKING = Label("{name}, {period}", "{name}，{period}")
RANKED = Label("{count} rows, largest first: {rows}", "共{count}项，由高到低：{rows}")
VERSIONS = Label("{name}: {count} versions", "{name}：{count}个版本")
GAPS = Label("No figure: {periods}", "无数据：{periods}")
BREAKS = Label("Not comparable from {period} on ({why})", "自{period}起不可比（{why}）")
NOT_ZERO = Label("axis not from 0", "纵轴不从0开始")
MORE = Label("and {count} more", "另有{count}项")
