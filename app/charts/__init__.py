"""Pictures chosen by the data: pure functions from facts to SVG text, without HTTP and without SQL.

What pages use, and may rely on:

- `facts_of(cube, indicator, area=None)` sorts the figures of one indicator (latest vintage, all its
  areas, withdrawn ones too where they are read) into `Facts`. Without an area it takes the one with
  the last and the most figures. An indicator without figures is fine.
- `headline(facts, language)` is the large number: bound word, number, unit, growth beside it, period,
  or why there is none.
- `card(facts, look)` is the small picture of a card (272 by 58 units) and `figure(facts, look)` the
  main one of a page (`look.width` wide); both are `<svg>` elements with title and description, take the
  width of what holds them, and need ids to begin with something unique on the page (`look.key`).
- `across(facts, look)` compares areas in the last period; `None` where there is only one.
  `revisions(cube, look)` shows the versions of one observation (all vintages of it); `None` where
  there is only one version.
- `standalone(facts, look, compare=...)` is a whole document with title, number and foot line, as
  `/v1/charts` serves it.
- `title_of` and `description_of` are the texts, for `alt` and meta tags.

Colours are custom properties (`theme="page"`): `--ink`, `--hue-1` and so on, all of
`app.charts.palette.TOKENS`. A page declares them with `palette.variables("light")` and `("dark")`;
`palette.hue(sector.position)` is the one of a sector.
"""

from __future__ import annotations

from app.charts.describe import description_of, title_of
from app.charts.facts import Facts, facts_of
from app.charts.frame import Drawing, standalone
from app.charts.headline import Headline, headline
from app.charts.look import Look
from app.charts.pictures import across, card, figure, revisions

__all__ = [
    "Drawing",
    "Facts",
    "Headline",
    "Look",
    "across",
    "card",
    "description_of",
    "facts_of",
    "figure",
    "headline",
    "revisions",
    "standalone",
    "title_of",
]
