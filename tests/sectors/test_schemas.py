"""The sectors' schemas: closed sets equal to the catalogue's, rows equal to what is rendered."""

import csv
import json
import pkgutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

import app.sectors
from app.domain.structure import Structure
from app.ingest.catalogue_files import read_catalogue
from app.representations.rows import HEAD, NUMBERS, TAIL
from app.sectors import BY_CODE, SECTORS, vocabulary
from app.sectors.observation import FigureColumns, SeriesColumns
from app.sectors.record import BLANK, FIGURE_COLUMNS, REQUIRED_COLUMNS, SERIES_COLUMNS
from app.sectors.schema import SectorSchema, observation_across

SEED = Path(__file__).parents[2] / "seed"
OWN = {"energy": "fuel", "trade": "partner", "consumption": "product", "tourism": "purpose"}
# Without a dimension of its own, and without a figure in the seed.
PLAIN = "economy"
NO_SECTORS = {"observation", "record", "schema", "vocabulary"}

each_sector = pytest.mark.parametrize("sector", SECTORS, ids=lambda sector: sector.code)


@pytest.fixture(scope="module")
def catalogue() -> Structure:
    return read_catalogue(SEED / "catalogue").structure


def _adapter(sector: SectorSchema) -> TypeAdapter[Any]:
    return TypeAdapter(sector.record)


def _example(schema: Mapping[str, Any]) -> dict[str, Any]:
    (example,) = schema["examples"]
    return dict(example)


def test_sectors_are_those_of_the_catalogue_in_its_order(catalogue: Structure) -> None:
    assert [sector.code for sector in SECTORS] == list(catalogue.sector)
    assert {code: BY_CODE[code] for code in (*OWN, PLAIN)} == {each.code: each for each in SECTORS}
    for sector in SECTORS:
        declared = tuple(d.code for d in catalogue.sector[sector.code].dimensions)
        own = () if sector.code == PLAIN else (OWN[sector.code],)
        assert sector.dimensions == declared == own


def test_every_module_of_a_sector_is_in_the_tuple() -> None:
    modules = {module.name for module in pkgutil.iter_modules(app.sectors.__path__)}
    missing = modules - NO_SECTORS - {sector.code for sector in SECTORS}
    assert not missing, f"add {missing} to SECTORS in app/sectors/__init__.py"


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("frequency", vocabulary.Frequency),
        ("period_basis", vocabulary.PeriodBasis),
        ("bound", vocabulary.Bound),
        ("status", vocabulary.Status),
        ("role", vocabulary.ServedRole),
    ],
)
def test_closed_sets_are_the_code_lists_of_the_catalogue(
    catalogue: Structure, name: str, codes: object
) -> None:
    assert list(get_args(codes)) == list(catalogue.code_list[name])


@each_sector
def test_a_row_has_the_columns_that_are_rendered_in_their_order(sector: SectorSchema) -> None:
    assert tuple(sector.observation.model_fields) == (*HEAD, *sector.dimensions, *TAIL)
    schema = sector.observation.model_json_schema(mode="serialization")
    assert list(schema["properties"]) == [*HEAD, *sector.dimensions, *TAIL]
    assert schema["required"] == [*HEAD, *sector.dimensions, *TAIL]


def test_a_row_across_sectors_has_the_columns_of_all() -> None:
    model = observation_across(SECTORS)
    assert tuple(model.model_fields) == (*HEAD, *OWN.values(), *TAIL)
    schema = model.model_json_schema()
    for name in OWN.values():
        assert schema["properties"][name]["anyOf"] == [{"type": "string"}, {"type": "null"}]


@each_sector
def test_figures_are_plain_json_numbers_or_null(sector: SectorSchema) -> None:
    for mode in ("serialization", "validation"):
        properties = sector.observation.model_json_schema(mode=mode)["properties"]
        for name in NUMBERS:
            assert properties[name]["anyOf"] == [{"type": "number"}, {"type": "null"}]
        assert properties["start"]["format"] == properties["end"]["format"] == "date"
        assert properties["published_at"]["format"] == "date-time"
        assert properties["value_published"]["anyOf"] == [{"type": "string"}, {"type": "null"}]
        assert properties["sector"]["const"] == sector.code


def _schemas() -> Iterator[Any]:
    for sector in SECTORS:
        yield pytest.param(sector.observation.model_json_schema(), id=f"{sector.code}-row")
        yield pytest.param(_adapter(sector).json_schema(), id=f"{sector.code}-record")


@pytest.mark.parametrize("schema", list(_schemas()))
def test_every_field_has_a_description_and_an_example(schema: Mapping[str, Any]) -> None:
    assert schema["description"]
    assert schema["additionalProperties"] is False
    for name, field in schema["properties"].items():
        assert field["description"].endswith("."), name
        assert len(field["examples"]) == 1, name


@each_sector
def test_the_examples_are_valid_and_about_the_same_figure(sector: SectorSchema) -> None:
    record = _example(_adapter(sector).json_schema())
    served = _example(sector.observation.model_json_schema())
    assert _adapter(sector).validate_python(record)["indicator"] == served["indicator"]
    assert sector.observation.model_validate(served).model_fields_set == set(served)
    assert set(served) == set(sector.observation.model_fields)
    assert served["value"] == float(record["value"])
    assert json.loads(json.dumps(served)) == served


@each_sector
def test_the_fields_examples_are_valid_one_by_one(sector: SectorSchema) -> None:
    schema = _adapter(sector).json_schema()
    whole = _example(schema)
    for name, field in schema["properties"].items():
        assert _adapter(sector).validate_python({**whole, name: field["examples"][0]})


@each_sector
def test_a_record_has_its_columns_and_needs_most_of_them(sector: SectorSchema) -> None:
    schema = _adapter(sector).json_schema()
    assert list(schema["properties"]) == [*SERIES_COLUMNS, *sector.dimensions, *FIGURE_COLUMNS]
    assert {*schema["required"], "value"} == REQUIRED_COLUMNS | set(sector.dimensions)


@each_sector
def test_the_stand_in_is_a_record(sector: SectorSchema) -> None:
    own = dict.fromkeys(sector.dimensions, "_T")
    assert _adapter(sector).validate_python({**BLANK, **own})["area"] == "CN"


@pytest.mark.parametrize("sector", [BY_CODE[code] for code in OWN], ids=OWN)
def test_the_seed_is_made_of_such_records(sector: SectorSchema) -> None:
    path = SEED / "observations" / f"{sector.code}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [{k: v for k, v in row.items() if v} for row in csv.DictReader(file)]
    records = TypeAdapter(list[sector.record]).validate_python(rows)  # type: ignore[name-defined]
    assert [str(record["value"]) for record in records] == [row["value"] for row in rows]


@each_sector
@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("value", "1e999"),
        ("value", "nan"),
        ("value", "1_000"),
        ("value", 1.5),
        ("decimals", -1),
        ("decimals", True),
        ("decimals", "1.0"),
        ("frequency", "W"),
        ("bound", "Exact"),
        ("status", "a"),
        ("period", "2024-13"),
        ("area", ""),
        ("colour", "red"),
    ],
)
def test_a_record_is_strict(sector: SectorSchema, name: str, given: object) -> None:
    record = {**_example(_adapter(sector).json_schema()), name: given}
    with pytest.raises(ValidationError) as refusal:
        _adapter(sector).validate_python(record)
    assert [each["loc"] for each in refusal.value.errors()] == [(name,)]


def test_every_fault_of_a_list_has_its_row_and_column() -> None:
    sector = SECTORS[0]
    sound = _example(_adapter(sector).json_schema())
    records = [dict(sound) for _ in range(100)]
    records[17]["value"] = "nan"
    records[17]["status"] = "?"
    del records[99]["fuel"]
    with pytest.raises(ValidationError) as refusal:
        TypeAdapter(list[sector.record]).validate_python(records)  # type: ignore[name-defined]
    assert {each["loc"] for each in refusal.value.errors()} == {
        (17, "value"),
        (17, "status"),
        (99, "fuel"),
    }


def test_the_shared_columns_are_in_two_parts() -> None:
    head = [name for name in SeriesColumns.model_fields if name not in {"id", "sector"}]
    assert tuple(head) == SERIES_COLUMNS
    served = {"start", "end", "release", "published_at", "source"}
    written = {"statement_en", "statement_zh", "note_en", "note_zh"}
    tail = [name for name in FigureColumns.model_fields if name not in served]
    assert tail == [name for name in FIGURE_COLUMNS if name not in written]
