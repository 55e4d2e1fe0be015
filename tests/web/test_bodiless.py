"""HEAD: the head of GET, and no body."""

import asyncio

from starlette.types import Message, Receive, Scope, Send

from app.web.bodiless import NOTHING, Bodiless, as_get
from tests.web.driver import http_scope


def test_nothing_can_be_awaited_again_and_again() -> None:
    async def twice() -> None:
        await NOTHING
        await NOTHING

    asyncio.run(twice())


def cut(
    app_after_start: list[Message], server_says: list[Message]
) -> tuple[list[Message], list[Message]]:
    """What reaches the server, and what the application is told after its messages."""
    sent: list[Message] = []
    told: list[Message] = []

    async def receive() -> Message:
        if not server_says:
            await asyncio.Event().wait()
        return server_says.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del scope
        told.append(await receive())
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for message in app_after_start:
            await send(message)
        told.append(await receive())

    async def run() -> None:
        bodiless = Bodiless(receive, send)
        await asyncio.wait_for(app({}, bodiless.receive, bodiless.send), 10)

    asyncio.run(run())
    return sent, told


REQUEST: Message = {"type": "http.request", "body": b"", "more_body": False}
LEFT: Message = {"type": "http.disconnect"}


def piece(body: bytes) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": True}


def test_the_answer_ends_at_the_first_piece_and_the_application_is_told() -> None:
    sent, told = cut([piece(b"one"), piece(b"two")], [REQUEST])
    assert sent[1:] == [{"type": "http.response.body", "body": b"", "more_body": False}]
    assert told == [REQUEST, LEFT]


def test_a_client_that_really_leaves_is_noticed_before_any_piece() -> None:
    sent, told = cut([], [REQUEST, LEFT])
    assert len(sent) == 1
    assert told == [REQUEST, LEFT]


def test_the_scope_of_the_same_request_by_get() -> None:
    scope = http_scope("HEAD", "/x?y")
    scope["asgi"]["spec_version"] = "2.5"
    copy = as_get(scope)
    assert copy["method"] == "GET"
    assert copy["asgi"] == {"version": "3.0", "spec_version": "2.3"}
    assert scope["method"] == "HEAD"
    assert scope["asgi"]["spec_version"] == "2.5"
    assert copy["state"] is scope["state"]
