"""Structures through the programs that statisticians have: sdmx1 and pysdmx, on a real server."""

from __future__ import annotations

from typing import Any, cast

import pytest
import sdmx
from pysdmx.api.dc.pd import PandasConnector
from pysdmx.api.dc.query.util import parse_query
from pysdmx.api.dc.rest import SdmxConnector
from pysdmx.api.fmr import RegistryClient

from tests.support.terminal import Server

FLOWS = {"PROVINCIAL", "ENERGY", "TRADE", "CONSUMPTION", "TOURISM", "ECONOMY"}
RETAIL = "retail_sales_consumer_goods"
# Its stubs say less than it does.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:sdmx")


@pytest.fixture(scope="module")
def client(server: Server) -> Any:
    source = {"id": "PROVSTAT", "url": f"{server.url}/sdmx/v1", "name": "Provincial Statistics"}
    sdmx.add_source(source, override=True)
    return sdmx.Client("PROVSTAT")


def test_sdmx1_lists_the_dataflows(client: Any) -> None:
    message = client.dataflow()
    assert set(message.dataflow) == FLOWS
    assert message.dataflow["ENERGY"].name["zh"] == "能源"


def test_sdmx1_reads_a_data_structure(client: Any) -> None:
    message = client.datastructure("DSD_CONSUMPTION")
    structure = message.structure["DSD_CONSUMPTION"]
    names = [each.id for each in structure.dimensions.components]
    assert names[:5] == ["FREQ", "REF_AREA", "INDICATOR", "TRANSFORMATION", "UNIT_MEASURE"]
    assert names[-2:] == ["PRODUCT", "TIME_PERIOD"]
    assert {"gt", "le", "range"} <= set(message.codelist["CL_BOUND"].items)
    assert message.codelist["CL_AREA"]["CN-140100"].parent.id == "CN-SX"


def test_sdmx1_asks_by_a_key_of_names(client: Any) -> None:
    message = client.data(
        "CONSUMPTION",
        key={"REF_AREA": "CN-SX", "INDICATOR": RETAIL},
        params={"startPeriod": "2024"},
    )
    found = sdmx.to_pandas(message)
    assert sorted(found) == [2.5, 112_890_000_000, 818_050_000_000]


def test_sdmx1_uses_the_structure_it_has(client: Any) -> None:
    structure = client.datastructure("DSD_CONSUMPTION").structure["DSD_CONSUMPTION"]
    message = client.data("CONSUMPTION", key=f"A..{RETAIL}...", dsd=structure)
    assert 818_050_000_000 in set(sdmx.to_pandas(message))


def test_sdmx1_previews(client: Any) -> None:
    assert len(client.preview_data("CONSUMPTION")) > 0


def test_pysdmx_lists_and_describes(server: Server) -> None:
    connector = SdmxConnector(f"{server.url}/sdmx/v2")
    assert {each.id for each in connector.dataflows()} == FLOWS
    described = connector.dataflow("PROVSTAT:CONSUMPTION(1.0.0)")
    assert described.id == "CONSUMPTION"
    components = described.components
    assert components is not None
    assert {each.id for each in components} >= {"REF_AREA", "PRODUCT", "OBS_VALUE"}


# What pySDMX asks of pandas is on its way out there.
@pytest.mark.filterwarnings("ignore:The inplace keyword")
def test_pysdmx_asks_for_a_frame(server: Server) -> None:
    connector = PandasConnector(f"{server.url}/sdmx/v2")
    asked = parse_query(f"INDICATOR = '{RETAIL}' AND TIME_PERIOD >= '2024'")
    frame = connector.data("PROVSTAT:CONSUMPTION(1.0.0)", cast("Any", asked))
    assert sorted(float(value) for value in frame["OBS_VALUE"]) == [
        2.5,
        112_890_000_000,
        818_050_000_000,
    ]


def test_pysdmx_reads_the_registry(server: Server) -> None:
    registry = RegistryClient(f"{server.url}/sdmx/v2")
    # An agency within that of the question, as pySDMX names it.
    assert [each.id for each in registry.get_agencies("PROVSTAT")] == ["PROVSTAT.PROVSTAT"]
    areas = registry.get_codes("PROVSTAT", "CL_AREA", "1.0.0")
    assert len(areas.items) > 34
    sectors = registry.get_categories("PROVSTAT", "SECTORS", "1.0.0")
    assert {each.id for each in sectors.items} == FLOWS - {"PROVINCIAL"}
    schema = registry.get_schema("dataflow", "PROVSTAT", "CONSUMPTION", "1.0.0")
    assert "PRODUCT" in {each.id for each in schema.components}
    concepts = registry.get_concepts("PROVSTAT", "CS_PROVSTAT", "1.0.0")
    assert "BOUND" in {each.id for each in concepts.items}
