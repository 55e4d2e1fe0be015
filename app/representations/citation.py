"""A figure cited, pinned to a data version: a sentence for people, BibTeX, and CSL-JSON.

Nothing is claimed that is not known: where the day of publication is not, the days between which it
lies stand instead. The address is relative, since a service does not know by which name the world
reaches it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from app.domain.structure import Language

SERVICE = {"en": "Provincial Statistics API", "zh": "分省统计数据API"}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_SPECIAL = {
    **{sign: rf"\{sign}" for sign in "#$%&_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Citation:
    """All that a citation says.

    Attributes:
        key: Names the cited version of the figure for programs.
        title: Of the document; its description where it bears none.
        earliest: Earliest possible day of its publication.
        latest: Latest possible day; equal to the earliest where the day is known.
        figure: Indicator, area and period in words.
        value: As printed, its bound in words.
        statement: Our own sentence that says what the source says; empty if there is none.
        address: Where this service shows the figure for ever as it is cited.
    """

    key: str
    language: Language
    publisher: str
    author: str | None
    contributors: tuple[str, ...]
    title: str
    earliest: date
    latest: date
    figure: str
    value: str
    locator: str
    statement: str
    address: str
    data_version: str
    release: str

    @property
    def when(self) -> str:
        """The day of publication, or honestly between which days it lies."""
        return _when(self.earliest, self.latest, self.language)


def _when(earliest: date, latest: date, language: Language) -> str:
    same_year, same_month = earliest.year == latest.year, earliest.month == latest.month
    if language == "zh":
        last = f"{latest.year}年{latest.month}月{latest.day}日"
        if earliest == latest:
            return last
        if same_year:
            last = f"{latest.day}日" if same_month else f"{latest.month}月{latest.day}日"
        return f"{earliest.year}年{earliest.month}月{earliest.day}日至{last}之间"
    last = f"{latest.day} {_MONTHS[latest.month - 1]} {latest.year}"
    if earliest == latest:
        return last
    first = f"{earliest.day}"
    if not (same_year and same_month):
        first += f" {_MONTHS[earliest.month - 1]}"
    if not same_year:
        first += f" {earliest.year}"
    return f"between {first} and {last}"


def _names(names: Sequence[str], language: Language) -> str:
    if language == "zh":
        return "、".join(names)
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _people(citation: Citation) -> str:
    if not citation.contributors:
        return citation.author or ""
    helpers = _names(citation.contributors, citation.language)
    if citation.language == "zh":
        return f"{citation.author}（{helpers}参与）" if citation.author else f"{helpers}参与"
    if citation.author:
        return f"{citation.author} (with contributions from {helpers})"
    return f"With contributions from {helpers}"


def text(citation: Citation) -> bytes:
    """Write one paragraph for people."""
    c = citation
    if c.language == "zh":
        parts = [
            *filter(None, [_people(c)]),
            _line(c.title).rstrip("。."),
            f"{c.publisher}，{c.when}",
            f"{c.figure}：{c.value}（{c.locator}）",
            f"{SERVICE['zh']}，{c.address}，数据版本{c.data_version}，发布编号{c.release}",
        ]
        return f"{'。'.join(parts)}。\n".encode()
    parts = [
        *filter(None, [_people(c)]),
        _line(c.title).rstrip("。."),
        f"{c.publisher}, {c.when}",
        f"{c.figure}: {c.value} ({c.locator})",
        f"{SERVICE['en']}, {c.address}, data version {c.data_version}, release {c.release}",
    ]
    return f"{'. '.join(parts)}.\n".encode()


def bibtex(citation: Citation) -> bytes:
    """Write a BibTeX entry; names stand in braces, since they are not taken apart by commas."""
    c = citation
    day_known = c.earliest == c.latest
    month = (c.earliest.year, c.earliest.month) == (c.latest.year, c.latest.month)
    fields = {
        "author": f"{{{_tex(c.author or c.publisher)}}}",
        "title": f"{{{_tex(c.title)}}}",
        "publisher": _tex(c.publisher),
        "howpublished": _tex(f"{c.publisher}, {c.when}"),
        "year": str(c.latest.year) if c.earliest.year == c.latest.year else None,
        "day": str(c.latest.day) if day_known else None,
        "note": _tex(_note(c)),
        # Packages print addresses as they stand, so that an escape would end up in the address.
        "url": c.address,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    if month:
        # The name of a macro, which every style writes out in its own way.
        lines.append(f"  month = {_MONTHS[c.latest.month - 1][:3].lower()}")
    body = ",\n".join(lines)
    return f"@misc{{{c.key},\n{body}\n}}\n".encode()


def csl(citation: Citation) -> bytes:
    """Write a list of one CSL-JSON item."""
    c = citation
    days = [c.earliest] if c.earliest == c.latest else [c.earliest, c.latest]
    issued: dict[str, object] = {"date-parts": [[d.year, d.month, d.day] for d in days]}
    if c.earliest != c.latest:
        issued |= {"circa": True, "literal": c.when}
    item: dict[str, object] = {
        "id": c.key,
        "type": "dataset",
        "title": _line(c.title),
        "author": [{"literal": c.author or c.publisher}],
        "contributor": [{"literal": name} for name in c.contributors],
        "publisher": c.publisher,
        "issued": issued,
        "section": c.locator,
        "source": SERVICE[c.language],
        "version": c.data_version,
        "number": c.release,
        "URL": c.address,
        "abstract": c.statement,
        "note": _note(c),
        "language": c.language,
    }
    return msgspec.json.encode([{name: held for name, held in item.items() if held}]) + b"\n"


def _note(citation: Citation) -> str:
    c = citation
    helpers = _names(c.contributors, c.language) if c.contributors else ""
    if c.language == "zh":
        credit = f"{helpers}参与。" if helpers else ""
        return (
            f"{c.figure}：{c.value}（{c.locator}）。{credit}{SERVICE['zh']}，"
            f"数据版本{c.data_version}，发布编号{c.release}。"
        )
    credit = f"With contributions from {helpers}. " if helpers else ""
    return (
        f"{c.figure}: {c.value} ({c.locator}). {credit}{SERVICE['en']}, "
        f"data version {c.data_version}, release {c.release}."
    )


def _tex(words: str) -> str:
    """Write text so that TeX prints it as it is; braces stay balanced by being escaped."""
    return "".join(_SPECIAL.get(sign, sign) for sign in _line(words))


def _line(words: str) -> str:
    """Write text on one line."""
    return _BLANKS.sub(" ", words).strip()


@dataclass(frozen=True, slots=True)
class Style:
    """One way to write a citation, by the extension of its address."""

    media_type: str
    write: Callable[[Citation], bytes]


STYLES: Mapping[str, Style] = {
    "txt": Style("text/plain; charset=utf-8", text),
    "bib": Style("application/x-bibtex", bibtex),
    "json": Style("application/vnd.citationstyles.csl+json", csl),
}
