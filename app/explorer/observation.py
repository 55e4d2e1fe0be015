"""One figure: what the source says, how it was read, what it implies, and every version of it."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from app.charts import Look, revisions
from app.charts.numbers import grouped
from app.charts.palette import hue
from app.domain.change import Change, Kind, State
from app.domain.cube import Cube, Observation, Release
from app.domain.errors import NotFoundError
from app.domain.period import TimeFilter, TimeRange
from app.domain.query import SERIES_COMPONENTS, WITHDRAWN, DataQuery, filters
from app.domain.series import Series, parse_key, parse_observation_id
from app.domain.structure import Label
from app.explorer import inside
from app.explorer.asked import Asked, View
from app.explorer.figures import Row, row_of
from app.explorer.indicator import cited
from app.explorer.reading import cube_of, known_series
from app.explorer.templating import picture
from app.explorer.words import Say
from app.representations import wording

_GONE = 410


class Remark(msgspec.Struct):
    """Something to beware of."""

    detail: str


class Operand(msgspec.Struct):
    """A figure in a formula."""

    letter: str
    id: str
    figure: str
    value: str


class Implied(msgspec.Struct):
    """A value that the figure implies."""

    title: str
    formula: str
    computation: str
    text: str | None
    operands: list[Operand]
    reason: Remark | None
    warnings: list[Remark]


class Printed(msgspec.Struct):
    """How it is printed. Limits are texts of digits, so that none is lost."""

    computation: str
    lower: msgspec.Raw
    upper: msgspec.Raw
    lower_included: bool
    upper_included: bool


class Explained(msgspec.Struct):
    """The parts of an explanation that the page shows."""

    statement: str | None
    note: str | None
    printed: Printed | None
    implied: list[Implied]


class _Explanation(msgspec.Struct):
    data: Explained


@dataclass(frozen=True, slots=True)
class Version:
    """One release's word on the figure."""

    row: Row
    kind: Kind
    difference: str
    release: Release
    current: bool


async def show(asked: Asked) -> View:
    """Show a figure; one that was withdrawn shows its history.

    Raises:
        NotFoundError: There is none with this id.
    """
    name: str = asked.request.path_params["name"]
    cube = await _versions(asked, name)
    versions = _compared(cube, asked)
    current = next(o for o in reversed(cube.observations) if o.superseded_by is None)
    withdrawn = current.status == WITHDRAWN
    series = parse_key(current.key)
    about = wording.about(cube.structure, current, asked.language)
    values = {
        **_place(asked, series, current, cube),
        "row": row_of(cube, current, asked),
        "versions": versions,
        "revisions": _picture(asked, cube),
        "told": None if withdrawn else await _explained(asked, name),
        "cite": "" if withdrawn else await cited(asked, name),
        "limits": "",
        "statement": _said(asked, current.statement_en, current.statement_zh),
        "note": _said(asked, current.note_en, current.note_zh),
        "withdrawn": withdrawn,
    }
    say = Say(asked.language)
    if isinstance(told := values["told"], Explained) and told.printed is not None:
        values["limits"] = _limits(told.printed, say)
    title = say("withdrawn_title", figure=about) if withdrawn else about
    address = f"/v1/observations/{name}" + ("/history" if withdrawn else "")
    status = _GONE if withdrawn else 200
    return View("observation.html", title, values, data=address, status=status)


def _said(asked: Asked, english: str | None, chinese: str | None) -> str:
    return Label(english or "", chinese or "").within(asked.language)


def _place(asked: Asked, series: Series, current: Observation, cube: Cube) -> dict[str, object]:
    structure = asked.structure
    indicator = structure.indicator[series.indicator]
    sector = structure.sector[indicator.sector]
    release = cube.releases[current.release]
    return {
        "series": series,
        "indicator": indicator,
        "sector": sector,
        "hue": hue(sector.position),
        "area": structure.area[series.area],
        "unit": structure.unit[series.unit],
        "release": release,
        "source": structure.source[release.source],
        "inferred": current.period_basis != "stated",
        "locator": current.locator,
    }


async def _versions(asked: Asked, name: str) -> Cube:
    parsed = parse_observation_id(name)
    series = await known_series(asked, parsed[0]) if parsed else None
    if parsed is None or series is None:
        raise _missing(name)
    period = parsed[1]
    chosen = {each: [getattr(series, each)] for each in SERIES_COMPONENTS}
    sector = asked.structure.sector[asked.structure.indicator[series.indicator].sector]
    chosen |= {own.code: [series.code(own.code)] for own in sector.dimensions}
    query = DataQuery(
        filters=filters(chosen),
        time=TimeFilter((TimeRange(period.start, period.end),)),
        vintage="all",
    )
    cube = await cube_of(asked, query, provenance=True)
    days = period.start.isoformat(), period.end.isoformat()
    found = tuple(o for o in cube.observations if (o.start, o.end) == days)
    if not found:
        raise _missing(name)
    return Cube(cube.structure, found, cube.releases)


def _missing(name: str) -> NotFoundError:
    return NotFoundError(f"There is no observation {name[:64]!r}.")


def _compared(cube: Cube, asked: Asked) -> list[Version]:
    """Return the versions, the latest publication first, each with what it changed."""
    found: list[Version] = []
    before: State | None = None
    for each in cube.observations:
        change = Change.between(before, each)
        difference = change.difference
        shown = grouped(difference) if difference and difference != "0" else ""
        found.append(
            Version(
                row_of(cube, each, asked),
                change.kind,
                shown,
                cube.releases[each.release],
                each.superseded_by is None,
            )
        )
        before = State.of(each)
    return found[::-1]


def _picture(asked: Asked, cube: Cube) -> object:
    drawn = revisions(cube, Look(lang=asked.language, key="versions"))
    return picture(drawn) if drawn else None


async def _explained(asked: Asked, name: str) -> Explained:
    path = f"/v1/observations/{name}/explain"
    return (await inside.read(asked, _Explanation, path, lang=asked.language)).data


def _limits(printed: Printed, say: Say) -> str:
    """Say between which limits the quantity lies, all digits kept."""
    low, high = (bytes(each).decode() for each in (printed.lower, printed.upper))
    given = {n: grouped(text) for n, text in (("low", low), ("high", high)) if text != "null"}
    if len(given) == 2:  # noqa: PLR2004 - both limits
        return say("between", **given)
    if "low" in given:
        return say("not_below" if printed.lower_included else "above", **given)
    if "high" in given:
        return say("not_above" if printed.upper_included else "below", **given)
    return ""
