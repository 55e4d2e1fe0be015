"""The look at the data version: shared by those who wait, and never older than they allow."""

import asyncio
import time

import pytest

from app.domain.errors import UnavailableError
from app.web.version_check import VersionCheck


class Store:
    """A store that answers when it is let.

    Attributes:
        number: Its data version.
        looks: How often it was asked.
    """

    def __init__(self) -> None:
        self.number = 1
        self.looks = 0
        self.away = False
        self.go = asyncio.Event()
        self.go.set()

    async def look(self) -> int | None:
        self.looks += 1
        found = self.number
        await self.go.wait()
        if self.away:
            message = "away"
            raise UnavailableError(message)
        return found


async def ask(check: VersionCheck) -> int | None:
    return await check.number_since(check.recent())


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def test_each_who_asks_alone_looks_anew() -> None:
    async def scenario() -> None:
        store = Store()
        check = VersionCheck(store.look)
        assert await ask(check) == 1
        store.number = 2
        assert await ask(check) == check.number == 2
        assert store.looks == 2

    asyncio.run(scenario())


def test_those_who_come_during_a_look_share_the_next_one() -> None:
    async def scenario() -> None:
        store = Store()
        check = VersionCheck(store.look)
        store.go.clear()
        first = asyncio.create_task(ask(check))
        await settle()
        # Published after the first look and before the others came.
        store.number = 2
        others = [asyncio.create_task(ask(check)) for _ in range(50)]
        await settle()
        assert store.looks == 1
        store.go.set()
        assert await first == 1
        assert [await each for each in others] == [2] * 50
        assert store.looks == 2

    asyncio.run(scenario())


def test_a_number_is_good_enough_for_as_long_as_allowed() -> None:
    async def scenario() -> None:
        store = Store()
        check = VersionCheck(store.look, staleness=60.0)
        assert await ask(check) == 1
        store.number = 2
        assert await ask(check) == 1
        # Unless it must be from after something that was made since.
        assert await check.number_since(time.monotonic()) == 2
        assert await ask(check) == 2
        store.number = 3
        check.forget()
        assert await ask(check) == 3
        assert store.looks == 3

    asyncio.run(scenario())


def test_a_late_note_does_not_undo_a_newer_one() -> None:
    async def scenario() -> None:
        store = Store()
        check = VersionCheck(store.look, staleness=60.0)
        early = time.monotonic()
        check.note(2, time.monotonic())
        check.note(1, early)
        assert await ask(check) == 2

    asyncio.run(scenario())


def test_who_leaves_takes_nothing_from_those_who_wait() -> None:
    async def scenario() -> None:
        store = Store()
        check = VersionCheck(store.look)
        store.go.clear()
        first = asyncio.create_task(ask(check))
        await settle()
        second = asyncio.create_task(ask(check))
        await settle()
        first.cancel()
        store.go.set()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert await second == 1

    asyncio.run(scenario())


def test_a_failure_is_told_to_all_and_the_next_look_is_new() -> None:
    async def scenario() -> None:
        store = Store()
        check = VersionCheck(store.look)
        store.away = True
        found = await asyncio.gather(*(ask(check) for _ in range(3)), return_exceptions=True)
        assert all(isinstance(each, UnavailableError) for each in found)
        store.away = False
        assert await ask(check) == 1

    asyncio.run(scenario())
