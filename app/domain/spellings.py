"""How periods, days and numbers are written elsewhere: what a malformed text was probably meant to be.

Suggests, never substitutes: each suggestion is in our own grammar, and whoever asked decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from app.domain.period import PeriodError, parse_time
from app.domain.text import plain

_Y = r"(?P<y>[1-9]\d{3})"
_ORDINALS = {"一": "1", "二": "2", "三": "3", "四": "4"}
_HALVES = {"上": "1", "下": "2", "H1": "1", "H2": "2", "1": "1", "2": "2"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# A number that is written out: beyond this many digits it was no figure anyway.
_DIGITS = 30
_number = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,15})?", re.ASCII).fullmatch

_Write = Callable[[re.Match[str]], str]


def _quarter(m: re.Match[str]) -> str:
    return f"{m['y']}-Q{_ORDINALS.get(m['q'], m['q'])}"


def _half(m: re.Match[str]) -> str:
    return f"{m['y']}-S{_HALVES[m['h']]}"


def _named_month(m: re.Match[str]) -> str:
    return f"{m['y']}-{_MONTHS.index(m['name'][:3].lower()) + 1:02}"


def _month(m: re.Match[str]) -> str:
    return f"{m['y']}-{int(m['m']):02}"


def _day(m: re.Match[str]) -> str:
    return f"{m['y']}-{int(m['m']):02}-{int(m['d']):02}"


_M, _D, _NAME = r"(?P<m>\d{1,2})", r"(?P<d>\d{1,2})", rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*"
_DAYS = (
    rf"{_Y}(?P<m>\d\d)(?P<d>\d\d)",
    rf"{_Y}[/.-]{_M}[/.-]{_D}",
    rf"{_Y}\s*年\s*{_M}\s*月\s*{_D}\s*[日号]",
)
_FORMS: tuple[tuple[str, _Write], ...] = (
    (rf"{_Y}\s*年?度?", lambda m: m["y"]),
    (rf"{_Y}[\s/_-]*Q(?P<q>[1-4])", _quarter),
    (rf"Q(?P<q>[1-4])[\s/_-]*{_Y}", _quarter),
    (rf"{_Y}\s*年\s*第?(?P<q>[一二三四1-4])\s*季度?", _quarter),
    (rf"{_Y}[\s/_-]*[HS](?P<h>[12])", _half),
    (rf"[HS](?P<h>[12])[\s/_-]*{_Y}", _half),
    (rf"{_Y}\s*年?\s*(?P<h>[上下])半年", _half),
    (rf"{_Y}(?P<m>\d\d)", _month),
    (rf"{_Y}\s*[/._-]?\s*M?{_M}", _month),
    (rf"{_M}[/.]{_Y}", _month),
    (rf"{_Y}\s*年\s*{_M}\s*月份?", _month),
    (rf"{_NAME}\.?[\s,-]*{_Y}", _named_month),
    (rf"{_Y}[\s,-]*{_NAME}\.?", _named_month),
    *((form, _day) for form in _DAYS),
)
_PERIODS = [(re.compile(form, re.ASCII | re.IGNORECASE), write) for form, write in _FORMS]
_CALENDAR_DAYS = [re.compile(form, re.ASCII) for form in _DAYS]
_BETWEEN = re.compile(r"\s*(?:\.{2,}|to|[-/:~至到\u2013\u2014])\s*", re.IGNORECASE)
_LAST = re.compile(r"(?:last|latest)[\s:_-]*([1-9]\d{0,3})", re.ASCII | re.IGNORECASE)


def meant_time(text: str) -> tuple[str, ...]:
    """Return what the value of a `time` parameter was probably meant to be; none if nothing is near.

    >>> meant_time("2024Q3"), meant_time("2024-2025"), meant_time("202407")
    (('2024-Q3',), ('2024..2025',), ('2024-07',))
    """
    plain_text = unicodedata.normalize("NFKC", text).strip()
    last = _LAST.fullmatch(plain_text)
    candidate = f"last:{last[1]}" if last else _period(plain_text) or _range(plain_text)
    return (candidate,) if candidate and candidate != text and _is_time(candidate) else ()


def meant_day(text: str) -> tuple[str, ...]:
    """Return the day that a text was probably meant to be."""
    plain_text = unicodedata.normalize("NFKC", text).strip()
    found = (form.fullmatch(plain_text) for form in _CALENDAR_DAYS)
    days = (_day(match) for match in found if match)
    return tuple(day for day in days if day != text and _is_time(day))[:1]


def meant_number(text: str) -> tuple[str, ...]:
    """Return the plain decimal that a text was probably meant to be.

    >>> meant_number("1,000"), meant_number("1e3"), meant_number("nan")
    (('1000',), ('1000',), ())
    """
    bare = re.sub(r"[\s_,'%]", "", unicodedata.normalize("NFKC", text)).replace("\u2212", "-")
    try:
        number = Decimal(bare)
    except InvalidOperation:
        return ()
    if not number.is_finite() or abs(number.adjusted()) > _DIGITS:
        return ()
    written = plain(number)
    return (written,) if _number(written) and written != text else ()


def _period(text: str) -> str | None:
    for form, write in _PERIODS:
        match = form.fullmatch(text)
        if match is not None:
            written = write(match)
            if _is_time(written):
                return written
    return None


def _range(text: str) -> str | None:
    for between in _BETWEEN.finditer(text):
        first, second = _period(text[: between.start()]), _period(text[between.end() :])
        if first and second:
            return f"{first}..{second}"
    return None


def _is_time(text: str) -> bool:
    try:
        parse_time((text,))
    except PeriodError:
        return False
    return True
