"""The `derive` parameter read: what shall be derived, and what cannot be asked for beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import cast

from app.dialects.native.params import DataParams
from app.domain.derive.wish import Kind, Wish
from app.domain.errors import Fault, RefusedError, UnknownCodeError
from app.domain.period import PeriodError, parse_period
from app.domain.query import DataQuery
from app.domain.structure import Structure
from app.domain.text import nearest

_CURRENCY = "currency"


def read_wish(params: DataParams, query: DataQuery, structure: Structure) -> Wish | None:
    """Return what shall be derived, if anything.

    Raises:
        UnknownCodeError: It names an indicator or a unit that does not exist.
        RefusedError: It does not go with other wishes, or would change the kind of unit.
    """
    if params.derive is None:
        return None
    kind, _, argument = params.derive.partition(":")
    wish = Wish(cast("Kind", kind), _ARGUMENTS.get(kind, _nothing)(argument, structure))
    _check_others(params)
    _check_units(wish, query, structure)
    return wish


def _nothing(argument: str, _: Structure) -> str:
    return argument


def _period(argument: str, _: Structure) -> str:
    try:
        return parse_period(argument).text
    except PeriodError as error:
        raise _refused(f"In derive, {error}.", argument) from error


def _indicator(argument: str, structure: Structure) -> str:
    code = structure.renamed.get(argument, argument)
    return _known("indicator", code, structure.indicator)


def _unit(argument: str, structure: Structure) -> str:
    code = _known("unit", argument, structure.unit)
    if structure.unit[code].dimension != _CURRENCY:
        message = (
            f"{code} is no currency; sources convert between currencies only, and no other "
            "factor is taken from anywhere."
        )
        raise _refused(message, argument)
    return code


_ARGUMENTS: Mapping[str, Callable[[str, Structure], str]] = {
    "index": _period,
    "share": _indicator,
    "convert": _unit,
}


def _known(component: str, code: str, known: Iterable[str]) -> str:
    codes = tuple(known)
    if code in codes:
        return code
    near = nearest(code, codes)
    hint = f"; did you mean {near[0]}?" if near else "."
    message = f"There is no {component} {code[:64]!r}{hint}"
    fault = Fault(message, "derive", value=code[:64], did_you_mean=near)
    raise UnknownCodeError(message, [fault])


def _refused(message: str, value: str) -> RefusedError:
    return RefusedError(message, [Fault(message, "derive", value=value[:64])])


def _check_others(params: DataParams) -> None:
    """Refuse wishes whose meaning would be in doubt beside derived values."""
    names = ("value_gt", "value_ge", "value_lt", "value_le")
    clashes = {name: getattr(params, name) is not None for name in names}
    clashes |= {
        "vintage": params.vintage != "latest",
        "shape": params.shape != "rows",
        "include": "provenance" in params.include,
        "sort": any(text.removeprefix("-") == "value" for text in params.sort),
    }
    faults = [
        Fault(f"{name} of this kind does not go with derive", name)
        for name, clash in clashes.items()
        if clash
    ]
    if faults:
        message = (
            "Derived values are rows of the latest figures (as_of goes back) in the order of these; "
            "they are not filtered or sorted by value, not wide, and their provenance is that of "
            f"their operands: leave out {', '.join(fault.parameter or '' for fault in faults)}."
        )
        raise RefusedError(message, faults)


def _check_units(wish: Wish, query: DataQuery, structure: Structure) -> None:
    """Refuse what could only ever change the kind of unit."""
    wanted = _dimension_of(wish, structure)
    asked = query.codes("indicator")
    if wanted is None:
        return
    indicators = [structure.indicator[code].unit_dimension for code in asked or ()]
    units = [structure.unit[code].dimension for code in query.codes("unit") or ()]
    for kinds in (indicators, units):
        if kinds and wanted not in kinds:
            message = (
                f"The wish derive={wish} needs figures of the kind {wanted}; those asked for are of the "
                f"kind {', '.join(sorted(set(kinds)))}."
            )
            raise _refused(message, str(wish))


def _dimension_of(wish: Wish, structure: Structure) -> str | None:
    if wish.kind == "share":
        return structure.indicator[wish.argument].unit_dimension
    return _CURRENCY if wish.kind == "convert" else None
