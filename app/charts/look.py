"""How a picture should look; which facts it shows is decided by the facts."""

from __future__ import annotations

from dataclasses import dataclass

from app.charts.palette import Theme
from app.domain.structure import Language

USUAL, SMALL = 720, 480


@dataclass(frozen=True, slots=True)
class Look:
    """The manner of a picture.

    Attributes:
        lang: Language of every word.
        theme: `page` takes the page's own custom properties (`app.charts.palette.variables`), `auto`
            brings its colours for both and follows the reader's system, light and dark hold theirs.
        width: Width of figures in units, 320 to 1200; cards are always 272 wide. Pictures that stand
            alone take 480 or 720, as their kind needs, where it is `None`.
        key: Beginning of ids, which are to be unique on a page.
    """

    lang: Language = "en"
    theme: Theme = "page"
    width: int | None = None
    key: str = "chart"
