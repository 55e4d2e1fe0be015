"""From parameters to the one question: names become codes, wildcards become lists, or faults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from app.dialects.native.params import DataParams, SeriesParams, instant, time_filter
from app.dialects.native.unknown_codes import unknown
from app.domain.errors import Fault, InvalidQueryError, RefusedError, UnknownCodeError
from app.domain.period import ALL_TIME
from app.domain.query import (
    OBSERVATION_COMPONENTS,
    SERIES_COMPONENTS,
    SORTABLE,
    Comparison,
    DataQuery,
    SortKey,
    ValueFilter,
    filters,
)
from app.domain.structure import Structure
from app.domain.text import nearest
from app.web.querystring import field_names

ANY = "*"
MAXIMUM_CODES = 5_000
# Looking for near names takes a millisecond each, so only the first few mistakes get them.
_HELPED = 10
_COMPARISONS: tuple[Comparison, ...] = ("gt", "ge", "lt", "le")


def question(
    params: SeriesParams,
    structure: Structure,
    sector: str | None = None,
    limit: int | None = None,
) -> DataQuery:
    """Return the question that parameters ask.

    Args:
        params: Parameters that passed their model.
        structure: The catalogue in which names are looked up.
        sector: The sector in whose part of the API the question is asked.
        limit: Most observations wanted.

    Raises:
        UnknownCodeError: Codes that do not exist, each with the nearest that do.
        InvalidQueryError: A column to sort by that does not exist.
        RefusedError: A wildcard that stands for too many codes, or a time that never was.
    """
    faults: list[Fault] = []
    chosen: dict[str, Iterable[str]] = {"sector": [sector]} if sector else {}
    spelt: list[tuple[str, str]] = []
    own = own_dimensions(type(params), structure)
    sort = _sort(params.sort, own) if isinstance(params, DataParams) else ()
    for component in (*SERIES_COMPONENTS, *own, *OBSERVATION_COMPONENTS):
        texts: list[str] = getattr(params, component)
        if not texts or (ANY in texts and component in SERIES_COMPONENTS):
            continue
        found = {text: list(_codes(component, text, structure, faults)) for text in texts}
        chosen[component] = [code for codes in found.values() for code in codes]
        if any(text.endswith(ANY) for text in texts):
            spelt.append((component, _spelling(found)))
    if faults:
        raise UnknownCodeError(_summary(faults), faults)
    resolved = filters(chosen)
    _check_number(resolved)
    return DataQuery(
        filters=resolved,
        time=time_filter(params.time) if params.time else ALL_TIME,
        values=_values(params),
        certainty=params.certainty,
        as_of=instant(params.as_of) if params.as_of else None,
        vintage=params.vintage if isinstance(params, DataParams) else "latest",
        sort=sort,
        limit=limit,
        spelt=tuple(spelt),
    )


def _spelling(found: Mapping[str, list[str]]) -> str:
    """Write wildcards, and the codes that none of them stands for, in one order."""
    wildcards = {text for text in found if text.endswith(ANY)}
    covered = {code for text in wildcards for code in found[text]}
    single = {code for text in found if text not in wildcards for code in found[text]}
    return ",".join(sorted(wildcards | single - covered))


def _check_number(resolved: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
    for component, codes in resolved:
        if len(codes) > MAXIMUM_CODES:
            message = (
                f"{component} stands for {len(codes):,} codes with its wildcard; at most "
                f"{MAXIMUM_CODES:,} are allowed. Write a longer beginning, or leave it out."
            )
            raise RefusedError(message, [Fault(message, component)])


def own_dimensions(model: type[SeriesParams], structure: Structure) -> list[str]:
    """Return the sectors' own dimensions that a parameter model knows, in their order."""
    known = field_names(model)
    return [name for name in structure.dimension if name in known]


def _values(params: SeriesParams) -> tuple[ValueFilter, ...]:
    limits = [(name, getattr(params, f"value_{name}")) for name in _COMPARISONS]
    return tuple(ValueFilter(name, Decimal(limit)) for name, limit in limits if limit is not None)


def _codes(component: str, text: str, structure: Structure, faults: list[Fault]) -> Iterable[str]:
    """Return the codes that a text stands for; none and a fault if there are none."""
    known = structure.known_codes(component)
    if text.endswith("*"):
        found = [code for code in known if code.startswith(text[:-1])]
    elif component == "area":
        area = structure.find_area(text)
        found = [area] if area else []
    elif component == "indicator" and text in structure.renamed:
        found = [structure.renamed[text]]
    else:
        found = [text] if text in known else []
    if not found:
        faults.append(unknown(component, text, structure, help_wanted=len(faults) < _HELPED))
    return found


def _sort(texts: list[str], own: list[str]) -> tuple[SortKey, ...]:
    if not texts:
        return ()
    allowed = (*SORTABLE, *own)
    keys = [SortKey(text.removeprefix("-"), text.startswith("-")) for text in texts]
    faults = [
        Fault(
            f"There is no order by {key.component[:64]!r}; there is {', '.join(allowed)}",
            "sort",
            value=key.component[:64],
            did_you_mean=nearest(key.component, allowed),
        )
        for key in keys
        if key.component not in allowed
    ]
    if faults:
        raise InvalidQueryError(_summary(faults), faults)
    return tuple(keys)


def _summary(faults: list[Fault]) -> str:
    first = faults[0].detail
    if len(faults) > 1:
        return f"{first.rstrip('?.')}, and {len(faults) - 1} more in errors."
    return first
