"""Schemathesis against a real server: requests made from the document, answers held against it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.contract.hooks import RELEASE, SERVER
from tests.support.terminal import ROOT, Server, environment

CONFIG = Path(__file__).with_name("schemathesis.toml")
HOOKS = {"SCHEMATHESIS_HOOKS": "tests.contract.hooks", "PYTHONPATH": str(ROOT)}
# Two workers of pytest share the work.
PHASES = ("examples,coverage", "fuzzing,stateful")
PATIENCE = 280

pytestmark = [pytest.mark.slow, pytest.mark.timeout(PATIENCE + 20)]


def _fuzz(
    document: str | Path, *words: str, folder: Path, **variables: str
) -> tuple[int, str, dict[str, Any]]:
    """Run Schemathesis; return exit code, output and report."""
    report = folder / "report.json"
    command = (
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG)),
        *("run", str(document), "--no-color"),
        *("--report", "json", "--report-json-path", str(report), *words),
    )
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment(**HOOKS, **variables),
        timeout=PATIENCE,
    )
    return done.returncode, f"{done.stdout}{done.stderr}", json.loads(report.read_text())


def _release(server: Server) -> str:
    """The id of the first release, which the seed makes."""
    with urlopen(f"{server.url}/v1/releases", timeout=20) as answer:  # noqa: S310 - our own server
        found: str = json.load(answer)["data"][-1]["id"]
    return found


@pytest.mark.parametrize("phases", PHASES)
def test_no_request_from_the_document_finds_a_fault(
    server: Server, token: str, phases: str, tmp_path: Path
) -> None:
    words = ("--phases", phases, "--header", f"Authorization: Bearer {token}")
    document = f"{server.url}/openapi.json"
    ids = {RELEASE: _release(server), SERVER: server.url}
    code, output, report = _fuzz(document, *words, folder=tmp_path, **ids)
    assert code == 0, output[-8_000:]
    assert report["operations"]["tested"] == report["operations"]["total"] > 30
    ended = {phase: report["phases"][phase]["status"] for phase in phases.split(",")}
    assert set(ended.values()) == {"success"}, ended
    # Else every request would have been refused, and nothing but refusals tested.
    accepted = {
        operation: sum(phase["accepted"] for phase in rates.values())
        for operation, rates in report["valid_rates"].items()
    }
    assert [name for name, times in accepted.items() if times == 0] == []


def test_a_server_that_breaks_the_document_is_found_out(server: Server, tmp_path: Path) -> None:
    document = json.loads((ROOT / "openapi.json").read_text("utf-8"))
    document["components"]["schemas"]["Health"]["properties"]["status"]["type"] = "integer"
    spoilt = tmp_path / "spoilt.json"
    spoilt.write_text(json.dumps(document))
    words = ("--url", server.url, "--include-path", "/healthz", "--phases", "fuzzing")
    code, output, _ = _fuzz(spoilt, *words, folder=tmp_path)
    assert code == 1
    assert "Response violates schema" in output
