"""The process that draws PNG: shared, bounded, replaced when it dies, and gone when nobody asks."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable

import psutil
import pytest

from app.web.errors import DrawingError
from app.web.rasteriser import Rasteriser

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="9" height="9"/></svg>'
Work = Callable[[Rasteriser], Awaitable[None]]


def with_one(work: Work, **bounds: float) -> None:
    """Run work with a rasteriser that is closed at the end."""

    async def run() -> None:
        pictures = Rasteriser(**bounds)  # type: ignore[arg-type]
        try:
            await work(pictures)
        finally:
            await pictures.close()

    asyncio.run(run())
    assert workers() == []


_others: set[int] = set()


@pytest.fixture(autouse=True)
def _of_other_tests() -> None:
    """Leave out the processes of applications that other modules keep open."""
    _others.clear()
    _others.update(workers())


def workers() -> list[int]:
    """Return the processes that draw for the test."""
    found = []
    for each in psutil.Process().children():
        with contextlib.suppress(psutil.NoSuchProcess):
            if "app.web.png_worker" in each.cmdline() and each.pid not in _others:
                found.append(each.pid)
    return found


def test_nothing_runs_before_the_first_picture_and_one_process_draws_all() -> None:
    async def work(pictures: Rasteriser) -> None:
        assert workers() == []
        first = await pictures.png("a", SVG, 1)
        found = workers()
        assert await pictures.png("b", SVG, 1) == first
        assert (workers(), len(found)) == (found, 1)

    with_one(work)


def test_a_picture_that_is_known_needs_no_process() -> None:
    async def work(pictures: Rasteriser) -> None:
        first = await pictures.png("a", SVG, 2)
        os.kill(workers()[0], signal.SIGSTOP)
        assert await pictures.png("a", "never looked at", 2) == first

    with_one(work)


def test_a_worker_that_died_is_replaced() -> None:
    async def work(pictures: Rasteriser) -> None:
        first = await pictures.png("a", SVG, 1)
        (old,) = workers()
        os.kill(old, signal.SIGKILL)
        try:
            again = await pictures.png("b", SVG, 1)
        except DrawingError:  # its death is noticed only when it is asked
            again = await pictures.png("b", SVG, 1)
        assert again == first
        assert old not in workers()

    with_one(work)


def test_a_worker_that_hangs_is_given_up_and_the_next_picture_is_drawn() -> None:
    async def work(pictures: Rasteriser) -> None:
        first = await pictures.png("a", SVG, 1)
        (old,) = workers()
        os.kill(old, signal.SIGSTOP)
        with pytest.raises(DrawingError) as caught:
            await pictures.png("b", SVG, 1)
        assert caught.value.headers == {"Retry-After": "2"}
        assert await pictures.png("c", SVG, 1) == first
        assert old not in workers()

    with_one(work, patience=2.0)


def test_who_comes_when_the_queue_is_full_is_told_to_come_back() -> None:
    async def work(pictures: Rasteriser) -> None:
        wishes = [pictures.png(str(place), SVG, 1) for place in range(5)]
        found = await asyncio.gather(*wishes, return_exceptions=True)
        refused = [each for each in found if isinstance(each, DrawingError)]
        assert (len(refused), len(found) - len(refused)) == (2, 3)
        assert all(each.headers["Retry-After"] for each in refused)

    with_one(work, waiting=3)


def test_those_who_wish_for_the_same_at_one_time_share_one_drawing() -> None:
    async def work(pictures: Rasteriser) -> None:
        found = await asyncio.gather(*(pictures.png("same", SVG, 1) for _ in range(5)))
        assert len(set(found)) == 1

    with_one(work, waiting=1)


def test_who_leaves_does_not_spoil_the_picture_for_others() -> None:
    async def work(pictures: Rasteriser) -> None:
        leaving = asyncio.create_task(pictures.png("same", SVG, 1))
        staying = asyncio.create_task(pictures.png("same", SVG, 1))
        await asyncio.sleep(0)
        leaving.cancel()
        assert (await staying).startswith(b"\x89PNG")

    with_one(work)


def test_what_is_no_svg_has_no_picture_and_harms_nobody() -> None:
    async def work(pictures: Rasteriser) -> None:
        with pytest.raises(DrawingError):
            await pictures.png("a", "no picture", 1)
        assert await pictures.png("b", SVG, 1)

    with_one(work)


def test_only_so_many_bytes_are_remembered() -> None:
    async def work(pictures: Rasteriser) -> None:
        first = await pictures.png("a", SVG, 1)
        await pictures.png("b", SVG, 1)
        with pytest.raises(DrawingError):  # forgotten, so it is drawn anew
            await pictures.png("a", "no picture", 1)
        assert await pictures.png("b", SVG, 1) == first

    with_one(work, kept_bytes=200)


def test_a_worker_that_nobody_needs_ends() -> None:
    async def work(pictures: Rasteriser) -> None:
        await pictures.png("a", SVG, 1)
        async with asyncio.timeout(10):
            while workers():  # noqa: ASYNC110 - nothing tells of another process's end
                await asyncio.sleep(0.02)
        assert await pictures.png("b", SVG, 1)

    with_one(work, rest=0.05)


def test_the_worker_knows_nothing_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:secret@h/db")

    async def work(pictures: Rasteriser) -> None:
        await pictures.png("a", SVG, 1)
        assert "DATABASE_URL" not in psutil.Process(workers()[0]).environ()

    with_one(work)
