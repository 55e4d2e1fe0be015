"""The catalogue's look-up tables."""

from dataclasses import replace

import pytest

from app.domain.structure import LANGUAGES, Label, Structure
from tests.support.catalogue import SECTORS, STRUCTURE


def test_a_label_is_read_in_either_language() -> None:
    label = Label("Shanxi", "山西省")
    assert [label.within(language) for language in LANGUAGES] == ["Shanxi", "山西省"]


def test_sectors_stand_in_their_order_however_they_were_listed() -> None:
    shuffled = replace(STRUCTURE, sectors=tuple(reversed(SECTORS)))
    assert list(shuffled.sector) == ["energy", "trade", "consumption", "tourism"]
    assert list(shuffled.dimension) == ["fuel", "partner", "product", "purpose"]


@pytest.mark.parametrize(
    ("component", "code"),
    [
        ("area", "CN-140100"),
        ("indicator", "exports"),
        ("unit", "TONNE"),
        ("sector", "tourism"),
        ("product", "_T"),
        ("product", "automobiles"),
        ("frequency", "_O"),
        ("status", "X"),
        ("period_basis", "inferred"),
    ],
)
def test_every_component_knows_its_codes(component: str, code: str) -> None:
    known = STRUCTURE.known_codes(component)
    assert code in known
    assert "nonsense" not in known


def test_codes_of_one_dimension_are_not_those_of_another() -> None:
    assert "coal" not in STRUCTURE.known_codes("product")


def test_former_codes_lead_to_the_ones_that_replaced_them() -> None:
    assert STRUCTURE.renamed["old_exports"] == "exports"
    assert "exports" not in STRUCTURE.renamed


def test_printed_units_are_found_by_their_folded_text() -> None:
    assert STRUCTURE.spelling["亿元"].multiplier == 100_000_000
    assert STRUCTURE.spelling["billion yuan"].unit == "CNY"


def test_an_empty_catalogue_knows_nothing() -> None:
    empty = Structure((), (), (), (), (), (), ())
    assert empty.find_area("Shanxi") is None
    assert not empty.dimension
    assert not list(empty.area_names())
