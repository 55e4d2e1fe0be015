"""Areas: the country, its divisions, and the cities that have figures of their own."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.structure import Area
from app.explorer.asked import Asked, View
from app.explorer.reading import amounts
from app.explorer.words import Say


@dataclass(frozen=True, slots=True)
class Place:
    """An area and how much there is of it."""

    area: Area
    indicators: int
    figures: int


async def show(asked: Asked) -> View:
    """List the areas."""
    counted = await amounts(asked)
    places = []
    for area in asked.structure.areas:
        held = [each.by_area[area.code] for each in counted.values() if area.code in each.by_area]
        places.append(Place(area, len(held), sum(held)))
    values = {
        "held": [each for each in places if each.figures],
        "empty": [each for each in places if not each.figures],
    }
    return View("areas.html", Say(asked.language)("areas_title"), values, data="/v1/areas")
