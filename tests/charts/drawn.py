"""Reading pictures back: their texts, their marks."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree as ET

SPACE = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture that has been read.

    Attributes:
        values: Texts that are figures.
        implied: Texts that are implied levels.
        ticks: Texts that name marks of axes.
        bounds: Number of marks that say that a figure is no plain number.
        dashed: Number of dashed outlines.
    """

    root: ET.Element
    title: str
    description: str
    values: tuple[str, ...]
    implied: tuple[str, ...]
    ticks: tuple[str, ...]
    bounds: int
    dashed: int

    def all(self, name: str) -> list[ET.Element]:
        """Return all elements of a name."""
        return list(self.root.iter(f"{SPACE}{name}"))


def read(text: str) -> Drawn:
    """Parse a picture; raises where it is no XML."""
    root = ET.fromstring(text)  # noqa: S314 - our own
    return Drawn(
        root=root,
        title=_text(root, "title"),
        description=_text(root, "desc"),
        values=_of_class(root, "value"),
        implied=_of_class(root, "implied"),
        ticks=_of_class(root, "tick"),
        bounds=sum(each.get("class") == "bound" for each in root.iter()),
        dashed=sum("stroke-dasharray" in each.attrib for each in root.iter()),
    )


def _text(root: ET.Element, name: str) -> str:
    found = root.find(f"{SPACE}{name}")
    return "" if found is None or found.text is None else found.text


def _of_class(root: ET.Element, name: str) -> tuple[str, ...]:
    return tuple(each.text or "" for each in root.iter() if each.get("class") == name)
