"""The benchmark runs: small, with the generator that every machine has, and compares the same rows."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_table_has_every_system_and_every_work_item() -> None:
    options = ["--observations", "4000", "--rounds", "1", "--seconds", "0.2", "--no-wrk"]
    command = [sys.executable, "-m", "benchmarks.run", *options]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stderr
    rows = dict(re.findall(r"^\| ([^|]+?) \| (.+) \|$", done.stdout, re.MULTILINE))
    items = ["ten rows, repeated", "ten rows, never repeated", "304"]
    expected = [f"{item}, requests per CPU second" for item in items]
    expected += ["start to ready, ms", "resident at start, MB"]
    assert set(expected) <= set(rows)
    for item in expected:
        assert float(rows[item].split(" | ")[0].replace(",", "")) > 0


def test_every_format_is_measured_against_our_json() -> None:
    command = [sys.executable, "-m", "benchmarks.representations"]
    command += ["--observations", "4000", "--rounds", "1"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stderr
    rows = re.findall(
        r"^\| ([^|]+?) \| [\d,]+ \| ([\d.]+) \| [\d.]+ \|$", done.stdout, re.MULTILINE
    )
    assert rows[0] == ("our JSON", "1.00")
    assert len(rows) > 5
