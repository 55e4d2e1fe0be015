"""Drafts of releases: one digest for one content, another for another."""

from dataclasses import replace
from datetime import timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.facts import Draft, Fact, digest_of
from app.domain.period import parse_period
from app.domain.structure import Label
from tests.support.builders import draft, fact
from tests.support.catalogue import YEARBOOK

FACTS = (fact("1"), fact("2", period="2023"), fact("3", area="CN-SN"), fact(None, area="CN"))


@given(st.permutations(FACTS))
def test_the_order_of_records_does_not_matter(facts: list[Fact]) -> None:
    assert draft(*facts).digest() == draft(*FACTS).digest()


def _same() -> list[Draft]:
    one = draft(*FACTS)
    return [
        replace(one, title=Label("Another title", "")),
        replace(one, published_at=one.published_at.astimezone(timezone(timedelta(hours=8)))),
        replace(one, published_at=one.published_at + timedelta(microseconds=999_999)),
        draft(fact("1.00"), *FACTS[1:]),
        draft(fact("1E+0"), *FACTS[1:]),
    ]


@pytest.mark.parametrize(
    "other", _same(), ids=["title", "zone", "microseconds", "zeros", "exponent"]
)
def test_the_same_content_has_one_digest(other: Draft) -> None:
    assert other.digest() == draft(*FACTS).digest()


CHANGES: dict[str, object] = {
    "period": parse_period("2022"),
    "period_basis": "inferred",
    "value": Decimal("1.01"),
    "bound": "gt",
    "lower": Decimal(1),
    "upper": Decimal(1),
    "status": "E",
    "role": "conversion",
    "value_published": "1.0",
    "unit_published": "yuan",
    "decimals": 0,
    "locator": "Table 2",
    "statement": Label("It is one.", ""),
    "note": Label("", "一"),
}


@pytest.mark.parametrize("field", CHANGES)
def test_every_side_of_a_fact_is_content(field: str) -> None:
    changed = FACTS[0]._replace(**{field: CHANGES[field]})  # type: ignore[arg-type]  # as above
    assert draft(changed, *FACTS[1:]).digest() != draft(*FACTS).digest()


@pytest.mark.parametrize(
    "other",
    [
        draft(*FACTS[1:]),
        draft(*FACTS, FACTS[0]),
        draft(*FACTS, source=YEARBOOK),
        draft(*FACTS, published="2025-03-18"),
    ],
    ids=["fewer", "more", "source", "day"],
)
def test_another_content_has_another_digest(other: Draft) -> None:
    assert other.digest() != draft(*FACTS).digest()


@given(
    st.lists(st.text("ab", max_size=2), max_size=3), st.lists(st.text("ab", max_size=2), max_size=3)
)
def test_texts_do_not_run_into_each_other(one: list[str], other: list[str]) -> None:
    assert (digest_of(one) == digest_of(other)) is (one == other)


def test_a_figure_is_named_by_series_and_days() -> None:
    short = fact("1", indicator="visits", unit="COUNT", period="2025-01-28/P8D")
    long = fact("2", indicator="visits", unit="COUNT", period="2025-01-28/2025-02-04")
    assert short.key == long.key
    assert fact("1").key != fact("1", period="2023").key
