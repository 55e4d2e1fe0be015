"""What a representation is, and what it may know about how an answer should look."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.domain.cube import Cube
from app.domain.query import Position
from app.domain.structure import Language

Shape = Literal["rows", "wide"]
Closing = Callable[[int, Position | None], Mapping[str, object]]


def no_closing(returned: int, following: Position | None) -> Mapping[str, object]:
    """Close an answer that says nothing about itself."""
    del returned, following
    return {}


@dataclass(frozen=True, slots=True)
class RenderContext:
    """How an answer should look. It never changes which facts are in it.

    Attributes:
        dimensions: The sectors' own dimensions that stand as columns.
        labels: Whether names stand beside codes.
        provenance: Whether statements, notes and documents stand beside figures.
        language: Language of labels, statements and notes.
        derived: Whether the values are computed, so that each says how.
        history: Whether several vintages may be present, so that each says when it was superseded.
        fields: Columns wanted, in that order; `None` for all.
        shape: One row an observation, or one row a series with a column a period.
        bom: Whether text files start with a byte order mark, which Excel wants.
        descriptions: What the columns hold, for formats with a place for it.
        close: Called with the number of observations written and the position of the next page;
            returns what the envelope says after the rows.
    """

    dimensions: tuple[str, ...]
    labels: bool = False
    provenance: bool = False
    language: Language = "en"
    derived: bool = False
    history: bool = False
    fields: tuple[str, ...] | None = None
    shape: Shape = "rows"
    bom: bool = False
    descriptions: Mapping[str, str] = field(default_factory=dict)
    close: Closing = no_closing


@dataclass(frozen=True, slots=True)
class Representation:
    """A format of data.

    Attributes:
        name: What `?format=` says.
        extension: What an address ends in.
        media_type: As sent, parameters included.
        paged: Whether an answer tells where the next page is; others hold everything.
        metadata: What is added to the address of a table for what its columns hold; empty where
            the file says it itself.
        file: Whether it is read in parts, so that it is complete before the first byte leaves.
        render: Turns pieces of an answer into pieces of a body.
    """

    name: str
    extension: str
    media_type: str
    paged: bool
    render: Callable[[Iterable[Cube], RenderContext], Iterator[bytes]]
    metadata: str = ""
    file: bool = False

    @property
    def essence(self) -> str:
        """The media type without its parameters, as `Accept` names it."""
        return self.media_type.partition(";")[0]
