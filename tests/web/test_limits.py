"""What a request must not exceed, and what passes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web import limits
from app.web.limits import (
    BAD_HOST,
    BAD_URL,
    HEADERS_TOO_LARGE,
    TOO_MANY_HEADERS,
    TOO_MANY_PARAMETERS,
    URL_TOO_LONG,
    Refusal,
    violation,
)
from app.web.problem_types import PROBLEM_TYPES
from tests.web.driver import HOST, http_scope


def test_every_refusal_has_a_page() -> None:
    refusals = [value for value in vars(limits).values() if isinstance(value, Refusal)]
    pages = {(problem.slug, problem.status) for problem in PROBLEM_TYPES}
    assert len(refusals) > 8
    assert {(refusal.slug, refusal.status) for refusal in refusals} <= pages


def test_ordinary_requests_pass() -> None:
    assert violation(http_scope(target="/v1/observations?area=CN-14&time=2020..2025")) is None
    assert violation(http_scope(target="/v1/indicators?q=%E7%85%A4%20x+y&x=%2F%3f")) is None
    assert violation(http_scope(target="/" + "a" * 8191)) is None
    assert violation(http_scope(target="/?" + "&" * 99)) is None
    assert violation(http_scope(headers=[(b"x", b"y")] * 99)) is None
    room = 16 * 1024 - sum(map(len, HOST)) - 4 - 5
    assert violation(http_scope(headers=[(b"x", b"y" * room)])) is None


@pytest.mark.parametrize(
    ("target", "refusal"),
    [
        ("/" + "a" * 8192, URL_TOO_LONG),
        ("/?" + "a" * 8190, None),
        ("/?" + "a" * 8191, URL_TOO_LONG),
        ("/?" + "&" * 100, TOO_MANY_PARAMETERS),
        ("/%", BAD_URL),
        ("/%4", BAD_URL),
        ("/?q=%zz", BAD_URL),
        ("/%00", BAD_URL),
        ("/?q=%1F", BAD_URL),
        ("/?q=%0d%0a", BAD_URL),
        ("/?q=%7f", BAD_URL),
        ("/?q=%ff", BAD_URL),
        ("/?q=%e7%85", BAD_URL),
        ("/?q=%ed%a0%80", BAD_URL),
        ("/%c0%af", BAD_URL),
        ("/a b", BAD_URL),
        ("/?q=\x00", BAD_URL),
        ("/?q=\x7f", BAD_URL),
        ("/?q=\xe7\x85\xa4", BAD_URL),
    ],
)
def test_urls(target: str, refusal: Refusal | None) -> None:
    assert violation(http_scope(target=target)) == refusal


@pytest.mark.parametrize(
    ("hosts", "refusal"),
    [
        ([], BAD_HOST),
        ([HOST, HOST], BAD_HOST),
        ([(b"host", b"")], BAD_HOST),
        ([(b"host", b"a/b")], BAD_HOST),
        ([(b"host", b"a b")], BAD_HOST),
        ([(b"host", b"user@a")], BAD_HOST),
        ([(b"host", b"a<script>")], BAD_HOST),
        ([(b"host", b"\xe7\x85\xa4")], BAD_HOST),
        ([(b"host", b"[::1]:8000")], None),
        ([(b"host", b"Stats_1.example-a.org:443")], None),
    ],
)
def test_hosts(hosts: list[tuple[bytes, bytes]], refusal: Refusal | None) -> None:
    assert violation(http_scope(hosts=hosts)) == refusal


def test_headers() -> None:
    assert violation(http_scope(headers=[(b"x", b"y")] * 100)) == TOO_MANY_HEADERS
    assert violation(http_scope(headers=[(b"x", b"y" * 16 * 1024)])) == HEADERS_TOO_LARGE
    assert violation(http_scope(headers=[(b"x", b"y" * 4096)] * 4)) == HEADERS_TOO_LARGE


def test_a_server_that_gives_no_raw_path() -> None:
    scope = http_scope()
    scope["path"] = "/煤"
    del scope["raw_path"]
    assert violation(scope) is None
    scope["path"] = "/a\x00"
    assert violation(scope) == BAD_URL


def decodes(part: str) -> bool:
    """The rule, said once more by other means."""
    out = bytearray()
    rest = part
    while rest:
        if rest[0] == "%":
            if len(rest) < 3 or any(digit not in "0123456789abcdefABCDEF" for digit in rest[1:3]):
                return False
            out.append(int(rest[1:3], 16))
            rest = rest[3:]
        else:
            out.append(ord(rest[0]))
            rest = rest[1:]
    if any(byte < 0x20 or byte == 0x7F for byte in out):
        return False
    try:
        out.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@given(st.text("%0123456789abcdefABCDEFg=&+/", max_size=24))
def test_escapes_as_another_reading_of_the_rule_has_it(part: str) -> None:
    expected = None if decodes(part) else BAD_URL
    assert violation(http_scope(target=f"/{part}")) == expected
    assert violation(http_scope(target=f"/?{part}")) == expected


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), max_size=24))
def test_every_text_passes_when_it_is_escaped(text: str) -> None:
    escaped = "".join(f"%{byte:02X}" for byte in text.encode())
    assert violation(http_scope(target=f"/{escaped}?q={escaped}")) is None


def test_a_body_announced_too_large_is_refused() -> None:
    def asking(length: bytes) -> Refusal | None:
        return violation(http_scope(headers=[(b"content-length", length)]), max_body=10)

    assert asking(b"10") is None
    refusal = asking(b"11")
    assert refusal is not None
    assert (refusal.status, refusal.slug) == (413, "too-large")


@pytest.mark.parametrize("escape", ["%C2%9B", "%E2%80%A8", "%E2%80%AE", "%E2%80%8B"])
def test_controls_and_turning_marks_are_refused(escape: str) -> None:
    assert violation(http_scope(target=f"/?area={escape}")) == BAD_URL
