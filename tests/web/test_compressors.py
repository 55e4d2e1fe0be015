"""Every coding decodes to what was coded, whole and in streams."""

import zlib

import brotli  # type: ignore[import-untyped]  # ships no annotations
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from app.web.accept_encoding import PREFERENCE, Coding
from app.web.compressors import SMALL, compress, open_stream
from tests.web.driver import decode

codings = st.sampled_from(PREFERENCE)


@given(codings, st.binary(max_size=5000))
def test_a_whole_body_comes_back(coding: Coding, body: bytes) -> None:
    coded = compress(coding, body)
    assert decode(coding, coded) == body
    assert compress(coding, body) == coded


@given(codings, st.lists(st.binary(max_size=2000), min_size=1))
def test_a_stream_comes_back(coding: Coding, pieces: list[bytes]) -> None:
    stream = open_stream(coding)
    coded = b"".join([*(stream.feed(piece) for piece in pieces[:-1]), stream.finish(pieces[-1])])
    assert decode(coding, coded) == b"".join(pieces)


@pytest.mark.parametrize("coding", PREFERENCE)
def test_large_bodies_come_back(coding: Coding) -> None:
    body = b"CN-14,coal-output,2024-01,12.5\n" * (SMALL // 8)
    assert decode(coding, compress(coding, body)) == body


def decoder(coding: Coding) -> "zlib._Decompress | zstandard.ZstdDecompressionObj":
    if coding == "gzip":
        return zlib.decompressobj(wbits=31)
    return zstandard.ZstdDecompressor().decompressobj()


@pytest.mark.parametrize("coding", PREFERENCE)
def test_each_piece_can_be_read_before_the_next_is_made(coding: Coding) -> None:
    stream = open_stream(coding)
    reader = brotli.Decompressor().process if coding == "br" else decoder(coding).decompress
    for number in range(5):
        piece = f"row {number} of many\n".encode() * 20
        assert reader(stream.feed(piece)) == piece
    assert reader(stream.finish(b"")) == b""
