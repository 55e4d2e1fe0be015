"""Areas are found by exactly what they are called: Shanxi and Shaanxi are one letter apart."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.structure import Area, Label, Structure
from app.domain.text import fold
from tests.support.catalogue import STRUCTURE

FILE = Path(__file__).parents[2] / "seed" / "catalogue" / "areas.toml"


def _real_catalogue() -> Structure:
    """The tests' catalogue with all areas of the seed."""
    entries = tomllib.loads(FILE.read_text("utf-8"))["areas"]
    areas = tuple(
        Area(
            code=entry["code"],
            gb_code=entry["gb_code"],
            parent=entry.get("parent"),
            level=entry["level"],
            category=entry["category"],
            name=Label(**entry["name"]),
            aliases=tuple(entry["aliases"]),
        )
        for entry in entries
    )
    return replace(STRUCTURE, areas=areas)


CATALOGUE = _real_catalogue()
NAMES = sorted({*CATALOGUE.area_names(), *(area.gb_code for area in CATALOGUE.areas)})
FOLDED = {fold(name) for name in NAMES}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Shanxi", "CN-SX"),
        ("山西", "CN-SX"),
        ("山西省", "CN-SX"),
        ("140000", "CN-SX"),
        ("cn-sx", "CN-SX"),
        ("Shaanxi", "CN-SN"),
        ("陕西", "CN-SN"),
        ("陕西省", "CN-SN"),
        ("610000", "CN-SN"),
        ("CN-SN", "CN-SN"),
        ("Taiyuan", "CN-140100"),
        ("140100", "CN-140100"),
        ("CN-140100", "CN-140100"),
        ("全国", "CN"),
    ],
)
def test_an_area_is_found_by_code_digits_names_and_aliases(text: str, code: str) -> None:
    assert CATALOGUE.find_area(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Shan",
        "Sha",
        "Shanx",
        "Shansi",
        "Shaxi",
        "Shaaanxi",
        "CN-",
        "CN-S",
        "SX",
        "14",
        "山",
        "西",
    ],
)
def test_nothing_near_is_found(text: str) -> None:
    assert CATALOGUE.find_area(text) is None


def test_no_two_areas_share_a_name() -> None:
    owners: dict[str, set[str]] = {}
    for area in CATALOGUE.areas:
        for name in (area.code, area.gb_code, area.name.en, area.name.zh, *area.aliases):
            owners.setdefault(fold(name), set()).add(area.code)
    assert not {name: codes for name, codes in owners.items() if len(codes) > 1}


@pytest.mark.parametrize("area", CATALOGUE.areas, ids=lambda area: area.code)
def test_every_name_finds_its_own_area(area: Area) -> None:
    names = (area.code, area.gb_code, area.name.en, area.name.zh, *area.aliases)
    assert {CATALOGUE.find_area(name) for name in names} == {area.code}


@given(st.sampled_from(NAMES), st.data())
def test_no_part_of_a_name_finds_an_area(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name)))
    end = data.draw(st.integers(start, len(name)))
    part = name[start:end]
    assume(fold(part) not in FOLDED)
    assert CATALOGUE.find_area(part) is None


@given(st.sampled_from(NAMES), st.data())
def test_no_slip_of_one_letter_finds_another_area(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name)))
    slip = data.draw(st.sampled_from("aeiounxs西山"))
    typed = name[:place] + slip + name[place:]
    assume(fold(typed) not in FOLDED)
    assert CATALOGUE.find_area(typed) is None
