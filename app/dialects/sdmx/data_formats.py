"""In which formats data are served, and which of them a client gets.

Types are answered exactly as they are listed here, without a charset and without blanks: clients
compare them as texts. A version that is not offered is not acceptable; none means the newest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

from app.domain.errors import Fault, InvalidQueryError, NotAcceptableError
from app.domain.text import nearest
from app.representations.sdmx import csv_1, csv_2, generic, json_data, specific
from app.representations.sdmx.csv_look import CsvLook, Keys, Labels
from app.representations.sdmx.message import Message

Render = Callable[[Message], Iterator[bytes]]
_weight = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?", re.ASCII).fullmatch
_XML = "application/vnd.sdmx.{}+xml"
_CSV = "application/vnd.sdmx.data+csv"
_JSON = "application/vnd.sdmx.data+json"
_PLAIN_CSV = "text/csv"
_TIME_FORMATS = ("original", "normalized")


@dataclass(frozen=True, slots=True)
class Format:
    """A format of data.

    Attributes:
        name: What `?format=` says.
        essence: Media type without parameters.
        version: Of the format.
        render: Writes a message.
        options: Parameters of the media type that change how it looks, with their values.
        plain: A common media type that means this one.
        is_flat: Whether it has no groups, whatever dimension is asked for.
        only_time: Whether its groups are series over time.
        chosen: The options that were asked for.
        sent: The media type to send instead of its own.
    """

    name: str
    essence: str
    version: str
    render: Render
    options: Mapping[str, Sequence[str]]
    plain: tuple[str, ...] = ()
    is_flat: bool = False
    only_time: bool = False
    chosen: tuple[tuple[str, str], ...] = ()
    sent: str | None = None

    @property
    def media_type(self) -> str:
        """As it is sent."""
        if self.sent is not None:
            return self.sent
        chosen = "".join(f";{name}={value}" for name, value in self.chosen)
        return f"{self.essence};version={self.version}{chosen}"

    def with_options(self, chosen: Mapping[str, str]) -> Format:
        """Return the format as the options want it to look."""
        if not chosen:
            return self
        look = CsvLook(
            cast("Labels", chosen.get("labels", "id")),
            cast("Keys", chosen.get("keys", "none")),
            chosen.get("timeFormat") == "normalized",
        )
        write = {"1.0.0": csv_1.render, "2.0.0": csv_2.render}[self.version]
        return replace(self, render=partial(write, look=look), chosen=tuple(chosen.items()))


def _xml(name: str, kind: str, render: Render, *, only_time: bool = False) -> Format:
    plain = ("application/xml", "text/xml") if kind == "genericdata" else ()
    return Format(name, _XML.format(kind), "2.1", render, {}, plain, only_time=only_time)


_CSV_1 = Format(
    "csvdata",
    _CSV,
    "1.0.0",
    partial(csv_1.render, look=CsvLook()),
    {"labels": ("id", "both"), "timeFormat": _TIME_FORMATS},
    (_PLAIN_CSV,),
    is_flat=True,
)
_CSV_2 = Format(
    "csvdata",
    _CSV,
    "2.0.0",
    partial(csv_2.render, look=CsvLook()),
    {
        "labels": ("id", "name", "both"),
        "keys": ("none", "obs", "series", "both"),
        "timeFormat": _TIME_FORMATS,
    },
    (_PLAIN_CSV,),
    is_flat=True,
)
_LABELS = {"labels": "both"}

# The first is the default; of one media type the newest version stands first.
FORMATS_1: tuple[Format, ...] = (
    _xml("genericdata", "genericdata", generic.render),
    _xml("structurespecificdata", "structurespecificdata", specific.render),
    _xml(
        "generictimeseriesdata",
        "generictimeseriesdata",
        generic.render_time_series,
        only_time=True,
    ),
    _xml(
        "structurespecifictimeseriesdata",
        "structurespecifictimeseriesdata",
        specific.render_time_series,
        only_time=True,
    ),
    _CSV_1,
)
FORMATS_2: tuple[Format, ...] = (
    Format("jsondata", _JSON, "2.0.0", json_data.render, {}, ("application/json",)),
    _CSV_2,
    replace(_CSV_1, name="csvdata1"),
)


def choose(offered: Sequence[Format], name: str | None, accept: str | None) -> Format:
    """Choose a format.

    Args:
        offered: The default first.
        name: What `?format=` says; it decides where it is there.
        accept: The header.

    Raises:
        InvalidQueryError: No format has the name.
        NotAcceptableError: The client accepts none of those offered.
    """
    if name is not None:
        return _named(offered, name)
    ranges = [each for each in map(_range, (accept or "").split(",")) if each is not None]
    if not ranges:
        return offered[0]
    for essence, parameters, weight in sorted(ranges, key=lambda each: -each[2]):
        found = _matching(offered, essence, parameters) if weight else None
        if found is not None:
            return found
    types = ", ".join(each.media_type for each in offered)
    message = f"None of the accepted formats exists here; there is {types}."
    raise NotAcceptableError(message)


def _named(offered: Sequence[Format], name: str) -> Format:
    by_name = {each.name: each for each in offered}
    by_name["csvlabels"] = by_name["csvdata"].with_options(_LABELS)
    if name not in by_name:
        message = f"In format, {name[:64]!r} is not a format; write {', '.join(by_name)}"
        near = nearest(name, by_name)
        raise InvalidQueryError(
            message, [Fault(message, "format", value=name[:64], did_you_mean=near)]
        )
    return by_name[name]


_Range = tuple[str, dict[str, str], float]


def _range(text: str) -> _Range | None:
    """Read an element of the header; one whose weight is none is as if it were not there."""
    essence, *rest = (piece.strip() for piece in text.split(";"))
    if not essence:
        return None
    given = {
        name.strip().lower(): value.strip() for name, _, value in (p.partition("=") for p in rest)
    }
    weight = given.pop("q", "1")
    if not _weight(weight):
        return None
    return essence.lower(), given, float(weight)


def accepted_version(accept: str | None, essence: str, version: str, plain: Sequence[str]) -> bool:
    """Whether a client takes a type in a version.

    Args:
        accept: The header.
        essence: The type without parameters.
        version: The only one there is.
        plain: Common types that mean it too.
    """
    ranges = [each for each in map(_range, (accept or "").split(",")) if each is not None]
    names = {essence, *plain, "*/*", "application/*"}
    return not ranges or any(
        weight > 0 and name in names and given.get("version") in {None, version}
        for name, given, weight in ranges
    )


def _matching(
    offered: Sequence[Format], essence: str, parameters: Mapping[str, str]
) -> Format | None:
    if essence in {"*/*", "application/*"}:
        return offered[0]
    given = dict(parameters)
    version = given.pop("version", None)
    for each in offered:
        if essence in each.plain:
            # Who takes plain CSV knows no other name for it.
            return replace(each, sent=essence) if essence == _PLAIN_CSV else each
        if essence == each.essence and version in {None, each.version}:
            return _as_asked(each, given)
    return None


def _as_asked(format_: Format, given: Mapping[str, str]) -> Format | None:
    """Return the format with the options that are given; `None` if it cannot look so."""
    options = {name.lower(): (name, values) for name, values in format_.options.items()}
    chosen = {}
    for name, value in given.items():
        if name not in options or value not in options[name][1]:
            return None
        chosen[options[name][0]] = value
    return format_.with_options(chosen)
