"""The README as data: its sections, the blocks of code in them, and their tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"

_FENCE = re.compile(r"```(\w*)")
_HEADING = re.compile(r"#{1,6} (.+)")
_CODE = re.compile(r"`([^`]*)`")
_HERE = re.compile(r"<<'(\w+)'")

Row = dict[str, str]


@dataclass
class Block:
    """A fenced block.

    Attributes:
        line: Of the file, for messages.
    """

    language: str
    line: int
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass
class Section:
    """A heading and what stands below it, up to the next heading of any level."""

    title: str
    line: int
    blocks: list[Block] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)

    def table(self) -> list[Row]:
        """Return the one table of the section, each row by the names of the columns."""
        rows = [_cells(line) for line in self.prose if line.startswith("|")]
        names, rule, *body = rows
        assert all(re.fullmatch(r":?-+:?", cell) for cell in rule), rule
        assert all(len(row) == len(names) for row in body), self.title
        return [dict(zip(names, row, strict=True)) for row in body]


def _cells(line: str) -> list[str]:
    assert line.endswith("|"), line
    return [cell.strip() for cell in line[1:-1].split("|")]


def codes(cell: str) -> list[str]:
    """Return what stands between backquotes."""
    return [code.strip() for code in _CODE.findall(cell)]


def sections(path: Path = README) -> list[Section]:
    """Read a file."""
    found: list[Section] = []
    block: Block | None = None
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        fence = _FENCE.fullmatch(line)
        heading = _HEADING.fullmatch(line)
        if block is not None:
            if line == "```":
                block = None
            else:
                block.lines.append(line)
        elif fence:
            block = Block(fence[1], number)
            found[-1].blocks.append(block)
        elif heading:
            found.append(Section(heading[1], number))
        else:
            found[-1].prose.append(line)
    assert block is None, "a fence is not closed"
    return found


def section(title: str, path: Path = README) -> Section:
    """Return the section under a heading."""
    (found,) = (each for each in sections(path) if each.title == title)
    return found


@dataclass
class Command:
    """A command of a console block, and what it is said to print."""

    text: str
    output: list[str] = field(default_factory=list)


def commands(block: Block) -> list[Command]:
    """Split a console block at its prompts; a command may go on after a backslash, or hold a file."""
    found: list[Command] = []
    lines = iter(block.lines)
    for line in lines:
        if line.startswith("$ "):
            found.append(Command("\n".join(_command(line[2:], lines))))
        else:
            found[-1].output.append(line)
    return found


def _command(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    here = _HERE.search(first)
    line = first
    while line != here[1] if here else line.endswith("\\"):
        line = next(lines)
        yield line
