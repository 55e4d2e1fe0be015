"""Data of version 1: keys, periods, counts, detail, vintages, statuses and header fields."""

from email.utils import parsedate_to_datetime

import pytest
from lxml import etree

from tests.api.service import Service
from tests.dialects.sdmx.reading import CSV_1, GENERIC, SPECIFIC, V1, Row, cells, get, rows, texts

_TIMED = ("REF_AREA", "TIME_PERIOD", "OBS_VALUE")


def _told(service: Service, target: str) -> list[tuple[str | None, ...]]:
    return cells(rows(service, f"{V1}/{target}"), *_TIMED)


RETAIL = "CONSUMPTION/A.CN-SX.retail_sales..."


@pytest.mark.parametrize(
    ("target", "found"),
    [
        (RETAIL, [("CN-SX", "2024", "112")]),
        (
            "PROVSTAT,CONSUMPTION/Q+A.CN-SX+CN-HE....",
            [("CN-SX", "2024", "112"), ("CN-SX", "2025-Q1", "30")],
        ),
        ("PROVSTAT,CONSUMPTION,1.0.0/Q.....", [("CN-SX", "2025-Q1", "30")]),
        ("all,ENERGY,latest/ALL/", [("CN-SN", "2024", "7")]),
        ("ENERGY", [("CN-SN", "2024", "7")]),
        ("ENERGY/", [("CN-SN", "2024", "7")]),
        ("ENERGY/all/PROVSTAT", [("CN-SN", "2024", "7")]),
        ("PROVINCIAL/...._T+TONNE.coal...", [("CN-SN", "2024", "7")]),
        (
            "PROVINCIAL/.....coal+_Z..._Z",
            [("CN-SX", "2024", "112"), ("CN-SX", "2025-Q1", "30"), ("CN-SN", "2024", "7")],
        ),
        ("CONSUMPTION?startPeriod=2024&endPeriod=2024", [("CN-SX", "2024", "112")]),
        ("CONSUMPTION?startPeriod=2025-01", [("CN-SX", "2025-Q1", "30")]),
        (
            "TOURISM/M.....?startPeriod=2024-06-30T00:00:00&endPeriod=2024-W31",
            [("CN-SX", "2024-07", None)],
        ),
        ("TOURISM/M.....?firstNObservations=1", [("CN-SX", "2024-01", "60")]),
        ("TOURISM?lastNObservations=1", [("CN-SX", "2024-08", None), ("CN-SX", "2024", "23")]),
        (
            "TOURISM/M.....?firstNObservations=1&lastNObservations=1&endPeriod=2024-03",
            [("CN-SX", "2024-01", "60"), ("CN-SX", "2024-03", "60")],
        ),
    ],
)
def test_what_is_found(revised: Service, target: str, found: list[tuple[str, ...]]) -> None:
    assert sorted(_told(revised, target), key=str) == sorted(found, key=str)


def test_a_period_counts_if_all_of_it_lies_within(service: Service) -> None:
    for window in ("startPeriod=2024-02", "endPeriod=2024-11", "startPeriod=2024-01-02"):
        get(service, f"{V1}/{RETAIL}?{window}", status=404)


@pytest.mark.parametrize("dimension", ["INDICATOR", "REF_AREA", "UNIT_MEASURE"])
def test_the_last_of_each_series_whatever_the_order(revised: Service, dimension: str) -> None:
    asked = f"{V1}/PROVINCIAL?lastNObservations=1&startPeriod=2024"
    plain = rows(revised, asked, SPECIFIC)
    cut = rows(revised, f"{asked}&dimensionAtObservation={dimension}", SPECIFIC)
    by_id = sorted(cut, key=lambda row: row["OBS_ID"])
    assert by_id == sorted(plain, key=lambda row: row["OBS_ID"])


@pytest.mark.parametrize("accept", [GENERIC, SPECIFIC, CSV_1])
def test_detail(service: Service, accept: str) -> None:
    target = f"{V1}/TOURISM/M....."
    full = rows(service, target, accept)
    bare = rows(service, f"{target}?detail=dataonly", accept)
    kept = [{name: row[name] for name in row if name in bare[0]} for row in full]
    assert bare == kept
    assert {"TIME_PERIOD", "OBS_VALUE"} <= bare[0].keys()
    assert not {"OBS_STATUS", "UNIT_MULT"} & bare[0].keys()
    for detail in ("serieskeysonly", "nodata"):
        body = get(service, f"{target}?detail={detail}", accept).text
        assert "2024" not in body.partition("</mes:Header>")[2] or accept == CSV_1
        assert "occupancy" in body
        assert "60" not in body.partition("</mes:Header>")[2]


def test_bounds_and_ranges_are_told_from_figures(service: Service) -> None:
    found = rows(service, f"{V1}/TOURISM/M.....", SPECIFIC)
    told = cells(found, "OBS_VALUE", "BOUND", "LOWER", "UPPER", "OBS_STATUS")
    assert told[1:3] == [("60", "gt", None, None, "A"), ("60", "ge", None, None, "A")]
    assert told[-2:] == [(None, "range", "55.5", "65", "A"), (None, "exact", None, None, "M")]


def _states(service: Service, target: str) -> list[tuple[str, str | None, str | None, list[Row]]]:
    root = etree.fromstring(get(service, f"{V1}/{target}", SPECIFIC).body)
    ss = "{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/structurespecific}"
    return [
        (
            str(each.get(f"{ss}action")),
            each.get(f"{ss}validFromDate"),
            each.get(f"{ss}validToDate"),
            [{**texts(series), **texts(obs)} for series in each for obs in series],
        )
        for each in root.iter("{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message}DataSet")
    ]


def test_history_is_a_data_set_for_each_release(revised: Service) -> None:
    told = _states(revised, "CONSUMPTION/A.CN-SX....?includeHistory=true")
    assert [
        (action, (begin or end or "")[:10], [(o["TIME_PERIOD"], o.get("OBS_VALUE")) for o in found])
        for action, begin, end, found in told
    ] == [
        ("Replace", "2025-01-10", [("2023", "100"), ("2024", "110")]),
        ("Replace", "2025-02-01", [("2024", "111")]),
        ("Replace", "2025-03-10", [("2023", "100"), ("2024", "112")]),
        ("Delete", "2025-03-20", [("2023", None)]),
    ]


def test_updates_are_what_stands_and_what_is_gone(revised: Service) -> None:
    told = _states(revised, "CONSUMPTION?updatedAfter=2025-01-01T00:00:00%2B08:00")
    assert [(action, len(found)) for action, _, _, found in told] == [("Replace", 2), ("Delete", 2)]
    assert all(o.keys() & {"OBS_VALUE", "OBS_STATUS"} == set() for o in told[1][3])
    get(revised, f"{V1}/CONSUMPTION?updatedAfter=2030-01-01", status=404)


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("NOTHING", 404),
        ("ECB,ENERGY", 404),
        ("PROVSTAT,ENERGY,2.0.0", 404),
        ("ENERGY/Q.....", 404),
        ("ENERGY/X.....", 404),
        ("ENERGY/all/ECB", 404),
        ("ENERGY/all/all/all", 404),
        ("ENERGY/A", 400),
        ("ENERGY/A.......", 400),
        ("ENERGY?startPeriod=yesterday", 400),
        ("ENERGY?startPeriod=2025&endPeriod=2024", 400),
        ("ENERGY?lastNObservations=null", 400),
        ("ENERGY?firstNObservations=0", 400),
        ("ENERGY?detail=much", 400),
        ("ENERGY?dimensionAtObservation=FUELS", 400),
        ("ENERGY?includeHistory=perhaps", 400),
        ("ENERGY?updatedAfter=later", 400),
        ("ENERGY?startperiod=2024", 400),
        ("ENERGY?format=pdf", 400),
    ],
)
def test_refusals_are_error_messages_of_sdmx(service: Service, target: str, status: int) -> None:
    answer = get(service, f"{V1}/{target}", "*/*", status)
    root = etree.fromstring(answer.body)
    message = root.find("{*}ErrorMessage")
    assert root.tag == "{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message}Error"
    assert message is not None
    assert message.get("code") == {400: "140", 404: "100"}[status]


@pytest.mark.parametrize(
    ("accept", "sent"),
    [
        ("*/*", GENERIC),
        ("application/xml", GENERIC),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", GENERIC),
        ("application/vnd.sdmx.structurespecificdata+xml; version=2.1", SPECIFIC),
        ("application/vnd.sdmx.data+csv", CSV_1),
        ("application/vnd.sdmx.data+csv; version=1.0.0; labels=both", f"{CSV_1};labels=both"),
        ("text/csv", "text/csv"),
        ("application/json, text/csv;q=0.1", "text/csv"),
        (
            "application/vnd.sdmx.generictimeseriesdata+xml;version=2.1",
            "application/vnd.sdmx.generictimeseriesdata+xml;version=2.1",
        ),
    ],
)
def test_media_types(service: Service, accept: str, sent: str) -> None:
    assert service.ok(f"{V1}/ENERGY", {"Accept": accept}).headers["content-type"] == sent


@pytest.mark.parametrize(
    "accept",
    [
        *("application/pdf", "application/vnd.sdmx.genericdata+xml;version=2.0", "*/*;q=0"),
        *(f"{CSV_1};labels=name", f"{CSV_1};keys=both"),
    ],
)
def test_what_is_not_offered_is_not_acceptable(service: Service, accept: str) -> None:
    get(service, f"{V1}/ENERGY", accept, 406)


def test_validators_languages_and_head(service: Service) -> None:
    target = f"{V1}/ENERGY"
    answer = service.ok(target)
    fields = answer.headers
    assert fields["vary"].startswith("Accept, Accept-Language")
    assert fields["access-control-allow-origin"] == "*"
    assert fields["content-language"] == "en"
    head = service.ask(target, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert {k: head.headers.get(k) for k in ("etag", "content-type", "last-modified")} == {
        k: fields[k] for k in ("etag", "content-type", "last-modified")
    }
    changed = parsedate_to_datetime(fields["last-modified"])
    for held in (
        {"If-None-Match": fields["etag"]},
        {"If-Modified-Since": fields["last-modified"]},
        {"If-Modified-Since": changed.isoformat()},
        {"If-Modified-Since": f"{changed:%Y-%m-%dT%H:%M:%SZ}"},
    ):
        assert service.ask(target, held).status == 304
    assert service.ask(target, {"If-Modified-Since": "2020-01-01T00:00:00Z"}).status == 200
    other = service.ok(target, {"Accept-Language": "de, zh-CN;q=0.9, en;q=0.5"}).headers
    assert other["content-language"] == "zh"
    assert other["etag"] != fields["etag"]


def test_labels_are_in_the_language_that_is_liked(service: Service) -> None:
    target = f"{V1}/ENERGY?format=csvlabels"
    chinese = service.ok(target, {"Accept-Language": "zh"}).text
    assert "FREQ: 频率" in chinese
    assert "A: 年度" in chinese
    assert "FREQ: Frequency" in service.ok(target).text
