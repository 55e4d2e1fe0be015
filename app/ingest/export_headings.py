"""What a release of the bureau's exports says of itself where nobody said it: source and title."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.structure import Label, Structure
from app.ingest.inputs import SeenExport
from app.ingest.mapping.meaning import Meaning
from app.ingest.mapping.names import IndicatorNames
from app.ingest.mapping.periods import PeriodFault, read_period
from app.ingest.mapping.sheet import open_sheet

BUREAU_SOURCE = "nbs_query_database"
_SHOWN = 3


def title_of_exports(exports: Sequence[SeenExport], structure: Structure) -> Label:
    """Name the indicators and years of exports, such as Gross regional product, 1993-2017."""
    meanings = [meaning for seen in exports for meaning in _meanings(seen, structure)]
    codes = dict.fromkeys(meaning.codes.get("indicator", "") for meaning in meanings)
    labels = [structure.indicator[code].name for code in codes if code in structure.indicator]
    english, chinese = (
        _listed([label.en for label in labels]),
        _listed([each.zh for each in labels]),
    )
    years = _years(meanings)
    if years:
        first, last = years
        english += f", {first}" if first == last else f", {first}-{last}"
        chinese += f"，{first}年" if first == last else f"，{first}-{last}年"
    return Label(f"Query database of the bureau: {english}", f"国家统计局查询数据库：{chinese}")


def _meanings(seen: SeenExport, structure: Structure) -> Iterable[Meaning]:
    if seen.export.mapping is None:
        return ()
    names = IndicatorNames(structure)
    sheet = open_sheet(seen.export.mapping, seen.grid, structure, names, seen.export.origin)
    return sheet.records.meanings()


def _listed(names: Sequence[str]) -> str:
    shown = [*names[:_SHOWN], *(["…"] if len(names) > _SHOWN else [])]
    return "; ".join(shown) or "…"


def _years(meanings: Iterable[Meaning]) -> tuple[int, int] | None:
    read = [read_period(text) for text in dict.fromkeys(each.period for each in meanings)]
    periods = [period for period in read if not isinstance(period, PeriodFault)]
    if not periods:
        return None
    return min(p.start.year for p in periods), max(p.end.year for p in periods)
