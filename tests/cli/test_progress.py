"""How far a publication has come: a line on a terminal, and nothing anywhere else."""

import io
import os
import pty
import subprocess
from pathlib import Path

import pytest

from app.cli.progress import Bar, line, watched
from app.ingest.progress import Progress
from tests.cli.exports import LATE, written
from tests.support.terminal import PROGRAM, ROOT, environment, run


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("progress", "expected", "seconds", "told"),
    [
        (
            Progress("records", 5_000),
            20_000,
            2.0,
            "[######..................] 5,000 records, 2,500 a second, 0:06 left",
        ),
        (
            Progress("records", 1_000),
            1_000_000,
            1.0,
            "[........................] 1,000 records, 1,000 a second, 16:39 left",
        ),
        # Nobody knows how many there are, or there are more than was guessed.
        (Progress("records", 5_000), None, 2.0, "5,000 records, 2,500 a second"),
        (Progress("records", 5_000), 4_999, 2.0, "5,000 records, 2,500 a second"),
        (Progress("records", 0), 10, 0.0, "0 records, 0 a second"),
        (Progress("comparison", 7), 10, 1.0, "7 records; comparing records with each other"),
        (Progress("completion", 7), 10, 1.0, "7 records; writing to the disk"),
    ],
)
def test_a_moment_is_told(
    progress: Progress, expected: int | None, seconds: float, told: str
) -> None:
    assert line(progress, expected, seconds) == told


def test_a_phase_is_shown_at_once_and_records_only_now_and_then() -> None:
    stream = Terminal()
    bar = Bar(stream, 10)
    for number in range(10):
        bar(Progress("records", number))
    assert stream.getvalue() == ""
    bar(Progress("completion", 10))
    assert stream.getvalue().endswith("10 records; writing to the disk")


def test_records_are_guessed_by_the_lines_of_texts_only(tmp_path: Path) -> None:
    text, book = tmp_path / "a.csv", tmp_path / "b.xlsx"
    text.write_bytes(b"x\n" * 4)
    book.write_bytes(b"x\n" * 4)
    for paths, expected in (([text, text], 8), ([text, book], None), ([tmp_path / "c.csv"], None)):
        with watched(paths, Terminal()) as bar:
            assert isinstance(bar, Bar)
            assert bar.expected == expected


def test_the_line_is_cleared_at_the_end_also_of_a_failure(tmp_path: Path) -> None:
    stream = Terminal()

    def fail() -> None:
        with watched([tmp_path], stream) as bar:
            bar(Progress("completion", 1))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_a_terminal_sees_it_and_a_pipe_does_not(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/own.db"
    assert run("migrate", DATABASE_URL=url).code == 0
    assert run("seed", DATABASE_URL=url).code == 0
    words = ["publish", str(written(tmp_path, "a.csv", LATE)), "--published-at", "2025-11-01"]
    piped = run(*words, "--dry-run", DATABASE_URL=url)
    assert (piped.code, piped.err) == (0, "")
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [PROGRAM, *words],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
        cwd=ROOT,
        env=environment(DATABASE_URL=url),
        timeout=60,
    )
    os.close(theirs)
    shown = os.read(ours, 65_536).decode()
    os.close(ours)
    assert "4 records; writing to the disk" in shown
    assert shown.endswith("\r\x1b[K")
    assert "4 added" in done.stdout.decode()
