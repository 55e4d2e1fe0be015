"""The columns of a table, found by its header and its mapping."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.rules import Finding
from app.domain.rules.codes import near
from app.domain.rules.finding import error
from app.domain.text import fold
from app.ingest.mapping.meaning import located
from app.ingest.mapping.model import ColumnEntry, MappingEntry, ValuesEntry
from app.ingest.tables import GridRow


@dataclass(frozen=True, slots=True)
class Said:
    """A text with the role in which it stands.

    Attributes:
        line: Of the file; `None` for a constant of the mapping.
        column: What a finding calls its column.
    """

    role: str
    text: str
    line: int | None
    column: str


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column of figures.

    Attributes:
        index: Place from 0.
        name: As the file calls it.
        said: What header and constants say about its figures.
        flag: Place of the column of marks.
        cumulative: Whether its figures count from the beginning of the year.
    """

    index: int
    name: str
    said: tuple[Said, ...]
    flag: int | None
    cumulative: bool


@dataclass(slots=True)
class Layout:
    """Where what stands; places count from 0.

    Attributes:
        width: Number of columns that the header has; 0 if there is no header.
        columns: Where rows say what, in the order of the mapping.
        values: Columns of figures, from left to right within each entry.
        findings: What could not be found, with its line.
    """

    width: int = 0
    names: Mapping[int, str] = field(default_factory=dict)
    columns: list[tuple[str, int]] = field(default_factory=list)
    values: list[ValueColumn] = field(default_factory=list)
    fill_down: list[int] = field(default_factory=list)
    leave_out: list[tuple[int, frozenset[str]]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def name(self, index: int) -> str:
        """Return what the file calls a column; its letter where the header is empty."""
        return self.names.get(index) or letter(index)


def letter(index: int) -> str:
    """Return the name of a column in a spreadsheet, from its place from 0."""
    name, number = "", index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def lay_out(mapping: MappingEntry, header: Sequence[GridRow]) -> Layout:
    """Find the columns of a mapping in the header of a table."""
    finder = _Finder(mapping, header)
    finder.find()
    return finder.layout


class _Finder:
    def __init__(self, mapping: MappingEntry, header: Sequence[GridRow]) -> None:
        self.mapping = mapping
        self.header = header
        self.texts = [[cell.strip() for cell in row.cells] for row in header]
        width = max((_width(row) for row in self.texts), default=0)
        # A merged cell says the same about every column below it; in the last row nothing is merged.
        self.filled = [
            _filled(row, width) if number < len(self.texts) - 1 else row
            for number, row in enumerate(self.texts)
        ]
        self.layout = Layout(width, dict(self._names(width)))

    def _names(self, width: int) -> Iterator[tuple[int, str]]:
        for index in range(width):
            parts = [row[index] for row in self.filled if index < len(row) and row[index]]
            yield index, " / ".join(dict.fromkeys(parts))

    def find(self) -> None:
        """Find everything that the mapping names."""
        mapping, layout = self.mapping, self.layout
        for role, columns in mapping.columns.items():
            layout.columns += [(role, index) for index in self._places(columns)]
        layout.fill_down = list(self._places(mapping.fill_down))
        for rule in mapping.leave_out:
            texts = frozenset(map(fold, rule.texts))
            layout.leave_out += [(index, texts) for index in self._places([rule.column])]
        named = {index for _, index in layout.columns}
        named |= {index for index, _ in layout.leave_out}
        named.update(self._places(mapping.leave_out_columns))
        for values in mapping.values:
            for index in self._value_places(values, named):
                layout.values.append(self._value_column(values, index))
        if layout.findings:
            # Without a column that it names, the mapping may be of another table altogether.
            layout.values.clear()
        elif not layout.values:
            reason = "There is no column of figures."
            finding = error("file", None, reason, rule="known-columns")
            layout.findings.append(located(finding, self._line, None))

    @property
    def _line(self) -> int | None:
        return self.header[-1].line if self.header else None

    def _places(self, columns: Iterable[ColumnEntry]) -> Iterator[int]:
        for column in columns:
            index = self._place(column)
            if index is not None:
                yield index

    def _place(self, column: ColumnEntry) -> int | None:
        if column.index is not None:
            if self.header and column.index >= self.layout.width:
                reason = f"The mapping names column {column.name}, the header has fewer columns."
                self._miss(column.name, reason, None)
                return None
            return column.index
        wanted = fold(column.name)
        found = {
            index for row in self.texts for index, text in enumerate(row) if fold(text) == wanted
        }
        if len(found) == 1:
            return found.pop()
        known = [text for row in self.texts for text in row if text]
        if found:
            reason = f"The mapping names this column, of which the header has {len(found)}."
            shown = " or ".join(letter(index) for index in sorted(found))
            self._miss(column.name, reason, f"letters: {shown}")
        else:
            reason = "The mapping names this column, which the header does not have."
            self._miss(column.name, reason, near(column.name, known))
        return None

    def _miss(self, name: str, reason: str, suggestion: str | None) -> None:
        finding = located(error(name, name, reason, suggestion, "known-columns"), self._line, None)
        if finding not in self.layout.findings:
            self.layout.findings.append(finding)

    def _value_places(self, values: ValuesEntry, named: set[int]) -> list[int]:
        if values.columns is not None:
            return list(self._places(values.columns))
        first = self._place(values.first) if values.first else 0
        last = self._place(values.last) if values.last else self.layout.width - 1
        if first is None or last is None:
            return []
        found: list[int] = []
        for index in range(first, last + 1):
            flag = bool(found) and values.flag_offset == index - found[-1]
            if index not in named and not flag and self._headed(index):
                found.append(index)
        return found

    def _headed(self, index: int) -> bool:
        """Whether a column has a heading; without a header every column counts."""
        return not self.header or (index < len(self.texts[-1]) and bool(self.texts[-1][index]))

    def _value_column(self, values: ValuesEntry, index: int) -> ValueColumn:
        name = self.layout.name(index)
        constants = {**self.mapping.constants, **values.constants}
        said = [Said(role, text, None, f"constants.{role}") for role, text in constants.items()]
        for role, row, texts in zip(values.header, self.header, self.filled, strict=False):
            text = texts[index] if index < len(texts) else ""
            if role:
                said.append(Said(role, text, row.line, name))
        flag = None if values.flag_offset is None else index + values.flag_offset
        return ValueColumn(index, name, tuple(said), flag, values.cumulative)


def _width(row: Sequence[str]) -> int:
    return max((index + 1 for index, text in enumerate(row) if text), default=0)


def _filled(row: Sequence[str], width: int) -> list[str]:
    filled: list[str] = []
    for index in range(width):
        text = row[index] if index < len(row) else ""
        filled.append(text or (filled[-1] if filled else ""))
    return filled
