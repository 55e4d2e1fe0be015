"""The table of bounds in the README, held against what the service answers."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.docs.markdown import ROOT, codes, section
from tests.docs.terminal import Site, serving

TABLE = section("Bounds").table()
BOUNDS = [codes(row["`bound`"])[0] for row in TABLE]
LIMIT = 10
AROUND = (LIMIT - 1, LIMIT, LIMIT + 1)
FAR = {"lower": LIMIT - 5, "upper": LIMIT + 5}

# One figure a province: its bound, and which of its numbers is below, at or above the limit.
Case = tuple[str, str, int]
CASES: list[Case] = [
    (bound, part, number)
    for bound in BOUNDS
    for part in (("lower", "upper") if bound == "range" else ("v",))
    for number in AROUND
]
EXCHANGED = {"value_gt": "value_lt", "value_ge": "value_le", "gt": "lt", "ge": "le"}
EXCHANGED |= {">": "<", "≥": "≤", "lower": "upper"}
MIRRORED = EXCHANGED | {second: first for first, second in EXCHANGED.items()}


def _areas() -> list[str]:
    text = (ROOT / "seed" / "catalogue" / "areas.toml").read_text("utf-8")
    return re.findall(r'^code = "(CN-\w\w)"$', text, re.MULTILINE)


AREAS = dict(zip(CASES, _areas(), strict=False))


def _record(case: Case) -> dict[str, str]:
    bound, part, number = case
    limits = {**FAR, part: number} if bound == "range" else {}
    return {
        "area": AREAS[case],
        "indicator": "rural_tour_sites",
        "transformation": "level",
        "unit": "COUNT",
        "frequency": "A",
        "purpose": "_T",
        "period": "2024",
        "period_basis": "stated",
        "value": "" if bound == "range" else str(number),
        "bound": bound,
        "lower": str(limits.get("lower", "")),
        "upper": str(limits.get("upper", "")),
        "status": "A",
        "role": "indicator",
        "locator": "Nowhere",
        "statement_en": "Invented.",
        "statement_zh": "虚构。",
    }


@pytest.fixture(scope="module")
def bounded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server on figures of every bound around a limit."""
    folder = tmp_path_factory.mktemp("bounds")
    with serving(folder / "project", _fill, PROVSTAT_SEED_FOLDER="bounds") as running:
        yield running


def _fill(folder: Path) -> None:
    """Turn a copy of the seed into one whose release holds a figure for each case."""
    (folder / "seed").rename(folder / "bounds")
    release = folder / "bounds" / "release.toml"
    text = re.sub(r'"observations/.+?",\n', "", release.read_text("utf-8"))
    release.write_text(text.replace("[\n", '["observations/bounds.csv"\n'), "utf-8")
    records = [_record(case) for case in CASES]
    with (folder / "bounds/observations/bounds.csv").open(
        "w", encoding="utf-8", newline=""
    ) as file:
        writer = csv.DictWriter(file, records[0].keys())
        writer.writeheader()
        writer.writerows(records)


def _found(site: Site, comparison: str, certainty: str) -> set[str]:
    query = f"{comparison}={LIMIT}&certainty={certainty}&fields=area"
    answer = site.ask(f"/v1/observations.csv?{query}")
    assert answer.status == 200
    return {row["area"] for row in csv.DictReader(io.StringIO(answer.body.decode()))}


def _expected(bound: str, rule: str) -> set[str]:
    """Return the areas whose figure passes by a rule of the table."""
    own = {case: area for case, area in AREAS.items() if case[0] == bound}
    if rule in {"always", "never"}:
        return {*own.values()} if rule == "always" else set()
    subject, sign, limit = rule.split()
    assert limit == "L"
    passes = {">": LIMIT.__lt__, "≥": LIMIT.__le__, "<": LIMIT.__gt__, "≤": LIMIT.__ge__}[sign]
    return {
        area
        for (_, part, number), area in own.items()
        if passes(number if part == subject else FAR[subject])
    }


class Rule(NamedTuple):
    """A cell of the table: which figures of a bound pass a comparison."""

    bound: str
    comparison: str
    certainty: str
    passes: str

    def exchanged(self) -> "Rule":
        """Return the rule of the comparison in the other direction."""
        return Rule(*(" ".join(MIRRORED.get(word, word) for word in x.split()) for x in self))


def _rule(bound: str, column: str, cell: str) -> Rule:
    match = re.fullmatch(r"`(value_g[te])=L` (certain|possible)", column)
    assert match
    return Rule(bound, match[1], match[2], cell)


RULES = [
    _rule(bound, column, cell)
    for row, bound in zip(TABLE, BOUNDS, strict=True)
    for column, cell in list(row.items())[2:]
]


@pytest.mark.parametrize("rule", [*RULES, *(rule.exchanged() for rule in RULES)], ids=" ".join)
def test_figures_pass_as_the_table_says(bounded: Site, rule: Rule) -> None:
    own = {area for case, area in AREAS.items() if case[0] == rule.bound}
    found = _found(bounded, rule.comparison, rule.certainty)
    assert found & own == _expected(rule.bound, rule.passes)


def test_every_comparison_and_certainty_is_told() -> None:
    told = {(rule.comparison, rule.certainty) for rule in RULES}
    assert told == {*product(("value_gt", "value_ge"), ("certain", "possible"))}
