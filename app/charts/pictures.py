"""Whole pictures: cards and figures for a page, each with its title and its description."""

from __future__ import annotations

from app.charts.choose import Kind, card_kind, figure_kind
from app.charts.describe import description_of, title_of
from app.charts.facts import Facts
from app.charts.look import Look
from app.charts.palette import hue
from app.charts.svg import FAMILIES, Pen, clean, n

CARD_WIDTH, CARD_HEIGHT = 272, 58


def card(facts: Facts, look: Look) -> str:
    """Draw the small picture of a card: 272 by 58 units, scaled to the card's width."""
    kind = card_kind(facts)
    pen = Pen(look.theme, look.lang, hue(facts.position), wide=False)
    height = kind.draw(facts, pen, CARD_WIDTH)
    return _inline(facts, look, kind, pen, (CARD_WIDTH, max(CARD_HEIGHT, height)))


def figure(facts: Facts, look: Look) -> str:
    """Draw the main picture of an indicator's page: `look.width` units wide, as high as it needs."""
    kind = figure_kind(facts)
    pen = Pen(look.theme, look.lang, hue(facts.position), wide=True)
    height = kind.draw(facts, pen, look.width)
    return _inline(facts, look, kind, pen, (look.width, height))


def _inline(facts: Facts, look: Look, kind: Kind, pen: Pen, size: tuple[float, float]) -> str:
    title = title_of(facts, look.lang)
    description = description_of(facts, look.lang, series=kind.series)
    return wrap(pen, size, (look.key, title, description), kind.name)


def wrap(pen: Pen, size: tuple[float, float], words: tuple[str, str, str], kind: str) -> str:
    """Put elements into a picture that says what it shows.

    Args:
        pen: With the elements.
        size: Width and height in units.
        words: Beginning of ids, title, description.
        kind: Name of the kind, as a class.
    """
    key, title, description = words
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n(size[0])} {n(size[1])}" '
        f'width="100%" role="img" aria-labelledby="{clean(key)}-t {clean(key)}-d" '
        f'class="chart {kind}" font-family="{FAMILIES[pen.language]}">'
        f'<title id="{clean(key)}-t">{clean(title)}</title>'
        f'<desc id="{clean(key)}-d">{clean(description)}</desc>'
        f"{''.join(pen.parts)}</svg>"
    )
