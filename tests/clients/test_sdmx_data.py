"""Data through the programs that statisticians have: sdmx1, pysdmx and pandas, on a real server."""

from __future__ import annotations

import io
from typing import Any
from urllib.request import Request, urlopen

import pandas as pd  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest
import sdmx
from pysdmx.api.dc.rest import SdmxConnector
from pysdmx.io import read_sdmx

from tests.support.terminal import Server

GENERIC = "application/vnd.sdmx.genericdata+xml;version=2.1"
SPECIFIC = "application/vnd.sdmx.structurespecificdata+xml;version=2.1"
CSV_1 = "application/vnd.sdmx.data+csv;version=1.0.0"
CSV_2 = "application/vnd.sdmx.data+csv;version=2.0.0"
RETAIL = "retail_sales_consumer_goods"


@pytest.fixture(scope="module")
def client(server: Server) -> Any:
    source = {"id": "PROVSTAT", "url": f"{server.url}/sdmx/v1", "name": "Provincial Statistics"}
    sdmx.add_source(source, override=True)
    return sdmx.Client("PROVSTAT")


def _fetch(server: Server, path: str, accept: str) -> str:
    with urlopen(Request(f"{server.url}{path}", headers={"Accept": accept})) as answer:  # noqa: S310 - our own server
        text: str = answer.read().decode()
        return text


def _told(series: Any) -> dict[str, float]:
    """Return values by transformation and unit, of an answer about one indicator."""
    frame = series.reset_index()
    keys = zip(frame["TRANSFORMATION"], frame["UNIT_MEASURE"], strict=True)
    return dict(zip(map(".".join, keys), frame["value"], strict=True))


def test_sdmx1_by_a_key_of_text(client: Any) -> None:
    message = client.data("CONSUMPTION", key=f"A.CN-SX.{RETAIL}...", params={"startPeriod": "2024"})
    assert _told(sdmx.to_pandas(message)) == {
        "level.CNY": 818_050_000_000,
        "level.USD": 112_890_000_000,
        "yoy.PERCENT": 2.5,
    }


def test_sdmx1_shows_bounds_as_attributes(client: Any) -> None:
    message = client.data("PROVINCIAL", key="all")
    frame = sdmx.to_pandas(message, attributes="o")
    bounded = frame[frame["BOUND"] != "exact"]
    assert {(row.value, row.BOUND) for row in bounded.itertuples()} >= {(83.0, "gt"), (20.0, "le")}


def test_sdmx1_has_odd_periods(client: Any) -> None:
    message = client.data("TOURISM", key="_O.....")
    periods = set(sdmx.to_pandas(message).index.get_level_values("TIME_PERIOD"))
    assert periods == {"2025-01-28/P8D"}


def test_sdmx1_asks_for_keys_of_series_alone(client: Any) -> None:
    message = client.get("data", "TOURISM", key="all", params={"detail": "serieskeysonly"})
    (data_set,) = message.data
    assert len(data_set.series) == len(client.data("TOURISM", key="all").data[0].series)
    assert not data_set.obs


@pytest.mark.parametrize("accept", [GENERIC, SPECIFIC, CSV_1])
def test_pysdmx_reads_version_1(server: Server, accept: str) -> None:
    _check_tourism(read_sdmx(_fetch(server, "/sdmx/v1/data/TOURISM", accept)))


def test_pysdmx_reads_version_2(server: Server) -> None:
    path = "/sdmx/v2/data/dataflow/PROVSTAT/TOURISM/1.0.0/*"
    _check_tourism(read_sdmx(_fetch(server, path, CSV_2)))


def _check_tourism(message: Any) -> None:
    (data_set,) = message.data
    assert data_set.short_urn == "Dataflow=PROVSTAT:TOURISM(1.0.0)"
    frame = data_set.data
    by_id = dict(zip(frame["INDICATOR"], frame["OBS_VALUE"].astype(float), strict=True))
    assert by_id["spring_festival_tourism_revenue"] == 30.03
    assert "2025-01-28/P8D" in set(frame["TIME_PERIOD"])
    assert set(frame["BOUND"]) >= {"exact"}


def test_pysdmx_connects_to_version_2(server: Server) -> None:
    connector = SdmxConnector(f"{server.url}/sdmx/v2")
    asked = "REF_AREA = 'CN-SX' AND TIME_PERIOD >= '2025'"
    found = list(connector.data("PROVSTAT:TOURISM(1.0.0)", asked))
    assert {row["INDICATOR"] for row in found} >= {"spring_festival_tourist_visits"}
    assert all(row["TIME_PERIOD"] >= "2025" for row in found)
    assert list(connector.data("PROVSTAT:TOURISM(1.0.0)", "REF_AREA = 'CN-HE'")) == []


@pytest.mark.parametrize(
    "path",
    [
        "/sdmx/v1/data/TOURISM?format=csvdata",
        "/sdmx/v2/data/dataflow/PROVSTAT/TOURISM?format=csvdata",
    ],
)
def test_pandas_reads_sdmx_csv_from_an_address(server: Server, path: str) -> None:
    frame = pd.read_csv(f"{server.url}{path}")
    row = frame.set_index("INDICATOR").loc["spring_festival_tourist_visits"]
    assert (row["OBS_VALUE"], row["TIME_PERIOD"]) == (22.2, "2025-01-28/P8D")
    same = pd.read_csv(io.StringIO(_fetch(server, path.partition("?")[0], "text/csv")))
    assert list(same["OBS_VALUE"]) == list(frame["OBS_VALUE"])
