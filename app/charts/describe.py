"""A picture in words, made from the data: its title and its description, in either language."""

from __future__ import annotations

from fractions import Fraction

from app.charts.facts import Facts, Figure, Line
from app.charts.headline import period_text, said
from app.charts.kinds.nothing import why_nothing
from app.charts.numbers import Amount, Reading, amount, grouped, reading
from app.charts.when import in_full, short
from app.charts.words import (
    COLON,
    COMMA,
    GROWTH_TELLS,
    IMPLIED_TELLS,
    PRINTED,
    SERIES_TELLS,
    STOP,
)
from app.domain.structure import Language


def title_of(facts: Facts, language: Language) -> str:
    """Say what the picture is of and what it shows: "Retail sales: 818.05 billion yuan, 2024"."""
    name = name_of(facts, language)
    if facts.main is None or not facts.main.known:
        return name + COLON.within(language) + why_nothing(facts, language)
    figure = facts.main.latest
    shown = amount(figure, facts.main.unit, language, growth=facts.main.is_growth)
    number = said(figure, shown, language)
    if facts.main.is_growth:
        number = GROWTH_TELLS.within(language).format(amount=number)
    when = period_text(figure, language)
    return name + COLON.within(language) + number + COMMA.within(language) + when


def name_of(facts: Facts, language: Language) -> str:
    """Name indicator, breakdown and area."""
    parts = [facts.indicator.name.within(language)]
    if facts.main is not None and facts.main.series.breakdown:
        parts.append(facts.main.breakdown.within(language))
    if facts.area is not None:
        parts.append(facts.area.name.within(language))
    return COMMA.within(language).join(parts)


def description_of(facts: Facts, language: Language, *, series: bool) -> str:
    """Tell what a reader sees who does not see the picture.

    Args:
        facts: What is drawn.
        language: Of the text.
        series: Whether more than the last figure is drawn.
    """
    main = facts.main
    if main is None or not main.known:
        return title_of(facts, language)
    sentences = [title_of(facts, language), *_printed(main, language)]
    if facts.growth is not None:
        shown = amount(facts.growth, main.unit, language, growth=True)
        told = said(facts.growth, shown, language)
        sentences.append(GROWTH_TELLS.within(language).format(amount=told))
    if facts.implied is not None and not series:
        sentences.append(implied_sentence(facts, language))
    if series and len(main.known) > 1:
        sentences.append(_series(main, language))
    return _joined(sentences, language)


def implied_sentence(facts: Facts, language: Language) -> str:
    """Say the implied level with the limits that rounding allows, and that no source states it."""
    if facts.implied is None or facts.main is None:
        return ""
    read = reading(facts.main.unit, [facts.main.latest], language)
    texts = facts.implied.text(Fraction(read.multiplier))
    value, lower, upper = (grouped(text) for text in texts)
    unit = read.unit if language == "zh" else f" {read.unit}"
    return IMPLIED_TELLS.within(language).format(
        period=in_full(facts.implied.period, language),
        value=f"{value}{unit}".rstrip(),
        lower=lower,
        upper=upper,
    )


def _printed(main: Line, language: Language) -> list[str]:
    """Tell the print where the number was converted into the words of the other language."""
    figure = main.latest
    if not figure.printed or not figure.printed_unit or main.unit.percent:
        return []
    print_text = f"{figure.printed} {figure.printed_unit}"
    shown = amount(figure, main.unit, language)
    if shown.joined("en").replace(",", "") == print_text:
        return []
    return [PRINTED.within(language).format(amount=print_text)]


def _series(main: Line, language: Language) -> str:
    known = main.known
    read = reading_of(main, language)
    return SERIES_TELLS.within(language).format(
        count=len(known),
        first=short(known[0].period, language),
        last=short(known[-1].period, language),
        amount=spoken(known[-1], read, language),
    )


def reading_of(line: Line, language: Language) -> Reading:
    """Return how the numbers of a line are read together."""
    return reading(line.unit, line.known, language, signed_too=line.is_growth)


def spoken(figure: Figure, read: Reading, language: Language) -> str:
    """Say a figure among others of its picture."""
    return said(figure, Amount(read.text(figure), read.unit), language)


def _joined(sentences: list[str], language: Language) -> str:
    stop = STOP.within(language)
    return stop.join(sentence for sentence in sentences if sentence) + stop.rstrip()
