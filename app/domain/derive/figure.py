"""Published figures as operands: what was stated, and where the truth may lie by how it was printed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from app.domain.cube import Cube, Observation
from app.domain.derive.interval import Interval
from app.domain.period import parse_period
from app.domain.series import observation_id, parse_key
from app.domain.structure import Structure, UnitSpelling
from app.domain.text import fold

UNLIMITED = Interval(None, None)


@dataclass(frozen=True, slots=True)
class Figure:
    """An operand.

    Attributes:
        name: Permanent id of the observation.
        release: Id of the release that states it.
        source: Id of the document.
        stated: Value in the base unit; `None` for a range and for what is missing.
        bound: exact, gt, ge, lt, le, approx or range.
        interval: Where the truth lies; all numbers where nothing is said about that.
        rounding_known: Whether an exact figure says to how many digits it is printed; if not, its
            interval is the value alone, and no result of it has a rounding interval.
        status: Letter of SDMX CL_OBS_STATUS.
    """

    name: str
    release: str
    source: str
    stated: Fraction | None
    bound: str
    interval: Interval
    rounding_known: bool
    status: str

    def __str__(self) -> str:
        """Name the version of the figure: its id and the release."""
        return f"{self.name}@{self.release}"

    @property
    def says_something(self) -> bool:
        """Whether there is a quantity at all."""
        return self.stated is not None or self.bound == "range"


def figure_of(observation: Observation, cube: Cube) -> Figure:
    """Read an observation as an operand."""
    release = cube.releases[observation.release]
    stated = None if observation.value is None else Fraction(observation.value)
    half = half_step(observation, cube.structure)
    return Figure(
        name=observation_id(parse_key(observation.key), parse_period(observation.period)),
        release=release.id,
        source=release.source,
        stated=stated,
        bound=observation.bound,
        interval=_interval(observation, stated, half),
        rounding_known=observation.bound != "exact" or half is not None,
        status=observation.status,
    )


def printed_unit(observation: Observation, structure: Structure) -> UnitSpelling | None:
    """Return the unit as printed, with how many base units it means; `None` if it is not known."""
    if observation.unit_published is None:
        return None
    return structure.spelling.get(fold(observation.unit_published))


def half_step(observation: Observation, structure: Structure) -> Fraction | None:
    """Return half of the last printed place in the base unit; `None` if the print is not known."""
    spelling = printed_unit(observation, structure)
    if spelling is None or observation.decimals is None:
        return None
    return Fraction(spelling.multiplier) * Fraction(1, 2) / Fraction(10) ** observation.decimals


def _interval(o: Observation, stated: Fraction | None, half: Fraction | None) -> Interval:
    if o.bound == "range" and o.lower is not None and o.upper is not None:
        return Interval(Fraction(o.lower), Fraction(o.upper))
    if stated is None or o.bound == "approx":
        return UNLIMITED
    if o.bound in {"gt", "ge"}:
        return Interval(stated, None, low_open=o.bound == "gt")
    if o.bound in {"lt", "le"}:
        return Interval(None, stated, high_open=o.bound == "lt")
    return rounded(stated, half or Fraction(0))


def rounded(printed: Fraction, half: Fraction) -> Interval:
    """Return what is printed as this number: halves are rounded away from zero."""
    if not half:
        return Interval(printed, printed)
    return Interval(printed - half, printed + half, low_open=printed <= 0, high_open=printed >= 0)
