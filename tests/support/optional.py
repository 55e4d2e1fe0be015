"""What a test does when a tool it needs is not on this machine."""

import os
from typing import NoReturn

import pytest

REQUIRE_ALL = "PROVSTAT_TEST_REQUIRE_ALL"


def missing(tool: str, remedy: str) -> NoReturn:
    """Skip by name, or fail where nothing may be skipped (./check sets that under CI=true)."""
    reason = f"{tool} is missing: {remedy}"
    if os.environ.get(REQUIRE_ALL) == "1":
        pytest.fail(reason)
    pytest.skip(reason)
