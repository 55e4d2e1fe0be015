"""What a missing tool does to a test: skips it on a desk, fails it in CI."""

import pytest

from tests.support.optional import REQUIRE_ALL, missing


def test_on_a_desk_the_test_is_skipped_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(REQUIRE_ALL, raising=False)
    with pytest.raises(pytest.skip.Exception, match="Node is missing: install it"):
        missing("Node", "install it")


def test_in_ci_the_test_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REQUIRE_ALL, "1")
    with pytest.raises(pytest.fail.Exception, match="Node is missing: install it"):
        missing("Node", "install it")
