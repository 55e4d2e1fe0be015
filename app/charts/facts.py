"""What a picture is about: the figures of one indicator, sorted into lines, and what is beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.charts.implied import Implied, implied_base
from app.charts.units import Measure, measure_of
from app.domain.cube import Cube, Observation
from app.domain.derive.figure import printed_unit
from app.domain.period import Period, parse_period
from app.domain.query import WITHDRAWN
from app.domain.series import Series, observation_id, parse_key
from app.domain.structure import EMPTY, Area, Indicator, Label, Structure

LEVEL, GROWTH = "level", "yoy"
_LEFT_OUT = frozenset({"conversion", "policy_parameter"})
_CONVERSION = "conversion"
_COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure in one release.

    Attributes:
        id: Permanent id of the observation.
        inferred: Whether the source leaves a part of the period out.
        value: In the base unit; `None` where there is none.
        lower: Lower limit of a range.
        upper: Upper limit of a range.
        bound: exact, gt, ge, lt, le, approx or range.
        status: Letter of SDMX CL_OBS_STATUS, or `X` for withdrawn.
        status_name: The same in words; empty where the status is normal.
        printed: Digits as the source prints them.
        printed_unit: Unit as the source prints it.
        multiplier: How many base units the printed one has; `None` where that is not known.
        decimals: Decimal places as printed.
        published_at: When its release came out.
        publisher: Of the document.
        locator: Where in the document.
    """

    id: str
    period: Period
    inferred: bool
    value: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    bound: str
    status: str
    status_name: Label
    printed: str | None
    printed_unit: str | None
    multiplier: Decimal | None
    decimals: int | None
    published_at: datetime
    publisher: str
    locator: str

    @property
    def known(self) -> bool:
        """Whether there is a quantity at all."""
        return self.status != WITHDRAWN and (self.value is not None or self.lower is not None)

    @property
    def withdrawn(self) -> bool:
        """Whether the publisher took it back."""
        return self.status == WITHDRAWN

    @property
    def top(self) -> float:
        """The farthest number that is printed of it, for the length of axes; 0 where there is none."""
        numbers = [float(n) for n in (self.value, self.lower, self.upper) if n is not None]
        return max(numbers, key=abs, default=0.0)


@dataclass(frozen=True, slots=True)
class Line:
    """Figures of one series in the order of time.

    Attributes:
        breakdown: Names of its codes in the sector's own dimensions; empty for the total.
    """

    series: Series
    area: Area
    unit: Measure
    breakdown: Label
    figures: tuple[Figure, ...]

    @property
    def latest(self) -> Figure:
        """The figure of the last period that has one, else the last period."""
        return next((f for f in reversed(self.figures) if f.known), self.figures[-1])

    @property
    def is_growth(self) -> bool:
        """Whether it says by how many percent something changed."""
        return self.series.transformation == GROWTH

    @property
    def known(self) -> tuple[Figure, ...]:
        """The figures that are quantities."""
        return tuple(figure for figure in self.figures if figure.known)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the pictures of one indicator show.

    Attributes:
        position: Of its sector, which decides the hue.
        lines: Every line of figures, the source's own conversions left out.
        main: What it is mainly about in the chosen area; `None` where nothing is published there.
        growth: Change on the year that stands beside the last figure of `main`.
        implied: The level a year earlier that both imply; `None` unless both are plain numbers.
        area: The chosen area.
    """

    indicator: Indicator
    position: int
    lines: tuple[Line, ...]
    main: Line | None
    growth: Figure | None
    implied: Implied | None
    area: Area | None

    def alike(self) -> tuple[Line, ...]:
        """Return the line itself and those that differ from it in area alone."""
        main = self.main
        if main is None:
            return ()
        own = _kind(main.series)
        found = [line for line in self.lines if _kind(line.series) == own]
        return tuple(found)

    def parts(self) -> tuple[Line, ...]:
        """Return the lines of the chosen area that differ from the main one in breakdown alone."""
        main = self.main
        if main is None:
            return ()
        own = (main.series.transformation, main.series.unit, main.series.frequency)
        return tuple(
            line
            for line in self.lines
            if line.area.code == main.area.code
            and (line.series.transformation, line.series.unit, line.series.frequency) == own
        )


def facts_of(cube: Cube, indicator: str, area: str | None = None) -> Facts:
    """Sort the figures of an indicator.

    Args:
        cube: Observations of the indicator, the latest vintage of each; others are passed over.
        indicator: Its code.
        area: Code of the area that the picture is about; `None` takes the one with the last and
            the most figures.
    """
    structure = cube.structure
    about = structure.indicator[indicator]
    lines = _lines(cube, indicator)
    main = max(
        (line for line in lines if area is None or line.area.code == area),
        key=_weight,
        default=None,
    )
    chosen = main.area.code if main else area
    growth, implied = _beside(cube, lines, main)
    return Facts(
        indicator=about,
        position=structure.sector[about.sector].position,
        lines=lines,
        main=main,
        growth=growth,
        implied=implied,
        area=None if chosen is None else structure.area[chosen],
    )


def versions_of(cube: Cube) -> Line | None:
    """Return the versions of one figure as a line in the order of publication; `None` for none."""
    if not cube.observations:
        return None
    series = parse_key(cube.observations[0].key)
    line = _line(cube, series, cube.observations)
    ordered = sorted(line.figures, key=lambda figure: figure.published_at)
    return Line(line.series, line.area, line.unit, line.breakdown, tuple(ordered))


def _lines(cube: Cube, indicator: str) -> tuple[Line, ...]:
    by_key: dict[str, list[Observation]] = {}
    own = [o for o in cube.observations if parse_key(o.key).indicator == indicator]
    plain = [o for o in own if o.role not in _LEFT_OUT]
    for observation in plain or [o for o in own if o.role != _CONVERSION] or own:
        by_key.setdefault(observation.key, []).append(observation)
    return tuple(_line(cube, parse_key(key), found) for key, found in by_key.items())


def _line(cube: Cube, series: Series, found: Iterable[Observation]) -> Line:
    structure = cube.structure
    figures = sorted(
        (_figure(cube, series, o) for o in found),
        key=lambda figure: (figure.period.end, figure.period.start),
    )
    return Line(
        series,
        structure.area[series.area],
        measure_of(structure, series.unit),
        _breakdown(structure, series),
        tuple(figures),
    )


def _breakdown(structure: Structure, series: Series) -> Label:
    if not series.breakdown:
        return EMPTY
    names = [structure.dimension_codes[name][code].name for name, code in series.breakdown]
    return Label(", ".join(n.en for n in names), "，".join(n.zh for n in names))


def _figure(cube: Cube, series: Series, o: Observation) -> Figure:
    structure = cube.structure
    release = cube.releases[o.release]
    spelling = printed_unit(o, structure)
    period = parse_period(o.period)
    status = structure.code_list["status"][o.status].name
    return Figure(
        id=observation_id(series, period),
        period=period,
        inferred=o.period_basis != "stated",
        value=_decimal(o.value),
        lower=_decimal(o.lower),
        upper=_decimal(o.upper),
        bound=o.bound,
        status=o.status,
        status_name=EMPTY if o.status == "A" else status,
        printed=o.value_published,
        printed_unit=o.unit_published,
        multiplier=None if spelling is None else spelling.multiplier,
        decimals=o.decimals,
        published_at=release.published_at,
        publisher=structure.source[release.source].publisher,
        locator=o.locator,
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _weight(line: Line) -> tuple[bool, bool, bool, str, int, bool, tuple[int, ...]]:
    """Order lines by how well they stand for an indicator; ties go to the first code."""
    latest = line.latest
    name = tuple(-ord(sign) for sign in line.series.key)
    return (
        bool(line.known),
        not line.is_growth,
        not line.series.breakdown,
        latest.period.end.isoformat(),
        len(line.known),
        line.area.level == _COUNTRY,
        name,
    )


def _kind(series: Series) -> tuple[object, ...]:
    return series.transformation, series.unit, series.frequency, series.breakdown


def _beside(
    cube: Cube, lines: Sequence[Line], main: Line | None
) -> tuple[Figure | None, Implied | None]:
    if main is None or main.is_growth:
        return None, None
    own, days = main.series, (main.latest.period.start, main.latest.period.end)
    for line in lines:
        other = line.series
        if not line.is_growth or (other.area, other.frequency, other.breakdown) != (
            own.area,
            own.frequency,
            own.breakdown,
        ):
            continue
        for figure in line.known:
            if (figure.period.start, figure.period.end) == days:
                return figure, implied_base(cube, own.key, other.key, main.latest.period)
    return None, None
