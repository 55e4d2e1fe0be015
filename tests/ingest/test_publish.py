"""Publishing: whole or not at all, once however often it is tried, on both databases."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from app.domain.cube import Cube, Observation
from app.domain.structure import Label
from app.ingest.manifest import Manifest
from app.ingest.pipeline import check_files, load_seed, publish_release
from app.ingest.readers import read_csv
from app.ingest.report import RefusedReleaseError
from app.representations.contract import RenderContext
from app.representations.rows import columns, rows
from app.sectors import SECTORS
from app.store.engine import Store
from app.store.releases import data_version, load_releases
from tests.ingest.contents import contents, counts
from tests.ingest.material import (
    PUBLISHED,
    RECORDED,
    SEED,
    brief,
    catalogue,
    csv_of,
    printed,
    row,
)
from tests.support.stores import answered

PAGE = "china-daily-2025-03-shanxi"
TWELVE_FAULTS = Path(__file__).parent / "data" / "twelve_faults.csv"


def release(
    *records: dict[str, str], published: datetime = PUBLISHED, source: str = PAGE
) -> Manifest:
    title = Label("A release", "一次发布")
    return Manifest("release", source, title, published, (read_csv("a.csv", csv_of(*records)),))


@pytest.fixture
def seeded(store: Store) -> Store:
    load_seed(store, SEED, RECORDED)
    return store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the seed, to be changed."""
    return Path(shutil.copytree(SEED, tmp_path / "seed"))


def test_the_seed_is_22_figures_with_nothing_to_remark(store: Store) -> None:
    report = load_seed(store, SEED, RECORDED)
    assert (report.added, report.revised, report.withdrawn, report.unchanged) == (22, 0, 0, 0)
    assert report.findings == ()
    assert (report.records, report.new, report.catalogue_changed) == (22, True, True)
    observations = answered(store)
    assert len(observations) == 22
    with store.reader() as reader:
        (known,) = load_releases(reader).values()
        version = data_version(reader)
    assert (known.id, known.source, known.published_at) == (report.release, PAGE, PUBLISHED)
    assert known.recorded_at == RECORDED
    assert version is not None
    assert version.number == 2


def test_figures_are_served_as_they_were_printed(seeded: Store) -> None:
    found = {(o.key, o.period): o for o in answered(seeded)}
    sales = found["retail_sales_consumer_goods.CN-SX.level.CNY.A", "2024"]
    assert (sales.value, sales.value_published, sales.unit_published, sales.decimals) == (
        "818050000000",
        "818.05",
        "billion yuan",
        2,
    )
    share = found["advanced_mines_coal_output_share.CN-SX.level.PERCENT.M", "2025-03"]
    assert (share.value, share.bound) == ("83", "gt")


def test_what_is_served_is_what_the_schemas_describe(seeded: Store) -> None:
    with seeded.snapshot() as reader:
        releases = load_releases(reader)
    observations = answered(seeded)
    found = 0
    for sector in SECTORS:
        context = RenderContext(sector.dimensions)
        mine = tuple(o for o in observations if _sector(o) == sector.code)
        served = list(rows(Cube(catalogue(), mine, releases), context))
        assert len(served) == len(mine)
        found += len(served)
        for each in served:
            said = sector.observation.model_validate(dict(zip(columns(context), each, strict=True)))
            assert list(said.model_dump()) == list(columns(context))
    assert found == len(observations) == 22


def _sector(observation: Observation) -> str:
    return catalogue().indicator[observation.key.partition(".")[0]].sector


def test_seeding_again_changes_nothing(seeded: Store) -> None:
    before = contents(seeded)
    report = load_seed(seeded, SEED, RECORDED + timedelta(days=1))
    assert contents(seeded) == before
    assert (report.new, report.catalogue_changed) == (False, False)
    assert (report.added, report.unchanged) == (0, 22)


def test_a_changed_catalogue_is_one_more_version_and_no_release(
    seeded: Store, folder: Path
) -> None:
    areas = folder / "catalogue" / "areas.toml"
    text = areas.read_text(encoding="utf-8")
    areas.write_text(text.replace('"Shanxi Sheng"', '"Shanxi Sheng", "Jin"'), encoding="utf-8")
    before = counts(seeded)
    report = load_seed(seeded, folder, RECORDED)
    assert (report.new, report.catalogue_changed) == (False, True)
    assert counts(seeded) == before | {"data_versions": before["data_versions"] + 1}


def test_twelve_faults_are_twelve_findings_and_nothing_is_written(seeded: Store) -> None:
    before = contents(seeded)
    manifest = replace(
        release(row()), tables=(read_csv("twelve_faults.csv", TWELVE_FAULTS.read_bytes()),)
    )
    with pytest.raises(RefusedReleaseError) as refusal:
        publish_release(seeded, manifest, RECORDED)
    assert contents(seeded) == before
    report = refusal.value.report
    assert brief(report.findings) == [
        ("known-area", 3, "area", "Shannxi"),
        ("count-whole-and-not-negative", 4, "value", "-244"),
        ("plain-decimal", 5, "value", "1,594"),
        ("share-within-0-to-100", 8, "value", "160.48"),
        ("known-bound", 9, "bound", "over"),
        ("inferred-period-has-a-note", 10, "note_zh", None),
        ("value-is-the-printed-one", 13, "value", "81805000000"),
        ("unit-fits-indicator", 14, "unit", "TONNE"),
        ("growth-above-minus-100", 15, "value", "-102.5"),
        ("well-formed-period", 16, "period", "2024-Q5"),
        ("known-breakdown", 17, "product", "cars"),
        ("each-figure-once", 19, "period", "2025-01-01/P42D"),
    ]
    assert report.errors == len(refusal.value.faults) == 12
    assert {each.file for each in report.findings} == {"twelve_faults.csv"}


def test_a_check_says_the_same_and_needs_no_store() -> None:
    report = check_files(catalogue(), PUBLISHED, [TWELVE_FAULTS])
    assert (report.errors, report.warnings, report.release) == (12, 0, None)
    paths = sorted((SEED / "observations").glob("*.csv"))
    sound = check_files(catalogue(), PUBLISHED, paths)
    assert (sound.errors, sound.warnings, sound.records) == (0, 0, 22)


def test_a_release_is_added_revised_repeated_and_withdrawn(seeded: Store) -> None:
    later = PUBLISHED + timedelta(days=100)

    def manifest() -> Manifest:
        return release(
            row(value="820050000000"),
            row(period="2023", value="798100000000"),
            row(transformation="yoy", unit="PERCENT", value="2.5"),
            row(unit="USD", value="", status="X", role="conversion"),
            published=later,
        )

    report = publish_release(seeded, manifest(), later)
    assert (report.added, report.revised, report.withdrawn, report.unchanged) == (1, 1, 1, 1)
    assert report.new
    before = contents(seeded)
    again = publish_release(seeded, manifest(), later + timedelta(days=1))
    assert (again.release, again.new) == (report.release, False)
    assert (again.added, again.unchanged) == (0, 4)
    assert contents(seeded) == before


def test_the_order_of_records_and_the_zone_of_the_clock_make_no_other_release(
    seeded: Store,
) -> None:
    rows = [row(), row(period="2023")]
    first = publish_release(seeded, release(*rows), RECORDED)
    beijing = PUBLISHED.astimezone(timezone(timedelta(hours=8)))
    second = publish_release(seeded, release(*rows[::-1], published=beijing), RECORDED)
    assert (second.release, second.new) == (first.release, False)


def test_thirty_digits_come_back_as_they_went_in(seeded: Store) -> None:
    digits = "12345678901234567890.1234567890"
    publish_release(
        seeded, release(row(value=digits, period="2023", **printed(digits, "yuan"))), RECORDED
    )
    (found,) = [o for o in answered(seeded) if o.period == "2023"]
    assert found.value is not None
    assert Decimal(found.value) == Decimal(digits)
    assert found.value_published == digits


def test_a_warning_does_not_stand_in_the_way(seeded: Store) -> None:
    report = publish_release(seeded, release(row(period="2025", status="P")), RECORDED)
    assert brief(report.findings) == [("period-ended-by-publication", 2, "period", "2025")]
    assert (report.warnings, report.added) == (1, 1)


def _refused(store: Store, manifest: Manifest) -> list[tuple[str, str | None, str | None]]:
    before = contents(store)
    with pytest.raises(RefusedReleaseError) as refusal:
        publish_release(store, manifest, RECORDED)
    assert contents(store) == before
    return [(each.rule, each.column, each.value) for each in refusal.value.report.findings]


def test_an_unknown_source_is_a_finding(seeded: Store) -> None:
    assert _refused(seeded, release(row(), source="china-daily-2025-03-shaanxi")) == [
        ("known-source", "source", "china-daily-2025-03-shaanxi")
    ]


def test_a_release_from_the_future_is_a_finding(seeded: Store) -> None:
    future = RECORDED + timedelta(seconds=1)
    assert _refused(seeded, release(row(), published=future)) == [
        ("published-by-now", "published_at", "2025-04-01T08:30:01+00:00")
    ]


def test_an_empty_store_knows_no_code(store: Store) -> None:
    rules = {rule for rule, _, _ in _refused(store, release(row()))}
    assert {"known-area", "known-indicator", "known-unit", "known-source"} <= rules


class _InterruptedError(Exception):
    pass


@contextmanager
def _interrupted(store: Store, after: int) -> Iterator[None]:
    """Let the statement after this many fail."""
    seen = 0

    def count(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen > after:
            raise _InterruptedError

    event.listen(store.engine, "after_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(store.engine, "after_cursor_execute", count)


def test_whichever_statement_fails_nothing_remains(store: Store) -> None:
    empty = contents(store)
    failures = 0
    while failures < 200:
        try:
            with _interrupted(store, failures):
                load_seed(store, SEED, RECORDED)
        except _InterruptedError:
            failures += 1
            assert contents(store) == empty
        else:
            break
    # Seven sections of the catalogue, four tables of figures, two of releases: at the very least.
    assert failures > 13
    assert counts(store)["observations"] == 22


def test_a_seed_with_one_wrong_figure_leaves_not_even_the_catalogue(
    store: Store, folder: Path
) -> None:
    energy = folder / "observations" / "energy.csv"
    text = energy.read_text(encoding="utf-8")
    energy.write_text(text.replace("60.48,exact", "160.48,exact"), encoding="utf-8")
    with pytest.raises(RefusedReleaseError) as refusal:
        load_seed(store, folder, RECORDED)
    assert {(each.file, each.line) for each in refusal.value.report.findings} == {
        ("observations/energy.csv", 4)
    }
    assert counts(store) == {}


def test_a_seed_with_a_wrong_catalogue_is_refused(store: Store, folder: Path) -> None:
    sources = folder / "catalogue" / "sources.toml"
    text = sources.read_text(encoding="utf-8")
    sources.write_text(text.replace("published_to = 2025", "published_to = 2024"), encoding="utf-8")
    with pytest.raises(RefusedReleaseError) as refusal:
        load_seed(store, folder, RECORDED)
    assert [(each.file, each.column) for each in refusal.value.report.findings] == [
        ("catalogue/sources.toml", f"sources[{PAGE}].published_to")
    ]
    assert counts(store) == {}


def test_now_is_the_clocks_and_not_the_machines(store: Store) -> None:
    now = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
    load_seed(store, SEED, now)
    with store.reader() as reader:
        assert [each.recorded_at for each in load_releases(reader).values()] == [now]
        version = data_version(reader)
    assert version is not None
    assert version.recorded_at == now


def test_series_that_a_release_makes_are_compared_with_nothing(seeded: Store) -> None:
    asked: list[str] = []

    @event.listens_for(seeded.engine, "before_cursor_execute")
    def look(*about: object) -> None:
        if " observations" in str(about[2]) and str(about[2]).startswith("SELECT"):
            asked.append(str(about[2]))

    new = [row(period="2021", area=area) for area in ("CN-SN", "CN-HE")]
    assert publish_release(seeded, release(*new), RECORDED).added == 2
    # On PostgreSQL it would cost a reading of the table for each of some hundred series.
    assert asked == []
