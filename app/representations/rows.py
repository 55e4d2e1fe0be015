"""Flat rows: the columns every tabular format shares, in an order that is a contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from app.domain.cube import Cube, Observation
from app.domain.period import Frequency
from app.domain.series import parse_key
from app.domain.structure import Language
from app.representations.contract import RenderContext

HEAD = ("id", "sector", "area", "indicator", "transformation", "unit", "frequency")
TAIL = (
    "period",
    "start",
    "end",
    "period_basis",
    "value",
    "bound",
    "lower",
    "upper",
    "status",
    "role",
    "value_published",
    "unit_published",
    "decimals",
    "release",
    "published_at",
    "source",
    "locator",
)
DERIVED = ("derivation", "formula", "operands", "warnings")
HISTORY = ("superseded_at",)
PROVENANCE = ("statement", "note", "publisher", "document", "licence")
NUMBERS = frozenset({"value", "lower", "upper"})
_LABELLED_HEAD = ("sector", "area", "indicator", "transformation", "unit", "frequency")
_LABELLED_TAIL = ("bound", "status", "role", "period_basis")

# Text that people wrote: a spreadsheet must not take it for a formula.
FREE_TEXT = frozenset({"unit_published", "locator", *PROVENANCE})

Row = tuple[Any, ...]


def columns(context: RenderContext) -> tuple[str, ...]:
    """Return all columns of an answer, before `fields` picks some."""
    names = (*HEAD, *context.dimensions, *TAIL)
    if context.derived:
        names += DERIVED
    if context.history:
        names += HISTORY
    if context.labels:
        names += label_columns(context.dimensions)
    if context.provenance:
        names += PROVENANCE
    return names


def label_columns(dimensions: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that `include=labels` adds."""
    labelled = (*_LABELLED_HEAD, *dimensions, *_LABELLED_TAIL)
    return tuple(f"{name}_label" for name in labelled)


def chosen_columns(context: RenderContext) -> tuple[str, ...]:
    """Return the columns that are shown."""
    return context.fields or columns(context)


def rows(cube: Cube, context: RenderContext) -> Iterator[Row]:
    """Turn observations into rows of texts, whole numbers and `None`, column by column."""
    complete = _complete_rows(cube, context)
    if context.fields is None:
        return complete
    names = columns(context)
    places = [names.index(field) for field in context.fields]
    if len(places) == 1:
        return ((row[places[0]],) for row in complete)
    return map(itemgetter(*places), complete)


def _complete_rows(cube: Cube, context: RenderContext) -> Iterator[Row]:
    heads: dict[str, Row] = {}
    releases: dict[int, Row] = {}
    extra = _extra_columns(cube, context)
    for o in cube.observations:
        head = heads.get(o.key)
        if head is None:
            head = heads[o.key] = series_codes(cube, o.key, context.dimensions)
        release = releases.get(o.release)
        if release is None:
            release = releases[o.release] = _release_columns(cube, o.release)
        slug = f"{o.start}_{o.end}" if head[6] == Frequency.ODD else o.period
        # What no source states has no id and stands nowhere.
        named: Row = (f"{head[0]}-{slug}", o.locator) if o.derived is None else (None, None)
        row = (named[0], *head[1:], *o[2:15], *release, named[1])
        yield row + extra(o, row) if extra else row


def series_codes(cube: Cube, key: str, dimensions: Sequence[str]) -> Row:
    """Return name, sector, codes and own dimensions; `None` where the sector lacks the dimension."""
    series = parse_key(key)
    own = cube.structure.own_dimensions[series.indicator]
    return (
        series.name,
        cube.structure.indicator[series.indicator].sector,
        series.area,
        series.indicator,
        series.transformation,
        series.unit,
        series.frequency,
        *(series.code(name) if name in own else None for name in dimensions),
    )


def _release_columns(cube: Cube, number: int) -> Row:
    release = cube.releases[number]
    return release.id, iso_instant(release.published_at), release.source


@lru_cache(maxsize=256)  # instants of releases, which are few
def iso_instant(instant: Any) -> str:
    """Write an instant as every format shows it: UTC, whole seconds, `Z`."""
    text: str = instant.strftime("%Y-%m-%dT%H:%M:%SZ")
    return text


_Extra = Callable[[Observation, Row], Row]


def _extra_columns(cube: Cube, context: RenderContext) -> _Extra | None:
    """Return what makes the columns that were asked for beyond the usual ones."""
    makers: list[_Extra] = []
    if context.derived:
        makers.append(lambda o, _: _derived(o))
    if context.history:
        makers.append(lambda o, _: _superseded(cube, o))
    if context.labels:
        makers.append(_labels(cube, context))
    if context.provenance:
        makers.append(lambda o, _: _provenance(cube, o, context.language))
    if not makers:
        return None
    return lambda o, row: tuple(cell for make in makers for cell in make(o, row))


def _derived(o: Observation) -> Row:
    made = o.derived
    if made is None:
        return (None,) * len(DERIVED)
    return made.derivation, made.formula, " ".join(made.operands), " ".join(made.warnings) or None


def _superseded(cube: Cube, o: Observation) -> Row:
    if o.superseded_by is None:
        return (None,)
    return (iso_instant(cube.releases[o.superseded_by].published_at),)


def _labels(cube: Cube, context: RenderContext) -> _Extra:
    names = (*HEAD, *context.dimensions, *TAIL)
    labelled = (*_LABELLED_HEAD, *context.dimensions, *_LABELLED_TAIL)
    known = [(names.index(name), cube.structure.known_codes(name)) for name in labelled]

    def make(_: Observation, row: Row) -> Row:
        entries: list[Any] = [codes.get(row[place] or "") for place, codes in known]
        return tuple(entry.name.within(context.language) if entry else None for entry in entries)

    return make


def _provenance(cube: Cube, o: Observation, language: Language) -> Row:
    source = cube.structure.source[cube.releases[o.release].source]
    statement, note = (
        (o.statement_zh, o.note_zh) if language == "zh" else (o.statement_en, o.note_en)
    )
    document = source.title or source.description.within(language)
    return statement or None, note or None, source.publisher, document, source.licence
