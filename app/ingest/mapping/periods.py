"""Periods as tables print them, in Chinese or in digits, become periods of our grammar.

Figures for `1-2月` or `前三季度` are cumulative: their period is an interval from the first to the last
day, also where it happens to be a quarter or half a year, so that one series holds them all.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.domain.period import Frequency, Period, PeriodError, parse_period

KNOWN_FORMS = "2024年, 2024年一季度, 2024年前三季度, 2024年1-2月, 2024年12月, 2024-Q1 or 2024-12"

_DIGITS = {name: number for number, name in enumerate("一二三四五六七八九十", 1)}
_YEAR = r"(?P<year>[12]\d{3})年?"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_QUARTER = r"[1-4一二三四]"
_TO = r"(?:-|–|—|——|~|至|到)"
_FORMS = {
    form: re.compile(pattern, re.ASCII)
    for form, pattern in {
        "year": r"(?P<year>[12]\d{3})(?:年|年度|年末|年底)?",
        "half": rf"{_YEAR}(?P<half>[上下])半年",
        "letter": r"(?P<year>[12]\d{3})-?(?P<letter>[HS])(?P<number>[12])",
        "quarter": rf"{_YEAR}(?:第?(?P<quarter>{_QUARTER})季度?末?|-?Q(?P<digit>[1-4]))",
        "quarters": rf"{_YEAR}(?:前|第?[一1]{_TO}第?)(?P<quarter>[二两三四234])个?季度",
        "months": rf"{_YEAR}(?P<first>{_MONTH})月?{_TO}(?P<last>{_MONTH})月份?",
        "month": rf"{_YEAR}(?P<month>{_MONTH})月(?:份|末)?",
        "digits": r"(?P<year>[12]\d{3})(?:[-/.M]?)(?P<month>0[1-9]|1[0-2])",
        "day": (
            rf"{_YEAR}(?P<month>{_MONTH})月(?P<day>[0-3]?\d)日"
            r"|(?P<year2>[12]\d{3})/(?P<month2>[01]?\d)/(?P<day2>[0-3]?\d)"
        ),
    }.items()
}
_AMBIGUOUS = re.compile(r"(?P<year>[12]\d{3})[-/.](?P<number>[1-9])", re.ASCII)
_YEARS = re.compile(rf"(?P<first>[12]\d{{3}})年?{_TO}(?P<last>[12]\d{{3}})年?", re.ASCII)
_SOME_YEAR = re.compile(r"[12]\d{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PeriodFault:
    """Why a text is no period, and what may have been meant."""

    reason: str
    suggestion: str


@lru_cache(maxsize=4096)
def read_period(text: str, *, cumulative: bool = False) -> Period | PeriodFault:
    """Read a period as it is printed.

    Args:
        text: In one of the forms above, or in our own grammar.
        cumulative: The figure counts from the beginning of the year to the end of the period.
    """
    squeezed = "".join(unicodedata.normalize("NFKC", text).upper().split())
    try:
        period = parse_period(_translated(squeezed) or squeezed)
    except PeriodError:
        return _fault(text, squeezed)
    if cumulative and period.frequency is not Frequency.ANNUAL:
        return parse_period(f"{period.start.year}-01-01/{period.end}")
    return period


def _translated(text: str) -> str | None:
    for form, pattern in _FORMS.items():
        match = pattern.fullmatch(text)
        if match is not None:
            parts = {name: part for name, part in match.groupdict().items() if part}
            return _TRANSLATIONS[form](parts)
    return None


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    return sum(_DIGITS["二" if character == "两" else character] for character in text)


def _year(parts: dict[str, str]) -> str:
    return parts["year"]


def _half(parts: dict[str, str]) -> str:
    return f"{parts['year']}-S{1 if parts['half'] == '上' else 2}"


def _letter(parts: dict[str, str]) -> str:
    return f"{parts['year']}-S{parts['number']}"


def _quarter(parts: dict[str, str]) -> str:
    number = parts["digit"] if "digit" in parts else _number(parts["quarter"])
    return f"{parts['year']}-Q{number}"


def _quarters(parts: dict[str, str]) -> str:
    return _interval(int(parts["year"]), 1, 3 * _number(parts["quarter"]))


def _months(parts: dict[str, str]) -> str:
    return _interval(int(parts["year"]), _number(parts["first"]), _number(parts["last"]))


def _interval(year: int, first: int, last: int) -> str:
    end = date(year, last, calendar.monthrange(year, last)[1])
    return f"{date(year, first, 1)}/{end}"


def _month(parts: dict[str, str]) -> str:
    return f"{parts['year']}-{_number(parts['month']):02}"


def _day(parts: dict[str, str]) -> str:
    year, month, day = (parts.get(name) or parts[f"{name}2"] for name in ("year", "month", "day"))
    return f"{year}-{_number(month):02}-{int(day):02}"


_TRANSLATIONS = {
    "year": _year,
    "half": _half,
    "letter": _letter,
    "quarter": _quarter,
    "quarters": _quarters,
    "months": _months,
    "month": _month,
    "digits": _month,
    "day": _day,
}


def _fault(text: str, squeezed: str) -> PeriodFault:
    shown = text[:64]
    ambiguous = _AMBIGUOUS.fullmatch(squeezed)
    if ambiguous:
        year, number = ambiguous["year"], ambiguous["number"]
        reason = f"{shown!r} may be a month, or something else of which there are several a year."
        also = f" or {year}-Q{number}" if number in "1234" else ""
        return PeriodFault(reason, f"{year}-0{number}{also}")
    several = _YEARS.fullmatch(squeezed)
    if several:
        reason = f"{shown!r} names several years, which may be a total, an average or two dates."
        whole = f"{several['first']}-01-01/{several['last']}-12-31"
        return PeriodFault(reason, f"{whole}, if the figures are about all of them together")
    years = _SOME_YEAR.findall(squeezed)
    suggestion = KNOWN_FORMS.replace("2024", years[0]) if len(years) == 1 else KNOWN_FORMS
    return PeriodFault(f"{shown!r} is no period that we can read.", suggestion)
