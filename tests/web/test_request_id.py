"""Ids of requests: taken where they are sound, made where not."""

import re

import pytest

from app.web.request_id import new_request_id, request_id


@pytest.mark.parametrize("sent", [b"a", b"A.b_c-9", b"x" * 64])
def test_a_harmless_id_is_kept(sent: bytes) -> None:
    assert request_id(sent) == sent.decode()


@pytest.mark.parametrize(
    "sent", [None, b"", b"x" * 65, b"a b", b"a\n", b"\xff", b"{}", b"<a>", b'a"']
)
def test_another_is_replaced(sent: bytes | None) -> None:
    assert re.fullmatch("[0-9a-f]{16}", request_id(sent))


def test_ids_differ() -> None:
    assert len({new_request_id() for _ in range(1000)}) == 1000
