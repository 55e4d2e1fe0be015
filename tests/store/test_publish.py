"""Publishing: whole or not at all, once for each content, counted, and chained in versions."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.domain.cube import DataVersion, Release
from app.domain.errors import InvalidReleaseError
from app.domain.facts import Draft, Fact
from app.domain.query import DataQuery
from app.domain.structure import Label
from app.store.engine import Store
from app.store.publication import SLICE, publish
from app.store.releases import current_number, data_version, load_releases
from app.store.tables import METADATA
from tests.support.builders import RECORDED, day, draft, fact, published, withdrawn
from tests.support.catalogue import YEARBOOK
from tests.support.stores import answered

FIGURES = (fact("1"), fact("2", period="2023"), fact("3", area="CN-SN"))
BEIJING = timezone(timedelta(hours=8))


def _version(store: Store) -> DataVersion | None:
    with store.snapshot() as reader:
        version = data_version(reader)
        assert current_number(reader) == (version and version.number)
        return version


def _row_counts(store: Store) -> dict[str, int]:
    with store.reader() as reader:
        tables = METADATA.tables.items()
        return {
            name: reader.connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in tables
        }


def _published(store: Store, release: Draft, now: datetime = RECORDED) -> Release:
    with store.writer() as writer:
        return publish(writer, release, now)[0]


def _counts(release: Release) -> tuple[int, int, int, int]:
    return release.added, release.revised, release.withdrawn, release.unchanged


def test_a_release_is_listed_as_it_was_published(store: Store) -> None:
    told = replace(draft(*FIGURES, source=YEARBOOK), title=Label("Retail", "零售"))
    release = _published(store, told)
    assert release == Release(
        number=1,
        id=f"2025-03-17-{told.digest()[:12]}",
        source=YEARBOOK,
        title=Label("Retail", "零售"),
        published_at=day("2025-03-17"),
        recorded_at=RECORDED,
        digest=told.digest(),
        added=3,
        revised=0,
        withdrawn=0,
        unchanged=0,
    )
    with store.snapshot() as reader:
        assert load_releases(reader) == {1: release}


def test_an_empty_store_has_no_version(store: Store) -> None:
    assert _version(store) is None
    with store.snapshot() as reader:
        assert load_releases(reader) == {}


def test_every_kind_of_change_is_counted(store: Store) -> None:
    first, _ = published(store, *FIGURES, on="2025-03-01")
    assert _counts(first) == (3, 0, 0, 0)
    second, _ = published(
        store,
        fact("1.00"),
        fact("2.1", period="2023"),
        withdrawn(area="CN-SN"),
        fact("4", area="CN"),
        on="2025-03-02",
    )
    assert _counts(second) == (1, 1, 1, 1)
    third, _ = published(store, fact("3", area="CN-SN"), on="2025-03-03")
    assert _counts(third) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    "revision",
    [
        fact("1.0000001"),
        fact("1", bound="gt"),
        fact("1", status="E"),
        fact(None),
        fact(None, limits=("1", "1")),
    ],
    ids=["value", "bound", "status", "missing", "range"],
)
def test_a_change_of_what_is_stated_is_a_revision(store: Store, revision: Fact) -> None:
    published(store, fact("1"), on="2025-03-01")
    assert _counts(published(store, revision, on="2025-03-02")[0]) == (0, 1, 0, 0)


@pytest.mark.parametrize("limits", [("1", "3"), ("0", "2")])
def test_a_change_of_either_limit_is_a_revision(store: Store, limits: tuple[str, str]) -> None:
    published(store, fact(None, limits=("1", "2")), on="2025-03-01")
    revision = published(store, fact(None, limits=limits), on="2025-03-02")[0]
    assert _counts(revision) == (0, 1, 0, 0)


@pytest.mark.parametrize(
    "repetition",
    [
        fact("1", locator="Table 2"),
        fact("1", note=Label("Sic.", "")),
        fact("1", printed=("1", "yuan")),
    ],
    ids=["locator", "note", "print"],
)
def test_another_wording_is_none(store: Store, repetition: Fact) -> None:
    published(store, fact("1"), on="2025-03-01")
    assert _counts(published(store, repetition, on="2025-03-02")[0]) == (0, 0, 0, 1)
    assert len(answered(store, DataQuery(vintage="all"))) == 2


def test_an_older_edition_is_compared_with_what_was_in_force_before_it(store: Store) -> None:
    published(store, fact("2"), on="2025-03-02")
    assert _counts(published(store, fact("2"), on="2025-03-01")[0]) == (1, 0, 0, 0)
    assert _counts(published(store, fact("2"), on="2025-03-03")[0]) == (0, 0, 0, 1)


def test_the_same_content_twice_adds_nothing(store: Store) -> None:
    release, new = published(store, *FIGURES)
    before = _version(store), _row_counts(store)
    assert new
    again, new = published(store, *reversed(FIGURES))
    assert again == release
    assert not new
    assert (_version(store), _row_counts(store)) == before


def test_another_title_or_zone_is_the_same_content(store: Store) -> None:
    release = _published(store, draft(*FIGURES))
    other = replace(
        draft(*FIGURES),
        title=Label("Another title", ""),
        published_at=day("2025-03-17").astimezone(BEIJING),
    )
    assert _published(store, other) == release


def test_the_name_of_a_release_follows_from_its_content_alone(store: Store) -> None:
    # 20:00 in UTC is the next day in Beijing; the digest is the same, so the name must be.
    told = draft(*FIGURES)
    evening = replace(told, published_at=day("2025-03-17") + timedelta(hours=20))
    elsewhere = replace(evening, published_at=evening.published_at.astimezone(BEIJING))
    assert elsewhere.digest() == evening.digest()
    assert _published(store, elsewhere).id == f"2025-03-17-{evening.digest()[:12]}"


def test_the_same_figures_from_another_source_are_another_release(store: Store) -> None:
    assert published(store, *FIGURES)[1]
    assert published(store, *FIGURES, source=YEARBOOK)[1]


def test_a_release_without_facts_is_recorded(store: Store) -> None:
    release, new = published(store)
    assert new
    assert _counts(release) == (0, 0, 0, 0)


def test_more_facts_than_are_written_at_once(store: Store) -> None:
    many = [fact(str(n), period=f"{1000 + n}") for n in range(SLICE + 2)]
    release, _ = published(store, *many)
    assert release.added == SLICE + 2
    assert [row.value for row in answered(store)] == [str(n) for n in range(SLICE + 2)]


@pytest.mark.parametrize(
    ("last", "error"),
    [
        (fact("NaN", period="1000"), InvalidReleaseError),
        (FIGURES[0], IntegrityError),
        (fact("1", area="CN-XX"), IntegrityError),
        (fact("1", unit="EUR"), IntegrityError),
    ],
    ids=["no number", "a figure twice", "unknown area", "unknown unit"],
)
def test_a_failure_half_way_leaves_nothing(
    store: Store, last: Fact, error: type[Exception]
) -> None:
    published(store, fact("1", area="CN"))
    before = _version(store), _row_counts(store)
    many = [fact("1", period=f"{2000 + n}", area="CN-HE") for n in range(SLICE)]
    with pytest.raises(error):
        published(store, *FIGURES, *many, last)
    assert (_version(store), _row_counts(store)) == before


def test_what_the_writer_gives_up_later_is_undone_too(store: Store) -> None:
    class GaveUpError(Exception):
        pass

    before = _row_counts(store)

    def give_up() -> None:
        with store.writer() as writer:
            publish(writer, draft(*FIGURES), RECORDED)
            raise GaveUpError

    with pytest.raises(GaveUpError):
        give_up()
    assert _row_counts(store) == before


def test_two_series_of_one_number_are_refused(store: Store) -> None:
    # Never seen with 60 bits, so forged here.
    published(store, fact("1"))
    other = fact("1", area="CN-SN")
    forged = other._replace(series=replace(other.series, id=fact("1").series.id))
    with pytest.raises(InvalidReleaseError, match="one number"):
        published(store, forged, on="2025-03-18")


def test_a_source_that_is_not_in_the_catalogue_is_refused(store: Store) -> None:
    with pytest.raises(IntegrityError):
        published(store, fact("1"), source="nobody")
    assert _version(store) is None


@pytest.mark.parametrize(
    "odd", ['"', '""', "\\N", "\\.", "a\\tb", 'a,"b",c', "a\tb", "一\n\\.\n二", "a\r\nb", " a "]
)
def test_texts_come_back_as_they_are_also_beside_known_ones(store: Store, odd: str) -> None:
    # The first release makes its series, the second finds it: citations take different ways.
    for on, period in (("2025-03-17", "2024"), ("2025-03-18", "2023")):
        figure = fact("1", period=period)
        published(store, figure._replace(locator=odd, statement=Label(odd, "如是。")), on=on)
    rows = answered(store)
    assert [(row.locator, row.statement_en) for row in rows] == [(odd, odd)] * 2
    assert [row.value_published for row in rows] == [None] * 2
