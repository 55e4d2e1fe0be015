"""Which picture facts ask for: the first kind that fits, in one order for cards and one for figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.charts.facts import Facts, Figure, Line
from app.charts.kinds.bars import draw_implied, draw_pair
from app.charts.kinds.columns import BREAKING, draw_columns
from app.charts.kinds.coverage import draw_coverage
from app.charts.kinds.growth import draw_growth
from app.charts.kinds.lines import draw_series, draw_spark
from app.charts.kinds.nothing import draw_nothing
from app.charts.kinds.over_time import draw_over_time, several
from app.charts.kinds.parts import draw_parts
from app.charts.kinds.ranking import draw_areas, draw_breakdown, ranking_of
from app.charts.kinds.shares import draw_range, draw_rate, draw_share
from app.charts.svg import Pen
from app.charts.when import follows
from app.domain.period import Frequency

Draw = Callable[[Facts, Pen, float], float]
_FEW, _SEVERAL = 3, 12


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of picture.

    Attributes:
        name: As tests and the guide call it.
        fits: Whether the facts ask for it, none before it having fitted.
        draw: Adds its elements from (0, 0) on and returns its height.
        series: Whether it shows time, and so needs the room of a chart.
    """

    name: str
    fits: Callable[[Facts], bool]
    draw: Draw
    series: bool = False


def card_kind(facts: Facts) -> Kind:
    """Return the kind of a card."""
    return next(kind for kind in CARDS if kind.fits(facts))


def figure_kind(facts: Facts) -> Kind:
    """Return the kind of a figure on a page, or of a picture that stands alone."""
    return next(kind for kind in FIGURES if kind.fits(facts))


def _line(facts: Facts) -> Line:
    if facts.main is None:
        message = "only facts with a line are asked about it"
        raise ValueError(message)
    return facts.main


def _latest(facts: Facts) -> Figure:
    return _line(facts).latest


def _empty(facts: Facts) -> bool:
    return facts.main is None or not facts.main.known


def _two_alike(facts: Facts) -> bool:
    """Whether the last two figures are of calendar periods in a row, and no break lies between."""
    known = _line(facts).known
    if len(known) != 2 or _line(facts).is_growth or _line(facts).unit.percent:  # noqa: PLR2004
        return False
    return follows(known[0].period, known[1].period) and not broken(known[1])


def broken(figure: Figure) -> bool:
    """Whether a figure does not compare with those before it."""
    return figure.status in BREAKING


def _parts(facts: Facts) -> bool:
    """Whether the whole is known only by its parts."""
    broken_down = bool(_line(facts).series.breakdown)
    return broken_down and ranking_of(facts, "en", by_area=False) is not None


def _odd(facts: Facts) -> bool:
    line = _line(facts)
    return len(line.known) > 1 and line.figures[0].period.frequency is Frequency.ODD


def _few(facts: Facts) -> bool:
    return 1 < len(_line(facts).known) <= _SEVERAL or _odd(facts)


def _many(facts: Facts) -> bool:
    return len(_line(facts).known) > _SEVERAL


def _some(facts: Facts) -> bool:
    return len(_line(facts).known) >= _FEW


NOTHING = Kind("nothing", _empty, draw_nothing)
BREAKDOWN = Kind("breakdown", _parts, draw_breakdown)
PAIR = Kind("pair", _two_alike, draw_pair, series=True)
# Of one figure alone.
SINGLE = (
    Kind("growth", lambda facts: _line(facts).is_growth, draw_growth),
    Kind("share", lambda facts: facts.indicator.share, draw_share),
    Kind("rate", lambda facts: _line(facts).unit.percent, draw_rate),
    Kind("range", lambda facts: _latest(facts).bound == "range", draw_range),
    Kind("implied", lambda facts: facts.implied is not None, draw_implied),
    Kind("coverage", lambda _: True, draw_coverage),
)
CARDS: tuple[Kind, ...] = (
    NOTHING,
    Kind("parts", _parts, draw_parts),
    PAIR,
    Kind("columns", _few, draw_columns, series=True),
    Kind("spark", _many, draw_spark, series=True),
    *SINGLE,
)
FIGURES: tuple[Kind, ...] = (
    NOTHING,
    BREAKDOWN,
    PAIR,
    Kind("columns", _odd, draw_columns, series=True),
    Kind("series", _some, draw_series, series=True),
    Kind("columns", _few, draw_columns, series=True),
    *SINGLE,
)
AREAS = Kind("areas", lambda facts: ranking_of(facts, "en", by_area=True) is not None, draw_areas)
OVER_TIME = Kind("over-time", several, draw_over_time, series=True)
