"""Commands that work on the database: migrate, seed, check."""

import json
import shutil
from pathlib import Path

import pytest

from tests.support.terminal import ROOT, Ended, run

SEED = ROOT / "seed"
ENERGY = SEED / "observations" / "energy.csv"


def _check(seeded: str, *words: str | Path) -> Ended:
    return run("check", *words, DATABASE_URL=seeded)


def test_migrate_makes_the_database_and_may_run_again(empty: str) -> None:
    first, second = run("migrate", DATABASE_URL=empty), run("migrate", DATABASE_URL=empty)
    path = empty.removeprefix("sqlite:///")
    assert Path(path).exists()
    for said in (first, second):
        assert (said.code, said.err) == (0, "")
        assert said.out == f"The schema is up to date: SQLite at {path}.\n"


def test_seed_loads_once_and_says_so_the_second_time(empty: str) -> None:
    assert run("migrate", DATABASE_URL=empty).code == 0
    first, second = run("seed", DATABASE_URL=empty), run("seed", DATABASE_URL=empty)
    assert (first.code, first.err) == (second.code, second.err) == (0, "")
    assert "22 records, 0 errors, 0 warnings" in first.out
    assert "22 added, 0 revised, 0 withdrawn, 0 unchanged" in first.out
    assert "known before; nothing was written" in second.out
    assert "0 added, 0 revised, 0 withdrawn, 22 unchanged" in second.out


def test_seed_wants_tables_first(empty: str, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    said = run("seed", DATABASE_URL=empty)
    assert (said.code, said.out) == (3, "")
    assert "has `provstat migrate` run?" in said.err
    assert len(said.complaints) == 1


def test_a_seed_with_faults_is_reported_and_nothing_is_written(empty: str, tmp_path: Path) -> None:
    seed = Path(shutil.copytree(SEED, tmp_path / "seed"))
    file = seed / "observations" / "energy.csv"
    file.write_text(file.read_text("utf-8").replace(",244,exact", ",-244,exact"), "utf-8")
    assert run("migrate", DATABASE_URL=empty).code == 0
    said = run("seed", DATABASE_URL=empty, PROVSTAT_SEED_FOLDER=str(seed))
    assert (said.code, said.out) == (1, "")
    assert "energy.csv" in said.err
    assert said.complaints[-1] == (
        f"provstat: the seed in {seed} was refused and nothing was written"
    )
    assert run("get", DATABASE_URL=empty).code == 3


def test_a_seed_folder_that_is_not_there_is_one_finding(empty: str, tmp_path: Path) -> None:
    assert run("migrate", DATABASE_URL=empty).code == 0
    said = run("seed", DATABASE_URL=empty, PROVSTAT_SEED_FOLDER=str(tmp_path / "none"))
    assert said.code == 1
    assert "Traceback" not in said.err


def test_a_file_without_a_fault_passes(seeded: str) -> None:
    said = _check(seeded, *sorted((SEED / "observations").glob("*.csv")))
    assert (said.code, said.err) == (0, "")
    assert said.out == "22 records, 0 errors, 0 warnings\n"


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """Three faults: an unknown area in line 2, a count below zero in 3, no such month in 4."""
    header, *lines = ENERGY.read_text("utf-8").splitlines(keepends=True)
    lines[0] = lines[0].replace("CN-SX,", "CN-SY,", 1)
    lines[1] = lines[1].replace(",1594,", ",-1594,", 1)
    lines[2] = lines[2].replace(",2025-03,", ",2025-13,", 1)
    file = tmp_path / "faulty.csv"
    file.write_text("".join((header, *lines)), "utf-8")
    return file


def test_every_fault_is_told_with_file_line_and_column(seeded: str, faulty: Path) -> None:
    said = _check(seeded, faulty)
    assert (said.code, said.err) == (1, "")
    header, *findings = said.out.partition("\n\n")[0].splitlines()
    assert header.split()[:4] == ["severity", "file", "line", "column"]
    places = [finding.split()[1:4] for finding in findings]
    assert places[0] == [faulty.name, "2", "area"]
    assert [faulty.name, "3", "value"] in places
    assert places[-1] == [faulty.name, "4", "period"]
    assert said.out.endswith("4 records, 4 errors, 0 warnings\n")


def test_the_report_as_json_says_the_same(seeded: str, faulty: Path) -> None:
    text, plain = _check(seeded, faulty), _check(seeded, "--json", faulty)
    assert (plain.code, plain.err) == (1, "")
    report = json.loads(plain.out)
    assert f"{report['records']} records, {report['errors']} errors" in text.out
    shown = text.out.partition("\n\n")[0].splitlines()[1:]
    assert len(shown) == len(report["findings"]) >= 3
    for line, finding in zip(shown, report["findings"], strict=True):
        for name in ("severity", "file", "line", "column", "reason"):
            assert str(finding[name]) in line


def test_a_period_must_not_start_after_the_day_of_publication(seeded: str) -> None:
    said = _check(seeded, "--published-at", "2024-12-31", ENERGY)
    assert said.code == 1
    assert _check(seeded, "--published-at", "2025-03-17", ENERGY).code == 0


def test_a_file_that_is_no_table_is_a_finding(seeded: str, tmp_path: Path) -> None:
    for name, content in (("a.csv", b""), ("b.csv", b"\xff\xfe\x00"), ("c.pdf", b"%PDF")):
        file = tmp_path / name
        file.write_bytes(content)
        said = _check(seeded, file)
        assert (said.code, said.err) == (1, "")
        assert name in said.out


def test_check_wants_a_catalogue(empty: str) -> None:
    assert run("migrate", DATABASE_URL=empty).code == 0
    said = run("check", ENERGY, DATABASE_URL=empty)
    assert (said.code, said.out) == (3, "")
    assert "there is no catalogue to check against" in said.err
    assert "has `provstat seed` run?" in said.err


def test_the_commands_work_on_postgresql(postgres_dsn: str) -> None:
    assert run("migrate", DATABASE_URL=postgres_dsn).code == 0
    assert run("seed", DATABASE_URL=postgres_dsn).code == 0
    assert run("check", ENERGY, DATABASE_URL=postgres_dsn).code == 0
    said = run("get", "--format", "csv", "fields=id,value", DATABASE_URL=postgres_dsn)
    assert said.code == 0
    assert len(said.out.splitlines()) == 23
    assert "xb72h3w7jxh9-2024,818050000000,exact" in said.out
