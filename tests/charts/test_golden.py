"""Pictures that stand alone, byte for byte as they were looked at: see tests/golden/charts/."""

from collections.abc import Callable

import pytest

from app.charts import Facts, Look, standalone
from app.domain.structure import LANGUAGES, Language
from tests.charts import scenes
from tests.support.golden import FOLDER, assert_golden

CASES: dict[str, Callable[[], Facts]] = {
    "share-gt": lambda: scenes.single("share", "gt"),
    "fall-le": lambda: scenes.single("fall", "le"),
    "range": lambda: scenes.single("level", "range"),
    "coverage": lambda: scenes.facts("retail_sales", scenes.level("4.5", "2025-01-28/P8D")),
    "implied": lambda: scenes.facts("retail_sales", scenes.level("818.05"), scenes.growth("2.5")),
    "series": lambda: scenes.facts(
        "retail_sales",
        *scenes.years(2015, "500", None, "530", "560"),
        scenes.level("570", "2019", bound="approx"),
        scenes.level("300", "2020", status="B"),
    ),
    "columns": lambda: scenes.single("holidays", "ge"),
    "areas": lambda: scenes.facts(
        "retail_sales", *scenes.everywhere("lt", but=29), scenes.level("1", "2020", area="CN-MO")
    ),
    "breakdown": lambda: scenes.single("breakdown", "range"),
    "nothing": lambda: scenes.facts("retail_sales", scenes.level("5"), area="CN-HE"),
}
THEMES = {"en": "auto", "zh": "dark"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_a_picture_is_what_it_was(case: str, language: Language) -> None:
    look = Look(language, THEMES[language])  # type: ignore[arg-type]
    drawing = standalone(CASES[case](), look, compare=True)
    # A line an element, so that a failure shows which one differs.
    assert_golden(f"charts/{case}-{language}.svg", drawing.text.replace("><", ">\n<").encode())


def test_every_golden_picture_is_compared_with_something() -> None:
    names = {f"{case}-{language}.svg" for case in CASES for language in LANGUAGES}
    assert {path.name for path in (FOLDER / "charts").iterdir()} == names
