"""Periods in words: in full for sentences, short for axes."""

from __future__ import annotations

from datetime import date, timedelta

from app.domain.period import Frequency, Period
from app.domain.structure import Language

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HALVES = {1: "上半年", 7: "下半年"}
_LAST_MONTH = 12


def in_full(period: Period, language: Language) -> str:
    """Say a period: Q3 2025, 2025年1-9月, 28 Jan - 4 Feb 2025."""
    if period.frequency is Frequency.ODD:
        return _interval(period, language)
    start = period.start
    if period.frequency is Frequency.DAILY:
        return _day(start, language)
    if language == "zh":
        return f"{start.year}年{_chinese_part(period)}"
    head = _english_part(period)
    return f"{head} {start.year}" if head else str(start.year)


def short(period: Period, language: Language) -> str:
    """Say a period where there is little room."""
    start = period.start
    year = f"{start.year % 100:02}"
    if period.frequency is Frequency.ANNUAL:
        return str(start.year)
    if period.frequency in {Frequency.ODD, Frequency.DAILY}:
        return in_full(period, language)
    if language == "zh":
        return f"{year}年{_chinese_part(period)}"
    return f"{_english_part(period)} {year}"


def in_a_word(day: date, language: Language) -> str:
    """Say a day."""
    return _day(day, language)


def month(number: int, language: Language) -> str:
    """Name a month, counted from 1."""
    return f"{number}月" if language == "zh" else _MONTHS[number - 1]


def follows(earlier: Period, later: Period) -> bool:
    """Whether a calendar period is the very next one of its kind: only such are joined by a line."""
    same = earlier.frequency is later.frequency and earlier.frequency is not Frequency.ODD
    return same and later.start == earlier.end + timedelta(days=1)


def _english_part(period: Period) -> str:
    first = period.start.month
    parts = {
        Frequency.HALF_YEARLY: f"H{(first + 5) // 6}",
        Frequency.QUARTERLY: f"Q{(first + 2) // 3}",
        Frequency.MONTHLY: _MONTHS[first - 1],
    }
    return parts.get(period.frequency, "")


def _chinese_part(period: Period) -> str:
    first = period.start.month
    parts = {
        Frequency.HALF_YEARLY: _HALVES.get(first, ""),
        Frequency.QUARTERLY: f"{(first + 2) // 3}季度",
        Frequency.MONTHLY: f"{first}月",
    }
    return parts.get(period.frequency, "")


def _day(day: date, language: Language) -> str:
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _interval(period: Period, language: Language) -> str:
    start, end = period.start, period.end
    whole_months = start.day == 1 and (end + timedelta(days=1)).day == 1
    if whole_months:
        return _whole_months(start, end, language)
    if language == "zh":
        same = start.year == end.year
        last = f"{end.month}月{end.day}日" if same else _day(end, language)
        last = f"{end.day}日" if same and start.month == end.month else last
        return f"{_day(start, language)}至{last}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{_day(end, language)}"
    first = f"{start.day} {_MONTHS[start.month - 1]}"
    if start.year != end.year:
        first = f"{first} {start.year}"
    return f"{first} – {_day(end, language)}"


def _whole_months(start: date, end: date, language: Language) -> str:
    if start.month == 1 and end.month == _LAST_MONTH:
        years = f"{start.year}" if start.year == end.year else f"{start.year}–{end.year}"
        return f"{years}年" if language == "zh" else years
    if start.year == end.year:
        if language == "zh":
            return f"{start.year}年{start.month}-{end.month}月"
        return f"{_MONTHS[start.month - 1]}–{_MONTHS[end.month - 1]} {start.year}"
    first, last = (
        f"{d.year}年{d.month}月" if language == "zh" else f"{_MONTHS[d.month - 1]} {d.year}"
        for d in (start, end)
    )
    return f"{first}{'至' if language == 'zh' else ' – '}{last}"
