"""Facts for every kind of picture, and for every bound in each."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from app.charts import Facts, facts_of
from app.domain.cube import Cube
from app.domain.facts import Fact
from app.domain.series import parse_key
from app.domain.structure import Area, Code, CodeList, Indicator, Label, Structure
from tests.support.builders import cube, day, fact, observation, release, withdrawn
from tests.support.catalogue import STRUCTURE

BOUNDS = ("exact", "gt", "ge", "lt", "le", "approx", "range")
_AREAS = Path(__file__).parents[2] / "seed" / "catalogue" / "areas.toml"
_PRINTED = {"CNY": (10**9, "billion yuan"), "PERCENT": (1, "percent")}


def _area(entry: dict[str, str]) -> Area:
    name = Label(**entry["name"])  # type: ignore[arg-type]
    code, gb = entry["code"], entry["gb_code"]
    return Area(code, gb, entry.get("parent"), entry["level"], entry["category"], name)


def _list(each: CodeList) -> CodeList:
    if each.code != "status":
        return each
    more = (
        Code("B", Label("Break in series", "序列中断")),
        Code("D", Label("Definition differs", "口径不同")),
    )
    return replace(each, codes=(*each.codes, *more))


@cache
def structure() -> Structure:
    """The catalogue of the tests with all provinces, a stock, and a rate that is no share."""
    areas = tuple(_area(entry) for entry in tomllib.loads(_AREAS.read_text())["areas"])
    sample = STRUCTURE.indicator["retail_sales"]
    stock = replace(sample, code="mines", sector="energy", unit_dimension="count", nature="stock")
    rate = replace(sample, code="rate", sector="trade", unit_dimension="ratio", nature="ratio")
    named = (
        replace(stock, name=Label("Mines", "煤矿"), aliases=()),
        replace(rate, name=Label("A rate", "比率"), aliases=()),
    )
    indicators: tuple[Indicator, ...] = (*STRUCTURE.indicators, *named)
    lists = tuple(_list(each) for each in STRUCTURE.code_lists)
    return replace(STRUCTURE, areas=areas, indicators=indicators, code_lists=lists)


def answer(*facts: Fact) -> Cube:
    """Return what a store answers."""
    made = cube(tuple(observation(each) for each in facts), release(1))
    return replace(made, structure=structure())


def facts(code: str, *stated: Fact, area: str | None = None) -> Facts:
    """Return the facts of an indicator."""
    return facts_of(answer(*stated), code, area)


def called(code: str, said: Fact) -> Fact:
    """Say the same of another indicator."""
    key = said.series.key
    return said._replace(series=parse_key(code + key[key.index(".") :]))


def level(value: str, period: str = "2024", *, bound: str = "exact", **more: object) -> Fact:
    """State retail sales in billions of yuan, a range being one tenth wide."""
    amount = int(float(value) * 10**9)
    if bound == "range":
        limits = (str(amount), str(int(amount * 1.1)))
        return fact(None, period=period, limits=limits, **more)  # type: ignore[arg-type]
    printed = (value, "billion yuan")
    return fact(str(amount), period=period, bound=bound, printed=printed, **more)  # type: ignore[arg-type]


def percent(
    value: str,
    period: str = "2024",
    *,
    bound: str = "exact",
    code: str = "occupancy",
    **more: object,
) -> Fact:
    """State a percentage, a range being five points wide."""
    told = {"indicator": code, "unit": "PERCENT", "period": period, **more}
    if bound == "range":
        return fact(None, limits=(value, str(Decimal(value) + 5)), **told)  # type: ignore[arg-type]
    return fact(value, bound=bound, printed=(value, "percent"), **told)  # type: ignore[arg-type]


def growth(value: str, period: str = "2024", *, bound: str = "exact", **more: object) -> Fact:
    """State a change of retail sales on the year."""
    return percent(value, period, bound=bound, code="retail_sales", transformation="yoy", **more)


def years(first: int, *values: str | None, **more: object) -> list[Fact]:
    """State levels of years in a row; `None` leaves one out."""
    return [
        level(value, str(first + place), **more)  # type: ignore[arg-type]
        for place, value in enumerate(values)
        if value is not None
    ]


def with_last(bound: str, count: int = 4) -> list[Fact]:
    """State some years in a row, the last with a bound."""
    plain = years(2024 - count + 1, *(str(700 + 30 * i) for i in range(count - 1)))
    return [*plain, level("818.05", "2024", bound=bound)]


def single(kind: str, bound: str) -> Facts:
    """Return facts of one kind whose last figure has this bound."""
    made = {
        "share": lambda: facts("occupancy", percent("54.1", bound=bound)),
        "rate": lambda: facts("rate", called("rate", percent("4.8", bound=bound))),
        "growth": lambda: facts("retail_sales", growth("12.3", bound=bound)),
        "fall": lambda: facts("retail_sales", growth("-8.6", bound=bound)),
        "level": lambda: facts("retail_sales", level("818.05", bound=bound)),
        "pair": lambda: facts("retail_sales", level("798.1", "2023"), level("818.05", bound=bound)),
        "columns": lambda: facts("retail_sales", *with_last(bound)),
        "spark": lambda: facts("retail_sales", *with_last(bound, 15)),
        "holidays": lambda: facts(
            "retail_sales",
            level("40.5", "2024-02-10/P8D"),
            level("46.2", "2025-01-28/P8D", bound=bound),
        ),
        "areas": lambda: facts("retail_sales", *everywhere(bound), area="CN-SX"),
        "breakdown": lambda: facts(
            "retail_sales",
            level("8.78", own={"product": "automobiles"}, bound=bound),
            level("4.13", own={"product": "home_appliances"}),
        ),
    }
    return made[kind]()


def everywhere(bound: str = "exact", *, but: int = 0) -> list[Fact]:
    """State the same of every province, the figure of Shanxi with a bound."""
    codes = [a.code for a in structure().areas if a.level == "province"]
    told = codes[: len(codes) - but]
    return [
        level(
            str(300 + (place * 137) % 800 + 0.5),
            area=code,
            bound=bound if code == "CN-SX" else "exact",
        )
        for place, code in enumerate(told)
    ]


def versions(*values: str | None, bound: str = "exact") -> Cube:
    """Return the versions of one figure; `None` is its withdrawal."""
    releases = [
        release(place, published_at=day(f"20{18 + place}-03-17"))
        for place in range(1, len(values) + 1)
    ]
    stated = [
        observation(withdrawn() if value is None else level(value, bound=bound), release=place)
        for place, value in enumerate(values, 1)
    ]
    return replace(cube(tuple(stated), *releases), structure=structure())
