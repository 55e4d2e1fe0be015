"""A release as a JSON body: its head by Pydantic, its records for the pipeline, every digit kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from app.dialects.native.publishing_schemas import NO_SUCH_MOMENT, ReleaseHead, first_moment
from app.domain.errors import Fault, RefusedError
from app.domain.structure import Label
from app.web.errors import InvalidBodyError
from app.web.json_body import JsonNumber, read_json

_MOST_FAULTS = 100
# Columns that may hold a number of JSON; all others are texts, digits as printed too.
_NUMBERS = frozenset({"value", "lower", "upper", "decimals"})


@dataclass(frozen=True, slots=True)
class Release:
    """What a body or an address says of a release.

    Attributes:
        published_at: Aware.
        records: Cells by column, numbers as the digits they were written with; of a JSON body.
    """

    source: str
    title: Label
    published_at: datetime
    records: Sequence[Mapping[str, Any]] = ()


def read_release(raw: bytes) -> Release:
    """Read a body.

    Raises:
        InvalidBodyError: It is no JSON, or not of this form; all faults at once. What is wrong with
            the records is for the report.
        RefusedError: It is of this form, and its day is in no calendar, as in an address.
    """
    content = read_json(raw)
    try:
        head = ReleaseHead.model_validate(content)
    except ValidationError as error:
        raise _invalid(
            [*map(_fault, error.errors(include_url=False, include_input=False))]
        ) from None
    faults = [*_ill_typed(head.observations)]
    if faults:
        raise _invalid(faults)
    moment = first_moment(head.published_at)
    if moment is None:
        fault = Fault(NO_SUCH_MOMENT, pointer="/published_at", value=head.published_at)
        raise RefusedError(NO_SUCH_MOMENT, [fault])
    title = Label(head.title.en, head.title.zh)
    return Release(head.source, title, moment, [*map(_cells, head.observations)])


def _cells(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record as readers of files make it: without cells that are empty."""
    return {name: cell for name, cell in record.items() if cell is not None and cell != ""}


def _ill_typed(records: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    for place, record in enumerate(records):
        for name, cell in record.items():
            if isinstance(cell, dict | list):
                text = "A field of a record is text, a number or null, never a list or an object."
            elif isinstance(cell, JsonNumber) and name not in _NUMBERS:
                text = "This field is text, so a number has to stand in quotes."
            else:
                continue
            yield Fault(text, pointer=f"/observations/{place}/{_escaped(name)}")


def _fault(details: Any) -> Fault:
    reason = details["msg"].removeprefix("Value error, ")
    pointer = "".join(f"/{_escaped(str(step))}" for step in details["loc"])
    where = f"In {pointer}" if pointer else "In the body"
    return Fault(f"{where[:200]}: {reason[:1].lower()}{reason[1:]}.", pointer=pointer or None)


def _escaped(step: str) -> str:
    """Write a step of a JSON pointer; half a character, which JSON can smuggle in, is replaced."""
    whole = step[:64].encode(errors="replace").decode()
    return whole.replace("~", "~0").replace("/", "~1")


def _invalid(faults: Sequence[Fault]) -> InvalidBodyError:
    first = faults[0].detail
    more = f" There are {len(faults)} faults in all; see errors." if len(faults) > 1 else ""
    return InvalidBodyError(f"{first}{more}", faults[:_MOST_FAULTS])
