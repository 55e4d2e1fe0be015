"""JSON-stat 2.0: one cube with its code lists, for charts and for PxWeb's kin.

A cell has one figure, so an answer with several vintages is refused. What a number cannot say stands
in `status`: the letter of a status that is not normal, the code of a bound, or both. Limits of
ranges, roles, releases and locators stand in `extension`, by the same index.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import msgspec

from app.domain.cube import Cube, Observation
from app.domain.errors import RefusedError
from app.domain.series import Series, parse_key
from app.domain.structure import Label, Language, Structure
from app.representations.contract import RenderContext, Representation
from app.representations.metadata.subject import RIGHTS, SERVICE
from app.representations.rows import iso_instant

MAXIMUM_CELLS = 10_000_000
NOT_APPLICABLE = "_Z"
_NOT_APPLICABLE = Label("Not applicable", "不适用")
_FIXED = ("area", "indicator", "transformation", "unit")
_LABELS = {
    "area": Label("Area", "地区"),
    "indicator": Label("Indicator", "指标"),
    "transformation": Label("Transformation", "变换"),
    "unit": Label("Unit", "单位"),
    "period": Label("Period", "时期"),
}
_NORMAL, _EXACT = "A", "exact"
_EXTENSIONS: Mapping[str, Callable[[Cube, Observation], object]] = {
    "bound": lambda _, o: None if o.bound == _EXACT else o.bound,
    "lower": lambda _, o: None if o.lower is None else msgspec.Raw(o.lower.encode()),
    "upper": lambda _, o: None if o.upper is None else msgspec.Raw(o.upper.encode()),
    "period_basis": lambda _, o: None if o.period_basis == "stated" else o.period_basis,
    "role": lambda _, o: None if o.role == "indicator" else o.role,
    "value_published": lambda _, o: o.value_published,
    "unit_published": lambda _, o: o.unit_published,
    "release": lambda cube, o: cube.releases[o.release].id,
    "source": lambda cube, o: cube.releases[o.release].source,
    "locator": lambda _, o: o.locator if o.derived is None else None,
    "formula": lambda _, o: o.derived.formula if o.derived else None,
}
_PROVENANCE = ("statement", "note")


@dataclass(frozen=True, slots=True)
class _Cell:
    codes: tuple[str, ...]
    value: str | None
    status: str | None
    more: dict[str, object]


class _Table:
    """What the cubes hold, before places in the grid are known."""

    def __init__(self, own: tuple[str, ...]) -> None:
        """Begin with nothing; `own` are the sectors' own dimensions that are shown."""
        self.own = own
        self.cells: list[_Cell] = []
        self.days: dict[str, tuple[str, str]] = {}
        self.structure: Structure | None = None
        self.updated = ""
        self.sources: set[str] = set()

    @property
    def dimensions(self) -> tuple[str, ...]:
        return (*_FIXED, *self.own, "period")

    def take(self, cube: Cube, context: RenderContext) -> None:
        """Add the figures of a piece of the answer."""
        self.structure = cube.structure
        names = [*_EXTENSIONS]
        for o in cube.observations:
            more = {
                name: held for name in names if (held := _EXTENSIONS[name](cube, o)) is not None
            }
            if context.provenance:
                more |= _told(o, context.language)
            codes = _codes(parse_key(o.key), o.period, self.own, cube.structure)
            self.cells.append(_Cell(codes, o.value, _status(o), more))
            self.days[o.period] = (o.start, o.end)
            release = cube.releases[o.release]
            self.sources.add(release.source)
            self.updated = max(self.updated, iso_instant(release.published_at))


def render(cubes: Iterable[Cube], context: RenderContext) -> Iterator[bytes]:
    """Write one dataset; empty pieces say that the work goes on.

    Raises:
        RefusedError: The answer is no grid: several vintages, a choice of columns, or a grid of too
            many cells for its figures.
    """
    _check(context)
    table = _Table(context.dimensions)
    for cube in cubes:
        table.take(cube, context)
        yield b""
    yield msgspec.json.encode(_dataset(table, context)) + b"\n"


def collection(members: Iterable[tuple[str, Label]], language: Language) -> bytes:
    """Write a collection of datasets: address and name of each."""
    document = {
        "version": "2.0",
        "class": "collection",
        "label": SERVICE.within(language),
        "link": {
            "item": [
                {"class": "dataset", "href": address, "label": name.within(language)}
                for address, name in members
            ]
        },
    }
    return msgspec.json.encode(document) + b"\n"


def _check(context: RenderContext) -> None:
    unfit = {
        "vintage": context.history,
        "fields": context.fields is not None,
        "shape": context.shape == "wide",
    }
    names = [name for name, asked in unfit.items() if asked]
    if names:
        message = (
            f"JSON-stat is a grid with one figure a cell and always the same members, so it takes "
            f"no {' or '.join(names)}; JSON and CSV do."
        )
        raise RefusedError(message)


def _dataset(table: _Table, context: RenderContext) -> dict[str, object]:
    language = context.language
    closing: Mapping[str, Any] = context.close(len(table.cells), None)
    meta: Mapping[str, Any] = closing.get("meta", {})
    categories = [_categories(table, place) for place in range(len(table.dimensions))]
    sizes = [len(each) for each in categories]
    if prod(sizes) > MAXIMUM_CELLS:
        message = (
            f"The grid of these codes and periods has {prod(sizes):,} cells for "
            f"{len(table.cells):,} figures; {MAXIMUM_CELLS:,} are the most. Ask for fewer codes, or "
            "for CSV or Parquet."
        )
        raise RefusedError(message)
    places = _places(table, categories, sizes)
    # A service does not know its own name, so no member that must be a whole address is here.
    extension = {
        "canonical": meta.get("canonical"),
        "data_version": meta.get("data_version"),
        "rights": RIGHTS.within(language),
        **_extension(table, places, context),
    }
    document: dict[str, object] = {
        "version": "2.0",
        "class": "dataset",
        "label": SERVICE.within(language),
        "source": _sources(table, language),
        "updated": table.updated or None,
        "note": [str(each) for each in closing.get("warnings", [])] or None,
        "id": list(table.dimensions),
        "size": sizes,
        "role": {"time": ["period"], "geo": ["area"], "metric": ["indicator"]},
        "dimension": {
            name: _dimension(name, codes, table, language)
            for name, codes in zip(table.dimensions, categories, strict=True)
        },
        "value": _values(places, prod(sizes)),
        "status": {str(p): c.status for p, c in places.items() if c.status} or None,
        "extension": extension,
    }
    return {name: held for name, held in document.items() if held is not None}


def _codes(
    series: Series, period: str, own: tuple[str, ...], structure: Structure
) -> tuple[str, ...]:
    has = structure.own_dimensions[series.indicator]
    mine = (series.code(name) if name in has else NOT_APPLICABLE for name in own)
    return (series.area, series.indicator, series.transformation, series.unit, *mine, period)


def _status(o: Observation) -> str | None:
    letter = None if o.status == _NORMAL else o.status
    bound = None if o.bound == _EXACT else o.bound
    return " ".join(filter(None, (letter, bound))) or None


def _told(o: Observation, language: Language) -> dict[str, object]:
    texts = {
        "statement": Label(o.statement_en or "", o.statement_zh or "").within(language),
        "note": Label(o.note_en or "", o.note_zh or "").within(language),
    }
    return {name: text for name, text in texts.items() if text}


def _categories(table: _Table, place: int) -> list[str]:
    """Return the codes of a dimension: periods by their days, others in the order of the rows."""
    found = list(dict.fromkeys(cell.codes[place] for cell in table.cells))
    if table.dimensions[place] == "period":
        found.sort(key=lambda period: (table.days[period][1], table.days[period][0]))
    return found


def _places(table: _Table, categories: list[list[str]], sizes: list[int]) -> dict[int, _Cell]:
    indexes = [{code: place for place, code in enumerate(codes)} for codes in categories]
    found: dict[int, _Cell] = {}
    for cell in table.cells:
        at = 0
        for code, index, size in zip(cell.codes, indexes, sizes, strict=True):
            at = at * size + index[code]
        if at in found:
            message = "Two figures have one place in the grid; ask for one frequency at a time."
            raise RefusedError(message)
        found[at] = cell
    return dict(sorted(found.items()))


def _values(places: Mapping[int, _Cell], cells: int) -> object:
    """Return the numbers: as a list, or by place where that is shorter."""
    numbers = {
        place: msgspec.Raw(cell.value.encode()) for place, cell in places.items() if cell.value
    }
    listed = 5 * (cells - len(numbers))
    named = sum(len(str(place)) + 3 for place in numbers)
    if named < listed:
        return {str(place): number for place, number in numbers.items()}
    null = msgspec.Raw(b"null")
    return [numbers.get(place, null) for place in range(cells)]


def _extension(
    table: _Table, places: Mapping[int, _Cell], context: RenderContext
) -> dict[str, object]:
    names = (*_EXTENSIONS, *(_PROVENANCE if context.provenance else ()))
    found: dict[str, object] = {}
    for name in names:
        held = {str(p): c.more[name] for p, c in places.items() if name in c.more}
        if held:
            found[name] = held
    if table.structure is not None and any(cell.status for cell in table.cells):
        found["status_labels"] = _status_labels(table, table.structure, context.language)
    return found


def _status_labels(table: _Table, structure: Structure, language: Language) -> dict[str, str]:
    words = {word for cell in table.cells for word in (cell.status or "").split()}
    lists = {**structure.code_list["status"], **structure.code_list["bound"]}
    return {word: lists[word].name.within(language) for word in sorted(words)}


def _dimension(name: str, codes: list[str], table: _Table, language: Language) -> dict[str, object]:
    structure = table.structure
    labels = (
        {}
        if structure is None
        else _unique({code: _label(name, code, structure).within(language) for code in codes})
    )
    category: dict[str, object] = {"index": codes, "label": labels}
    if name == "indicator" and structure is not None:
        units = _units(table, structure, language)
        category |= {"unit": units} if units else {}
    if name in _LABELS or structure is None:
        title = _LABELS.get(name, Label(name, name))
    else:
        title = structure.dimension[name].name
    return {"label": title.within(language), "category": category}


def _label(name: str, code: str, structure: Structure) -> Label:
    if code == NOT_APPLICABLE:
        return _NOT_APPLICABLE
    if name == "period":
        return Label(code, code)
    lists: Mapping[str, Mapping[str, Any]] = {
        "area": structure.area,
        "indicator": structure.indicator,
        "unit": structure.unit,
        "transformation": structure.code_list["transformation"],
        **structure.dimension_codes,
    }
    found: Label = lists[name][code].name
    return found


def _unique(labels: dict[str, str]) -> dict[str, str]:
    """Tell codes of one name apart: readers make columns and rows of the names."""
    names = list(labels.values())
    return {
        code: name if names.count(name) == 1 else f"{name} ({code})"
        for code, name in labels.items()
    }


def _units(table: _Table, structure: Structure, language: Language) -> dict[str, object]:
    """Return unit and decimals of each indicator that has only one unit in this answer."""
    units: dict[str, set[str]] = {}
    decimals: dict[str, int] = {}
    for cell in table.cells:
        units.setdefault(cell.codes[1], set()).add(cell.codes[3])
        places = len((cell.value or "").partition(".")[2])
        decimals[cell.codes[1]] = max(places, decimals.get(cell.codes[1], 0))
    return {
        code: {
            "label": structure.unit[unit].name.within(language),
            "symbol": structure.unit[unit].symbol,
            "decimals": decimals[code],
        }
        for code, (unit, *others) in units.items()
        if not others
    }


def _sources(table: _Table, language: Language) -> str | None:
    structure = table.structure
    if structure is None or not table.sources:
        return None
    held = [structure.source[each] for each in sorted(table.sources)]
    return "; ".join(
        f"{each.publisher}: {each.title or each.description.within(language)}" for each in held
    )


REPRESENTATION = Representation(
    name="jsonstat",
    extension="jsonstat",
    media_type="application/vnd.json-stat+json",
    paged=False,
    render=render,
)
