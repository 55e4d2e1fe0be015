"""`provstat get`: the answers of the API on a terminal."""

import csv
import io
import json
import subprocess
import unicodedata

import pytest

from tests.cli.conftest import AREAS, DAYS
from tests.support.terminal import PROGRAM, ROOT, Ended, environment, run


def _get(url: str, *words: str) -> Ended:
    return run("get", *words, DATABASE_URL=url)


def _cells(line: str) -> int:
    """How many places a line takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def _table(text: str) -> tuple[list[str], list[list[str]]]:
    """Cut a table along its rule; return header and rows."""
    header, rule, *lines = text.splitlines()
    ends = [at for at, mark in enumerate(f"{rule}  ") if mark == " " and rule[at - 1 : at] == "-"]
    cut = [_cut(line, ends) for line in (header, *lines)]
    return cut[0], cut[1:]


def _cut(line: str, ends: list[int]) -> list[str]:
    # A wide character counts as itself and a place that nobody wrote.
    places = "".join(c + "\0" if unicodedata.east_asian_width(c) in "WF" else c for c in line)
    starts = [0, *(end + 2 for end in ends[:-1])]
    cells = [places[start:end] for start, end in zip(starts, ends, strict=True)]
    gaps = [places[end : end + 2].strip() for end in ends]
    assert not any(gaps), line
    return [cell.replace("\0", "").strip() for cell in cells]


def test_a_table_holds_every_figure_with_its_bound(seeded: str) -> None:
    said = _get(seeded)
    assert (said.code, said.err) == (0, "22 of 22 observations\n")
    header, rows = _table(said.out)
    assert header == [
        *("area", "indicator", "product", "transformation", "period", "value", "unit", "role")
    ]
    values = {(row[1], row[2], row[3], row[6]): row[5] for row in rows}
    assert len(values) == 22
    share = "Share of mines with advanced operations in the province's coal output"
    assert values[share, "", "Level", "Percent"] == "> 83"
    assert values["Highest trade-in subsidy rate", "Total", "Level", "Percent"] == "≤ 20"
    sales = "Total retail sales of consumer goods"
    assert values[sales, "Total", "Level", "Chinese yuan"] == "818,050,000,000"
    revenue = "Tourism revenue in the Spring Festival holiday"
    assert values[revenue, "", "Year-on-year change", "Percent"] == "30.03"


def test_columns_stand_in_line_under_chinese_headings_too(seeded: str) -> None:
    said = _get(seeded, "--sector", "consumption", "lang=zh")
    header, rows = _table(said.out)
    assert header[:3] == ["area", "indicator", "product"]
    assert {row[0] for row in rows} == {"山西省"}
    assert {"社会消费品零售总额", "以旧换新销售额"} <= {row[1] for row in rows}
    value = header.index("value")
    ends = {
        _cells(line[: line.index(figure) + len(figure)])
        for line, figure in zip(
            said.out.splitlines()[2:], (row[value] for row in rows), strict=True
        )
    }
    assert len(ends) == 1, "figures end in one column"


def test_a_dimension_is_shown_where_it_tells_figures_apart_only(seeded: str) -> None:
    assert "fuel" not in _get(seeded, "--sector", "energy").out.splitlines()[0]
    assert "product" in _get(seeded, "indicator=trade_in_retail_sales").out.splitlines()[0]


def test_columns_that_were_asked_for_are_the_columns(seeded: str) -> None:
    said = _get(seeded, "--sector", "energy", "fields=indicator,value,bound", "sort=-value")
    header, rows = _table(said.out)
    assert header == ["indicator", "value", "bound", "lower", "upper"]
    assert rows[0][:3] == ["smart_mining_shafts", "1594", "exact"]
    warned = _get(seeded, "--sector", "energy", "fields=value")
    assert _table(warned.out)[0] == ["value", "bound", "lower", "upper"]
    assert warned.complaints[0].startswith("bound, lower and upper stand beside value")


def test_a_wide_table_has_a_column_for_each_period(seeded: str) -> None:
    header, rows = _table(_get(seeded, "--sector", "energy", "shape=wide").out)
    assert {"2025-03", "2025-03.bound"} <= set(header)
    assert len(rows) == 4


def test_an_empty_answer_says_why(seeded: str) -> None:
    said = _get(seeded, "indicator=retail_sales_consumer_goods", "time=1999")
    assert (said.code, said.out) == (0, "")
    assert "There would be an answer without time" in said.err


def test_a_limit_is_told(seeded: str) -> None:
    assert _get(seeded, "limit=3").err == "3 of 22 observations\n"
    assert _get(seeded, "dry_run=1").err == "0 of 22 observations\n"


def test_csv_is_that_of_the_api(seeded: str) -> None:
    said = _get(seeded, "--format", "csv", "area=山西省")
    assert (said.code, said.err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert len(rows) == 21
    assert {row["area"] for row in rows} == {"CN-SX"}


def test_json_is_that_of_the_api(seeded: str) -> None:
    answer = json.loads(_get(seeded, "--format", "json", "value_gt=800000000000").out)
    assert [row["value"] for row in answer["data"]] == [818050000000]
    assert answer["meta"]["matched"] == 1


def test_json_lines_are_those_of_the_api(seeded: str) -> None:
    lines = _get(seeded, "--format", "jsonl", "--sector", "tourism").out.splitlines()
    assert {json.loads(line)["sector"] for line in lines} == {"tourism"}


@pytest.mark.parametrize(
    ("words", "complaints"),
    [
        (("indicatr=x",), ["there is no parameter 'indicatr' here; did you mean indicator?"]),
        (
            ("area=Shangxi",),
            ["there is no area 'Shangxi'; did you mean Shanxi, Shaanxi or Shanghai?"],
        ),
        (("--sector", "enrgy"), ["there is no sector 'enrgy'; did you mean energy?"]),
        (("time=2025-02-30",), ["in time, '2025-02-30' is not in the calendar"]),
        (("fields=valeu",), ["there is no column 'valeu'; did you mean value?"]),
        (
            ("area=Shangxi", "indicator=retail_sale"),
            [
                "there is no indicator 'retail_sale'; did you mean trade_in_retail_sales?",
                "there is no area 'Shangxi'; did you mean Shanxi, Shaanxi or Shanghai?",
            ],
        ),
    ],
)
def test_what_is_refused_is_told_with_the_nearest_name(
    seeded: str, words: tuple[str, ...], complaints: list[str]
) -> None:
    said = _get(seeded, *words)
    assert (said.code, said.out) == (1, "")
    assert said.complaints == [f"provstat: {complaint}" for complaint in complaints]


def test_a_store_without_figures_is_away(empty: str) -> None:
    assert run("migrate", DATABASE_URL=empty).code == 0
    said = _get(empty)
    assert (said.code, said.out) == (3, "")
    assert "the store is empty" in said.err
    assert "provstat seed" in said.err


def test_a_large_answer_comes_whole(plenty: str) -> None:
    said = _get(plenty, "--format", "csv", "fields=area,period")
    assert (said.code, said.err) == (0, "")
    header, *lines = said.out.splitlines()
    assert header == "area,period"
    assert len(set(lines)) == len(lines) == len(AREAS) * DAYS


@pytest.mark.parametrize(
    "words",
    [("get", "--format", "csv"), ("get", "--format", "json", "limit=1"), ("get",), ("openapi",)],
)
def test_nobody_complains_when_the_reader_leaves(plenty: str, words: tuple[str, ...]) -> None:
    """As `| head -n 1` does, and sooner: how much fits into a pipe differs between systems."""
    with subprocess.Popen(
        [PROGRAM, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment(DATABASE_URL=plenty),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read().decode()
        assert process.wait(60) == 1
    assert said == ""
