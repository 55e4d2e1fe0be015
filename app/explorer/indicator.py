"""One indicator: its picture, where the number stands, every figure, and how to use them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

import msgspec
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from app.charts import Facts, Look, across, facts_of, figure, headline, title_of
from app.charts.palette import hue
from app.domain.cube import Cube
from app.domain.errors import Fault, NotFoundError
from app.domain.series import parse_key
from app.domain.structure import Area, Indicator
from app.domain.text import nearest
from app.explorer import inside
from app.explorer.asked import Asked, View
from app.explorer.cards import Wanted, cards
from app.explorer.figures import rows_of
from app.explorer.reading import NOTHING, Amount, amounts, cube_of, of_indicator
from app.explorer.templating import picture
from app.explorer.using import use_of

# All figures of all areas stand on the page up to here, else those of one area.
_ROWS = 200
_MORE = 6
_WIDE, _NARROW = 720, 360
_KNOWN = ("area",)


class Told(msgspec.Struct):
    """What the API says about one figure; see `/v1/observations/{id}`."""

    id: str
    value: float | None
    statement: str | None
    note: str | None
    publisher: str | None
    document: str | None
    licence: str | None
    locator: str | None
    published_at: str
    source: str
    release: str
    period_basis: str


class _ToldAnswer(msgspec.Struct):
    data: Told


@dataclass(frozen=True, slots=True)
class AreaChoice:
    """An area that has figures."""

    code: str
    name: str
    figures: int
    current: bool


async def show(asked: Asked) -> View | Response:
    """Show an indicator.

    Raises:
        NotFoundError: There is none with this code, or no such area.
    """
    code: str = asked.request.path_params["code"]
    renamed = asked.structure.renamed.get(code)
    if renamed is not None:
        return RedirectResponse(asked.link(f"/indicators/{quote(renamed)}"), 301)
    about = _one(asked, code)
    counted = await amounts(asked)
    amount = counted.get(code, NOTHING)
    area = _area(asked)
    chosen = area.code if area else next(iter(amount.areas), None)
    whole = amount.figures <= _ROWS
    cube = await cube_of(asked, of_indicator(code))
    facts = facts_of(cube, code, chosen)
    values = _values(asked, facts, amount, chosen)
    shown = cube if whole and area is None else _within(cube, chosen)
    more = [i for i in asked.structure.indicators if i.sector == about.sector and i.code != code]
    more.sort(key=lambda each: each.code not in counted)
    values |= {
        "rows": rows_of(shown, asked),
        "one_area": len(amount.areas) <= 1 or not (whole and area is None),
        "more": await cards(asked, Wanted(more[:_MORE], counted, key="m")),
    }
    told = await _told(asked, facts)
    values |= {"told": told, "cite": await cited(asked, told.id) if told else ""}
    name = about.name.within(asked.language)
    description = title_of(facts, asked.language)
    return View(
        "indicator.html",
        name,
        values,
        description=description,
        data=f"/v1/indicators/{code}",
        known=_KNOWN,
    )


def _one(asked: Asked, code: str) -> Indicator:
    found = asked.structure.indicator.get(code)
    if found is None:
        near = nearest(code, asked.structure.indicator)
        message = f"There is no indicator {code[:64]!r}"
        raise NotFoundError(message, [Fault(message, "indicator", code[:64], did_you_mean=near)])
    return found


def _area(asked: Asked) -> Area | None:
    text = asked.params.get("area", "")
    if not text:
        return None
    code = asked.structure.find_area(text)
    if code is None:
        near = nearest(text, list(asked.structure.area_names()))
        message = f"There is no area {text[:64]!r}"
        raise NotFoundError(message, [Fault(message, "area", did_you_mean=near)])
    return asked.structure.area[code]


def _within(cube: Cube, area: str | None) -> Cube:
    kept = tuple(o for o in cube.observations if parse_key(o.key).area == area)
    return Cube(cube.structure, kept, cube.releases)


def _values(asked: Asked, facts: Facts, amount: Amount, area: str | None) -> dict[str, object]:
    about, structure = facts.indicator, asked.structure
    wide, narrow = (_pictures(asked, facts, width) for width in (_WIDE, _NARROW))
    place = structure.area[area].name.within(asked.language) if area else ""
    name = about.name.within(asked.language)
    return {
        "about": about,
        "second": about.name.within(asked.other),
        "sector": structure.sector[about.sector],
        "hue": hue(facts.position),
        "headline": headline(facts, asked.language),
        "place": place,
        "wide": wide,
        "narrow": narrow,
        "areas": _choices(asked, amount, area),
        "count": amount.figures,
        "use": use_of(asked, about.sector, about.code, name),
        "part_of": structure.indicator.get(about.part_of or ""),
    }


def _pictures(asked: Asked, facts: Facts, width: int) -> tuple[Markup, Markup | None]:
    """Draw for a width: text in a picture that is squeezed onto a phone could not be read."""
    main, other = (
        Look(lang=asked.language, width=width, key=f"{name}{width}") for name in ("main", "across")
    )
    compared = across(facts, other)
    return picture(figure(facts, main)), picture(compared) if compared else None


def _choices(asked: Asked, amount: Amount, area: str | None) -> list[AreaChoice]:
    return [
        AreaChoice(
            each.code,
            each.name.within(asked.language),
            amount.by_area[each.code],
            each.code == area,
        )
        for each in asked.structure.areas
        if each.code in amount.by_area
    ]


async def _told(asked: Asked, facts: Facts) -> Told | None:
    """Ask the API where the last figure stands; nothing where there is none."""
    if facts.main is None or not facts.main.known:
        return None
    path = f"/v1/observations/{facts.main.latest.id}"
    return (await inside.read(asked, _ToldAnswer, path, lang=asked.language)).data


async def cited(asked: Asked, name: str) -> str:
    """Return how to cite a figure; on a page we know by which address the world reaches us."""
    words = await inside.text(asked, f"/v1/observations/{name}/cite.txt", lang=asked.language)
    return words.strip().replace("/v1/observations/", f"{asked.place}/v1/observations/")
