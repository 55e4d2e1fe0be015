"""Reports: the same content for people and for programs."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.cube import Release
from app.domain.errors import InvalidReleaseError
from app.domain.rules import Finding
from app.domain.structure import Label
from app.ingest.report import RefusedReleaseError, Report, published

NOW = datetime(2025, 4, 1, tzinfo=UTC)
ERROR = Finding(
    "error", "A share is within 0 to 100.", "share", "b.csv", None, 3, "value", "160", "16"
)
WARNING = Finding("warning", "It jumped.", "jump", "a.csv", None, 12, "value", "一千")
RELEASE = Release(
    number=2,
    id="2025-03-17-0123456789ab",
    source="page",
    title=Label("A", "甲"),
    published_at=NOW,
    recorded_at=NOW,
    digest="0" * 64,
    added=3,
    revised=2,
    withdrawn=1,
    unchanged=4,
)


def test_a_report_counts_and_sorts_its_findings() -> None:
    report = Report.of([ERROR, WARNING], 10)
    assert report.findings == (WARNING, ERROR)
    assert (report.records, report.errors, report.warnings) == (10, 1, 1)
    assert not report.ok
    assert Report.of([WARNING], 10).ok


def test_a_table_for_people_is_aligned_also_with_chinese() -> None:
    assert Report.of([ERROR, WARNING], 10).to_text().splitlines() == [
        "severity  file   line  column  value  reason                       suggestion",
        "warning   a.csv  12    value   一千   It jumped.",
        "error     b.csv  3     value   160    A share is within 0 to 100.  16",
        "",
        "10 records, 1 error, 1 warning",
    ]


def test_a_report_without_findings_is_its_counts() -> None:
    assert Report.of([], 1).to_text() == "1 record, 0 errors, 0 warnings\n"


def test_a_publication_says_what_it_did() -> None:
    report = published(Report.of([WARNING], 10), RELEASE, new=True)
    assert report.to_text().splitlines()[-3:] == [
        "10 records, 0 errors, 1 warning",
        "release 2025-03-17-0123456789ab: published",
        "3 added, 2 revised, 1 withdrawn, 4 unchanged",
    ]
    assert report.findings == (WARNING,)


def test_a_publication_of_what_was_known_changed_nothing() -> None:
    report = published(Report.of([], 10), RELEASE, new=False)
    assert (report.added, report.revised, report.withdrawn, report.unchanged) == (0, 0, 0, 10)
    assert "known before" in report.to_text()


def test_a_changed_catalogue_is_told() -> None:
    report = replace(Report.of([], 1), catalogue_changed=True)
    assert "the catalogue changed" in report.to_text().splitlines()
    assert report.to_dict()["catalogue_changed"] is True


def test_the_data_have_the_same_content() -> None:
    report = published(Report.of([ERROR, WARNING], 10), RELEASE, new=True)
    data = json.loads(json.dumps(report.to_dict()))
    findings = data.pop("findings")
    assert tuple(Finding(**each) for each in findings) == report.findings
    assert Report(findings=report.findings, **data) == report


@pytest.mark.parametrize("text", ["\x1b[2Jgone", "a\nb", "a\tb", "a\u202eb"])
def test_a_value_cannot_steer_the_terminal(text: str) -> None:
    shown = Report.of([replace(ERROR, value=text)], 1).to_text()
    assert all(character.isprintable() or character == "\n" for character in shown)
    assert len(shown.splitlines()) == 4


def test_a_long_value_is_cut_in_the_table_only() -> None:
    report = Report.of([replace(ERROR, value="9" * 200)], 1)
    assert "9" * 38 not in report.to_text()
    assert report.to_dict()["findings"] == [
        {
            "severity": "error",
            "reason": "A share is within 0 to 100.",
            "rule": "share",
            "file": "b.csv",
            "sheet": None,
            "line": 3,
            "column": "value",
            "value": "9" * 200,
            "suggestion": "16",
        }
    ]


def test_a_refusal_carries_the_report_and_its_errors_as_faults() -> None:
    refusal = RefusedReleaseError(Report.of([ERROR, WARNING], 10))
    assert isinstance(refusal, InvalidReleaseError)
    assert refusal.report.errors == 1
    (fault,) = refusal.faults
    assert fault.detail == "b.csv, line 3, value: A share is within 0 to 100."
    assert (fault.value, fault.did_you_mean) == ("160", ("16",))
    assert refusal.detail == "The release was refused for 1 error; nothing was written."
