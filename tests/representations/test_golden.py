"""Every text format, byte for byte as it was agreed: see tests/golden/representations/."""

from dataclasses import replace

import pytest

from app.domain.cube import Cube
from app.representations import DATA
from app.representations.contract import RenderContext, Representation
from tests.representations.sample import EMPTY, HISTORY, LATEST, PLAIN, cut, envelope
from tests.support.golden import FOLDER, assert_golden

GRID = "jsonstat"  # which refuses what is no grid; tests/api/test_jsonstat.py looks at it
FORMATS = [
    each
    for each in DATA
    if (each.essence.startswith("text/") or "json" in each.essence) and each.name != GRID
]
EVERYTHING = replace(PLAIN, labels=True, provenance=True, history=True)
WIDE = replace(PLAIN, shape="wide")
CASES: dict[str, tuple[Cube, RenderContext]] = {
    "rows": (LATEST, PLAIN),
    "everything-en": (HISTORY, EVERYTHING),
    "everything-zh": (HISTORY, replace(EVERYTHING, language="zh")),
    "fields": (LATEST, replace(PLAIN, fields=("period", "value", "bound", "product", "area"))),
    "wide": (LATEST, WIDE),
    "wide-labels": (LATEST, replace(WIDE, labels=True, language="zh", dimensions=("product",))),
    "empty": (EMPTY, PLAIN),
}


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
@pytest.mark.parametrize("case", CASES)
def test_a_body_is_what_it_was(case: str, format_: Representation) -> None:
    answer, context = CASES[case]
    body = b"".join(format_.render([answer], replace(context, close=envelope)))
    assert_golden(f"representations/{case}.{format_.extension}", body)


@pytest.mark.parametrize("size", [1, 2, 5, 100])
@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
@pytest.mark.parametrize("case", CASES)
def test_pieces_make_the_same_body_as_the_whole(
    case: str, format_: Representation, size: int
) -> None:
    answer, context = CASES[case]
    context = replace(context, close=envelope)
    pieces = cut(answer, size) or [answer]
    whole = b"".join(format_.render([answer], context))
    assert b"".join(format_.render(pieces, context)) == whole
    assert b"".join(format_.render(iter([EMPTY, *pieces]), context)) == whole


def test_every_golden_file_is_compared_with_something() -> None:
    names = {f"{case}.{format_.extension}" for case in CASES for format_ in FORMATS}
    assert {path.name for path in (FOLDER / "representations").iterdir()} == names
