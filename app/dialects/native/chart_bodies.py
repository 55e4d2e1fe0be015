"""Pictures as bodies; imported at the first wish, for a server that draws nothing needs none of it."""

from __future__ import annotations

import msgspec

from app import charts
from app.charts import vegalite
from app.charts.look import Look
from app.charts.palette import Theme
from app.dialects.native.chart_params import Wish
from app.domain.cube import Cube
from app.domain.errors import Fault, RefusedError

MOST_PIXELS = 16_000_000


def svg(wish: Wish, cube: Cube) -> bytes:
    """Draw the picture."""
    return _drawing(wish, cube).text.encode()


def document(wish: Wish, cube: Cube, scale: int) -> str:
    """Draw the picture for so many pixels a unit.

    Raises:
        RefusedError: It would have too many pixels.
    """
    drawing = _drawing(wish, cube)
    if drawing.width * drawing.height * scale**2 > MOST_PIXELS:
        message = (
            f"The picture would have {drawing.width * scale:,.0f} by {drawing.height * scale:,.0f} "
            f"pixels, more than {MOST_PIXELS:,}; ask for a smaller scale or fewer areas."
        )
        raise RefusedError(message, [Fault(message, "scale", value=str(scale))])
    return drawing.text


def vega_lite(wish: Wish, cube: Cube) -> bytes:
    """Describe the picture with its data."""
    described = vegalite.document(_facts(wish, cube), _look(wish), compare=wish.compare)
    return msgspec.json.encode(described) + b"\n"


def _drawing(wish: Wish, cube: Cube) -> charts.Drawing:
    return charts.standalone(_facts(wish, cube), _look(wish), compare=wish.compare)


def _facts(wish: Wish, cube: Cube) -> charts.Facts:
    chosen = wish.query.codes("area") or ()
    return charts.facts_of(cube, wish.indicator, chosen[0] if len(chosen) == 1 else None)


def _look(wish: Wish) -> Look:
    theme: Theme = getattr(wish.params, "theme", "auto")
    return Look(wish.params.lang, theme, wish.params.width, wish.indicator)
