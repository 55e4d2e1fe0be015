"""Real exports, where they are at hand; tests/ingest/test_bureau.py has our own in the same layouts."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.facts import Fact
from app.domain.rules import Finding
from app.ingest.content import content_of_file
from app.ingest.grids.text import open_text
from app.ingest.mapping import recognise
from app.ingest.validate import Checked, validate
from tests.ingest.material import catalogue

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "nbs"
OLD, NEW = datetime(2018, 12, 31, tzinfo=UTC), datetime(2025, 11, 1, tzinfo=UTC)

pytestmark = pytest.mark.skipif(
    not SAMPLES.exists(), reason="the bureau's files are not part of the project"
)


def checked(name: str, published: datetime) -> Checked:
    content = content_of_file(SAMPLES / name)
    assert not isinstance(content, Finding)
    opened = open_text(content)
    assert not isinstance(opened, Finding)
    seen = recognise(opened[0])
    assert seen.export
    return validate(catalogue(), published, [seen.export.table(seen.grid, catalogue())])


def shanxi(found: Checked, year: str) -> Fact:
    (fact,) = (f for f in found.facts if f.series.area == "CN-SX" and f.period.text == year)
    return fact


@pytest.mark.parametrize(
    ("name", "published", "records", "value", "printed"),
    [
        ("gdp_edition_2025.csv", NEW, 31 * 19, 1467910000000, "14679.1"),
        ("gdp_edition_2018.csv", OLD, 31 * 25, 1552842000000, "15528.42"),
    ],
)
def test_product_of_shanxi_in_both_editions(
    name: str, published: datetime, records: int, value: int, printed: str
) -> None:
    found = checked(name, published)
    assert found.findings == ()
    assert len(found.facts) == records
    fact = shanxi(found, "2017")
    assert fact.series.key == "gross_regional_product.CN-SX.level.CNY.A"
    assert fact.value == value
    assert (fact.value_published, fact.unit_published) == (printed, "亿元")


def test_the_quoted_footnote_of_the_old_edition_is_kept_whole() -> None:
    note = shanxi(checked("gdp_edition_2018.csv", OLD), "2017").note
    assert note.zh.startswith("本表按当年价格计算。2004年以前")
    assert "（GB/T4754-2002）,三次产业" in note.zh
    assert note.zh.endswith("（2012）。")
    assert note.en.isascii()


def test_persons_of_shanxi_exactly() -> None:
    found = checked("population_2025.csv", NEW)
    assert found.findings == ()
    assert len(found.facts) == 31 * 10
    fact = shanxi(found, "2024")
    assert fact.value == 34_460_000
    assert (fact.series.unit, fact.value_published) == ("PERSON", "3446")


def test_what_the_files_say_of_themselves_takes_a_citation_a_province() -> None:
    found = checked("gdp_edition_2025.csv", NEW)
    assert len({(fact.locator, fact.statement) for fact in found.facts}) == 31
