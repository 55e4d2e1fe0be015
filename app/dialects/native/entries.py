"""From the domain's objects to what the resources say about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.dialects.native.schemas import (
    AreaEntry,
    CodeEntry,
    Coverage,
    DimensionEntry,
    IndicatorEntry,
    Link,
    ReleaseEntry,
    SectorEntry,
    SourceEntry,
    SpellingEntry,
    Text,
    UnitEntry,
)
from app.domain.cube import Release
from app.domain.structure import Area, Code, Indicator, Label, Sector, Source, Structure, Unit
from app.domain.text import plain
from app.representations import DATA
from app.representations.rows import iso_instant
from app.store.observations import SeriesCoverage


def text(label: Label) -> Text:
    """Return a label in both languages."""
    return Text(en=label.en, zh=label.zh)


def area_entry(area: Area) -> AreaEntry:
    """Describe an area."""
    return AreaEntry(
        code=area.code,
        gb_code=area.gb_code,
        parent=area.parent,
        level=area.level,
        category=area.category,
        name=text(area.name),
        aliases=list(area.aliases),
    )


def unit_entry(unit: Unit, structure: Structure) -> UnitEntry:
    """Describe a unit with its printed forms."""
    spellings = [
        SpellingEntry(text=spelling.text, multiplier=plain(spelling.multiplier))
        for spelling in structure.spellings
        if spelling.unit == unit.code
    ]
    return UnitEntry(
        code=unit.code,
        dimension=unit.dimension,
        name=text(unit.name),
        symbol=unit.symbol,
        spellings=spellings,
    )


def source_entry(source: Source) -> SourceEntry:
    """Describe a document."""
    return SourceEntry(
        id=source.id,
        publisher=source.publisher,
        author=source.author,
        contributors=list(source.contributors),
        kind=source.kind,
        title=source.title,
        description=text(source.description),
        published_from=source.published_from.isoformat(),
        published_to=source.published_to.isoformat(),
        published_basis=text(source.published_basis),
        language=source.language,
        licence=source.licence,
        url=source.url,
        sha256=source.sha256,
        links=[Link(href=f"/v1/sources/{source.id}", title="This source")],
    )


def release_entry(release: Release) -> ReleaseEntry:
    """Describe a publication."""
    return ReleaseEntry(
        id=release.id,
        source=release.source,
        title=text(release.title),
        published_at=iso_instant(release.published_at),
        recorded_at=iso_instant(release.recorded_at),
        digest=release.digest,
        added=release.added,
        revised=release.revised,
        withdrawn=release.withdrawn,
        unchanged=release.unchanged,
        links=[
            Link(href=f"/v1/releases/{release.id}", title="This release"),
            Link(href=f"/v1/sources/{release.source}", title="Its source"),
            Link(href=f"/v1/observations?release={release.id}&vintage=all", title="Its rows"),
            Link(href=f"/v1/changes?release={release.id}", title="What it changed"),
        ],
    )


def code_entries(codes: Iterable[Code]) -> list[CodeEntry]:
    """Describe codes."""
    return [
        CodeEntry(code=code.code, name=text(code.name), description=text(code.description))
        for code in codes
    ]


def sector_entry(sector: Sector, indicators: int, observations: int) -> SectorEntry:
    """Describe a sector."""
    return SectorEntry(
        code=sector.code,
        name=text(sector.name),
        description=text(sector.description),
        dimensions=[
            DimensionEntry(
                code=dimension.code,
                name=text(dimension.name),
                description=text(dimension.description),
                codes=code_entries(dimension.codes),
            )
            for dimension in sector.dimensions
        ],
        indicators=indicators,
        observations=observations,
        links=[
            Link(href=f"/v1/{sector.code}", title="Indicators with their latest observations"),
            Link(href=f"/v1/{sector.code}/indicators", title="Indicators"),
            Link(href=f"/v1/{sector.code}/observations", title="Observations"),
        ],
    )


def coverage(series: Sequence[SeriesCoverage]) -> Coverage:
    """Sum up what there is."""
    keys = [each.series for each in series]
    return Coverage(
        observations=sum(each.figures for each in series),
        series=len(series),
        areas=sorted({key.area for key in keys}),
        transformations=sorted({key.transformation for key in keys}),
        units=sorted({key.unit for key in keys}),
        frequencies=sorted({key.frequency for key in keys}),
        start=min((each.start for each in series), default=None),
        end=max((each.end for each in series), default=None),
    )


def indicator_entry(indicator: Indicator, series: Sequence[SeriesCoverage]) -> IndicatorEntry:
    """Describe an indicator and what there is of it."""
    data = f"/v1/{indicator.sector}/observations"
    asked = f"?indicator={indicator.code}"
    links = [
        Link(href=f"/v1/indicators/{indicator.code}", title="This indicator"),
        Link(href=f"/v1/{indicator.sector}", title="Its sector"),
        *(Link(href=f"{data}.{each.extension}{asked}", title=each.name) for each in DATA),
        Link(href=f"/v1/charts/{indicator.code}.svg", title="A picture; also .png and .vl.json"),
    ]
    return IndicatorEntry(
        code=indicator.code,
        sector=indicator.sector,
        name=text(indicator.name),
        definition=text(indicator.definition),
        unit_dimension=indicator.unit_dimension,
        nature=indicator.nature,
        share=indicator.share,
        dimensions=list(indicator.dimensions),
        part_of=indicator.part_of,
        keywords=list(indicator.keywords),
        coverage=coverage(series),
        links=links,
    )
