"""A picture in words, made from the data: its title and its description, in either language."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from app.charts.facts import Facts, Figure, Line
from app.charts.headline import period_text, said
from app.charts.kinds.lines import notes_of
from app.charts.kinds.nothing import why_nothing
from app.charts.kinds.ranking import Ranking, ranking_of
from app.charts.numbers import Amount, Reading, amount, grouped, reading
from app.charts.when import in_a_word, in_full, short
from app.charts.words import (
    BRACKETS,
    COLON,
    COMMA,
    GROWTH_TELLS,
    IMPLIED_TELLS,
    NO_VALUE,
    PRINTED,
    RANKED,
    SERIES_TELLS,
    STOP,
    VERSIONS,
    WITHDRAWN,
)
from app.domain.structure import Indicator, Label, Language

_SEMICOLON = Label("; ", "；")


@dataclass(frozen=True, slots=True)
class Words:
    """What a picture says to those who do not see it."""

    title: str
    description: str


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


def words_of(facts: Facts, language: Language, kind: str, *, series: bool) -> Words:
    """Return title and description of a picture of a kind.

    Args:
        facts: What is drawn.
        language: Of the texts.
        kind: Name of the kind.
        series: Whether it shows time.
    """
    if kind == "over-time":
        return _over_time(facts, language)
    if kind in {"areas", "breakdown", "parts"}:
        found = ranking_of(facts, language, by_area=kind == "areas")
        if found is not None:
            return _of_ranking(facts, found, language)
    description = description_of(facts, language, series=series)
    return Words(title_of(facts, language), description)


def words_of_versions(line: Line, indicator: Indicator, language: Language) -> Words:
    """Return title and description of the versions of one figure."""
    read = reading_of(line, language)
    names = [indicator.name, line.breakdown, line.area.name]
    parts = [each.within(language) for each in names if each.en]
    parts.append(period_text(line.figures[-1], language))
    title = VERSIONS.within(language).format(
        name=COMMA.within(language).join(parts), count=len(line.figures)
    )
    told = []
    for figure in line.figures:
        day = in_a_word(figure.published_at.date(), language)
        if figure.known:
            text = spoken(figure, read, language)
        else:
            text = (WITHDRAWN if figure.withdrawn else NO_VALUE).within(language)
        told.append(f"{day}{COLON.within(language)}{text}")
    return Words(title, _joined([title, _SEMICOLON.within(language).join(told)], language))


def _over_time(facts: Facts, language: Language) -> Words:
    lines = [line for line in facts.alike() if line.known]
    figures = [figure for line in lines for figure in line.known]
    growth = any(line.is_growth for line in lines)
    read = reading(lines[0].unit, figures, language, signed_too=growth)
    ordered = sorted({figure.period for figure in figures}, key=lambda period: period.end)
    name = facts.indicator.name.within(language)
    title = COMMA.within(language).join(
        [name, f"{short(ordered[0], language)}–{short(ordered[-1], language)}"]
    )
    told = [
        f"{line.area.name.within(language)} {spoken(line.latest, read, language)}"
        f"{BRACKETS.within(language).format(short(line.latest.period, language))}"
        for line in lines
    ]
    return Words(title, _joined([title, _SEMICOLON.within(language).join(told)], language))


def _of_ranking(facts: Facts, found: Ranking, language: Language) -> Words:
    parts = [facts.indicator.name.within(language)]
    if not found.by_area and facts.area is not None:
        parts.append(facts.area.name.within(language))
    elif facts.main is not None and facts.main.series.breakdown:
        parts.append(facts.main.breakdown.within(language))
    parts.append(in_full(found.period, language))
    title = COMMA.within(language).join(parts)
    if facts.main is None:
        return Words(title, title)
    growth = facts.main.is_growth
    figures = [row.figure for row in found.rows]
    read = reading(facts.main.unit, figures, language, signed_too=growth)
    rows = [f"{row.name} {spoken(row.figure, read, language)}" for row in found.rows]
    ranked = RANKED.within(language).format(
        count=len(rows), rows=_SEMICOLON.within(language).join(rows)
    )
    return Words(title, _joined([title, ranked], language))


def description_of(facts: Facts, language: Language, *, series: bool) -> str:
    """Tell what a reader sees who does not see the picture.

    Args:
        facts: What is drawn.
        language: Of the text.
        series: Whether more than the last figure is drawn.
    """
    main = facts.main
    if main is None or not main.known:
        return _joined([title_of(facts, language)], language)
    sentences = [title_of(facts, language), *_printed(main, language)]
    if facts.growth is not None:
        shown = amount(facts.growth, main.unit, language, growth=True)
        told = said(facts.growth, shown, language)
        sentences.append(GROWTH_TELLS.within(language).format(amount=told))
    if facts.implied is not None and not series:
        sentences.append(implied_sentence(facts, language))
    if series and len(main.known) > 1:
        sentences.append(_series(main, language))
        sentences += notes_of(main, language)
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
