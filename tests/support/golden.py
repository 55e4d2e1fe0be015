"""Files that say what a body must be, byte for byte: tests/golden/.

To accept a change, run the tests with PROVSTAT_WRITE_GOLDEN=1 and read the difference in git.
"""

import os
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "golden"
WRITE = "PROVSTAT_WRITE_GOLDEN"


def assert_golden(name: str, body: bytes) -> None:
    """Compare a body with the file of that name."""
    path = FOLDER / name
    if os.environ.get(WRITE) == "1":
        path.write_bytes(body)
    assert path.is_file(), f"{path.name} is missing; run with {WRITE}=1 and review what it wrote"
    # Lines of text, so that a failure shows which one differs.
    expected = path.read_bytes()
    assert body.decode().split("\n") == expected.decode().split("\n")
    assert body == expected
