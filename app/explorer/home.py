"""The first page: sectors and their indicators as cards; with words or filters, what answers them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from app.charts.palette import hue
from app.domain.period import ALL_TIME, TimeFilter, TimeRange
from app.domain.structure import Indicator, Sector
from app.explorer import inside
from app.explorer.asked import Asked, View, address
from app.explorer.cards import Card, Wanted, cards, cards_with
from app.explorer.reading import NOTHING, Amount, amounts, amounts_within
from app.explorer.words import Say
from app.representations import DATA
from app.store.engine import Reader
from app.web.state import state_of

# A sector shows all its indicators up to here, else so many and the way to the rest.
_WHOLE, _SHORT = 12, 7
_PAGE = 48
# From here on a list is easier to read than cards.
_MANY = 200
_year = re.compile(r"(?!0000)[0-9]{4}", re.ASCII).fullmatch
_KNOWN = ("q", "sector", "area", "period", "page", "view")


@dataclass(frozen=True, slots=True)
class Chip:
    """A way to one sector, or to all."""

    name: str
    count: int
    href: str
    current: bool
    hue: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A sector: what it is called and how much it holds."""

    code: str
    name: str
    second: str
    hue: str
    href: str
    indicators: int
    figures: int
    year: str
    areas: int
    downloads: Sequence[tuple[str, str]]
    cards: Sequence[Card]
    all_shown: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader looks for; a code that does not exist finds nothing, so it is told as it is."""

    words: str
    sector: str
    area: str
    period: str
    page: int
    view: str

    @property
    def time(self) -> TimeFilter:
        """The year, all time without one."""
        if not self.period:
            return ALL_TIME
        year = int(self.period)
        return TimeFilter((TimeRange(date(year, 1, 1), date(year, 12, 31)),))

    @property
    def anything(self) -> bool:
        """Whether there is any condition at all."""
        return bool(self.words or self.sector or self.area or self.period)


class _Found(msgspec.Struct):
    code: str


class _FoundMeta(msgspec.Struct):
    did_you_mean: list[str] = []


class _FoundList(msgspec.Struct):
    data: list[_Found]
    meta: _FoundMeta


async def show(asked: Asked) -> View:
    """Show all sectors, or what answers a search."""
    counted = await amounts(asked)
    wish = _wish(asked)
    chips = _chips(asked, wish)
    if wish.anything:
        return await _results(asked, counted, wish, chips)
    tiles = await _tiles(asked, counted)
    say = Say(asked.language)
    lead = say(
        "lead",
        indicators=say.many("indicator", len(asked.structure.indicators)),
        sectors=say.many("sector", len(asked.structure.sector)),
    )
    values = {"tiles": tiles, "chips": chips, "lead": lead, "wish": wish}
    return View("home.html", "", values, description=lead, data="/v1/sectors", known=_KNOWN)


def _wish(asked: Asked) -> Wish:
    given = asked.params.get
    return Wish(
        words=given("q", "")[:200],
        sector=given("sector", ""),
        area=asked.structure.find_area(given("area", "")) or given("area", ""),
        period=period if _year(period := given("period", "")) else "",
        page=asked.number("page"),
        view=given("view", ""),
    )


def _chips(asked: Asked, wish: Wish) -> list[Chip]:
    structure, say = asked.structure, Say(asked.language)
    kept = {"q": wish.words, "area": wish.area, "period": wish.period}
    everything = asked.link("/", **kept)
    found = [Chip(say("all"), len(structure.indicators), everything, not wish.sector, "")]
    for sector in structure.sector.values():
        count = sum(i.sector == sector.code for i in structure.indicators)
        href = asked.link("/", **kept, sector=sector.code)
        name = sector.name.within(asked.language)
        found.append(Chip(name, count, href, wish.sector == sector.code, hue(sector.position)))
    return found


async def _tiles(asked: Asked, counted: Mapping[str, Amount]) -> list[Tile]:
    """Return all sectors with their cards: made once a data version and language."""

    def make(reader: Reader) -> list[Tile]:
        return [_tile(reader, asked, counted, each) for each in asked.structure.sector.values()]

    name = f"explorer tiles {asked.language} {asked.chosen}"
    return await state_of(asked.request).database.derived(asked.state, name, make)


def _tile(reader: Reader, asked: Asked, counted: Mapping[str, Amount], sector: Sector) -> Tile:
    own = [i for i in asked.structure.indicators if i.sector == sector.code]
    # Those that have figures first; else in the editor's order.
    own.sort(key=lambda i: i.code not in counted)
    shown = own if len(own) <= _WHOLE else own[:_SHORT]
    found = cards_with(reader, asked, Wanted(shown, counted, key=sector.code))
    return _summed(asked, counted, sector, own, found)


def _summed(
    asked: Asked,
    counted: Mapping[str, Amount],
    sector: Sector,
    own: Sequence[Indicator],
    shown: Sequence[Card],
) -> Tile:
    held = [counted.get(each.code, NOTHING) for each in own]
    return Tile(
        code=sector.code,
        name=sector.name.within(asked.language),
        second=sector.name.within(asked.other),
        hue=hue(sector.position),
        href=asked.link("/", sector=sector.code),
        indicators=len(own),
        figures=sum(each.figures for each in held),
        year=max((each.latest for each in held), default="")[:4],
        areas=len({area for each in held for area in each.areas}),
        downloads=[
            (each.name, f"/v1/{sector.code}/observations.{each.extension}") for each in DATA
        ],
        cards=shown,
        all_shown=len(shown) == len(own),
    )


async def _results(
    asked: Asked, counted: Mapping[str, Amount], wish: Wish, chips: Sequence[Chip]
) -> View:
    if wish.time != ALL_TIME:
        counted = await amounts_within(asked, wish.time)
    found, near = await _search(asked, counted, wish)
    pages = max(1, math.ceil(len(found) / _PAGE))
    page = min(wish.page, pages)
    part = found[(page - 1) * _PAGE : page * _PAGE]
    area = wish.area if wish.area in asked.structure.area else None
    values = {
        "wish": wish,
        "chips": chips,
        "found": len(found),
        "near": [(word, asked.link("/", q=word)) for word in near],
        "cards": await cards(asked, Wanted(part, counted, area, wish.time)),
        "as_list": wish.view == "list" or (wish.view != "cards" and len(found) > _MANY),
        "page": page,
        "pages": pages,
        "sector": asked.structure.sector.get(wish.sector),
        **_choices(asked, await amounts(asked)),
    }
    return View("results.html", _title(asked, wish), values, data=_twin(wish), known=_KNOWN)


def _choices(asked: Asked, counted: Mapping[str, Amount]) -> dict[str, Sequence[object]]:
    """Return what the filters offer: areas with figures, and the years between the first and the last."""
    held = {area for each in counted.values() for area in each.areas}
    first = min((int(each.start[:4]) for each in counted.values()), default=0)
    last = max((int(each.latest[:4]) for each in counted.values()), default=-1)
    return {
        "areas": [area for area in asked.structure.areas if area.code in held],
        "years": range(last, first - 1, -1),
    }


def _title(asked: Asked, wish: Wish) -> str:
    if wish.words:
        return Say(asked.language)("results_for", q=wish.words)
    sector, area = asked.structure.sector.get(wish.sector), asked.structure.area.get(wish.area)
    names = [each.name.within(asked.language) for each in (sector, area) if each]
    return " · ".join([*names, *filter(None, [wish.period])])


def _twin(wish: Wish) -> str:
    return address("/v1/indicators", {"q": wish.words, "sector": wish.sector})


async def _search(
    asked: Asked, counted: Mapping[str, Amount], wish: Wish
) -> tuple[list[Indicator], list[str]]:
    """Return what answers, and words that would find something where nothing does."""
    structure = asked.structure
    near: list[str] = []
    found = list(structure.indicators)
    if wish.words:
        answer = await inside.read(asked, _FoundList, "/v1/indicators", q=wish.words)
        found = [structure.indicator[each.code] for each in answer.data]
        near = answer.meta.did_you_mean
    if wish.sector:
        found = [each for each in found if each.sector == wish.sector]
    if wish.period:
        found = [each for each in found if each.code in counted]
    if wish.area and wish.area not in structure.area:
        found = []
    # Those without a figure there keep their place, after those that have one.
    if wish.area:
        found.sort(key=lambda i: wish.area not in counted.get(i.code, NOTHING).areas)
    return found, near
