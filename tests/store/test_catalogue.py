"""The catalogue: what is saved is read back, saving again changes nothing, and nothing is lost."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.errors import InvalidReleaseError
from app.domain.query import DataQuery, filters
from app.domain.structure import Code, Dimension, Indicator, Label, Sector, Structure
from app.store.catalogue import load_structure, save_structure
from app.store.engine import Store
from tests.support.builders import fact, published
from tests.support.catalogue import AREAS, INDICATORS, SECTORS, STRUCTURE
from tests.support.stores import answered

CHANNEL = Dimension(
    "channel",
    Label("Channel", "渠道"),
    Label("", ""),
    (Code("_T", Label("Total", "合计")), Code("online", Label("Online", "线上"))),
)


def _loaded(store: Store) -> Structure:
    with store.snapshot() as reader:
        return load_structure(reader)


def _saved(store: Store, structure: Structure) -> Structure:
    with store.writer() as writer:
        save_structure(writer, structure)
    return _loaded(store)


def _with_channel() -> Structure:
    """The catalogue once the consumption sector has gained a dimension."""
    sectors = tuple(
        replace(sector, dimensions=(*sector.dimensions, CHANNEL))
        if sector.code == "consumption"
        else sector
        for sector in SECTORS
    )
    return replace(STRUCTURE, sectors=sectors)


def test_what_was_saved_is_read_back(store: Store) -> None:
    assert _loaded(store) == STRUCTURE


@pytest.mark.parametrize("length", [1, 2, 3, 5_000])
def test_what_contains_itself_is_refused_and_a_long_chain_is_not(store: Store, length: int) -> None:
    first = INDICATORS[0]
    codes = [f"part_{number}" for number in range(length)]
    chain = [
        replace(first, code=code, part_of=whole, aliases=())
        for code, whole in zip(codes, [*codes[1:], None], strict=True)
    ]
    circle = [*chain[:-1], replace(chain[-1], part_of=codes[0])]
    with pytest.raises(InvalidReleaseError, match="part of itself by part_of"):
        _saved(store, replace(STRUCTURE, indicators=(*INDICATORS, *circle)))
    assert _loaded(store) == STRUCTURE
    chained = replace(STRUCTURE, indicators=(*INDICATORS, *chain))
    assert _saved(store, chained) == chained


def test_areas_around_each_other_are_refused(store: Store) -> None:
    areas = [replace(AREAS[0], parent=AREAS[1].code), replace(AREAS[1], parent=AREAS[0].code)]
    with pytest.raises(InvalidReleaseError, match="part of itself by parent"):
        _saved(store, replace(STRUCTURE, areas=(*areas, *AREAS[2:])))


def test_saving_again_changes_nothing(store: Store) -> None:
    assert _saved(store, STRUCTURE) == STRUCTURE


def test_a_catalogue_is_readable_in_the_transaction_that_writes_it(store: Store) -> None:
    changed = replace(STRUCTURE, units=STRUCTURE.units[::-1])
    with store.writer() as writer:
        save_structure(writer, changed)
        assert load_structure(writer) == changed


def test_an_entry_that_changed_is_changed(store: Store) -> None:
    first, *rest = INDICATORS
    changed = replace(first, name=Label("Coal", "煤"), keywords=("k",), aliases=(), part_of=None)
    structure = replace(
        STRUCTURE,
        indicators=(changed, *rest),
        spellings=(
            replace(STRUCTURE.spellings[0], multiplier=Decimal("0.000000000000001")),
            *STRUCTURE.spellings[1:],
        ),
    )
    assert _saved(store, structure) == structure


def test_the_order_of_entries_is_kept(store: Store) -> None:
    turned = replace(
        STRUCTURE,
        units=STRUCTURE.units[::-1],
        spellings=STRUCTURE.spellings[::-1],
        code_lists=STRUCTURE.code_lists[::-1],
        indicators=STRUCTURE.indicators[::-1],
    )
    assert _saved(store, turned) == turned


def test_positions_of_sectors_are_kept(store: Store) -> None:
    spread = replace(
        STRUCTURE,
        sectors=tuple(replace(sector, position=10 * sector.position) for sector in SECTORS),
    )
    assert _saved(store, spread) == spread


def test_a_part_of_an_area_may_stand_before_the_area(store: Store) -> None:
    hainan = replace(AREAS[2], code="CN-HI", gb_code="460000", name=Label("Hainan", "海南"))
    haikou = replace(AREAS[3], code="CN-460100", gb_code="460100", parent="CN-HI")
    structure = replace(STRUCTURE, areas=(*AREAS, haikou, hainan))
    assert _saved(store, structure).areas == structure.areas


def test_what_is_no_longer_listed_stays(store: Store) -> None:
    fewer = replace(STRUCTURE, indicators=INDICATORS[:2])
    assert set(_saved(store, fewer).indicator) == set(STRUCTURE.indicator)


def test_a_new_sector_needs_no_migration(store: Store) -> None:
    crop = Dimension("crop", Label("Crop", "作物"), Label("", ""), CHANNEL.codes)
    farming = Sector("farming", 5, Label("Farming", "农业"), Label("", ""), (crop,))
    harvest = Indicator(
        "harvest", "farming", Label("Harvest", "收成"), Label("", ""), "mass", "flow"
    )
    structure = replace(STRUCTURE, sectors=(*SECTORS, farming), indicators=(*INDICATORS, harvest))
    assert _saved(store, structure) == structure


def test_a_series_is_a_total_in_a_dimension_that_its_sector_gains_later(store: Store) -> None:
    published(store, fact("1"), fact("2", indicator="exports"))
    assert _saved(store, _with_channel()) == _with_channel()
    total, online = (filters({"channel": [code]}) for code in ("_T", "online"))
    assert [row.value for row in answered(store, DataQuery(filters=total))] == ["1"]
    assert answered(store, DataQuery(filters=online)) == ()
