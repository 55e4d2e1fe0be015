"""A derived value as an observation: never stored, without an id, with its operands beside it."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.cube import Cube, Derived, Observation
from app.domain.derive.digits import written
from app.domain.derive.figure import Figure, figure_of
from app.domain.derive.remarks import of_statuses
from app.domain.derive.result import Result
from app.domain.derive.wish import Wish
from app.domain.series import parse_key, series_key

ROLE = "derived"
_NORMAL = "A"


def figures_of(operands: Sequence[Observation], cube: Cube) -> list[Figure]:
    """Read observations as operands."""
    return [figure_of(operand, cube) for operand in operands]


def common_warnings(operands: Sequence[Observation]) -> tuple[str, ...]:
    """Return what is to be said of operands whatever is made of them."""
    found: tuple[str, ...] = ()
    if len({operand.release for operand in operands}) > 1:
        found += ("other_release",)
    if any(operand.period_basis == "inferred" for operand in operands):
        found += ("inferred_period",)
    return found + of_statuses(frozenset(operand.status for operand in operands))


def observation(  # noqa: PLR0913, PLR0917 - a derived row is made of that much
    wish: Wish,
    formula: str,
    operands: Sequence[Observation],
    figures: Sequence[Figure],
    result: Result,
    unit: str,
    warnings: tuple[str, ...],
    cube: Cube,
) -> Observation:
    """Return a result as a row; it takes series and period from its first operand.

    Args:
        wish: What was asked for.
        formula: With a letter for each operand.
        operands: In the order of the letters.
        figures: The same, as they were read.
        result: What the formula gives.
        unit: Base unit of the result.
        warnings: Codes of what to beware of besides what holds for all results.
        cube: Where the operands' releases are.
    """
    first = operands[0]
    series = parse_key(first.key)
    own = dict(series.breakdown)
    key = series_key(
        series.indicator, series.area, series.transformation, unit, series.frequency, own
    )
    text = written(result)
    releases = cube.releases
    basis = {operand.period_basis for operand in operands}
    statuses = [operand.status for operand in operands if operand.status != _NORMAL]
    return first._replace(
        key=key,
        series=parse_key(key).id,
        period_basis="inferred" if "inferred" in basis else "stated",
        value=text.value,
        bound=result.bound,
        lower=text.lower,
        upper=text.upper,
        status=statuses[0] if statuses else _NORMAL,
        role=ROLE,
        value_published=None,
        unit_published=None,
        decimals=text.decimals if text.value is not None else None,
        release=max(
            (operand.release for operand in operands),
            key=lambda number: (releases[number].published_at, number),
        ),
        locator="",
        derived=Derived(
            derivation=str(wish),
            formula=formula,
            operands=tuple(str(figure) for figure in figures),
            warnings=tuple(
                dict.fromkeys((*common_warnings(operands), *warnings, *result.warnings))
            ),
        ),
    )
