"""One truth: every format of SDMX gives the figures, keys and order of the native API."""

from collections.abc import Mapping
from typing import Any

import pytest

from app.domain.series import parse_key
from app.domain.structure import Structure
from app.representations.sdmx.components import Flow, dimension_codes, flows
from app.representations.sdmx.time import time_period
from tests.api import large, vintages
from tests.api.conftest import Fill, Services, seed
from tests.api.service import Service
from tests.dialects.sdmx.reading import (
    CSV_1,
    CSV_2,
    GENERIC,
    JSON,
    READERS,
    SPECIFIC,
    V1,
    V2,
    Row,
    cells,
    get,
    rows,
)
from tests.support.stores import known, opened

VERSIONS = {GENERIC: V1, SPECIFIC: V1, CSV_1: V1, CSV_2: V2, JSON: V2}
_ATTRIBUTES = {
    "OBS_STATUS": "status",
    "OBS_ID": "id",
    "PERIOD_BASIS": "period_basis",
    **{name.upper(): name for name in ("bound", "lower", "upper", "role", "value_published")},
    **{name.upper(): name for name in ("unit_published", "decimals", "release", "published_at")},
    **{name.upper(): name for name in ("source", "locator")},
}


def _structure(service: Service) -> Structure:
    with opened(service.url) as store:
        return known(store).structure


def _expected(structure: Structure, flow: Flow, native: Mapping[str, Any], english: str) -> Row:
    """Write a row of the native API in the components of a flow."""
    own = structure.own_dimensions[native["indicator"]]
    breakdown = {name: native[name] for name in own if native.get(name)}
    key = ".".join(
        native[name] for name in ("indicator", "area", "transformation", "unit", "frequency")
    )
    key += "".join(f".{n}={c}" for n, c in sorted(breakdown.items()) if c != "_T")
    codes = dimension_codes(flow, structure, parse_key(key).key)
    row: dict[str, str | None] = dict(zip((d.id for d in flow.dimensions), codes, strict=True))
    row["TIME_PERIOD"] = time_period(native["period"], native["start"], native["end"])
    row["OBS_VALUE"] = native["value"]
    row |= {theirs: native[ours] for theirs, ours in _ATTRIBUTES.items()}
    row |= {"UNIT_MULT": "0", "STATEMENT_EN": english or None, "NOTE_EN": native["note"]}
    return {name: str(cell) for name, cell in row.items() if cell is not None}


def _told(row: Row) -> Row:
    """Leave out what the other row does not say: the action, and texts in Chinese."""
    return {k: v for k, v in row.items() if k != "ACTION" and not k.endswith("_ZH")}


@pytest.mark.parametrize("accept", VERSIONS)
@pytest.mark.parametrize("fill", [seed, vintages.fill])
def test_every_format_says_what_the_native_api_says(
    services: Services, fill: Fill, accept: str
) -> None:
    service = services.on(fill)
    structure = _structure(service)
    for flow in flows(structure):
        path = f"/v1/{flow.sector}/observations" if flow.sector else "/v1/observations"
        native = service.rows(f"{path}?include=provenance")
        if not native:
            continue
        expected = [_expected(structure, flow, each, each["statement"]) for each in native]
        for grouping in ("TIME_PERIOD", "AllDimensions"):
            target = f"{VERSIONS[accept]}/{flow.id}?dimensionAtObservation={grouping}"
            assert list(map(_told, rows(service, target, accept))) == expected, grouping


@pytest.mark.parametrize("dimension", ["REF_AREA", "INDICATOR", "FREQ", "UNIT_MEASURE", "PRODUCT"])
@pytest.mark.parametrize("accept", [GENERIC, SPECIFIC, JSON])
def test_sections_hold_the_same_figures_each_once(
    revised: Service, dimension: str, accept: str
) -> None:
    target = f"{VERSIONS[accept]}/PROVINCIAL"
    whole = rows(revised, target, accept)
    found = rows(revised, f"{target}?dimensionAtObservation={dimension}", accept)
    assert sorted(found, key=lambda row: row["OBS_ID"]) == sorted(
        whole, key=lambda row: row["OBS_ID"]
    )


@pytest.mark.parametrize("accept", VERSIONS)
def test_more_than_a_page_streams_in_order(sqlite: Services, accept: str) -> None:
    service = sqlite.on(large.fill)
    answer = get(service, f"{VERSIONS[accept]}/TOURISM", accept)
    found = READERS[accept](answer.body)
    assert cells(found, "REF_AREA", "TIME_PERIOD", "OBS_VALUE") == large.figures()
    assert max(map(len, answer.pieces)) < len(answer.body) / 2
