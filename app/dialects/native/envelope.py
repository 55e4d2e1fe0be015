"""What an answer to a data call says about itself: header fields, the envelope, where the rest is."""

from __future__ import annotations

from collections.abc import Mapping

from app.dialects.native.data_call import DataCall
from app.dialects.native.look import BOUND_ADDED, limits_added
from app.domain.query import DataQuery, Position
from app.domain.structure import Structure
from app.representations import DATA
from app.representations.contract import Closing
from app.representations.metadata.csvw import MEDIA_TYPE as METADATA_TYPE
from app.web.caching import validators
from app.web.paging import Cursor, usable, write_cursor

_LEVEL = "level"
_UNLIKE = (
    "sort by value orders numbers whatever their unit: add unit, so that only like stands by like"
)


def headers_of(call: DataCall, *, negotiated: bool) -> dict[str, str]:
    """Return the header fields of an answer; `negotiated` where Accept had a say."""
    headers = validators(
        call.snapshot.version,
        call.canonical,
        f"{call.params.cursor} {call.params.as_of} {call.params.fields}",
        f"bom={call.params.bom} dry_run={call.params.dry_run}",
        # What the answer repeats as it was spelt, while the canonical address forgets it.
        f"{call.params.as_of} {_warnings(call)}",
        call.representation.name,
    )
    headers["Content-Type"] = call.representation.media_type
    if negotiated:
        headers["Vary"] = "Accept"
    if call.representation.metadata and call.params.shape == "rows":
        headers["Link"] = _described_by(call)
    if call.representation.name != DATA[0].name and call.params.dry_run == "0":
        name = call.path.removeprefix("/v1/").replace("/", "-")
        headers["Content-Disposition"] = (
            f'inline; filename="{name}.{call.representation.extension}"'
        )
    return headers


def _described_by(call: DataCall) -> str:
    """Return the link from a table to the document that says what its columns hold."""
    held = call.representation
    path, mark, asked = call.canonical.partition("?")
    address = f"{path}.{held.extension}{held.metadata}{mark}{asked}"
    return f'<{address}>; rel="describedby"; type="{METADATA_TYPE}"'


def envelope(call: DataCall, matched: int, reason: str | None) -> Closing:
    """Return what writes the end of an answer, once its rows are counted."""

    def close(returned: int, following: Position | None) -> Mapping[str, object]:
        address = next_page(call, following) if call.representation.paged else None
        return closing(call, matched, returned, address, reason)

    return close


def closing(
    call: DataCall, matched: int, returned: int, following: str | None, reason: str | None
) -> Mapping[str, object]:
    """Return what an answer says about itself.

    Args:
        call: The question.
        matched: Observations that match in all.
        returned: Those in this answer.
        following: Address of the rest; `None` where nothing is left.
        reason: Why nothing matched.
    """
    meta = {
        "matched": matched,
        "returned": returned,
        "complete": following is None,
        "next": following,
        "as_of": call.params.as_of,
        "data_version": call.snapshot.version.text,
        "canonical": call.canonical,
        "reason": reason,
    }
    told = call.derivation.tally.sentences(call.params.lang) if call.derivation else []
    return {"meta": meta, "warnings": [*_warnings(call), *told]}


def next_page(call: DataCall, following: Position | None) -> str | None:
    """Return the address of what follows, of the same data version; `None` where nothing does."""
    if following is None:
        return None
    pin = call.query.pin or call.snapshot.version.number
    cursor = write_cursor(call.query, Cursor(pin, following))
    # A format with an envelope is asked for as it was; others lead on in themselves.
    address = call.canonical
    if not call.representation.paged:
        path, mark, asked = address.partition("?")
        bom = f"{'&' if asked else ''}bom=1" if call.params.bom == "1" else ""
        address = f"{path}.{call.representation.extension}{mark or '?' * bool(bom)}{asked}{bom}"
    return usable(with_parameter(address, "cursor", cursor))


def with_parameter(address: str, name: str, value: str) -> str:
    """Return an address with one more parameter."""
    return f"{address}{'&' if '?' in address else '?'}{name}={value}"


def _warnings(call: DataCall) -> list[str]:
    warnings = [BOUND_ADDED] if limits_added(call.params.fields) else []
    by_value = any(key.component == "value" for key in call.query.sort)
    if by_value and _several_units(call.query, call.snapshot.known.structure):
        warnings.append(_UNLIKE)
    return warnings


def _several_units(query: DataQuery, structure: Structure) -> bool:
    """Whether what is asked for may come in units that do not compare."""
    units = query.codes("unit")
    if units is not None:
        return len(units) > 1
    forms = set(query.codes("transformation") or structure.known_codes("transformation"))
    if len(forms) > 1 or _LEVEL not in forms:
        return _LEVEL in forms  # changes are all in percent, and nothing else is
    indicators = query.codes("indicator") or structure.indicator
    held = {structure.indicator[code].unit_dimension for code in indicators}
    return sum(unit.dimension in held for unit in structure.units) > 1
