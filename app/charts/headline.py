"""The number of an indicator as it stands large on cards and figures."""

from __future__ import annotations

from dataclasses import dataclass

from app.charts.facts import Facts, Figure
from app.charts.kinds.nothing import why_nothing
from app.charts.numbers import Amount, amount
from app.charts.when import in_full
from app.charts.words import BOUNDS, BRACKETS, GAP, INFERRED, ON_YEAR
from app.domain.structure import Language


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure for people.

    Attributes:
        word: Of a bound: "more than"; empty for a plain number.
        number: Digits as printed, a range as both limits; empty where there is none.
        unit: What follows the number, "% y/y" for a growth rate.
        change: Growth beside a level, "+2.5%", its bound word included; empty where there is none.
        rises: Whether the change is above zero; `None` without one or where it is zero.
        missing: Why there is no number; empty where there is one.
        about: Breakdown that the number is of; empty for the whole.
        period: In words, with a remark where part of it is inferred.
    """

    word: str
    number: str
    unit: str
    change: str
    rises: bool | None
    missing: str
    about: str
    period: str


def headline(facts: Facts, language: Language) -> Headline:
    """Say the last figure of the main line."""
    main = facts.main
    if main is None or not main.known:
        reason = why_nothing(facts, language)
        when = "" if main is None else period_text(main.latest, language)
        return Headline("", "", "", "", None, reason, "", when)
    figure = main.latest
    shown = amount(figure, main.unit, language, growth=main.is_growth)
    unit = shown.unit
    if main.is_growth:
        unit = f"% {ON_YEAR.en}" if language == "en" else f"%（{ON_YEAR.zh}）"
    change, rises = _change(facts, language)
    return Headline(
        word=BOUNDS[figure.bound].within(language),
        number=shown.number,
        unit=unit,
        change=change,
        rises=rises,
        missing="",
        about=main.breakdown.within(language),
        period=period_text(figure, language),
    )


def period_text(figure: Figure, language: Language) -> str:
    """Say the period of a figure, and whether a part of it is inferred."""
    text = in_full(figure.period, language)
    if figure.inferred:
        text += BRACKETS.within(language).format(INFERRED.within(language))
    return text


def said(figure: Figure, shown: Amount, language: Language) -> str:
    """Say an amount with the word of its bound, and its status where that is not the normal one."""
    word = BOUNDS[figure.bound].within(language)
    text = f"{word}{GAP[language] if word else ''}{shown.joined(language)}"
    status = figure.status_name.within(language)
    return text + BRACKETS.within(language).format(status) if status else text


def _change(facts: Facts, language: Language) -> tuple[str, bool | None]:
    growth = facts.growth
    if growth is None or facts.main is None:
        return "", None
    shown = amount(growth, facts.main.unit, language, growth=True)
    word = BOUNDS[growth.bound].within(language)
    text = f"{word}{GAP[language] if word else ''}{shown.joined(language)}"
    number = growth.value if growth.value is not None else growth.lower
    rises = None if number is None or number == 0 else number > 0
    if growth.bound == "range" and growth.upper is not None and rises is False:
        rises = None if growth.upper > 0 else False
    return text, rises
