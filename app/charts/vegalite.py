"""The same facts as a Vega-Lite document with the data inside, for those who want another look.

Gaps stay gaps: figures that may be joined share a `run`, and a line is drawn within a run alone.
Bounds keep marks of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from app.charts.describe import words_of
from app.charts.facts import Facts, Figure, Line
from app.charts.headline import said
from app.charts.kinds.lines import runs
from app.charts.look import USUAL, Look
from app.charts.numbers import Amount, Reading, reading
from app.charts.palette import Theme, colour, hue
from app.charts.when import in_full

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_HEIGHT = 300
_SHAPES = {
    "gt": "triangle-up",
    "ge": "triangle-up",
    "lt": "triangle-down",
    "le": "triangle-down",
    "approx": "diamond",
}


def document(facts: Facts, look: Look, *, compare: bool = False) -> dict[str, Any]:
    """Describe the picture of the facts; numbers are in the unit that the axis names."""
    lines = _lines(facts, compare=compare)
    figures = [figure for line in lines for figure in line.known]
    over_time = len({figure.period for figure in figures}) > 1
    words = words_of(facts, look.lang, "", series=over_time)
    signed = bool(lines) and lines[0].is_growth
    unit = lines[0].unit if lines else None
    read = None if unit is None else reading(unit, figures, look.lang, signed_too=signed)
    values = [] if read is None else list(_values(lines, read, look))
    theme: Theme = "dark" if look.theme == "dark" else "light"
    return {
        "$schema": SCHEMA,
        "title": words.title,
        "description": words.description,
        "width": look.width or USUAL,
        "background": colour("surface", theme),
        "data": {"values": values},
        **(_over_time(read, facts, theme) if over_time else _ranking(read, facts, theme)),
    }


def _lines(facts: Facts, *, compare: bool) -> list[Line]:
    if facts.main is None:
        return []
    if compare and len(facts.alike()) > 1:
        return [line for line in facts.alike() if line.known]
    return [facts.main] if facts.main.known else []


def _values(lines: Iterable[Line], read: Reading, look: Look) -> Iterable[Mapping[str, Any]]:
    for line in lines:
        run_of = {f.id: place for place, run in enumerate(runs(line.figures)) for f in run}
        for figure in line.known:
            yield {
                "id": figure.id,
                "area": line.area.code,
                "area_name": line.area.name.within(look.lang),
                "period": in_full(figure.period, look.lang),
                "start": figure.period.start.isoformat(),
                "end": figure.period.end.isoformat(),
                "value": _number(figure.value, read),
                "lower": _number(figure.lower, read),
                "upper": _number(figure.upper, read),
                "bound": figure.bound,
                "run": f"{line.area.code} {run_of.get(figure.id, figure.id)}",
                "text": _said(figure, read, look),
            }


def _said(figure: Figure, read: Reading, look: Look) -> str:
    return said(figure, Amount(read.text(figure), read.unit), look.lang)


def _number(number: Decimal | None, read: Reading) -> float | int | None:
    if number is None:
        return None
    scaled = number / read.multiplier
    return int(scaled) if scaled == scaled.to_integral_value() else float(scaled)


def _over_time(read: Reading | None, facts: Facts, theme: Theme) -> dict[str, Any]:
    x = {"field": "end", "type": "temporal", "title": None}
    y = {"field": "value", "type": "quantitative", "title": read.unit if read else None}
    return {
        "height": _HEIGHT,
        "encoding": {"x": x, **_paint(facts, theme)},
        "layer": _layers(y, "y"),
    }


def _ranking(read: Reading | None, facts: Facts, theme: Theme) -> dict[str, Any]:
    x = {"field": "value", "type": "quantitative", "title": read.unit if read else None}
    y = {
        "field": "area_name",
        "type": "nominal",
        "title": None,
        "sort": {"field": "value", "order": "descending"},
    }
    return {"encoding": {"y": y, **_paint(facts, theme)}, "layer": _layers(x, "x")}


def _paint(facts: Facts, theme: Theme) -> dict[str, Any]:
    own = colour(hue(facts.position), theme)
    areas = {line.area.code for line in facts.alike()}
    if len(areas) > 1:
        return {
            "color": {"field": "area_name", "type": "nominal", "title": None},
            "tooltip": {"field": "text"},
        }
    return {"color": {"value": own}, "tooltip": {"field": "text"}}


def _layers(channel: dict[str, Any], axis: str) -> list[dict[str, Any]]:
    plain, limited = "datum.bound === 'exact'", "datum.bound === 'range'"
    shape = {
        "field": "bound",
        "type": "nominal",
        "scale": {"domain": list(_SHAPES), "range": list(_SHAPES.values())},
        "legend": None,
    }
    low = {**channel, "field": "lower"}
    first: dict[str, Any] = {
        "mark": {"type": "line", "point": True} if axis == "y" else {"type": "bar"},
        "transform": [{"filter": plain}],
        "encoding": {axis: channel, **({"detail": {"field": "run"}} if axis == "y" else {})},
    }
    return [
        first,
        {
            "mark": {"type": "point", "filled": False, "size": 90},
            "transform": [{"filter": f"!({plain}) && !({limited})"}],
            "encoding": {axis: channel, "shape": shape},
        },
        {
            "mark": {"type": "rule", "strokeWidth": 4},
            "transform": [{"filter": limited}],
            "encoding": {axis: low, f"{axis}2": {"field": "upper"}},
        },
    ]
