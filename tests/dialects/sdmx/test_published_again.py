"""What is served as SDMX-CSV is a release that adds nothing: every figure is known."""

from pathlib import Path

import pytest

from tests.api.conftest import Services, seed
from tests.dialects.sdmx.reading import V1, V2
from tests.support.terminal import run

SOURCE = "china-daily-2025-03-shanxi"


@pytest.mark.parametrize(
    "target",
    [
        f"{V1}/PROVINCIAL?format=csvdata",
        f"{V1}/TOURISM?format=csvlabels",
        f"{V2}/PROVINCIAL?format=csvdata",
        f"{V2}/TOURISM?format=csvlabels",
    ],
)
def test_published_again_nothing_is_added(sqlite: Services, tmp_path: Path, target: str) -> None:
    with sqlite.fresh(seed) as service:
        file = tmp_path / "served.csv"
        file.write_bytes(service.ok(target).body)
        told = ["--source", SOURCE, "--published-at", "2025-03-17T00:00:00Z"]
        titles = ["--title-en", "Again", "--title-zh", "再次"]
        done = run("publish", file, *told, *titles, DATABASE_URL=service.url)
    assert done.code == 0, done.err
    said = done.out + done.err
    assert "0 added, 0 revised, 0 withdrawn" in said
    assert ", 0 unchanged" not in said
