"""The `derive` parameter: a step between store and representation that makes a cube of a cube.

The question stays what it is: it finds the figures that are derived from, and pages, counts and
cursors are about them. For each page the other operands are read, by the same store, as of the same
day and data version. What gives no row is counted and told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from app.dialects.native.params import DataParams
from app.domain.cube import Cube, Observation
from app.domain.derive import comparison, conversion
from app.domain.derive.remarks import OMITTED, WARNINGS
from app.domain.derive.result import NoResultError
from app.domain.derive.wish import LEVEL, Cell, Kind, Wish, cell_of, days_of, id_of
from app.domain.errors import Fault, RefusedError, UnknownCodeError
from app.domain.period import ALL_TIME, Period, PeriodError, TimeFilter, TimeRange, parse_period
from app.domain.query import DataQuery, filters
from app.domain.series import parse_key
from app.domain.structure import Label, Language, Structure
from app.domain.text import nearest
from app.store.engine import Reader
from app.store.observations import Known, read_pages

_PAGE = 5_000
_MOST_RANGES = 50
_NAMED = 10
_CURRENCY = "currency"
_BECAUSE = Label(
    "{count} of the figures gave no row, because {reason}: {names}.",
    "{count}个数字未得出结果，因{reason}：{names}。",
)
_LACKS = Label("{name} (there is no {missing})", "{name}（缺{missing}）")
_MORE = Label(" and {count} more", "等，另有{count}个")
_HOLDS = Label("{detail} ({count})", "{detail}（{count}个）")


def read_wish(params: DataParams, query: DataQuery, structure: Structure) -> Wish | None:
    """Return what shall be derived, if anything.

    Raises:
        UnknownCodeError: It names an indicator or a unit that does not exist.
        RefusedError: It does not go with other wishes, or would change the kind of unit.
    """
    if params.derive is None:
        return None
    kind, _, argument = params.derive.partition(":")
    wish = Wish(cast("Kind", kind), _ARGUMENTS.get(kind, _nothing)(argument, structure))
    _check_others(params)
    _check_units(wish, query, structure)
    return wish


def _nothing(argument: str, _: Structure) -> str:
    return argument


def _period(argument: str, _: Structure) -> str:
    try:
        return parse_period(argument).text
    except PeriodError as error:
        raise _refused(f"In derive, {error}.", argument) from error


def _indicator(argument: str, structure: Structure) -> str:
    code = structure.renamed.get(argument, argument)
    return _known("indicator", code, structure.indicator)


def _unit(argument: str, structure: Structure) -> str:
    code = _known("unit", argument, structure.unit)
    if structure.unit[code].dimension != _CURRENCY:
        message = (
            f"{code} is no currency; sources convert between currencies only, and no other "
            "factor is taken from anywhere."
        )
        raise _refused(message, argument)
    return code


_ARGUMENTS: Mapping[str, Callable[[str, Structure], str]] = {
    "index": _period,
    "share": _indicator,
    "convert": _unit,
}


def _known(component: str, code: str, known: Iterable[str]) -> str:
    codes = tuple(known)
    if code in codes:
        return code
    near = nearest(code, codes)
    hint = f"; did you mean {near[0]}?" if near else "."
    message = f"There is no {component} {code[:64]!r}{hint}"
    fault = Fault(message, "derive", value=code[:64], did_you_mean=near)
    raise UnknownCodeError(message, [fault])


def _refused(message: str, value: str) -> RefusedError:
    return RefusedError(message, [Fault(message, "derive", value=value[:64])])


def _check_others(params: DataParams) -> None:
    """Refuse wishes whose meaning would be in doubt beside derived values."""
    names = ("value_gt", "value_ge", "value_lt", "value_le")
    clashes = {name: getattr(params, name) is not None for name in names}
    clashes |= {
        "vintage": params.vintage != "latest",
        "shape": params.shape != "rows",
        "include": "provenance" in params.include,
        "sort": any(text.removeprefix("-") == "value" for text in params.sort),
    }
    faults = [
        Fault(f"{name} of this kind does not go with derive", name)
        for name, clash in clashes.items()
        if clash
    ]
    if faults:
        message = (
            "Derived values are rows of the latest figures (as_of goes back) in the order of these; "
            "they are not filtered or sorted by value, not wide, and their provenance is that of "
            f"their operands: leave out {', '.join(fault.parameter or '' for fault in faults)}."
        )
        raise RefusedError(message, faults)


def _check_units(wish: Wish, query: DataQuery, structure: Structure) -> None:
    """Refuse what could only ever change the kind of unit."""
    wanted = _dimension_of(wish, structure)
    asked = query.codes("indicator")
    if wanted is None:
        return
    indicators = [structure.indicator[code].unit_dimension for code in asked or ()]
    units = [structure.unit[code].dimension for code in query.codes("unit") or ()]
    for kinds in (indicators, units):
        if kinds and wanted not in kinds:
            message = (
                f"derive={wish} needs figures of the kind {wanted}; those asked for are of the "
                f"kind {', '.join(sorted(set(kinds)))}."
            )
            raise _refused(message, str(wish))


def _dimension_of(wish: Wish, structure: Structure) -> str | None:
    if wish.kind == "share":
        return structure.indicator[wish.argument].unit_dimension
    return _CURRENCY if wish.kind == "convert" else None


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
            group = (series.indicator, series.transformation, series.unit, series.frequency)
            groups[group].append(each)
        found: dict[Cell, Observation] = {}
        for group, cells in groups.items():
            names = ("indicator", "transformation", "unit", "frequency")
            chosen = {name: [code] for name, code in zip(names, group, strict=True)}
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
