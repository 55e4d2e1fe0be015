"""Several processes that seed one database at the same moment."""

import subprocess
import sys
from pathlib import Path

from app.store.engine import Store
from tests.ingest.contents import counts
from tests.ingest.material import SEED

ROOT = Path(__file__).parents[2]
SEEDING = f"""
import sys
from datetime import UTC, datetime
from pathlib import Path
from app.ingest.pipeline import load_seed
from app.store.engine import Store, StoreOptions

store = Store(StoreOptions(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
report = load_seed(store, Path({str(SEED)!r}), datetime(2025, 4, 1, tzinfo=UTC))
store.close()
print(report.new, report.catalogue_changed, report.added, flush=True)
"""


def test_two_processes_that_seed_at_once_seed_once(store: Store, empty_database: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", SEEDING, empty_database],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        answers = [process.communicate(timeout=60) for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.wait()
    assert sorted(out for out, _ in answers) == ["False False 0\n", "True True 22\n"], answers
    found = counts(store)
    assert (found["observations"], found["releases"], found["data_versions"]) == (22, 1, 2)
