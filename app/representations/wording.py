"""A figure in words, in either language: what it is about, and what it is, bound included."""

from __future__ import annotations

from app.domain.cube import Observation
from app.domain.period import Frequency
from app.domain.query import WITHDRAWN
from app.domain.series import parse_key
from app.domain.structure import Label, Language, Structure

BOUNDS = {
    "exact": Label("", ""),
    "gt": Label("more than ", "超过"),
    "ge": Label("at least ", "不少于"),
    "lt": Label("less than ", "不足"),
    "le": Label("at most ", "不超过"),
    "approx": Label("about ", "约"),
    "range": Label("in the range ", "介于"),
}
_TO = Label(" to ", "至")
_COMMA = Label(", ", "，")
_COLON = Label(": ", "：")
_BRACKETS = {"en": " ({})", "zh": "（{}）"}
_INFERRED = Label("period inferred", "时段系推断")
_NO_VALUE = Label("no value", "无数值")
_GONE = Label("withdrawn", "已撤回")
_LEVEL = "level"
_NORMAL = "A"


def about(structure: Structure, observation: Observation, language: Language) -> str:
    """Say what a figure is about: indicator, breakdown, area and period."""
    series = parse_key(observation.key)
    name = structure.indicator[series.indicator].name.within(language)
    if series.transformation != _LEVEL:
        form = structure.code_list["transformation"][series.transformation].name
        name += _BRACKETS[language].format(form.within(language))
    own = [
        structure.dimension[dimension].name.within(language)
        + _COLON.within(language)
        + structure.dimension_codes[dimension][code].name.within(language)
        for dimension, code in series.breakdown
    ]
    area = structure.area[series.area].name.within(language)
    when = period(observation, language)
    return _COMMA.within(language).join([name, *own, area, when])


def period(observation: Observation, language: Language) -> str:
    """Say when; a period that the source does not state in full is told from one that it does."""
    text = observation.period
    if parse_key(observation.key).frequency == Frequency.ODD:
        text = f"{observation.start}{_TO.within(language)}{observation.end}"
    if observation.period_basis == "stated":
        return text
    return text + _BRACKETS[language].format(_INFERRED.within(language))


def value(structure: Structure, observation: Observation, language: Language) -> str:
    """Say the figure as printed, else in its base unit; a bound never becomes a plain number."""
    if observation.status == WITHDRAWN:
        return _GONE.within(language)
    status = structure.code_list["status"][observation.status].name.within(language)
    remark = _BRACKETS[language].format(status) if observation.status != _NORMAL else ""
    amount = _amount(structure, observation, language)
    if amount is None:
        return _NO_VALUE.within(language) + remark
    return BOUNDS[observation.bound].within(language) + amount + remark


def _amount(structure: Structure, observation: Observation, language: Language) -> str | None:
    if observation.value is None and observation.lower is None:
        return None
    if observation.value_published and observation.unit_published:
        return f"{observation.value_published} {observation.unit_published}"
    unit = structure.unit[parse_key(observation.key).unit].name.within(language)
    if observation.value is not None:
        return f"{observation.value} {unit}"
    return f"{observation.lower}{_TO.within(language)}{observation.upper} {unit}"
