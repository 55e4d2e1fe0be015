"""The file that describes a release, and the files beside it."""

import shutil
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.beijing import BEIJING
from app.ingest.completing import manifest_of, tables_of
from app.ingest.manifest import read_manifest
from app.ingest.report import RefusedReleaseError
from app.ingest.validate import validate
from tests.ingest.material import PUBLISHED, SEED, catalogue, csv_of, row


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the seed, to be changed."""
    return Path(shutil.copytree(SEED, tmp_path / "seed"))


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        (
            "published_at = 2025-03-17T00:00:00Z",
            "published_at = 2025-03-17T00:00:00",
            "published_at",
        ),
        ("published_at = 2025-03-17T00:00:00Z\n", "", "published_at"),
        ("2025-03-17T00:00:00Z", "0001-01-01T00:00:00+08:00", "published_at"),
        ("2025-03-17T00:00:00Z", "9999-12-31T23:00:00Z", "published_at"),
        ('source = "', 'origin = "', "origin"),
        (', zh = "', ', cn = "', "title.zh"),
        ("observations = [", "observations = []\nmore = [", "observations"),
    ],
)
def test_a_release_file_is_checked_too(folder: Path, old: str, new: str, column: str) -> None:
    path = folder / "release.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RefusedReleaseError) as refusal:
        read_manifest(path)
    assert column in {each.column for each in refusal.value.report.findings}
    assert {each.file for each in refusal.value.report.findings} == {"release.toml"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../outside.csv", "../outside.csv"),
        ("/etc/passwd", "/etc/passwd"),
        ("observations/absent.csv", "absent.csv"),
    ],
)
def test_a_release_has_its_files_beside_it(folder: Path, name: str, shown: str) -> None:
    (folder.parent / "outside.csv").write_bytes(csv_of(row()))
    path = folder / "release.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("observations/energy.csv", name), encoding="utf-8")
    found = validate(catalogue(), PUBLISHED, tables_of(read_manifest(path), catalogue()))
    assert [(each.rule, each.file, each.value) for each in found.findings] == [
        ("readable-file", name, shown)
    ]


MAPPING = """
columns = { area = "省份" }
[constants]
indicator = "air_cargo_mail_throughput"
[[values]]
header = ["period"]
"""


def test_a_file_may_bring_a_mapping_and_constants(folder: Path) -> None:
    (folder / "wide.csv").write_text("省份,2023年,2024年\n山西省,10,25\n", "utf-8")
    (folder / "wide.toml").write_text(MAPPING, "utf-8")
    path = folder / "release.toml"
    text = path.read_text("utf-8").partition("observations =")[0]
    text = text.replace("2025-03-17T00:00:00Z", "2025-03-17")
    entry = '{ file = "wide.csv", mapping = "wide.toml", defaults = { unit = "吨" } }'
    path.write_text(f"{text}observations = [{entry}]\n", "utf-8")
    manifest = manifest_of(read_manifest(path), catalogue())
    checked = validate(catalogue(), PUBLISHED, manifest.tables)
    assert checked.findings == ()
    assert [(f.period.text, f.value, f.series.unit) for f in checked.facts] == [
        ("2023", Decimal(10), "TONNE"),
        ("2024", Decimal(25), "TONNE"),
    ]
    # A day begins where the figures come from.
    assert manifest.published_at == datetime(2025, 3, 17, tzinfo=BEIJING)


def test_a_mapping_that_cannot_be_read_refuses_the_release(folder: Path) -> None:
    path = folder / "release.toml"
    text = path.read_text("utf-8").partition("observations =")[0]
    entry = '{ file = "wide.csv", mapping = "absent.toml" }'
    path.write_text(f"{text}observations = [{entry}]\n", "utf-8")
    with pytest.raises(RefusedReleaseError) as refusal:
        read_manifest(path)
    assert [each.file for each in refusal.value.report.findings] == ["absent.toml"]
