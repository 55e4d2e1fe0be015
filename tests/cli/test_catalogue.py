"""`provstat catalogue apply` as it is typed; what it does is tested in tests/ingest."""

import json
from pathlib import Path

import pytest

from tests.support.terminal import run

ENTRY = """
[sector]
code = "energy"

[[indicators]]
code = "coal_output"
name = { en = "Coal output", zh = "原煤产量" }
definition = { en = "Coal.", zh = "煤。" }
unit_dimension = "mass"
nature = "flow"
"""


@pytest.fixture
def own(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/own.db"
    assert run("migrate", DATABASE_URL=url).code == 0
    assert run("seed", DATABASE_URL=url).code == 0
    return url


def test_it_says_what_would_change_then_changes_it(own: str, tmp_path: Path) -> None:
    file = tmp_path / "new.toml"
    file.write_text(ENTRY, "utf-8")
    dry = run("catalogue", "apply", file, "--dry-run", DATABASE_URL=own)
    assert (dry.code, dry.err) == (0, "")
    assert dry.out == "added    indicators  coal_output\n1 added, 0 changed; nothing was written\n"
    assert "\ncoal_output " not in run("indicators", DATABASE_URL=own).out
    wet = json.loads(run("catalogue", "apply", file, "--json", DATABASE_URL=own).out)
    assert wet["written"] is True
    assert [(c["kind"], c["code"]) for c in wet["changes"]] == [("added", "coal_output")]
    assert "\ncoal_output " in run("indicators", DATABASE_URL=own).out


def test_a_fault_is_told_with_file_and_key(own: str, tmp_path: Path) -> None:
    file = tmp_path / "new.toml"
    file.write_text(ENTRY.replace('"mass"', '"weight"'), "utf-8")
    said = run("catalogue", "apply", file, DATABASE_URL=own)
    assert (said.code, said.err) == (1, "")
    assert "new.toml" in said.out
    assert "indicators[coal_output].unit_dimension" in said.out
    assert said.out.endswith("nothing was written\n")
