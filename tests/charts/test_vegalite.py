"""The Vega-Lite document: valid by its schema, with the data inside and bounds apart."""

import json
from functools import cache
from pathlib import Path

import altair as alt
import pytest
from jsonschema import Draft7Validator

from app.charts import Look
from app.charts.vegalite import SCHEMA, document
from app.domain.structure import LANGUAGES, Language
from tests.charts import scenes
from tests.support.builders import fact, withdrawn

_FILE = Path(alt.__file__).parent / "vegalite" / "v6" / "schema" / "vega-lite-schema.json"
_KINDS = ("share", "growth", "level", "pair", "columns", "spark", "holidays", "areas", "breakdown")


@cache
def _schema() -> Draft7Validator:
    return Draft7Validator(json.loads(_FILE.read_text()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", _KINDS)
def test_a_document_is_valid_and_holds_every_figure(kind: str, language: Language) -> None:
    facts = scenes.single(kind, "gt")
    made = document(facts, Look(language, "dark", 640), compare=kind == "areas")
    _schema().validate(made)
    assert made["$schema"] == SCHEMA
    assert made["width"] == 640
    values = made["data"]["values"]
    lines = facts.alike() if kind == "areas" else (facts.main,)
    assert {each["id"] for each in values} == {
        figure.id for line in lines if line for figure in line.known
    }
    assert "gt" in {each["bound"] for each in values}


def test_the_schema_would_complain() -> None:
    made = document(scenes.single("columns", "exact"), Look())
    made["layer"][0]["mark"] = {"type": "lines"}
    assert not _schema().is_valid(made)


def test_only_what_may_be_joined_shares_a_run_and_a_bound_has_no_line() -> None:
    facts = scenes.facts(
        "retail_sales",
        *scenes.years(2010, "5", "6", None, "7", "8"),
        scenes.level("9", "2015", bound="gt"),
        scenes.level("9", "2016", bound="range"),
    )
    made = document(facts, Look())
    runs = {each["period"]: each["run"] for each in made["data"]["values"]}
    assert runs["2010"] == runs["2011"] != runs["2013"] == runs["2014"]
    assert len({runs["2014"], runs["2015"], runs["2016"]}) == 3
    line, points, ranges = (layer["transform"][0]["filter"] for layer in made["layer"])
    assert line == "datum.bound === 'exact'"
    assert points == "!(datum.bound === 'exact') && !(datum.bound === 'range')"
    assert ranges == "datum.bound === 'range'"
    last = made["data"]["values"][-1]
    assert (last["value"], last["lower"], last["upper"]) == (None, 9, 9.9)


@pytest.mark.parametrize("stated", [[], [withdrawn()], [fact(None)]])
def test_where_there_is_nothing_the_document_says_so(stated: list[object]) -> None:
    made = document(scenes.facts("retail_sales", *stated), Look())  # type: ignore[arg-type]
    _schema().validate(made)
    assert made["data"] == {"values": []}
    assert made["title"].startswith("Retail sales")
