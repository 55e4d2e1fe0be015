"""From parameters to how the answer looks; what cannot be shown together is refused here."""

from __future__ import annotations

from dataclasses import replace

from app.dialects.native.params import DataParams
from app.dialects.native.question import own_dimensions
from app.domain.errors import Fault, InvalidQueryError, RefusedError
from app.domain.query import DataQuery
from app.domain.structure import Structure
from app.domain.text import nearest
from app.representations.contract import RenderContext
from app.representations.rows import DERIVED, HISTORY, PROVENANCE, columns

LIMITS = ("bound", "lower", "upper")
BOUND_ADDED = "bound, lower and upper stand beside value: a value is never shown without its limits"


def look(params: DataParams, query: DataQuery, structure: Structure) -> RenderContext:
    """Return how the answer to a question shall look.

    Raises:
        InvalidQueryError: A column that does not exist.
        RefusedError: Wishes that contradict each other, or a column that other wishes bring.
    """
    context = RenderContext(
        dimensions=tuple(own_dimensions(type(params), structure)),
        labels="labels" in params.include,
        provenance="provenance" in params.include,
        language=params.lang,
        derived=params.derive is not None,
        history=query.vintage != "latest",
        shape=params.shape,
        bom=params.bom == "1",
    )
    if params.shape == "wide":
        _check_wide(params)
        return context
    if not params.fields:
        return context
    return replace(context, fields=_fields(params.fields, context))


def _check_wide(params: DataParams) -> None:
    clashes = {
        "vintage": params.vintage == "all",
        "fields": bool(params.fields),
        "limit": params.limit is not None,
        "cursor": params.cursor is not None,
        "include": "provenance" in params.include,
    }
    faults = [
        Fault(f"The parameter {name} does not go with shape=wide as it is here", name)
        for name, clash in clashes.items()
        if clash
    ]
    if faults:
        message = (
            "A wide table has one cell a series and period and is always whole, so it takes no "
            f"{', '.join(fault.parameter or '' for fault in faults)} of this kind; use shape=rows."
        )
        raise RefusedError(message, faults)


def _fields(wanted: list[str], context: RenderContext) -> tuple[str, ...]:
    known = columns(context)
    absent = list(dict.fromkeys(name for name in wanted if name not in known))
    everything = columns(replace(context, derived=True, history=True, labels=True, provenance=True))
    unknown = [_unknown(name, everything) for name in absent if name not in everything]
    if unknown:
        message = f"There is no column {', '.join(str(fault.value) for fault in unknown)}."
        raise InvalidQueryError(message, unknown)
    if absent:
        told = [f"The column {name} comes only with {_wish(name)}" for name in absent]
        faults = [
            Fault(text, "fields", value=name) for name, text in zip(absent, told, strict=True)
        ]
        message = (
            f"{'; '.join([told[0], *(text[4:] for text in told[1:])])}. Add it to the address."
        )
        raise RefusedError(message, faults)
    names = list(dict.fromkeys(wanted))
    if "value" in names:
        place = 1 + max(names.index(name) for name in ("value", *LIMITS) if name in names)
        names[place:place] = [name for name in LIMITS if name not in names]
    return tuple(names)


def limits_added(fields: list[str]) -> bool:
    """Whether columns were added to those asked for."""
    return "value" in fields and not {*LIMITS} <= {*fields}


def _wish(name: str) -> str:
    """Return the parameter that brings a column."""
    if name in DERIVED:
        return "derive"
    if name in HISTORY:
        return "vintage=first or vintage=all"
    return f"include={'provenance' if name in PROVENANCE else 'labels'}"


def _unknown(name: str, known: tuple[str, ...]) -> Fault:
    suggestions = nearest(name, known)
    hint = f"; did you mean {suggestions[0]}?" if suggestions else ""
    return Fault(
        f"There is no column {name[:64]!r}{hint}",
        "fields",
        value=name[:64],
        did_you_mean=suggestions,
    )
