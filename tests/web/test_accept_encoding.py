"""Which coding a client gets: q-values in full."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.accept_encoding import PREFERENCE, Coding, choose


@pytest.mark.parametrize(
    ("accept_encoding", "expected"),
    [
        (None, "identity"),
        ("", "identity"),
        ("  ", "identity"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("deflate, compress", "identity"),
        ("*", "zstd"),
        ("gzip;q=0.5, br;q=0.4", "gzip"),
        ("gzip;q=0.5,*;q=0.8", "zstd"),
        ("gzip;q=0.5, zstd;q=0, *;q=0.8", "br"),
        ("gzip ; q=1.000", "gzip"),
        ("gzip;Q=0.3", "gzip"),
        ("gzip;q=0", "identity"),
        ("gzip;q=0.000", "identity"),
        ("gzip;q=0, gzip", "identity"),
        ("identity, gzip", "gzip"),
        ("identity, gzip;q=0.999", "identity"),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("gzip;q=0.1, br;q=0.1, zstd;q=0.1, *", "identity"),
        ("identity;q=0, gzip;q=0.001", "gzip"),
        ("*;q=0, identity", "identity"),
        ("*;q=0, br", "br"),
        ("identity;q=0", None),
        ("*;q=0", None),
        ("identity;q=0, gzip;q=0", None),
        # Not well-formed: as if not there.
        ("gzip;q=2", "identity"),
        ("gzip;q=1.001", "identity"),
        ("gzip;q=0.1234", "identity"),
        ("gzip;q=-1", "identity"),
        ("gzip;q=nan", "identity"),
        ("gzip;q=", "identity"),
        ("gzip;", "identity"),
        ("gzip;level=9", "identity"),
        ("gzip;q=\u0660.\u0665", "identity"),
        (",,;q=1,br", "br"),
    ],
)
def test_rfc_9110(accept_encoding: str | None, expected: Coding | None) -> None:
    assert choose(accept_encoding) == expected


weights = st.integers(0, 1000).map(lambda thousandths: f"{thousandths / 1000:.3f}")
names = st.sampled_from(["gzip", "br", "zstd", "identity", "*", "deflate", "compress"])
spaces = st.sampled_from(["", " ", "\t "])


def weight_of(listed: dict[str, float], coding: str) -> float | None:
    """What the RFC says a coding weighs; None when nothing was said."""
    return listed.get(coding, listed.get("*"))


@given(st.dictionaries(names, weights), spaces)
def test_no_acceptable_coding_weighs_more_than_the_chosen(
    listed: dict[str, str], space: str
) -> None:
    header = f"{space},{space}".join(f"{name}{space};{space}q={q}" for name, q in listed.items())
    numbers = {name: float(weight) for name, weight in listed.items()}
    coded = {coding: weight_of(numbers, coding) or 0.0 for coding in PREFERENCE}
    identity = weight_of(numbers, "identity")
    chosen = choose(header)
    if chosen is None:
        assert identity == 0
        assert max(coded.values()) == 0
    elif chosen == "identity":
        assert identity != 0
        assert max(coded.values()) == 0 or (identity or 0) > max(coded.values())
    else:
        assert coded[chosen] > 0
        assert coded[chosen] >= (identity or 0)
        assert coded[chosen] == max(coded.values())
        preferred = PREFERENCE[: PREFERENCE.index(chosen)]
        assert all(coded[other] < coded[chosen] for other in preferred)


@given(st.text())
def test_anything_is_understood_somehow(accept_encoding: str) -> None:
    assert choose(accept_encoding) in {"identity", None, *PREFERENCE}


@given(st.permutations(["gzip;q=0.2", "br;q=0.7", "zstd;q=0.7", "identity;q=0.1", "*;q=0"]))
def test_the_order_of_elements_says_nothing(elements: list[str]) -> None:
    assert choose(",".join(elements)) == "zstd"


def test_a_long_value_is_cheap_and_not_kept() -> None:
    assert choose("x," * 8000 + "gzip") == "identity"
    assert choose("gzip" + " " * 8000) == "gzip"
