"""What a description is about: the service, and what it holds of each dataset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.structure import Area, Indicator, Label, Sector, Source

SERVICE = Label("Provincial Statistics API", "分省统计数据API")
PUBLISHER = Label("Provincial Statistics", "分省统计数据")
RIGHTS = Label(
    "Figures are facts and free to use; the licence of each source says what holds for its text.",
    "数据属于事实，可自由使用；各来源文本的使用条件以其许可为准。",
)


@dataclass(frozen=True, slots=True)
class Format:
    """A format in which data can be had.

    Attributes:
        name: As in `?format=`.
        media_type: Without parameters.
    """

    name: str
    extension: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Held:
    """What there is of a dataset.

    Attributes:
        areas: Those with a figure.
        start: First day of the earliest period; `None` where there is no figure.
        end: Last day of the latest period, inclusive.
        units: Codes of the units of its figures.
        sources: Documents that its figures come from.
    """

    areas: tuple[Area, ...] = ()
    start: date | None = None
    end: date | None = None
    units: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class SectorSubject:
    """A sector as a dataset."""

    sector: Sector
    indicators: tuple[Indicator, ...]
    held: Held


@dataclass(frozen=True, slots=True)
class Service:
    """The service as a whole.

    Attributes:
        modified: When its content changed last, UTC.
        data_version: State of the store.
        interfaces: Title, address and description of each way of asking.
    """

    modified: datetime
    data_version: str
    formats: Sequence[Format]
    interfaces: Sequence[tuple[str, str, str]]
