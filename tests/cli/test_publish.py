"""`provstat publish` and `check`: exports of the bureau, other tables, manifests, refusals."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.exports import COAL, EARLY, LATE, PEOPLE, UNHEARD, written
from tests.support.stores import DATABASES, database
from tests.support.terminal import ROOT, Ended, run

GDP = ("--sector", "economy", "indicator=gross_regional_product", "area=CN-SX", "time=2017")
WIDE = "省份,2023年,2024年\n山西省,10,25\n"
MAPPING = """
columns = { area = "省份" }
constants = { indicator = "air_cargo_mail_throughput", unit = "吨" }
[[values]]
header = ["period"]
"""


@pytest.fixture(params=DATABASES)
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a seeded database, once on each kind."""
    with database(request.param, request, tmp_path) as url:
        assert run("migrate", DATABASE_URL=url).code == 0
        assert run("seed", DATABASE_URL=url).code == 0
        yield url


@pytest.fixture
def own(tmp_path: Path) -> str:
    """The address of a seeded database that a test may change."""
    url = f"sqlite:///{tmp_path}/own.db"
    assert run("migrate", DATABASE_URL=url).code == 0
    assert run("seed", DATABASE_URL=url).code == 0
    return url


def _rows(url: str, *words: str) -> list[dict[str, object]]:
    said = run("get", "--format", "jsonl", *words, DATABASE_URL=url)
    assert said.code == 0, said.err
    return [json.loads(line, parse_int=str, parse_float=str) for line in said.out.splitlines()]


def _value(url: str, *words: str) -> object:
    (row,) = _rows(url, *GDP, "fields=value", *words)
    return row["value"]


def _publish(url: str, file: Path, day: str, *words: str | Path) -> Ended:
    return run("publish", file, "--published-at", day, *words, DATABASE_URL=url)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)], ids=["old first", "new first"])
def test_exports_publish_with_one_command_in_any_order(
    anywhere: str, tmp_path: Path, order: tuple[int, ...]
) -> None:
    files = [
        (written(tmp_path, "early.csv", EARLY), "2018-12-31"),
        (written(tmp_path, "late.csv", LATE), "2025-11-01"),
        (written(tmp_path, "people.csv", PEOPLE), "2025-11-01"),
    ]
    for place in order:
        said = _publish(anywhere, *files[place])
        assert (said.code, said.err) == (0, "")
    assert _value(anywhere) == "1467910000000"
    assert _value(anywhere, "as_of=2019-01-01") == "1552842000000"
    (old,) = _rows(anywhere, *GDP, "as_of=2019-01-01", "include=provenance", "lang=zh")
    assert old["note"] == "本表按当年价格计算。"
    assert old["source"] == "nbs_query_database"
    people = _rows(anywhere, "indicator=resident_population", "fields=period,value,unit")
    assert [(row["value"], row["unit"]) for row in people] == [
        ("35100000", "PERSON"),
        ("35020000", "PERSON"),
    ]


def test_the_same_again_adds_nothing_and_says_so(own: str, tmp_path: Path) -> None:
    file = written(tmp_path, "late.csv", LATE)
    first, again = _publish(own, file, "2025-11-01"), _publish(own, file, "2025-11-01")
    assert first.code == again.code == 0
    assert "4 added, 0 revised, 0 withdrawn, 0 unchanged" in first.out
    assert "known before; nothing was written" in again.out


def test_a_release_of_exports_is_called_by_indicator_and_years(own: str, tmp_path: Path) -> None:
    files = [written(tmp_path, "a.csv", LATE), written(tmp_path, "b.csv", PEOPLE)]
    said = run("publish", *files, "--published-at", "2025-11-01", "--json", DATABASE_URL=own)
    report = json.loads(said.out)
    assert (report["added"], report["dry_run"], report["new"]) == (6, False, True)
    # The day began in Beijing while it was still October in Greenwich.
    assert str(report["release"]).startswith("2025-10-31-")
    (row,) = _rows(own, *GDP, "fields=release,published_at")
    assert row == {"release": report["release"], "published_at": "2025-10-31T16:00:00Z"}


def test_a_dry_run_tells_the_counts_and_writes_nothing(own: str, tmp_path: Path) -> None:
    file = written(tmp_path, "late.csv", LATE)
    said = _publish(own, file, "2025-11-01", "--dry-run")
    assert said.code == 0
    assert "would be published; nothing was written" in said.out
    assert "4 added" in said.out
    assert _rows(own, *GDP) == []
    report = json.loads(_publish(own, file, "2025-11-01", "--dry-run", "--json").out)
    assert (report["added"], report["dry_run"]) == (4, True)


def test_what_is_refused_is_refused_whole(own: str, tmp_path: Path) -> None:
    good = written(tmp_path, "good.csv", LATE)
    bad = written(tmp_path, "bad.csv", PEOPLE.replace("山西省", "山西儿省").replace("3510", "abc"))
    said = run("publish", good, bad, "--published-at", "2025-11-01", DATABASE_URL=own)
    assert said.code == 1
    assert "bad.csv" in said.out
    assert "山西儿省" in said.out
    assert said.err.endswith("provstat: refused; nothing was written\n")
    assert _rows(own, *GDP) == []


def test_a_day_to_come_is_refused(own: str, tmp_path: Path) -> None:
    said = _publish(own, written(tmp_path, "a.csv", LATE), "2199-01-01")
    assert said.code == 1
    assert "published_at" in said.out


def test_an_unknown_export_is_served_after_two_commands(own: str, tmp_path: Path) -> None:
    file, out = written(tmp_path, "coal.csv", COAL), tmp_path / "new.toml"
    said = _publish(own, file, "2025-11-01")
    assert said.code == 1
    assert "--draft-catalogue" in said.err
    drafted = _publish(own, file, "2025-11-01", "--draft-catalogue", out, "--sector", "energy")
    assert drafted.code == 1
    command = drafted.out.splitlines()[-1].split()
    assert command[:2] == ["provstat", "publish"]
    published = run(*command[1:], DATABASE_URL=own)
    assert (published.code, published.err) == (0, "")
    assert "the catalogue changed" in published.out
    rows = _rows(own, "--sector", "energy", "time=2018", "area=CN-SX", "fields=value,unit")
    assert ("35020000", "TONNE") in [(row["value"], row["unit"]) for row in rows]


def test_a_draft_that_needs_a_person_is_refused_and_neither_half_is_written(
    own: str, tmp_path: Path
) -> None:
    file, out = written(tmp_path, "x.csv", UNHEARD), tmp_path / "new.toml"
    _publish(own, file, "2025-11-01", "--draft-catalogue", out, "--sector", "energy")
    said = _publish(own, file, "2025-11-01", "--catalogue", out)
    assert said.code == 1
    assert "unfinished" in said.out
    again = _publish(own, file, "2025-11-01", "--draft-catalogue", out, "--sector", "energy")
    assert again.err == f"provstat: cannot write {out}: File exists\n"


def test_a_catalogue_that_is_sound_is_not_kept_if_the_figures_are_refused(
    own: str, tmp_path: Path
) -> None:
    out = tmp_path / "new.toml"
    coal = written(tmp_path, "coal.csv", COAL)
    _publish(own, coal, "2025-11-01", "--draft-catalogue", out, "--sector", "energy")
    bad = written(tmp_path, "bad.csv", COAL.replace("3510", "many"))
    assert _publish(own, bad, "2025-11-01", "--catalogue", out).code == 1
    known = run("indicators", "--lang", "zh", DATABASE_URL=own).out.splitlines()
    assert [line for line in known if "原煤产量 " in line] == []


def test_any_table_with_a_mapping(own: str, tmp_path: Path) -> None:
    file, mapping = tmp_path / "wide.csv", tmp_path / "wide.toml"
    file.write_text(WIDE, "utf-8")
    mapping.write_text(MAPPING, "utf-8")
    bare = _publish(own, file, "2025-11-01", "--source", "nbs_query_database")
    assert bare.code == 2
    assert "--title-en, --title-zh" in bare.err
    titles = ("--title-en", "A table", "--title-zh", "一张表", "--source", "nbs_query_database")
    unknown = _publish(own, file, "2025-11-01", *titles)
    assert unknown.code == 1
    assert "--mapping" in unknown.out
    said = _publish(own, file, "2025-11-01", *titles, "--mapping", mapping)
    assert (said.code, said.err) == (0, "")
    rows = _rows(own, "indicator=air_cargo_mail_throughput", "time=2023", "fields=value")
    assert [row["value"] for row in rows] == ["10"]


def test_check_takes_the_same_files_and_options_and_writes_nothing(
    own: str, tmp_path: Path
) -> None:
    export = written(tmp_path, "late.csv", LATE)
    assert run("check", export, DATABASE_URL=own).out == "4 records, 0 errors, 0 warnings\n"
    file, mapping = tmp_path / "wide.csv", tmp_path / "wide.toml"
    file.write_text(WIDE, "utf-8")
    mapping.write_text(MAPPING, "utf-8")
    assert run("check", file, DATABASE_URL=own).code == 1
    assert run("check", file, "--mapping", mapping, DATABASE_URL=own).code == 0
    wrong = run("check", export, "--source", "no_such_source", DATABASE_URL=own)
    assert wrong.code == 1
    assert "no_such_source" in wrong.out
    assert _rows(own, *GDP) == []


def test_check_takes_a_manifest_and_a_whole_folder(own: str, empty: str) -> None:
    for what in ("seed", "seed/release.toml"):
        said = run("check", ROOT / what, DATABASE_URL=own)
        assert (said.code, said.out) == (0, "22 records, 0 errors, 0 warnings\n")
    # The folder brings its own catalogue.
    assert run("migrate", DATABASE_URL=empty).code == 0
    assert run("check", ROOT / "seed", DATABASE_URL=empty).code == 0
    assert run("get", DATABASE_URL=empty).code == 3


def test_a_manifest_is_published_with_what_it_says(own: str) -> None:
    said = run("publish", ROOT / "seed" / "release.toml", DATABASE_URL=own)
    assert said.code == 0
    assert "known before; nothing was written" in said.out
