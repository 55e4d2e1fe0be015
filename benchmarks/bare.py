"""The limit: uvicorn with an application that only sends bytes made before.

    BARE_ANSWER=answer.json uvicorn benchmarks.bare:app

The file holds head and body of an answer of ours; a conditional request gets its 304.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from starlette.types import Message, Receive, Scope, Send

# These go with a body, or uvicorn adds them by itself.
_NOT_SENT = frozenset({"content-length", "date", "transfer-encoding"})


def _messages() -> tuple[list[Message], list[Message]]:
    """Return the messages of the full answer and of the 304."""
    answer = json.loads(Path(os.environ["BARE_ANSWER"]).read_text(encoding="utf-8"))
    body: bytes = answer["body"].encode()
    fields = [
        (name.lower().encode(), value.encode())
        for name, value in answer["headers"]
        if name.lower() not in _NOT_SENT
    ]
    length = (b"content-length", b"%d" % len(body))
    full: list[Message] = [
        {"type": "http.response.start", "status": 200, "headers": [*fields, length]},
        {"type": "http.response.body", "body": body},
    ]
    unchanged: list[Message] = [
        {"type": "http.response.start", "status": 304, "headers": fields},
        {"type": "http.response.body"},
    ]
    return full, unchanged


_full, _unchanged = _messages()


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Send the same answer to everything."""
    del receive
    conditional = any(name == b"if-none-match" for name, _ in scope["headers"])
    for message in _unchanged if conditional else _full:
        await send(message)
