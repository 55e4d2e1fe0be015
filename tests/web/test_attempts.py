"""Failures are counted by address, for a minute, in bounded memory."""

import pytest

from app.web.attempts import REMEMBERED, WINDOW, Attempts


class Clock:
    """Seconds that a test turns."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_an_address_waits_until_its_window_is_over() -> None:
    clock = Clock()
    attempts = Attempts(2, clock)
    attempts.failed("192.0.2.1")
    clock.now += 10
    assert attempts.wait("192.0.2.1") == 0
    attempts.failed("192.0.2.1")
    assert attempts.wait("192.0.2.1") == WINDOW - 10
    assert attempts.wait("192.0.2.2") == 0
    clock.now += WINDOW - 10.5
    assert attempts.wait("192.0.2.1") == 1
    clock.now += 1
    assert attempts.wait("192.0.2.1") == 0
    attempts.failed("192.0.2.1")
    assert attempts.wait("192.0.2.1") == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("", "192.0.2.1", False),
    ],
)
def test_what_one_machine_can_change_at_will_is_one_address(
    one: str, other: str, same: bool
) -> None:
    attempts = Attempts(1)
    attempts.failed(one)
    assert (attempts.wait(other) > 0) is same


def test_memory_is_bounded_and_old_windows_go_first() -> None:
    clock = Clock()
    attempts = Attempts(1, clock)
    for number in range(REMEMBERED + 5):
        clock.now += 0.001
        attempts.failed(f"host-{number}")
    assert len(attempts) == REMEMBERED
    assert attempts.wait("host-0") == 0
    assert attempts.wait(f"host-{REMEMBERED}") > 0
    clock.now += WINDOW
    attempts.failed("late")
    assert len(attempts) == 1
