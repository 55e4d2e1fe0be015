"""Large files: every fault is reported, memory stays bounded, and the short way is the long one."""

import itertools
from collections.abc import Iterator, Mapping
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.facts import Fact
from app.domain.rules import Context, Finding
from app.domain.structure import Label
from app.ingest import findings as limits
from app.ingest.familiar import Familiar
from app.ingest.manifest import Manifest
from app.ingest.pipeline import check_tables, load_seed, publish_release
from app.ingest.progress import Progress
from app.ingest.readers import read_csv
from app.ingest.report import RefusedReleaseError
from app.ingest.tables import EVERY_COLUMN, RawRecord, Table, table_of
from app.ingest.validate import Check
from app.store.engine import Store
from tests.ingest.contents import contents
from tests.ingest.material import PUBLISHED, RECORDED, SEED, brief, catalogue, csv_of, printed, row

PAGE = "china-daily-2025-03-shanxi"
ROWS = 100_000
FAULTS = 1_000
AREAS = ("CN-SX", "CN-SN", "CN-BJ", "CN-SH", "CN-GD", "CN-HE", "CN-HA", "CN-NM", "CN-TJ")

# What is wrong with one cell, and the rule that says so.
SLIPS = (
    ("value", "1,594", "plain-decimal"),
    ("status", "Z", "known-status"),
    ("area", "Shannxi", "known-area"),
    ("period", "2024-13", "well-formed-period"),
    ("unit", "TONNE", "unit-fits-indicator"),
    ("statement_en", " ", "readable-text"),
    ("indicator", "retail_sale", "known-indicator"),
)


def _rows() -> Iterator[dict[str, str]]:
    months = [f"{year}-{month:02}" for year in range(1000, 2025) for month in range(1, 13)]
    for area, month in itertools.islice(itertools.product(AREAS, months), ROWS):
        yield row(area=area, frequency="M", period=month, statement_en=f"So it was in {month}.")


def _body(*rows: Mapping[str, Any]) -> Table:
    """Records of a request body, without their empty cells."""
    return table_of("body", [{name: c for name, c in each.items() if c != ""} for each in rows])


def _manifest(*tables: Table) -> Manifest:
    return Manifest("release", PAGE, Label("A release", "一次发布"), PUBLISHED, tables)


@pytest.mark.slow
def test_a_thousand_faults_among_a_hundred_thousand_records(store: Store) -> None:
    load_seed(store, SEED, RECORDED)
    before = contents(store)
    rows = list(_rows())
    random = Random(3)
    expected = []
    for place in sorted(random.sample(range(ROWS), FAULTS)):
        column, value, rule = random.choice(SLIPS)
        rows[place][column] = value
        expected.append((rule, place + 2, column, value))
    with pytest.raises(RefusedReleaseError) as refusal:
        publish_release(store, _manifest(read_csv("a.csv", csv_of(*rows))), RECORDED)
    report = refusal.value.report
    errors = [each for each in report.findings if each.severity == "error"]
    assert brief(errors) == expected
    assert all(each.reason for each in errors)
    assert (report.records, report.errors, report.complete) == (ROWS, FAULTS, True)
    assert contents(store) == before


def test_a_report_keeps_so_many_findings_and_says_how_many_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "KEPT", 10)
    faulty = [row(value="x", period=f"{1000 + place}") for place in range(25)]
    early = [row(period="2025", area=area) for area in AREAS]
    table = _body(*early, *faulty)
    report = check_tables(catalogue(), PUBLISHED, [table])
    assert (report.errors, report.warnings, report.complete) == (25, len(AREAS), False)
    assert [each.line for each in report.findings if each.severity == "error"] == [
        *range(len(AREAS) + 1, len(AREAS) + 11)
    ]
    # Warnings have room of their own: many of them hide no error.
    assert len(report.findings) == 10 + len(AREAS)
    assert f"only 19 findings of {25 + len(AREAS)} are listed" in report.to_text()
    assert report.to_dict()["complete"] is False


def test_records_are_read_as_they_are_checked_and_not_all_at_once() -> None:
    given_out = 0

    def stream() -> Iterator[RawRecord]:
        nonlocal given_out
        for number, cells in enumerate(itertools.islice(_rows(), 12_000), 1):
            given_out += 1
            yield RawRecord(number, {name: cell for name, cell in cells.items() if cell})

    seen: list[int] = []
    table = Table("body", EVERY_COLUMN, stream())
    report = check_tables(
        catalogue(),
        PUBLISHED,
        [table],
        progress=lambda moment: seen.append(given_out - moment.records),
    )
    assert report.ok
    assert report.records == 12_000
    assert set(seen) == {0}
    assert len(seen) > 3


def test_progress_is_told_phase_by_phase(store: Store) -> None:
    load_seed(store, SEED, RECORDED)
    moments: list[Progress] = []
    manifest = _manifest(_body(row(), row(period="2023")))
    publish_release(store, manifest, RECORDED, progress=moments.append)
    assert [(each.phase, each.records, each.file) for each in moments] == [
        ("records", 2, "body"),
        ("comparison", 2, None),
        ("completion", 2, None),
    ]


@pytest.mark.parametrize(
    ("value", "period", "said"),
    [
        ("1", "2024", "less than a tenth of the one known before for 2024, 818050000000"),
        ("9180500000000", "2024", "more than ten times the one known before for 2024"),
        ("9180500000000", "2023", "more than ten times the one known of 2024, 818050000000"),
        ("9180500000000", "2025", "more than ten times the one known of 2024, 818050000000"),
        ("818050000000", "2023", None),
        ("9180500000000", "2022", None),
    ],
)
def test_a_jump_against_what_is_known_is_doubtful(
    store: Store, value: str, period: str, said: str | None
) -> None:
    load_seed(store, SEED, RECORDED)
    later = PUBLISHED + timedelta(days=400)
    manifest = Manifest(
        "release",
        PAGE,
        Label("Later", "后来"),
        later,
        (_body(row(value=value, period=period)),),
    )
    report = publish_release(store, manifest, later)
    assert report.new
    jumps = [each for each in report.findings if each.rule == "no-jump-against-history"]
    assert [(each.severity, each.line, each.column, each.value) for each in jumps] == (
        [] if said is None else [("warning", 1, "value", value)]
    )
    assert said is None or (said in jumps[0].reason and "2025-03-17" in jumps[0].reason)


def test_what_came_out_later_is_no_history(store: Store) -> None:
    load_seed(store, SEED, RECORDED)
    earlier = PUBLISHED - timedelta(days=30)
    table = _body(row(value="1"))
    manifest = Manifest("release", PAGE, Label("Before", "以前"), earlier, (table,))
    assert publish_release(store, manifest, RECORDED).findings == ()


# Cells that are sound, and cells that are not, for each column.
CELLS: Mapping[str, tuple[Any, ...]] = {
    "area": ("CN-SX", "Shanxi", "CN-SN", "nowhere"),
    "indicator": (
        "retail_sales_consumer_goods",
        "trade_in_retail_sales",
        "intelligent_coal_mines",
        "intelligent_mines_coal_output_share",
    ),
    "transformation": ("level", "yoy"),
    "unit": ("CNY", "PERCENT", "COUNT"),
    "frequency": ("A", "M", "_O"),
    "product": ("_T", "automobiles", ""),
    "fuel": ("_T", ""),
    "period": ("2024", "2023", "2024-02", "2025", "2026", "2025-01-28/P8D", "x", 2024, "2024 "),
    "value": (
        *("1", "-1", "101", "0.5", "-100", "1e3", "1,000", "٣", "", None, 5, "818050000000"),
        *("1" * 31, "NaN", "01", "-0", "1\n"),
    ),
    "bound": ("exact", "gt", "range"),
    "lower": ("", "1"),
    "status": ("A", "M", "X", "Z", "J", "F"),
    "role": ("indicator", "conversion", "policy_parameter"),
    "value_published": ("", "1", "818.05", "818.050", "1-2", "101", None),
    "unit_published": ("", "yuan", "billion yuan", "percent", "parsec"),
    "decimals": ("", "0", "2", 2, True, "3"),
    "period_basis": ("stated", "inferred"),
    "locator": ("Table 1", " ", "a\tb", "x" * 501, "表1"),
    "statement_en": ("So it was.", " So.", "\u3000", "a\nb", "\ud800", "x" * 2001, ""),
    "note_en": ("", "Inferred.", " ", None),
    "note_zh": ("", "推断。"),
}


@st.composite
def _several(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Records that are mostly alike, so that most are familiar; some cells are anything."""
    base = row()
    if draw(st.booleans()):
        base |= printed("818.05", "billion yuan")
    for column in draw(st.sets(st.sampled_from(sorted(CELLS)), max_size=3)):
        base[column] = draw(st.sampled_from(CELLS[column]))
    found = []
    for place in range(draw(st.integers(2, 6))):
        cells: dict[str, Any] = base | {"period": str(2010 + place)}
        for column in draw(st.sets(st.sampled_from(sorted(CELLS)), max_size=2)):
            cells[column] = draw(st.sampled_from(CELLS[column]))
        found.append({name: cell for name, cell in cells.items() if cell != ""})
    return found


def _checked(records: list[dict[str, Any]]) -> tuple[list[Fact], tuple[Finding, ...]]:
    check = Check(Context.at(catalogue(), PUBLISHED))
    table = table_of("body", records)
    facts = [fact for facts in check.slices(table) for fact in facts]
    check.compare()
    return facts, check.findings.listed()


@given(_several())
def test_the_short_way_says_what_the_long_way_says(records: list[dict[str, Any]]) -> None:
    short = _checked(records)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Familiar, "recognise", lambda *_: None)
        assert short == _checked(records)


def test_records_of_one_kind_go_the_short_way() -> None:
    # Else the property above would hold for want of short ways.
    check = Check(Context.at(catalogue(), PUBLISHED))
    first, second = row(), row(period="2023", value="17", statement_en="Another.")
    cells = [{name: cell for name, cell in each.items() if cell} for each in (first, second)]
    (sight,) = check.familiar.glance(cells[1:])
    assert sight is not None
    assert check.familiar.recognise(sight) is None
    list(check.slices(table_of("body", cells[:1])))
    (sight,) = check.familiar.glance(cells[1:])
    known = check.familiar.recognise(sight) if sight else None
    assert known is not None
    fact = known.fact
    assert (fact.period.text, str(fact.value), fact.statement.en) == ("2023", "17", "Another.")
