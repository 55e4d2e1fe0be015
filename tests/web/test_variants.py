"""Entity tags of coded variants, there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.accept_encoding import PREFERENCE, Coding
from app.web.variants import (
    compressible,
    edited,
    joined,
    plain_tags,
    variant_tag,
    vary_by_coding,
)


@pytest.mark.parametrize(
    "media_type",
    [
        "text/html; charset=utf-8",
        "text/csv",
        "TEXT/Plain",
        "application/json",
        "application/problem+json",
        "application/vnd.oai.openapi+json;version=3.1",
        "application/vnd.sdmx.data+csv;version=2.0.0",
        "application/vnd.sdmx.structure+xml;version=3.0.0",
        "application/atom+xml",
        "application/x-ndjson",
        "application/javascript",
        "image/svg+xml",
    ],
)
def test_text_shrinks(media_type: str) -> None:
    assert compressible(media_type.encode())


@pytest.mark.parametrize(
    "media_type",
    [
        "",
        "image/png",
        "image/webp",
        "font/woff2",
        "application/vnd.apache.parquet",
        "application/vnd.apache.arrow.stream",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/zip",
        "application/octet-stream",
    ],
)
def test_packed_formats_do_not(media_type: str) -> None:
    assert not compressible(media_type.encode())


@pytest.mark.parametrize(
    ("vary", "expected"),
    [
        (None, b"Accept-Encoding"),
        (b"", b"Accept-Encoding"),
        (b"Accept", b"Accept, Accept-Encoding"),
        (b"Accept, accept-encoding", b"Accept, accept-encoding"),
        (b"*", b"*"),
    ],
)
def test_vary_is_merged(vary: bytes | None, expected: bytes) -> None:
    assert vary_by_coding(vary) == expected


@pytest.mark.parametrize(
    ("tags", "coding", "expected"),
    [
        (b'"abc-gz"', "gzip", b'"abc"'),
        (b'W/"abc-gz"', "gzip", b'W/"abc"'),
        (b'"x", "abc-zst" , W/"y-zst"', "zstd", b'"x", "abc" , W/"y"'),
        (b'"abc-br"', "gzip", b'"abc-br"'),
        (b'"a,-gz", "b-gz"', "gzip", b'"a,", "b"'),
        (b'"abc-gz"', "identity", b'"abc-gz"'),
        (b"*", "gzip", b"*"),
        (b"abc-gz", "gzip", b"abc-gz"),
    ],
)
def test_only_tags_of_this_coding_lose_their_suffix(
    tags: bytes, coding: Coding, expected: bytes
) -> None:
    assert plain_tags(tags, coding) == expected


opaque = st.text("abcXYZ019-._~!#,;gz", max_size=12).map(lambda text: f'"{text}"'.encode())


@given(st.lists(opaque), opaque, st.sampled_from(PREFERENCE))
def test_a_variant_comes_back_as_the_tag_it_was_made_from(
    others: list[bytes], tag: bytes, coding: Coding
) -> None:
    variant = variant_tag(tag, coding)
    assert variant != tag
    assert plain_tags(b", ".join([*others, variant]), coding).endswith(tag)
    for other in PREFERENCE:
        if other != coding:
            assert plain_tags(variant, other) == variant


def test_weak_tags_stand_for_every_coding() -> None:
    assert variant_tag(b'W/"abc"', "br") == b'W/"abc"'
    assert variant_tag(b'"abc"', "identity") == b'"abc"'


def test_repeated_fields_are_joined() -> None:
    fields = joined([(b"vary", b"Accept"), (b"etag", b'"a"'), (b"vary", b"Range")])
    assert fields == {b"vary": b"Accept, Range", b"etag": b'"a"'}


def test_editing_replaces_adds_and_leaves_out() -> None:
    before = [(b"vary", b"Accept"), (b"etag", b'"a"'), (b"vary", b"Range")]
    assert edited(before, {b"vary": b"Accept", b"etag": None, b"link": b"<x>"}) == [
        (b"vary", b"Accept"),
        (b"link", b"<x>"),
    ]
    assert len(before) == 3
