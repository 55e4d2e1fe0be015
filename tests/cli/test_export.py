"""The command export: one file of everything, the bytes of the API, or nothing at all."""

import gzip
from pathlib import Path

import pytest

from tests.support.terminal import run


@pytest.mark.parametrize("format_", ["csv", "csv.gz", "parquet", "jsonl"])
def test_a_file_is_what_its_name_says(seeded: str, tmp_path: Path, format_: str) -> None:
    file = tmp_path / f"all.{format_}"
    assert run("export", str(file), DATABASE_URL=seeded).code == 0
    body = file.read_bytes()
    starts = {"csv": b"id,", "csv.gz": b"\x1f\x8b", "parquet": b"PAR1", "jsonl": b'{"id":'}
    assert body.startswith(starts[format_])
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_it_holds_what_get_prints(seeded: str, tmp_path: Path) -> None:
    file = tmp_path / "x"
    asked = ("--sector", "energy", "--format")
    assert run("export", str(file), *asked, "csv.gz", DATABASE_URL=seeded).code == 0
    printed = run("get", *asked, "csv", DATABASE_URL=seeded).out
    text = gzip.decompress(file.read_bytes()).decode()
    assert text.splitlines() == printed.splitlines()


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("x.xml",), 2, "csv, csv.gz, parquet, jsonl"),
        (("x.csv", "--format", "xml"), 2, "'xml'"),
        (("x.csv", "--sector", "enrgy"), 1, "energy"),
        (("nowhere/x.csv",), 1, "cannot write"),
    ],
)
def test_what_cannot_be_written_is_said(
    seeded: str, tmp_path: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    name, *others = arguments
    ended = run("export", str(tmp_path / name), *others, DATABASE_URL=seeded)
    assert ended.code == code
    assert told in ended.err
    assert list(tmp_path.iterdir()) == []


def test_without_a_database_nothing_is_written(empty: str, tmp_path: Path) -> None:
    ended = run("export", str(tmp_path / "x.csv"), DATABASE_URL=empty)
    assert ended.code == 3
    assert not (tmp_path / "x.csv").exists()
