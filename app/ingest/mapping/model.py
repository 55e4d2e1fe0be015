"""A mapping file: what the rows and columns of a table are, so that records can be made of it.

```toml
skip_rows = 2                       # lines above the header
header_rows = 2                     # indicators over years
columns = { area = "地区" }          # by header text, { letter = "B" } or { position = 2 }
constants = { unit = "亿元" }

[[values]]                          # columns of figures; all that have no other meaning
header = ["indicator", "period"]    # what each row of the header says about them
```
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from app.ingest.grids.encoding import ENCODINGS
from app.ingest.tables import OWN_COLUMNS
from app.sectors.vocabulary import TEXT_PATTERN, Status

MISSING = ("", "…", "……", "—", "——", "–", "--", "-", "...")
NOTE_MARKS = ("注", "附注", "备注", "说明", "Note", "Notes")
SOURCE_MARKS = ("数据来源", "资料来源", "来源", "Source", "Sources")

# What a column, a row of the header or a constant can say; a measure is a heading such as
# `绝对值(亿元)` or `比上年增长(%)`.
ROLES = (
    "area",
    "indicator",
    "transformation",
    "measure",
    "unit",
    "multiplier",
    *OWN_COLUMNS,
    "period",
    "period_basis",
    "bound",
    "status",
    "role",
    "locator",
    "statement_en",
    "statement_zh",
    "note_en",
    "note_zh",
)
# Pieces of a period are put together: 2024年 above 一季度.
JOINED = frozenset({"period"})
NEEDED = ("area", "indicator", "period")

_Text = Annotated[str, StringConstraints(pattern=TEXT_PATTERN, max_length=500)]
_Words = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
_Mark = Annotated[str, StringConstraints(max_length=32)]
_Flag = Annotated[str, StringConstraints(pattern=r"^[^\s0-9.,-]{1,16}$")]
_Code = Annotated[str, StringConstraints(pattern=TEXT_PATTERN, max_length=500)]
NoValue = Literal["H", "K", "L", "M", "O", "Q"]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnEntry(_Entry):
    """One column, by exactly one of three names.

    Attributes:
        header: What stands in a row of the header, width, case and outer blanks aside.
        letter: As in a spreadsheet, from A.
        position: From 1.
    """

    header: _Text | None = None
    letter: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}$")] | None = None
    position: Annotated[int, Field(ge=1, le=16_384)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _by_header(cls, given: Any) -> Any:
        return {"header": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _one_name(self) -> ColumnEntry:
        names = (self.header, self.letter, self.position)
        if sum(name is not None for name in names) != 1:
            message = "A column is named by one of header, letter and position"
            raise PydanticCustomError("column", message)
        return self

    @property
    def index(self) -> int | None:
        """Place of the column from 0; `None` if its header has to be looked for."""
        if self.letter is None:
            return None if self.position is None else self.position - 1
        number = 0
        for letter in self.letter:
            number = number * 26 + ord(letter) - ord("A") + 1
        return number - 1

    @property
    def name(self) -> str:
        """The column as the mapping calls it."""
        return str(self.header or self.letter or self.position)


def _as_list(given: Any) -> Any:
    return given if isinstance(given, list) else [given]


_Columns = Annotated[list[ColumnEntry], BeforeValidator(_as_list), Field(min_length=1)]


class ValuesEntry(_Entry):
    """Columns that hold figures.

    Attributes:
        columns: One by one; otherwise those from `first` to `last`, or all without another meaning.
        header: What each row of the header says about these columns; empty text for nothing.
        constants: What holds for all these columns; goes before the constants of the mapping.
        flag_offset: How many columns to the right the marks for these figures stand.
        cumulative: Whether figures count from the beginning of the year.
    """

    columns: Annotated[list[ColumnEntry], Field(min_length=1)] | None = None
    first: ColumnEntry | None = None
    last: ColumnEntry | None = None
    header: list[Annotated[str, StringConstraints(max_length=64)]] = []
    constants: dict[str, _Words] = {}
    flag_offset: Annotated[int, Field(ge=1, le=16)] | None = None
    cumulative: bool = False


class LeaveOutEntry(_Entry):
    """Rows that are no part of the data, by the whole text of a cell."""

    column: ColumnEntry
    texts: Annotated[list[_Text], Field(min_length=1)]


class NotesEntry(_Entry):
    """Rows of words below a table; each is known by the word before its colon.

    Attributes:
        keep: Whether footnotes go with every record. If not, rows are read one by one, so that a
            table may be of any size.
        note: Words before footnotes.
        source: Words before the origin of the data.
        source_needed: Whether a table without a line about its origin counts as cut off.
    """

    keep: bool = True
    note: list[_Text] = list(NOTE_MARKS)
    source: list[_Text] = list(SOURCE_MARKS)
    source_needed: bool = False


class MappingEntry(_Entry):
    """A mapping file.

    Attributes:
        encoding: Of a text file; found out if left out.
        delimiter: Between the cells of a text file.
        sheet: Of a workbook.
        skip_rows: Rows above the header, blank ones included; lines, in a text file.
        header_rows: Rows of the header; 0 if there is none.
        columns: Which columns say what; a period may be spread over several.
        values: Which columns hold figures.
        fill_down: Columns in which an empty cell means what stands above it.
        constants: What holds for the whole table.
        missing: Cells that say that there is no figure.
        missing_status: Missing figures become records with this status; left out otherwise.
        flags: Status by the mark behind a figure, or in a column of marks.
        thousands: Separator of thousands.
        aliases: What texts of the file mean, by what they say: `aliases.area."晋" = "CN-SX"`.
        leave_out: Rows to leave out.
        leave_out_columns: Columns to leave out.
    """

    encoding: str | None = None
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    sheet: _Text | None = None
    skip_rows: Annotated[int, Field(ge=0, le=1_000_000_000)] = 0
    header_rows: Annotated[int, Field(ge=0, le=8)] = 1
    columns: dict[str, _Columns] = {}
    values: Annotated[list[ValuesEntry], Field(min_length=1)]
    fill_down: list[ColumnEntry] = []
    constants: dict[str, _Words] = {}
    missing: list[_Mark] = list(MISSING)
    missing_status: NoValue | None = None
    flags: dict[_Flag, Status] = {}
    thousands: Literal[",", "'", " ", "\u00a0", "，"] | None = None
    aliases: dict[str, dict[_Text, _Code]] = {}
    leave_out: list[LeaveOutEntry] = []
    leave_out_columns: list[ColumnEntry] = []
    notes: NotesEntry = NotesEntry()

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, given: str | None) -> str | None:
        if given is not None and given.lower() not in ENCODINGS:
            message = f"No file is read in this encoding; known are {', '.join(ENCODINGS)}"
            raise PydanticCustomError("encoding", "{reason}", {"reason": message})
        return given
