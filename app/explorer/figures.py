"""Figures as rows of a table: what, where, when, how much, and how sure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.charts.facts import Figure, Line, versions_of
from app.charts.headline import period_text, said
from app.charts.numbers import amount
from app.charts.words import NO_VALUE, WITHDRAWN
from app.domain.cube import Cube, Observation
from app.domain.structure import Label, Language
from app.explorer.asked import Asked
from app.representations import wording

_INDICATOR = "indicator"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure.

    Attributes:
        what: Transformation and breakdown, in words; empty for a plain level of the whole.
        role: Of the figure, in words; empty for an ordinary one.
        value: With bound, unit and status in words.
        printed: As the source prints it, bound in words.
    """

    id: str
    href: str
    area: str
    period: str
    what: str
    role: str
    value: str
    printed: str
    status: str
    source: str
    published: str


def rows_of(cube: Cube, asked: Asked) -> list[Row]:
    """Return the figures of a cube as rows, the latest period first."""
    ordered = sorted(cube.observations, key=lambda o: (o.end, o.start), reverse=True)
    return [row_of(cube, each, asked) for each in ordered]


def row_of(cube: Cube, observation: Observation, asked: Asked) -> Row:
    """Return one figure as a row."""
    line = versions_of(replace(cube, observations=(observation,)))
    if line is None:
        message = "a cube of one observation has a line"
        raise ValueError(message)
    figure, structure, language = line.figures[0], cube.structure, asked.language
    role = structure.code_list["role"][observation.role].name.within(language)
    return Row(
        id=figure.id,
        href=asked.link(f"/observations/{figure.id}"),
        area=line.area.name.within(language),
        period=period_text(figure, language),
        what=what(cube, line, language),
        role="" if observation.role == _INDICATOR else role,
        value=value_text(line, figure, language),
        printed=wording.value(structure, observation, language),
        status=figure.status_name.within(language),
        source=figure.publisher,
        published=figure.published_at.date().isoformat(),
    )


def value_text(line: Line, figure: Figure, language: Language) -> str:
    """Say a figure with the word of its bound; never a number where there is none."""
    if figure.withdrawn:
        return WITHDRAWN.within(language)
    if not figure.known:
        return figure.status_name.within(language) or NO_VALUE.within(language)
    shown = amount(figure, line.unit, language, growth=line.is_growth)
    return said(figure, shown, language)


def what(cube: Cube, line: Line, language: Language) -> str:
    """Say what of the indicator a line is: growth, a breakdown, another unit."""
    series, structure = line.series, cube.structure
    parts: list[Label] = []
    if series.transformation != "level":
        parts.append(structure.code_list["transformation"][series.transformation].name)
    parts.append(line.breakdown)
    return " · ".join(filter(None, (each.within(language) for each in parts)))
