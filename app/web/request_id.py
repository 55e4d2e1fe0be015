"""Request ids: one name for a request in answers, logs and the client's own records."""

import os
import re

_ACCEPTED = re.compile(rb"[A-Za-z0-9._-]{1,64}").fullmatch


def new_request_id() -> str:
    """Sixteen hexadecimal digits; random, so that workers need not agree on a counter."""
    return os.urandom(8).hex()


def request_id(sent: bytes | None) -> str:
    """The client's own id when it is short and harmless in logs and headers, else a new one."""
    if sent is not None and _ACCEPTED(sent):
        return sent.decode("ascii")
    return new_request_id()
