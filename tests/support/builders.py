"""Facts, drafts and answers for tests: say what matters to the test, the rest is ordinary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from app.domain.cube import Cube, Observation, Release
from app.domain.facts import Draft, Fact
from app.domain.period import parse_period
from app.domain.query import WITHDRAWN
from app.domain.series import TOTAL, parse_key, series_key
from app.domain.structure import Label
from app.domain.text import plain
from app.store.engine import Store
from app.store.publication import publish
from tests.support.catalogue import PAGE, STRUCTURE

RECORDED = datetime(2025, 4, 1, 8, 30, tzinfo=UTC)
NOTHING = Label("", "")


def fact(  # noqa: PLR0913 - a fact has that many sides, and a test names the few that it is about
    value: str | None = "1",
    *,
    indicator: str = "retail_sales",
    area: str = "CN-SX",
    transformation: str = "level",
    unit: str = "CNY",
    own: Mapping[str, str] | None = None,
    period: str = "2024",
    period_basis: str = "stated",
    bound: str = "exact",
    limits: tuple[str, str] | None = None,
    status: str | None = None,
    role: str = "indicator",
    printed: tuple[str, str] | None = None,
    locator: str = "Table 1",
    statement: Label = NOTHING,
    note: Label = NOTHING,
) -> Fact:
    """Make a fact.

    Args:
        value: In the base unit; without one the status is M unless another is given.
        own: Codes in the sector's own dimensions that are not totals.
        limits: Lower and upper limit; the bound is then a range.
        printed: Digits and unit as printed; decimals follow from the digits.
    """
    days = parse_period(period)
    sector = STRUCTURE.indicator[indicator].sector
    names = [dimension.code for dimension in STRUCTURE.sector[sector].dimensions]
    codes = {name: (own or {}).get(name, TOTAL) for name in names}
    key = series_key(indicator, area, transformation, unit, days.frequency, codes)
    lower, upper = limits or (None, None)
    digits, spelling = printed or (None, None)
    return Fact(
        series=parse_key(key),
        sector=sector,
        dimensions=tuple(codes.items()),
        period=days,
        period_basis=period_basis,
        value=_decimal(value),
        bound="range" if limits else bound,
        lower=_decimal(lower),
        upper=_decimal(upper),
        status=status or ("M" if value is None and limits is None else "A"),
        role=role,
        value_published=digits,
        unit_published=spelling,
        decimals=None if digits is None else len(digits.partition(".")[2]),
        locator=locator,
        statement=statement,
        note=note,
    )


def withdrawn(**about: str) -> Fact:
    """Make the withdrawal of a figure; takes what names it, as `fact` does."""
    return fact(
        None,
        status=WITHDRAWN,
        indicator=about.get("indicator", "retail_sales"),
        area=about.get("area", "CN-SX"),
        period=about.get("period", "2024"),
    )


def day(text: str) -> datetime:
    """Return an instant of a day, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def draft(*facts: Fact, published: str = "2025-03-17", source: str = PAGE) -> Draft:
    """Make a release that has not been published."""
    return Draft(source, Label("A release", "一次发布"), day(published), facts)


def published(
    store: Store, *facts: Fact, on: str = "2025-03-17", source: str = PAGE
) -> tuple[Release, bool]:
    """Publish facts in a transaction of their own; say which release they are in, and if new."""
    with store.writer() as writer:
        return publish(writer, draft(*facts, published=on, source=source), RECORDED)


def observation(said: Fact, *, release: int = 1, superseded_by: int | None = None) -> Observation:
    """Return what a store answers for a fact, with provenance."""
    return Observation(
        key=said.series.key,
        series=said.series.id,
        period=said.period.text,
        start=said.period.start.isoformat(),
        end=said.period.end.isoformat(),
        period_basis=said.period_basis,
        value=_text(said.value),
        bound=said.bound,
        lower=_text(said.lower),
        upper=_text(said.upper),
        status=said.status,
        role=said.role,
        value_published=said.value_published,
        unit_published=said.unit_published,
        decimals=said.decimals,
        release=release,
        locator=said.locator,
        superseded_by=superseded_by,
        statement_en=said.statement.en,
        statement_zh=said.statement.zh,
        note_en=said.note.en,
        note_zh=said.note.zh,
    )


def release(number: int, *, published_at: datetime | None = None, source: str = PAGE) -> Release:
    """Return a release as a store lists it."""
    instant = published_at or day("2025-03-17") + timedelta(days=number)
    return Release(
        number=number,
        id=f"{instant:%Y-%m-%d}-{number:012x}",
        source=source,
        title=Label(f"Release {number}", f"第{number}次发布"),
        published_at=instant,
        recorded_at=RECORDED,
        digest=f"{number:064x}",
        added=1,
        revised=0,
        withdrawn=0,
        unchanged=0,
    )


def cube(observations: Sequence[Observation], *releases: Release) -> Cube:
    """Return an answer; the releases are those given, or one for each number that occurs."""
    known = releases or tuple(release(number) for number in {o.release for o in observations})
    return Cube(STRUCTURE, tuple(observations), {each.number: each for each in known})


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)
