"""Whole pictures for a page: cards and figures, each with its title and its description."""

from __future__ import annotations

from app.charts.choose import AREAS, Kind, card_kind, figure_kind
from app.charts.describe import Words, words_of, words_of_versions
from app.charts.facts import Facts, versions_of
from app.charts.kinds.revisions import draw_revisions
from app.charts.look import USUAL, Look
from app.charts.palette import hue
from app.charts.svg import FAMILIES, Pen, clean, n
from app.domain.cube import Cube

CARD_WIDTH, CARD_HEIGHT = 272, 58
_REVISIONS = "revisions"


def card(facts: Facts, look: Look) -> str:
    """Draw the small picture of a card: 272 by 58 units, scaled to the card's width."""
    pen = Pen(look.theme, look.lang, hue(facts.position), wide=False)
    return _drawn(facts, look, card_kind(facts), pen, CARD_WIDTH)


def figure(facts: Facts, look: Look) -> str:
    """Draw the main picture of an indicator's page: `look.width` units wide, as high as it needs."""
    pen = Pen(look.theme, look.lang, hue(facts.position), wide=True)
    return _drawn(facts, look, figure_kind(facts), pen, look.width or USUAL)


def across(facts: Facts, look: Look) -> str | None:
    """Compare areas in the last period of the main line; `None` where there are no two."""
    if not AREAS.fits(facts):
        return None
    pen = Pen(look.theme, look.lang, hue(facts.position), wide=True)
    return _drawn(facts, look, AREAS, pen, look.width or USUAL)


def revisions(cube: Cube, look: Look) -> str | None:
    """Draw the versions of one observation; `None` where there are no two.

    Args:
        cube: All vintages of one observation, withdrawals among them.
        look: The manner.
    """
    line = versions_of(cube)
    if line is None or len(line.figures) == 1 or not line.known:
        return None
    indicator = cube.structure.indicator[line.series.indicator]
    position = cube.structure.sector[indicator.sector].position
    pen = Pen(look.theme, look.lang, hue(position), wide=True)
    height = draw_revisions(line, pen, look.width or USUAL)
    words = words_of_versions(line, indicator, look.lang)
    return wrapped_up(pen, (look.width or USUAL, height), words, (look.key, _REVISIONS))


def _drawn(facts: Facts, look: Look, kind: Kind, pen: Pen, width: float) -> str:
    height = max(kind.draw(facts, pen, width), CARD_HEIGHT)
    words = words_of(facts, look.lang, kind.name, series=kind.series)
    return wrapped_up(pen, (width, height), words, (look.key, kind.name))


def wrapped_up(pen: Pen, size: tuple[float, float], words: Words, names: tuple[str, str]) -> str:
    """Put elements into a picture that says what it shows.

    Args:
        pen: With the elements.
        size: Width and height in units.
        words: Title and description.
        names: Beginning of ids, and the kind as a class.
    """
    key, kind = clean(names[0]), names[1]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n(size[0])} {n(size[1])}" '
        f'width="100%" role="img" aria-labelledby="{key}-t {key}-d" '
        f'class="chart {kind}" font-family="{FAMILIES[pen.language]}">'
        f'<title id="{key}-t">{clean(words.title)}</title>'
        f'<desc id="{key}-d">{clean(words.description)}</desc>'
        f"{''.join(pen.parts)}</svg>"
    )
