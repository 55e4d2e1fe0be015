"""One area: the cards of every indicator that has a figure there."""

from __future__ import annotations

import math

from app.domain.errors import Fault, NotFoundError
from app.domain.text import nearest
from app.explorer.asked import Asked, View
from app.explorer.cards import Wanted, cards
from app.explorer.reading import amounts

_PAGE = 48


async def show(asked: Asked) -> View:
    """Show an area.

    Raises:
        NotFoundError: There is none with this code or name.
    """
    name: str = asked.request.path_params["code"]
    code = asked.structure.find_area(name)
    if code is None:
        message = f"There is no area {name[:64]!r}"
        near = nearest(name, list(asked.structure.area_names()))
        codes = tuple(filter(None, map(asked.structure.find_area, near)))
        raise NotFoundError(message, [Fault(message, did_you_mean=codes)])
    area = asked.structure.area[code]
    counted = await amounts(asked)
    own = [
        indicator
        for sector in asked.structure.sector.values()
        for indicator in asked.structure.indicators
        if indicator.sector == sector.code
        and indicator.code in counted
        and code in counted[indicator.code].by_area
    ]
    pages = max(1, math.ceil(len(own) / _PAGE))
    page = min(asked.number("page"), pages)
    part = own[(page - 1) * _PAGE : page * _PAGE]
    values = {
        "area": area,
        "parent": asked.structure.area.get(area.parent or ""),
        "cards": await cards(asked, Wanted(part, counted, code)),
        "found": len(own),
        "figures": sum(counted[each.code].by_area[code] for each in own),
        "page": page,
        "pages": pages,
    }
    title = area.name.within(asked.language)
    return View("area.html", title, values, data=f"/v1/observations?area={code}", known=("page",))
