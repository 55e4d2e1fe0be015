"""The files under seed/ hold together, and hold the facts: read with the standard library alone."""

import csv
import json
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import UTC, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.seed.facts import FACTS, Fact

ROOT = Path(__file__).parents[2]
SEED = ROOT / "seed"
ARTICLE = ROOT.parent / "shared" / "seed" / "article.txt"
FACT_LIST = ARTICLE.with_name("facts.json")
SECTORS = ("energy", "trade", "consumption", "tourism")
OWN_DIMENSION = dict(zip(SECTORS, ("fuel", "partner", "product", "purpose"), strict=True))
# These have a catalogue and no figures: theirs come with exports that people publish.
WITHOUT_FIGURES = ("economy",)
EVERY_SECTOR = (*SECTORS, *WITHOUT_FIGURES)
CATALOGUE_NAMES = ("areas", "units", "code_lists", "sources", *EVERY_SECTOR)
TOML_NAMES = (*(f"catalogue/{name}" for name in CATALOGUE_NAMES), "release")
BEFORE = "area,indicator,transformation,unit,frequency"
AFTER = (
    "period,period_basis,value,bound,lower,upper,status,role,value_published,unit_published,"
    "decimals,locator,statement_en,statement_zh,note_en,note_zh"
)
CODES = {
    "transformation": ["level", "yoy"],
    "frequency": ["A", "S", "Q", "M", "D", "_O"],
    "status": list("ABDEFGHIJKLMNOPQSUVWX"),
    "bound": ["exact", "gt", "ge", "lt", "le", "approx", "range"],
    "role": ["indicator", "conversion", "policy_parameter", "derived"],
    "period_basis": ["stated", "inferred"],
    "nature": ["stock", "flow", "ratio"],
}
LABELS = {"name", "description", "definition", "title", "published_basis", "keywords"}
CHINESE = re.compile(r"[\u3400-\u9fff]")
NUMERALS = {"": 1, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
NUMERALS |= {"千": 10**3, "万": 10**4, "百万": 10**6, "亿": 10**8, "十亿": 10**9, "万亿": 10**12}
WORDS = "|".join(sorted(NUMERALS, key=len, reverse=True))
NUMERAL = re.compile(rf"(?P<digits>(?:1[\d, ]* )?)(?P<word>{WORDS}) ?(?P<unit>.+)")
RUN = 6

Entry = dict[str, Any]

each_sector = pytest.mark.parametrize("sector", OWN_DIMENSION)


@cache
def table(name: str) -> Entry:
    return tomllib.loads((SEED / f"{name}.toml").read_text(encoding="utf-8"))


def catalogue(name: str) -> Entry:
    return table(f"catalogue/{name}")


@cache
def rows(sector: str) -> list[dict[str, str]]:
    with (SEED / "observations" / f"{sector}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def all_rows() -> list[dict[str, str]]:
    return [row for sector in OWN_DIMENSION for row in rows(sector)]


def indicators() -> dict[str, Entry]:
    return {each["code"]: each for name in EVERY_SECTOR for each in catalogue(name)["indicators"]}


def units() -> dict[str, str]:
    return {unit["code"]: unit["dimension"] for unit in catalogue("units")["units"]}


def fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def repeated(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def spellings() -> Iterator[tuple[str, Entry]]:
    for entry in catalogue("units")["spellings"]:
        for text in entry["texts"]:
            yield fold(text), entry


def area_names(area: Entry) -> list[str]:
    name = area["name"]
    return [
        fold(text)
        for text in (area["code"], area["gb_code"], name["en"], name["zh"], *area["aliases"])
    ]


def labels(node: object, path: str = "") -> Iterator[tuple[str, Entry]]:
    """Every text in two languages below a node, with its path."""
    if isinstance(node, dict):
        if "code" in node and "name" not in node:
            yield f"{path}.name", {}
        for key, value in node.items():
            if key == "title" and isinstance(value, str):
                continue  # as printed, in the language of the document
            if key in LABELS:
                yield f"{path}.{key}", value
            else:
                yield from labels(value, f"{path}.{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from labels(value, f"{path}[{index}]")


def texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


@pytest.mark.parametrize("name", TOML_NAMES)
def test_a_toml_file_parses_and_opens_by_saying_what_it_is_for(name: str) -> None:
    assert table(name)
    raw = (SEED / f"{name}.toml").read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert not raw.endswith(b"\n\n")
    opening = raw.decode().split("\n\n")[0].splitlines()
    comments = [line for line in opening if line.startswith("# ")]
    assert 1 <= len(comments) <= 3
    assert opening[: len(comments)] == comments


def test_no_file_is_left_aside() -> None:
    found = {path.relative_to(SEED).as_posix() for path in SEED.rglob("*") if path.is_file()}
    listed = set(table("release")["observations"])
    assert found == {f"{name}.toml" for name in TOML_NAMES} | listed
    assert listed == {f"observations/{sector}.csv" for sector in OWN_DIMENSION}


@pytest.mark.parametrize("name", TOML_NAMES)
def test_every_label_is_in_both_languages(name: str) -> None:
    found = list(labels(table(name)))
    assert found
    for path, label in found:
        assert set(label) == {"en", "zh"}, path
        for text in texts(label["en"]):
            assert re.search(r"[A-Za-z]", text), path
            assert not CHINESE.search(text), path
        for text in texts(label["zh"]):
            assert CHINESE.search(text), path


def test_codes_are_unique() -> None:
    lists = {
        "areas": [area["code"] for area in catalogue("areas")["areas"]],
        "GB codes": [area["gb_code"] for area in catalogue("areas")["areas"]],
        "units": [unit["code"] for unit in catalogue("units")["units"]],
        "sources": [source["id"] for source in catalogue("sources")["sources"]],
        "code lists": [each["code"] for each in catalogue("code_lists")["code_lists"]],
        "indicators": [i["code"] for name in EVERY_SECTOR for i in catalogue(name)["indicators"]],
        "dimensions": [d["code"] for name in OWN_DIMENSION for d in catalogue(name)["dimensions"]],
    }
    for name in OWN_DIMENSION:
        for dimension in catalogue(name)["dimensions"]:
            lists[dimension["code"]] = [code["code"] for code in dimension["codes"]]
    assert {name: repeated(codes) for name, codes in lists.items() if repeated(codes)} == {}


def test_code_lists_hold_the_codes_of_the_model() -> None:
    found = {
        each["code"]: [code["code"] for code in each["codes"]]
        for each in catalogue("code_lists")["code_lists"]
    }
    assert found == CODES


def test_areas_are_the_country_its_34_divisions_and_the_11_cities_of_shanxi() -> None:
    areas = catalogue("areas")["areas"]
    levels = Counter(area["level"] for area in areas)
    assert levels == {"country": 1, "province": 34, "prefecture": 11}
    assert Counter(area["category"] for area in areas if area["level"] == "province") == {
        "province": 23,
        "municipality": 4,
        "autonomous_region": 5,
        "special_administrative_region": 2,
    }
    shapes = {
        "country": r"CN 000000 None",
        "province": r"CN-[A-Z]{2} [1-8]\d0000 CN",
        "prefecture": r"CN-(14\d\d00) \1 CN-SX",
    }
    for area in areas:
        line = f"{area['code']} {area['gb_code']} {area.get('parent')}"
        assert re.fullmatch(shapes[area["level"]], line)
    order = [(list(shapes).index(area["level"]), area["gb_code"]) for area in areas]
    assert order == sorted(order)


def test_a_name_finds_one_area_and_only_whole_names_are_listed() -> None:
    areas = catalogue("areas")["areas"]
    assert repeated(name for area in areas for name in area_names(area)) == []
    aliases = [alias for area in areas for alias in area["aliases"]]
    # One character is enough only where it is a province's official abbreviation.
    single = [alias for alias in aliases if len(alias) < 2]
    assert len(single) == 34
    assert all("\u4e00" <= alias <= "\u9fff" for alias in single)
    assert [alias for alias in aliases if re.search(r"\d|,", alias)] == []


def test_shanxi_and_shaanxi_are_kept_apart() -> None:
    areas = {area["code"]: area for area in catalogue("areas")["areas"]}
    shanxi, shaanxi = areas["CN-SX"], areas["CN-SN"]
    assert (shanxi["gb_code"], shanxi["name"]) == ("140000", {"en": "Shanxi", "zh": "山西省"})
    assert (shaanxi["gb_code"], shaanxi["name"]) == ("610000", {"en": "Shaanxi", "zh": "陕西省"})
    assert {"山西", "shanxi province"} <= set(area_names(shanxi))
    assert {"陕西", "shaanxi province"} <= set(area_names(shaanxi))
    assert not set(area_names(shanxi)) & set(area_names(shaanxi))
    assert not any(re.search("shaanxi|陕西", name) for name in area_names(shanxi))
    assert not any(re.search("shanxi|山西", name) for name in area_names(shaanxi))


def test_a_printed_unit_has_one_meaning() -> None:
    assert repeated(text for text, _ in spellings()) == []
    entries = catalogue("units")["spellings"]
    assert {entry["unit"] for entry in entries} == set(units())
    assert repeated(f"{entry['unit']} x {entry['multiplier']}" for entry in entries) == []
    for entry in entries:
        assert re.fullmatch(r"10*|0\.1", entry["multiplier"])


def test_a_multiple_is_its_numeral_times_the_unit_it_ends_in() -> None:
    known = dict(spellings())
    checked = set()
    for text, entry in known.items():
        match = NUMERAL.fullmatch(text)
        if match is None or match["unit"] not in known:
            continue
        unit = known[match["unit"]]
        number = int(re.sub(r"[, ]", "", match["digits"]) or 1) * NUMERALS[match["word"]]
        assert entry["unit"] == unit["unit"], text
        assert Decimal(entry["multiplier"]) == number * Decimal(unit["multiplier"]), text
        checked.add(text)
    assert {"billion yuan", "100 million yuan", "亿元", "万亿美元", "千公顷", "万千瓦时"} <= checked


@pytest.mark.parametrize("sector", EVERY_SECTOR)
def test_a_sector_declares_what_its_indicators_use(sector: str) -> None:
    content = catalogue(sector)
    assert content["sector"]["code"] == sector
    assert content["sector"]["position"] == 1 + EVERY_SECTOR.index(sector)
    declared = {each["code"]: each["codes"] for each in content.get("dimensions", ())}
    assert set(declared) == ({OWN_DIMENSION[sector]} if sector in OWN_DIMENSION else set())
    assert all(codes[0]["code"] == "_T" for codes in declared.values())
    for indicator in content["indicators"]:
        assert set(indicator["dimensions"]) <= set(declared)
        assert indicator["unit_dimension"] in units().values()
        assert indicator["nature"] in CODES["nature"]
        assert (indicator["nature"] == "ratio") == (indicator["unit_dimension"] == "ratio")
        assert not indicator.get("share") or indicator["unit_dimension"] == "ratio"
        assert 2 <= len(re.findall(r"\.(?: |$)", indicator["definition"]["en"])) <= 4
        assert 2 <= indicator["definition"]["zh"].count("。") <= 4


def test_a_part_belongs_to_a_wider_indicator_of_the_same_kind() -> None:
    known = indicators()
    parts = {code: i["part_of"] for code, i in known.items() if "part_of" in i}
    assert parts == {"intelligent_mines_coal_output_share": "advanced_mines_coal_output_share"}
    for part, whole in parts.items():
        assert known[part]["unit_dimension"] == known[whole]["unit_dimension"]
        assert "part_of" not in known[whole]


def test_the_release_comes_from_a_known_source_when_the_world_could_know() -> None:
    release = table("release")
    source = {each["id"]: each for each in catalogue("sources")["sources"]}[release["source"]]
    latest = datetime.combine(source["published_to"], time(), UTC)
    assert release["published_at"] == latest == datetime(2025, 3, 17, tzinfo=UTC)
    assert source["published_from"] <= source["published_to"]
    assert "url" not in source


@each_sector
def test_an_observation_file_has_the_columns_agreed(sector: str) -> None:
    raw = (SEED / "observations" / f"{sector}.csv").read_bytes()
    header, _, rest = raw.decode("utf-8").partition("\n")
    assert header == f"{BEFORE},{OWN_DIMENSION[sector]},{AFTER}"
    assert "\r" not in rest
    assert rest.endswith("\n")
    assert all(None not in row and None not in row.values() for row in rows(sector))


@each_sector
def test_every_code_in_a_row_exists(sector: str) -> None:
    own = OWN_DIMENSION[sector]
    here = {each["code"]: each for each in catalogue(sector)["indicators"]}
    own_codes = {code["code"] for code in catalogue(sector)["dimensions"][0]["codes"]}
    areas = {area["code"] for area in catalogue("areas")["areas"]}
    assert rows(sector)
    for row in rows(sector):
        indicator = here[row["indicator"]]
        wanted = "ratio" if row["transformation"] == "yoy" else indicator["unit_dimension"]
        assert row["area"] in areas
        assert units()[row["unit"]] == wanted
        assert row[own] in own_codes
        assert row[own] == "_T" or own in indicator["dimensions"]
        for name in ("transformation", "frequency", "status", "bound", "role", "period_basis"):
            assert row[name] in CODES[name], name
        assert (row["lower"], row["upper"]) == ("", "")


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.ref)
def test_a_file_says_what_the_fact_says(fact: Fact) -> None:
    place = [each for each in FACTS if each.sector == fact.sector].index(fact)
    row = rows(fact.sector)[place]
    (own,) = fact.dimensions.items()
    assert own == (OWN_DIMENSION[fact.sector], row[OWN_DIMENSION[fact.sector]])
    expected = {
        field.name: str(getattr(fact, field.name))
        for field in fields(fact)
        if field.name not in {"ref", "sector", "dimensions"}
    }
    assert {name: row[name] for name in expected} == expected
    assert row["status"] == "A"


def test_the_files_hold_every_fact_and_no_other_row() -> None:
    assert len(all_rows()) == len(FACTS) == 22
    waiting = {i["code"] for name in WITHOUT_FIGURES for i in catalogue(name)["indicators"]}
    assert {row["indicator"] for row in all_rows()} == set(indicators()) - waiting


def test_a_value_is_what_was_printed_times_its_unit() -> None:
    known = dict(spellings())
    for row in all_rows():
        spelling = known[fold(row["unit_published"])]
        assert spelling["unit"] == row["unit"]
        published = Decimal(row["value_published"])
        assert Decimal(row["value"]) == published * Decimal(spelling["multiplier"])
        assert -int(published.as_tuple().exponent) == int(row["decimals"])
        assert re.fullmatch(r"\d+(\.\d+)?", row["value"])


def test_a_statement_gives_the_figure_in_both_languages() -> None:
    for row in all_rows():
        english, chinese = row["statement_en"], row["statement_zh"]
        assert re.search(
            rf"(?<![\d.]){re.escape(row['value_published'])}(?![\d]|\.\d)", english.replace(",", "")
        )
        figures = re.findall(r"(\d+(?:\.\d+)?)(亿|万)?", chinese)
        assert Decimal(row["value"]) in {Decimal(n) * NUMERALS[word] for n, word in figures}
        assert english.endswith(".")
        assert not CHINESE.search(english)
        assert re.search("该专版.*。$", chinese)


def test_what_was_inferred_is_explained_in_both_languages() -> None:
    assert {row["period_basis"] for row in all_rows()} == {"stated", "inferred"}
    for row in all_rows():
        assert bool(row["note_en"]) == bool(row["note_zh"])
        assert row["note_en"] or row["period_basis"] == "stated"
        assert not row["note_zh"] or CHINESE.search(row["note_zh"])


def runs(text: str) -> set[tuple[str, ...]]:
    """Every six words in a row; a hyphen may join or part words, as in a narrow column."""
    found = set()
    for hyphen in ("", " "):
        plain = re.sub(r"(?<=\d),(?=\d)", "", fold(text)).replace("-", hyphen)
        words = re.findall(r"[a-z0-9]+(?:[.'][a-z0-9]+)*", plain)
        found |= {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
    return found


@pytest.mark.skipif(not ARTICLE.exists(), reason="the article is not part of the project")
def test_no_sentence_of_the_article_is_in_our_words() -> None:
    article = runs(ARTICLE.read_text(encoding="utf-8"))
    assert len(article) > 1000
    ours = [
        text
        for name in TOML_NAMES
        for _, label in labels(table(name))
        for text in texts(label["en"])
    ]
    ours += [row[column] for row in all_rows() for column in ("statement_en", "note_en")]
    assert {" ".join(run) for text in ours for run in runs(text) & article} == set()


@pytest.mark.skipif(not FACT_LIST.exists(), reason="the list of facts is not part of the project")
@pytest.mark.parametrize("place", range(len(FACTS)), ids=[fact.ref for fact in FACTS])
def test_a_fact_is_as_the_list_has_it(place: int) -> None:
    fact = FACTS[place]
    listed = json.loads(FACT_LIST.read_text(encoding="utf-8"))["observations"][place]
    own = OWN_DIMENSION[fact.sector]
    expected = {"ref": listed["id"], "locator": listed["section"]}
    expected |= {"dimensions": {own: listed.get(own, "_T")}}
    for field in fields(fact):
        wanted = expected.get(field.name, listed.get(field.name))
        assert getattr(fact, field.name) == wanted, field.name
