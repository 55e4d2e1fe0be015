"""A card: one indicator with its number, its picture, and when and by whom it was published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.charts import Facts, Headline, Look, card, headline
from app.charts.palette import hue
from app.domain.period import ALL_TIME, TimeFilter
from app.domain.structure import Indicator
from app.explorer.asked import Asked
from app.explorer.reading import NOTHING, Amount, facts_by_indicator
from app.explorer.templating import picture
from app.store.engine import Reader
from app.web.state import state_of


@dataclass(frozen=True, slots=True)
class Card:
    """What a card shows.

    Attributes:
        name: In the language of the page.
        second: In the other one.
        hue: Name of the sector's colour.
        place: Name of the area.
        source: Publisher and place in the document; empty where there is no figure.
        elsewhere: Number of other areas that have figures.
    """

    code: str
    href: str
    name: str
    second: str
    hue: str
    headline: Headline
    picture: Markup
    place: str
    source: str
    figures: int
    areas: int
    elsewhere: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cards are wanted.

    Attributes:
        indicators: In the order of the cards.
        counted: How much there is of each.
        area: The area that all are about; `None` takes for each the one that has most to show.
        time: Only figures of this stretch.
        key: Beginning of ids, unique on the page.
    """

    indicators: Sequence[Indicator]
    counted: Mapping[str, Amount]
    area: str | None = None
    time: TimeFilter = ALL_TIME
    key: str = "c"


async def cards(asked: Asked, wanted: Wanted) -> list[Card]:
    """Make cards."""
    database = state_of(asked.request).database
    return await database.read(lambda reader: cards_with(reader, asked, wanted))


def cards_with(reader: Reader, asked: Asked, wanted: Wanted) -> list[Card]:
    """Make cards where there is a reader already."""
    counted, area = wanted.counted, wanted.area
    places = {
        i.code: area or next(iter(counted.get(i.code, NOTHING).areas), None)
        for i in wanted.indicators
    }
    found = facts_by_indicator(reader, asked.state.known, places, wanted.time)
    return [
        _card(asked, found[i.code], counted.get(i.code, NOTHING), area, f"{wanted.key}{place}")
        for place, i in enumerate(wanted.indicators)
    ]


def _card(asked: Asked, facts: Facts, amount: Amount, area: str | None, key: str) -> Card:
    about, main = facts.indicator, facts.main
    place = facts.area.name.within(asked.language) if facts.area else ""
    source = ""
    if main is not None:
        latest = main.latest
        source = ", ".join(filter(None, (latest.publisher, latest.locator)))
    return Card(
        code=about.code,
        href=asked.link(f"/indicators/{about.code}", area=area),
        name=about.name.within(asked.language),
        second=about.name.within(asked.other),
        hue=hue(facts.position),
        headline=headline(facts, asked.language),
        picture=picture(card(facts, Look(lang=asked.language, key=key))),
        place=place,
        source=source,
        figures=amount.figures,
        areas=len(amount.areas),
        elsewhere=len([code for code in amount.areas if code != area]),
    )
