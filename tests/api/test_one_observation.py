"""One observation by its permanent id: there, not there, withdrawn, and as it once was."""

import json

import pytest

from tests.api.expected import IDS
from tests.api.service import Service

URL = "/v1/observations"


def identifier(service: Service, query: str) -> str:
    rows = service.rows(f"{URL}?{query}&vintage=all")
    (found,) = {str(row["id"]) for row in rows}
    return found


def shown(service: Service, name: str, query: str = "") -> str | None:
    value: str | None = service.ok(f"{URL}/{name}?{query}").digits()["data"]["value"]
    return value


WITHDRAWN = "indicator=retail_sales&time=2023"
REVISED = "indicator=retail_sales&area=CN-SX&time=2024"


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("as_of=2025-01-10", "110"),
        ("as_of=2025-02-01", "111"),
        ("as_of=2025-03-09", "111"),
        ("as_of=2025-03-10", "112"),
        ("", "112"),
    ],
)
def test_it_is_shown_as_it_was_known(revised: Service, query: str, value: str) -> None:
    assert shown(revised, identifier(revised, REVISED), query) == value


def test_before_it_was_published_it_is_not_there(revised: Service) -> None:
    name = identifier(revised, REVISED)
    problem = revised.problem(f"{URL}/{name}?as_of=2025-01-09", 404)
    assert problem["type"] == "/problems/not-found"
    assert name in problem["detail"]


def test_withdrawn_it_is_gone(revised: Service) -> None:
    name = identifier(revised, WITHDRAWN)
    problem = revised.problem(f"{URL}/{name}", 410)
    assert problem["type"] == "/problems/withdrawn"
    assert name in problem["detail"]
    assert "as_of" in problem["detail"]
    revised.problem(f"{URL}/{name}?as_of=2025-03-20", 410)
    assert shown(revised, name, "as_of=2025-03-19") == "100"


def test_a_missing_figure_is_there_without_a_value(revised: Service) -> None:
    name = identifier(revised, "indicator=visits")
    data = revised.ok(f"{URL}/{name}?as_of=2025-01-10").digits()["data"]
    assert (data["value"], data["status"]) == (None, "M")
    assert shown(revised, name) == "23"


def test_an_interval_has_one_id_however_it_is_spelt(seeded: Service) -> None:
    name = IDS["R01"]
    assert name.endswith("-2025-01-28_2025-02-04")
    assert seeded.ok(f"{URL}/{name}").json()["data"]["period"] == "2025-01-28/P8D"
    body = seeded.ok(f"{URL}/{name}").body
    assert seeded.ok(f"{URL}/{name[:13]}2025-01-28_P8D").json()["data"]["id"] == name
    assert seeded.ok(f"{URL}/{name[:13]}2025-01-28_P8D").json() == json.loads(body)


@pytest.mark.parametrize("ref", ["C01", "R01", "T04", "E04"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_labels_and_statement_are_in_the_language_asked_for(
    seeded: Service, ref: str, language: str
) -> None:
    data = seeded.ok(f"{URL}/{IDS[ref]}?lang={language}").json()["data"]
    texts = (data["area_label"], data["statement"], data["indicator_label"])
    chinese = [any("\u4e00" <= letter <= "\u9fff" for letter in text) for text in texts]
    assert set(chinese) == {language == "zh"}


@pytest.mark.parametrize(
    ("query", "status", "parameter"),
    [
        ("as_of=yesterday", 400, "as_of"),
        ("as_of=2025-02-30", 422, "as_of"),
        ("lang=de", 400, "lang"),
        ("lang=en&lang=zh", 400, "lang"),
        ("time=2024", 400, "time"),
    ],
)
def test_its_parameters_are_checked(
    seeded: Service, query: str, status: int, parameter: str
) -> None:
    problem = seeded.problem(f"{URL}/{IDS['C01']}?{query}", status)
    assert problem["errors"][0]["parameter"] == parameter


def test_its_columns_are_those_of_a_row_with_everything(seeded: Service) -> None:
    one = seeded.ok(f"{URL}/{IDS['C01']}").digits()["data"]
    rows = seeded.rows(f"{URL}?include=labels,provenance&unit=CNY&time=2024")
    (row,) = (row for row in rows if row["id"] == IDS["C01"])
    assert list(one.items()) == list(row.items())
