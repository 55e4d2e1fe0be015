"""Two catalogues become one: nothing is lost, and the same twice changes nothing."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.structure import (
    EMPTY,
    Area,
    Code,
    CodeList,
    Dimension,
    Indicator,
    Label,
    Sector,
    Structure,
    Unit,
)
from app.ingest.merge import NO_CATALOGUE, digest, merge
from tests.ingest.material import catalogue

labels = st.builds(Label, st.sampled_from(["a", "b"]), st.sampled_from(["甲", "乙"]))
codes = st.lists(
    st.builds(Code, st.sampled_from(["_T", "x", "y", "z"]), labels), unique_by=lambda c: c.code
).map(tuple)
code_lists = st.builds(CodeList, st.sampled_from(["p", "q"]), labels, st.just(EMPTY), codes)


def _sector(code: str, position: int, name: Label, codes: tuple[Code, ...]) -> Sector:
    dimension = Dimension(f"{code}_kind", name, EMPTY, codes)
    return Sector(code, position, name, EMPTY, (dimension,))


sectors = st.builds(_sector, st.sampled_from(["one", "two"]), st.integers(1, 2), labels, codes)
areas = st.builds(
    Area,
    st.sampled_from(["CN", "CN-SX", "CN-SN"]),
    st.just("000000"),
    st.none(),
    st.just("province"),
    st.just("province"),
    labels,
)
units = st.builds(Unit, st.sampled_from(["CNY", "USD"]), st.just("currency"), labels, st.just("¥"))
indicators = st.builds(
    Indicator,
    st.sampled_from(["i", "j", "k"]),
    st.just("one"),
    labels,
    labels,
    st.just("count"),
    st.just("stock"),
)


def _unique(entries: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(entries, unique_by=lambda entry: entry.code, max_size=2).map(tuple)


structures = st.builds(
    Structure,
    code_lists=_unique(code_lists),
    areas=_unique(areas),
    units=_unique(units),
    spellings=st.just(()),
    sectors=_unique(sectors),
    indicators=_unique(indicators),
    sources=st.just(()),
)


@given(structures, structures)
def test_the_same_catalogue_twice_changes_nothing(known: Structure, new: Structure) -> None:
    once = merge(known, new)
    assert merge(once, new) == once
    assert merge(once, once) == once
    assert digest(merge(once, new)) == digest(once)


@given(structures, structures)
def test_nothing_is_lost_and_the_new_prevails(known: Structure, new: Structure) -> None:
    merged = merge(known, new)
    for name in ("areas", "units", "indicators"):
        before, after = getattr(known, name), getattr(merged, name)
        assert [e.code for e in after][: len(before)] == [e.code for e in before]
        assert {e for e in after if e.code in {n.code for n in getattr(new, name)}} == set(
            getattr(new, name)
        )
    for name, code_list in new.code_list.items():
        assert set(merged.code_list[name]) == {*code_list, *known.code_list.get(name, {})}
    for name, found in new.dimension_codes.items():
        assert set(found) <= set(merged.dimension_codes[name])


def test_a_known_catalogue_stays_as_it_is() -> None:
    assert merge(catalogue(), NO_CATALOGUE) == catalogue()
    assert merge(catalogue(), catalogue()) == catalogue()


def test_a_changed_name_changes_the_digest() -> None:
    first, *rest = catalogue().areas
    renamed = replace(catalogue(), areas=(replace(first, aliases=(*first.aliases, "X")), *rest))
    assert digest(renamed) != digest(catalogue())
    assert digest(catalogue()) == digest(catalogue())


def test_sectors_stand_by_position_and_sources_by_id() -> None:
    source, bureau = catalogue().sources
    other = replace(source, id="a-yearbook")
    merged = merge(catalogue(), replace(NO_CATALOGUE, sources=(other,)))
    assert [each.id for each in merged.sources] == ["a-yearbook", source.id, bureau.id]
    backwards = replace(catalogue(), sectors=catalogue().sectors[::-1])
    assert merge(NO_CATALOGUE, backwards).sectors == catalogue().sectors
