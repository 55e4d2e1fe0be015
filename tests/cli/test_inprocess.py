"""Answers reach the terminal as they are made, not when they are complete."""

from collections.abc import AsyncIterator

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.cli.inprocess import ask

PIECES = 50


def _site(made: list[int]) -> FastAPI:
    site = FastAPI()

    async def pieces() -> AsyncIterator[bytes]:
        for number in range(PIECES):
            made.append(number)
            yield b"x"

    async def stream(_: Request) -> Response:
        return StreamingResponse(pieces())

    async def refuse(_: Request) -> Response:
        return Response(b"no", 404)

    site.add_route("/stream", stream)
    site.add_route("/refuse", refuse)
    return site


def test_each_piece_is_passed_on_before_the_next_is_made() -> None:
    made: list[int] = []
    behind: list[int] = []

    def sink(piece: bytes) -> None:
        if piece:
            behind.append(len(made) - len(behind))

    answer = ask(_site(made), "/stream", [], sink)
    assert (answer.status, answer.cut) == (200, False)
    assert behind == [1] * PIECES


def test_a_refusal_is_kept_from_the_sink() -> None:
    written: list[bytes] = []
    answer = ask(_site([]), "/refuse", [], written.append)
    assert (answer.status, bytes(answer.refusal), written) == (404, b"no", [])


def test_nothing_more_is_made_once_the_sink_is_closed() -> None:
    made: list[int] = []

    def sink(_: bytes) -> None:
        raise BrokenPipeError

    answer = ask(_site(made), "/stream", [], sink)
    assert answer.cut
    assert len(made) == 1
