"""The `derive` parameter: a step between store and representation that makes a cube of a cube.

The question stays what it is: it finds the figures that are derived from, and pages, counts and
cursors are about them. For each page the other operands are read, by the same store, as of the same
day and data version. What gives no row is counted and told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from app.domain.cube import Cube, Observation
from app.domain.derive import comparison, conversion
from app.domain.derive.remarks import OMITTED, WARNINGS
from app.domain.derive.result import NoResultError
from app.domain.derive.wish import LEVEL, Cell, Wish, cell_of, days_of, id_of
from app.domain.period import ALL_TIME, Period, TimeFilter, TimeRange, parse_period
from app.domain.query import DataQuery, filters
from app.domain.series import parse_key
from app.domain.structure import Label, Language
from app.store.engine import Reader
from app.store.observations import Known, read_pages

_PAGE = 5_000
_MOST_RANGES = 50
_GROUPED = ("indicator", "transformation", "unit", "frequency")
_NAMED = 10
_BECAUSE = Label(
    "{count} of the figures gave no row, because {reason}: {names}.",
    "{count}个数字未得出结果，因{reason}：{names}。",
)
_LACKS = Label("{name} (there is no {missing})", "{name}（缺{missing}）")
_MORE = Label(" and {count} more", "等，另有{count}个")
_HOLDS = Label("{detail} ({count})", "{detail}（{count}个）")


@dataclass(slots=True)
class Tally:
    """What is to be told of the rows that are and of those that are not, while pages pass.

    Attributes:
        omitted: Figures that gave no row, by reason, with the ids of what they lack.
        warned: Rows that have a warning, by its code.
    """

    omitted: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    warned: Counter[str] = field(default_factory=Counter)

    def sentences(self, language: Language) -> list[str]:
        """Tell it."""
        told = [
            _BECAUSE.within(language).format(
                count=f"{len(figures):,}",
                reason=OMITTED[reason].within(language),
                names=_names(figures, language),
            )
            for reason, figures in self.omitted.items()
        ]
        return told + [
            _HOLDS.within(language).format(
                detail=WARNINGS[code].within(language), count=f"{count:,}"
            )
            for code, count in self.warned.items()
        ]


def _names(figures: list[tuple[str, str]], language: Language) -> str:
    lacks = _LACKS.within(language)
    named = [
        lacks.format(name=name, missing=missing) if missing else name
        for name, missing in figures[:_NAMED]
    ]
    joined = ("、" if language == "zh" else ", ").join(named)
    more = len(figures) - _NAMED
    return joined + (_MORE.within(language).format(count=f"{more:,}") if more > 0 else "")


@dataclass(frozen=True, slots=True)
class Derivation:
    """A wish in the setting of one answer.

    Attributes:
        query: The question that finds the first operands; the others are read as of its instant.
    """

    wish: Wish
    query: DataQuery
    known: Known
    tally: Tally = field(default_factory=Tally)

    def apply(self, reader: Reader, cube: Cube) -> Cube:
        """Return the derived values of a page; its position in the question stays."""
        if self.wish.kind == "convert":
            derive = self._conversion(reader, cube)
        else:
            derive = self._comparison(reader, cube)
        made = [row for o in cube.observations if (row := self._attempt(derive, o)) is not None]
        for row in made:
            self.tally.warned.update(row.derived.warnings if row.derived else ())
        return replace(cube, observations=tuple(made))

    def _attempt(
        self, derive: Callable[[Observation], Observation], o: Observation
    ) -> Observation | None:
        try:
            return derive(o)
        except NoResultError as error:
            cells = error.cells if isinstance(error, comparison.MissingError) else ()
            missing = " / ".join(id_of(cell) for cell in cells)
            self.tally.omitted[error.reason].append((id_of(cell_of(o)), missing))
            return None

    def _comparison(self, reader: Reader, cube: Cube) -> Callable[[Observation], Observation]:
        wanted: set[Cell] = set()
        for o in cube.observations:
            try:
                wanted.update(comparison.candidates(self.wish, o, cube.structure))
            except NoResultError:
                continue  # told when its turn comes
        found = self._read_cells(reader, wanted)
        return lambda o: comparison.compared(self.wish, o, found, cube)

    def _read_cells(self, reader: Reader, wanted: set[Cell]) -> Mapping[Cell, Observation]:
        groups: dict[tuple[str, ...], list[Cell]] = defaultdict(list)
        for each in wanted:
            series = parse_key(each[0])
            groups[tuple(getattr(series, name) for name in _GROUPED)].append(each)
        found: dict[Cell, Observation] = {}
        for group, cells in groups.items():
            chosen = {name: [code] for name, code in zip(_GROUPED, group, strict=True)}
            chosen["area"] = sorted({parse_key(key).area for key, _ in cells})
            for o in self._read(reader, chosen, {days_of(cell) for cell in cells}):
                found[cell_of(o)] = o
        return {each: found[each] for each in wanted if each in found}

    def _conversion(self, reader: Reader, cube: Cube) -> Callable[[Observation], Observation]:
        levels = [o for o in cube.observations if parse_key(o.key).transformation == LEVEL]
        units = sorted({parse_key(o.key).unit for o in levels} | {self.wish.argument})
        days = {parse_period(o.period) for o in levels}
        chosen = {"transformation": [LEVEL], "unit": units}
        conversions = self._read(reader, chosen | {"role": [conversion.CONVERSION]}, days)
        converted = [parse_key(o.key) for o in conversions]
        chosen["indicator"] = sorted({series.indicator for series in converted})
        chosen["area"] = sorted({series.area for series in converted})
        known = self._read(reader, chosen, {parse_period(o.period) for o in conversions})
        pairs = conversion.Pairs(known)
        return lambda o: conversion.converted(self.wish, o, pairs, cube)

    def _read(
        self, reader: Reader, chosen: Mapping[str, list[str]], days: set[Period]
    ) -> list[Observation]:
        """Read the figures of some days, and perhaps more than that."""
        if not days:
            return []
        query = DataQuery(
            filters=filters(chosen),
            time=_time(days),
            as_of=self.query.as_of,
            pin=self.query.pin,
        )
        pages = read_pages(reader, self.known, query, _PAGE)
        return [o for cube in pages for o in cube.observations]


def _time(days: set[Period]) -> TimeFilter:
    """Return a filter that lets these days through: exactly they, or if many all between them."""
    spans = [(period.start, period.end) for period in days]
    if len(spans) > _MOST_RANGES:
        spans = [(min(first for first, _ in spans), max(last for _, last in spans))]
    return replace(ALL_TIME, ranges=tuple(TimeRange(*span) for span in sorted(spans)))
