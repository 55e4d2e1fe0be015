"""SDMX-CSV: components, labels, actions, and withdrawals."""

from collections.abc import Mapping

import pytest

from app.domain.period import parse_period
from app.domain.rules import Finding
from app.ingest.content import content_of_bytes
from app.ingest.readers import CSV, Opened, Spelling
from app.ingest.tables import COLUMNS, RawRecord, Table
from app.ingest.validate import validate
from tests.ingest.material import HEADER, PUBLISHED, brief, catalogue, csv_of, records, row

_IDS = {
    "area": "REF_AREA",
    "frequency": "FREQ",
    "unit": "UNIT_MEASURE",
    "period": "TIME_PERIOD",
    "value": "OBS_VALUE",
    "status": "OBS_STATUS",
}
_FLOW = "PROVSTAT:CONSUMPTION(1.0.0)"


def _sdmx(cells: Mapping[str, str]) -> dict[str, str]:
    return {_IDS.get(name, name.upper()): cell for name, cell in cells.items()}


def _of_1(*rows: Mapping[str, str]) -> bytes:
    return csv_of(*({"DATAFLOW": _FLOW, **_sdmx(each)} for each in rows))


def _of_2(*rows: tuple[str, Mapping[str, str]]) -> bytes:
    head = {"STRUCTURE": "dataflow", "STRUCTURE_ID": _FLOW}
    return csv_of(*({**head, "ACTION": action, **_sdmx(each)} for action, each in rows))


def _read(data: bytes, defaults: Mapping[str, str] | None = None) -> Table:
    opened = Opened(content_of_bytes(data, "a.csv"), CSV, Spelling())
    (table,) = opened.tables(defaults=defaults or {})
    return table


def _filled(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: cell for name, cell in cells.items() if cell}


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_both_versions_state_what_our_own_columns_state(ending: str) -> None:
    rows = (row(), row(period="2023"))
    for data in (_of_1(*rows), _of_2(*(("I", each) for each in rows))):
        table = _read(data.decode().replace("\n", ending).encode())
        assert table.findings == ()
        assert [each.cells for each in records(table)] == [_filled(each) for each in rows]


def test_every_column_of_a_record_has_a_component() -> None:
    header = ",".join(["DATAFLOW", *_sdmx(dict.fromkeys(COLUMNS, ""))])
    assert _read(header.encode()).findings == ()


@pytest.mark.parametrize("action", ["I", "A", "M", "R", "i", ""])
def test_what_states_a_figure_is_a_record(action: str) -> None:
    (record,) = records(_read(_of_2((action, row()))))
    assert record.cells == _filled(row())


def test_ids_are_read_whatever_their_case() -> None:
    head, rest = _of_2(("R", row())).decode().split("\n", 1)
    (record,) = records(_read(f"{head.lower()}\n{rest}".encode()))
    assert record.cells == _filled(row())


def test_labels_are_taken_off_codes_and_not_off_texts() -> None:
    cells = row(statement_en="Note: the page says so.", locator="Table 1: retail")
    coded = {"REF_AREA", "FREQ", "INDICATOR", "OBS_STATUS", "BOUND", "PRODUCT"}
    labelled = {
        f"{name}: The {name.lower()}": f"{cell}: Label: 标签" if name in coded else cell
        for name, cell in _sdmx(cells).items()
    }
    data = csv_of({"DATAFLOW": f"{_FLOW}: Retail", **labelled})
    (record,) = records(_read(data))
    assert record.cells == _filled(cells)


def test_without_labels_in_the_header_nothing_is_taken_off() -> None:
    (record,) = records(_read(_of_1(row(area="CN-SX: Shanxi"))))
    assert record.cells["area"] == "CN-SX: Shanxi"


def test_to_delete_is_to_withdraw() -> None:
    gone = row(value_published="818.05", unit_published="billion yuan", decimals="2", bound="gt")
    found = validate(catalogue(), PUBLISHED, [_read(_of_2(("D", gone)))])
    assert found.findings == ()
    (fact,) = found.facts
    assert (fact.status, fact.value, fact.bound, fact.value_published) == ("X", None, "exact", None)
    assert (fact.locator, fact.period.text) == ("Table 1", "2024")


def test_a_row_that_deletes_needs_the_key_only_if_the_rest_is_given() -> None:
    key = {"area", "indicator", "transformation", "unit", "frequency", "product", "period"}
    bare = {name: cell if name in key else "" for name, cell in row().items()}
    defaults = {
        name: row()[name]
        for name in ("period_basis", "role", "locator", "statement_en", "statement_zh", "status")
    }
    data = _of_2(("D", bare), ("I", row(period="2023")), ("I", {**row(period="2022"), "role": ""}))
    found = validate(catalogue(), PUBLISHED, [_read(data, defaults)])
    # What states a figure states the rest too: constants are for columns that are not there.
    assert brief(found.findings) == [("needed-fields", 4, "ROLE", None)]
    assert sorted(fact.status for fact in found.facts) == ["A", "X"]
    alone = validate(catalogue(), PUBLISHED, [_read(_of_2(("D", bare)))])
    assert {each.column for each in alone.findings} == {
        "PERIOD_BASIS",
        "ROLE",
        "LOCATOR",
        "STATEMENT_EN",
        "STATEMENT_ZH",
    }


def test_an_unknown_action_is_an_error_with_its_line() -> None:
    first, fault = _read(_of_2(("I", row()), ("Z", row()))).records
    assert isinstance(first, RawRecord)
    assert isinstance(fault, Finding)
    assert brief([fault]) == [("known-action", 3, "ACTION", "Z")]


def test_findings_call_columns_as_the_file_does() -> None:
    found = validate(catalogue(), PUBLISHED, [_read(_of_1(row(value="1,234")))])
    assert brief(found.findings) == [("plain-decimal", 2, "OBS_VALUE", "1,234")]
    kept = {name: cell for name, cell in row().items() if name not in {"period", "status"}}
    table = _read(_of_1({**kept, "obs_statu": "A"}))
    assert brief(table.findings) == [
        ("known-columns", 1, "OBS_STATU", "OBS_STATU"),
        ("needed-columns", 1, "OBS_STATUS", None),
        ("needed-columns", 1, "TIME_PERIOD", None),
    ]
    assert (table.findings[0].suggestion or "").startswith("OBS_STATUS")
    assert table.findings[2].reason == "The column TIME_PERIOD is missing."


@pytest.mark.parametrize("name", ["ACTION", "OBS_VALUE", "VALUE"])
def test_a_component_that_is_there_twice_is_not_read(name: str) -> None:
    head, rest = _of_2(("I", row())).decode().split("\n", 1)
    table = _read(f"{head},{name}\n{rest.strip()},D\n".encode())
    assert "columns-once" in {each.rule for each in table.findings}


def test_what_we_serve_besides_is_passed_over() -> None:
    served = {**row(), "source": "x", "release": "y", "start": "2024-01-01", "obs_id": "A.B"}
    table = _read(_of_1(served))
    assert table.findings == ()
    assert [each.cells for each in records(table)] == [_filled(row())]


@pytest.mark.parametrize(
    ("spelt", "ours", "frequency"),
    [
        ("2024-A1", "2024", "A"),
        ("2024-S2", "2024-S2", "S"),
        ("2024-Q3", "2024-Q3", "Q"),
        ("2024-M03", "2024-03", "M"),
        ("2024-D060", "2024-02-29", "D"),
        ("2025-01-01/P42D", "2025-01-01/2025-02-11", "_O"),
        ("2025-01-28T00:00:00/P8D", "2025-01-28/P8D", "_O"),
        ("2025-01-01/P1M", "2025-01-01/2025-01-31", "_O"),
    ],
)
def test_periods_of_sdmx_are_the_same_days(spelt: str, ours: str, frequency: str) -> None:
    found = validate(catalogue(), PUBLISHED, [_read(_of_1(row(period=spelt, frequency=frequency)))])
    (fact,) = found.facts
    assert (fact.period.slug, found.findings) == (parse_period(ours).slug, ())


@pytest.mark.parametrize(
    "spelt", ["2024-A2", "2024-M13", "2024-D366", "2023-D366", "2024-W05", "2024-T1"]
)
def test_periods_that_are_none_of_ours_are_refused_by_name(spelt: str) -> None:
    frequency = "D" if "D" in spelt else "M"
    table = _read(_of_1(row(period=spelt, frequency=frequency)))
    found = validate(catalogue(), PUBLISHED, [table])
    if spelt == "2024-D366":  # a leap year
        assert [fact.period.text for fact in found.facts] == ["2024-12-31"]
    else:
        assert brief(found.findings) == [("well-formed-period", 2, "TIME_PERIOD", spelt)]
    if spelt[5] in "WT":
        assert "a frequency that no series here has" in found.findings[0].reason


def test_dimensions_that_do_not_apply_are_empty() -> None:
    (record,) = records(_read(_of_1({**row(), "fuel": "_Z"})))
    assert record.cells == _filled(row())
    assert HEADER[5] in record.cells


@pytest.mark.parametrize(("multiplier", "count"), [("0", 1), ("", 1), ("9", 0)])
def test_values_are_in_base_units(multiplier: str, count: int) -> None:
    table = _read(_of_1({**row(), "unit_mult": multiplier}))
    items = list(table.records)
    assert sum(isinstance(item, RawRecord) for item in items) == count
    faults = [item for item in items if isinstance(item, Finding)]
    assert brief(faults) == ([] if count else [("base-unit", 2, "UNIT_MULT", "9")])


def test_constants_fill_absent_components() -> None:
    kept = {name: cell for name, cell in row().items() if not name.startswith("statement")}
    defaults = {"statement_en": "So it says.", "statement_zh": "如是说。"}
    found = validate(catalogue(), PUBLISHED, [_read(_of_1(kept), defaults)])
    assert found.findings == ()
    assert [fact.statement.en for fact in found.facts] == ["So it says."]
