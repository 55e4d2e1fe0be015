"""What a release did to a figure: added, revised, withdrawn or left as it was, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Literal, NamedTuple

from app.domain.cube import Observation
from app.domain.query import WITHDRAWN
from app.domain.text import plain

Kind = Literal["added", "revised", "withdrawn", "unchanged"]


class State(NamedTuple):
    """What one release says a figure is, without where it says so. Texts are exact.

    Attributes:
        release: Number of the release.
    """

    value: str | None
    bound: str
    lower: str | None
    upper: str | None
    status: str
    release: int

    @classmethod
    def of(cls, observation: Observation) -> State:
        """Return the state that an observation is in."""
        return cls(*(getattr(observation, name) for name in cls._fields))


@dataclass(frozen=True, slots=True)
class Change:
    """One figure in one release beside what was known of it before.

    Attributes:
        before: What the release before said; `None` where none did.
    """

    kind: Kind
    observation: Observation
    before: State | None

    @classmethod
    def between(cls, before: State | None, observation: Observation) -> Change:
        """Compare a figure with the version before."""
        return cls(kind_of(before, State.of(observation)), observation, before)

    @property
    def difference(self) -> str | None:
        """By how much the value changed; `None` where that cannot be said."""
        return None if self.before is None else difference(self.before, State.of(self.observation))


def kind_of(before: State | None, after: State) -> Kind:
    """Say what became of a figure; the counts of a release are made by the same rule in SQL."""
    if after.status == WITHDRAWN:
        return "withdrawn"
    if before is None or before.status == WITHDRAWN:
        return "added"
    return "unchanged" if before[:-1] == after[:-1] else "revised"


def difference(before: State, after: State) -> str | None:
    """Return the exact difference of two values; a bound is no number, so it has none."""
    if before.value is None or after.value is None:
        return None
    if (before.bound, after.bound) != ("exact", "exact"):
        return None
    # No sum has more digits than its operands have together, so nothing is rounded.
    context = Context(prec=len(before.value) + len(after.value))
    return plain(context.subtract(Decimal(after.value), Decimal(before.value)))
