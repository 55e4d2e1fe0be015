"""A figure explained: what the source says, what its digits allow, what it implies with others."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

import msgspec
from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.dialects.native.observation import (
    ObservationId,
    ObservationIdParams,
    find_observation,
    name_of,
)
from app.dialects.native.params import instant
from app.dialects.native.resource import respond
from app.dialects.native.schemas import Link
from app.domain.cube import Cube, Observation
from app.domain.derive.digits import spoken, written
from app.domain.derive.figure import figure_of, printed_unit
from app.domain.derive.implications import Implication, implications, periods_of
from app.domain.derive.remarks import OMITTED, WARNINGS
from app.domain.derive.result import Result
from app.domain.period import TimeFilter, TimeRange
from app.domain.query import DataQuery, filters
from app.domain.series import parse_key
from app.domain.structure import Label, Language
from app.domain.text import plain
from app.representations import derived_wording, wording
from app.representations.rows import iso_instant
from app.store.engine import Reader
from app.store.observations import Known, read_pages
from app.web.sessions import Snapshot
from app.web.state import state_of

_PAGE = 5_000


async def get_explanation(
    request: Request,
    params: Annotated[ObservationIdParams, Query()],
    observation: ObservationId,
) -> Response:
    """Explain one figure: what the source prints, what the digits allow, and what it implies.

    Together with the figures beside it a figure may imply others: a level and its growth the level
    a year earlier, an amount and its conversion an exchange rate, two levels a growth that can be
    compared with the published one. Each comes with formula, operands, the interval that their
    rounding allows, and warnings. Nothing of it is stored.
    """

    async def build(snapshot: Snapshot) -> bytes:
        def read(reader: Reader) -> tuple[Cube, Cube]:
            cube = find_observation(reader, snapshot.known, observation, params.as_of)
            return cube, _beside(reader, snapshot.known, cube.observations[0], params.as_of)

        cube, beside = await state_of(request).database.read(read)
        return _body(cube, beside, snapshot, params)

    return await respond(request, params, build)


def _beside(reader: Reader, known: Known, observation: Observation, as_of: str | None) -> Cube:
    """Read the figures of the same thing in the periods that it is compared with."""
    series = parse_key(observation.key)
    sector = known.structure.sector[known.structure.indicator[series.indicator].sector]
    chosen = {name: [getattr(series, name)] for name in ("indicator", "area", "frequency")}
    chosen |= {own.code: [series.code(own.code)] for own in sector.dimensions}
    ranges = (TimeRange(each.start, each.end) for each in periods_of(observation))
    query = DataQuery(
        filters=filters(chosen),
        time=TimeFilter(tuple(ranges)),
        as_of=instant(as_of) if as_of else None,
    )
    found = [o for cube in read_pages(reader, known, query, _PAGE) for o in cube.observations]
    return Cube(known.structure, tuple(found), known.releases)


def _body(cube: Cube, beside: Cube, snapshot: Snapshot, params: ObservationIdParams) -> bytes:
    observation, language = cube.observations[0], params.lang
    structure = cube.structure
    indicator = structure.indicator[parse_key(observation.key).indicator]
    statement = Label(observation.statement_en or "", observation.statement_zh or "")
    note = Label(observation.note_en or "", observation.note_zh or "")
    found = implications(observation, beside)
    explained = {
        "id": name_of(observation),
        "figure": wording.about(structure, observation, language),
        "value": wording.value(structure, observation, language),
        "statement": statement.within(language) or None,
        "note": note.within(language) or None,
        "definition": indicator.definition.within(language),
        "origin": _origin(cube, observation, language),
        "printed": _printed(cube, observation),
        "implied": [_implied(each, beside, language) for each in found],
    }
    address = f"/v1/observations/{name_of(observation)}"
    links = [
        Link(href=address, title="The figure"),
        Link(href=f"{address}/history", title="Its versions"),
        Link(href=f"{address}/cite.txt", title="How to cite it; also .bib and .json"),
        Link(href=f"/v1/indicators/{indicator.code}", title="Its indicator"),
    ]
    meta = {
        "as_of": params.as_of,
        "data_version": snapshot.version.text,
        "digits": derived_wording.DIGITS.within(language),
    }
    body = {"data": explained, "meta": meta, "links": [link.model_dump() for link in links]}
    return msgspec.json.encode(body) + b"\n"


def _origin(cube: Cube, observation: Observation, language: Language) -> dict[str, str]:
    release = cube.releases[observation.release]
    source = cube.structure.source[release.source]
    return {
        "source": source.id,
        "publisher": source.publisher,
        "document": source.title or source.description.within(language),
        "locator": observation.locator,
        "release": release.id,
        "published_at": iso_instant(release.published_at),
    }


def _printed(cube: Cube, observation: Observation) -> dict[str, Any] | None:
    spelling = printed_unit(observation, cube.structure)
    if spelling is None or observation.value_published is None or observation.decimals is None:
        return None
    interval = figure_of(observation, cube).interval
    multiplier = plain(spelling.multiplier)
    value = observation.value or f"{observation.lower} – {observation.upper}"
    return {
        "value_published": observation.value_published,
        "unit_published": observation.unit_published,
        "decimals": observation.decimals,
        "multiplier": _number(multiplier),
        "computation": f"{observation.value_published} × {multiplier} = {value}",
        "lower": _number(_exact(interval.low)),
        "upper": _number(_exact(interval.high)),
        "lower_included": interval.low is not None and not interval.low_open,
        "upper_included": interval.high is not None and not interval.high_open,
    }


def _exact(limit: Fraction | None) -> str | None:
    """Write a limit of a printed figure, which is always a decimal of few digits."""
    if limit is None:
        return None
    places = 0
    while (limit * 10**places).denominator != 1:
        places += 1
    digits = int(limit * 10**places)
    sign, shown = int(digits < 0), tuple(map(int, str(abs(digits))))
    return plain(Decimal((sign, shown, -places)))


def _number(text: str | None) -> msgspec.Raw | None:
    """Put digits into JSON as they are."""
    return None if text is None else msgspec.Raw(text.encode())


def _implied(found: Implication, cube: Cube, language: Language) -> dict[str, Any]:
    result = found.result
    digits = None if result is None else written(result)
    title = derived_wording.TITLES[found.kind].within(language)
    reason = found.reason
    return {
        "kind": found.kind,
        "title": title.format(period=found.period),
        "period": found.period,
        "formula": found.formula,
        "computation": _computation(found),
        "value": _number(digits.value) if digits else None,
        "unit": found.unit,
        "bound": result.bound if result else None,
        "lower": _number(digits.lower) if digits else None,
        "upper": _number(digits.upper) if digits else None,
        "text": None if result is None else _text(found, result, cube, language),
        "operands": [
            {
                "letter": letter,
                "id": name_of(operand),
                "release": cube.releases[operand.release].id,
                "figure": wording.about(cube.structure, operand, language),
                "value": wording.value(cube.structure, operand, language),
            }
            for letter, operand in zip("ab", found.operands, strict=True)
        ],
        "published": None if found.published is None else name_of(found.published),
        "agrees": found.agrees,
        "reason": None if reason is None else _remark(reason, OMITTED[reason], language),
        "warnings": [_remark(code, WARNINGS[code], language) for code in found.warnings],
    }


def _computation(found: Implication) -> str:
    """Write the formula with the values in the place of the letters."""
    values = dict(
        zip("ab", (o.value or f"[{o.lower}, {o.upper}]" for o in found.operands), strict=True)
    )
    return "".join(values.get(sign, sign) for sign in found.formula)


def _text(found: Implication, result: Result, cube: Cube, language: Language) -> str:
    """Say the value in the unit in which the first operand is printed, where that is its unit."""
    first = found.operands[0]
    spelling = printed_unit(first, cube.structure)
    unit, multiplier = found.unit, Fraction(1)
    if spelling is not None and spelling.unit == unit and first.unit_published is not None:
        unit, multiplier = first.unit_published, Fraction(spelling.multiplier)
    elif unit in cube.structure.unit:
        unit = cube.structure.unit[unit].name.within(language)
    return derived_wording.value(spoken(result, multiplier), result.bound, unit, language)


def _remark(code: str, words: Label, language: Language) -> dict[str, str]:
    return {"code": code, "detail": words.within(language)}
