"""A small answer with everything that a format may stumble over."""

from collections.abc import Mapping
from functools import partial

from app.domain.cube import Cube, Observation
from app.domain.query import Position
from app.domain.structure import Label
from app.representations.contract import RenderContext
from tests.support.builders import cube, day, fact, observation, release, withdrawn
from tests.support.catalogue import STRUCTURE, YEARBOOK

DIMENSIONS = tuple(STRUCTURE.dimension)
PLAIN = RenderContext(DIMENSIONS)

_visits = partial(fact, indicator="visits", unit="COUNT", area="CN-140100")
_coal = partial(fact, indicator="coal_output", unit="TONNE", own={"fuel": "coal"}, area="CN-SN")
_exports = partial(fact, indicator="exports", area="CN-HE", status="E")
_occupancy = partial(fact, indicator="occupancy", unit="PERCENT", own={"purpose": "rural"})

REPLACED = observation(
    fact("818050000000", printed=("818.05", "billion yuan"), locator="Market resilience"),
    superseded_by=2,
)
GONE = observation(withdrawn(area="CN", period="2023"), release=2)
CURRENT = (
    observation(
        fact(
            "818049999999.5",
            printed=("818.0499999995", "+billion 元"),
            locator='=HYPERLINK("https://example.org","a, b")',
            statement=Label('-818 "billion"\nin 2024', "零售额为\n“8180.5”亿元"),
            note=Label("@rounded; see\r\npage 2", "-四舍五入"),
        ),
        release=2,
    ),
    observation(fact("112890000000", unit="USD", role="conversion", period="2023")),
    observation(fact("12.5", own={"product": "automobiles"}, transformation="yoy", unit="PERCENT")),
    observation(_coal("1234567890.123456789012345", period="2024")),
    observation(_coal(None, period="2023")),
    observation(_coal("-0.000000000000001", period="2024-S1")),
    *(
        observation(_exports("83", bound=bound, period=f"202{place}-Q{1 + place % 4}"))
        for place, bound in enumerate(("gt", "ge", "lt", "le", "approx"))
    ),
    observation(_occupancy(None, period="2025-02", limits=("55.5", "65"), period_basis="inferred")),
    observation(_occupancy("60", period="2025-02-11")),
    observation(_visits("22", period="2025-01-28/P8D")),
    observation(_visits("23", period="2025-01-01/2025-02-11")),
)
RELEASES = (release(1), release(2, published_at=day("2025-11-01"), source=YEARBOOK))
HISTORY = cube((REPLACED, *CURRENT, GONE), *RELEASES)
LATEST = cube(CURRENT, *RELEASES)
EMPTY = cube((), *RELEASES)


def cut(whole: Cube, size: int) -> list[Cube]:
    """Cut an answer into pieces of this size, each with the place of the next."""
    rows = whole.observations
    return [
        Cube(whole.structure, rows[place : place + size], whole.releases, _next(rows, place + size))
        for place in range(0, len(rows), size)
    ]


def _next(rows: tuple[Observation, ...], place: int) -> Position | None:
    return Position((rows[place].key, place)) if place < len(rows) else None


def envelope(returned: int, following: Position | None) -> Mapping[str, object]:
    """Close an answer as the native dialect does, with less to say."""
    values = None if following is None else list(following.values)
    return {"meta": {"returned": returned, "next": values}, "warnings": []}
