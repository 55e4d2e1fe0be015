"""A code that does not exist is 404 with the nearest that do: a slip is never taken for no data."""

import pytest

from tests.api.service import Service

URL = "/v1/observations"
UNKNOWN = (
    ("area", "Shanxii", "Shanxi"),
    ("area", "CN-SXX", "CN-SX"),
    ("area", "山西雀", "山西"),
    ("area", "CN-14", "CN-SX"),
    ("area", "14", "CN-SX"),
    ("area", "SX", "CN-SX"),
    ("area", "1401", "CN-140100"),
    ("area", "140001", None),
    ("area", "Atlantis", None),
    ("area", "_T", None),
    ("indicator", "retail_sales_consumer_good", "retail_sales_consumer_goods"),
    ("indicator", "Retail_sales_consumer_goods", "retail_sales_consumer_goods"),
    ("indicator", "0", None),
    ("transformation", "yo", "yoy"),
    ("transformation", "YOY", "yoy"),
    ("unit", "percent", "PERCENT"),
    ("unit", "USB", "USD"),
    ("unit", "zzz", None),
    ("unit", "亿元", "CNY"),
    ("unit", "yuan", "CNY"),
    ("unit", "billion yuan", "CNY"),
    ("unit", "C NY", "CNY"),
    ("frequency", "a", "A"),
    ("frequency", "Y", None),
    ("status", "Z", None),
    ("bound", "exactly", "exact"),
    ("bound", "GT", "gt"),
    ("role", "policy", None),
    ("role", "policy_parameters", "policy_parameter"),
    ("product", "automobile", "automobiles"),
    ("fuel", "cole", "coke"),
    ("partner", "Q", None),
    ("purpose", "X", None),
    ("area", "ZZ*", None),
    ("area", "shan*", None),
    ("indicator", "zzz*", None),
    ("unit", "p*", None),
    ("product", "T*", None),
)


@pytest.mark.parametrize(("name", "text", "near"), UNKNOWN)
def test_an_unknown_code_is_not_found(
    seeded: Service, name: str, text: str, near: str | None
) -> None:
    problem = seeded.problem(f"{URL}?{name}={text}", 404)
    assert problem["type"] == "/problems/unknown-code"
    (fault,) = problem["errors"]
    assert (fault["parameter"], fault["value"]) == (name, text)
    assert problem["did_you_mean"] == fault.get("did_you_mean", [])
    if near:
        assert near in problem["did_you_mean"]
        assert f"did you mean {problem['did_you_mean'][0]}" in problem["detail"]
    else:
        assert "did you mean" not in problem["detail"] or problem["did_you_mean"]


def test_one_wrong_code_among_right_ones_is_enough(seeded: Service) -> None:
    problem = seeded.problem(f"{URL}?area=CN-SX,CN-QQ,CN-SN&unit=CNY", 404)
    assert [fault["value"] for fault in problem["errors"]] == ["CN-QQ"]


def test_all_unknown_codes_are_told_at_once(seeded: Service) -> None:
    problem = seeded.problem(f"{URL}?area=Nowhere,Shanxii&unit=CNYY&product=car&status=A", 404)
    told = [(fault["parameter"], fault["value"]) for fault in problem["errors"]]
    assert told == [
        ("area", "Nowhere"),
        ("area", "Shanxii"),
        ("unit", "CNYY"),
        ("product", "car"),
    ]
    assert "3 more" in problem["detail"]


def test_the_grammar_comes_before_the_codes(seeded: Service) -> None:
    problem = seeded.problem(f"{URL}?area=Nowhere&limit=0", 400)
    assert [fault["parameter"] for fault in problem["errors"]] == ["limit"]


@pytest.mark.parametrize(
    "url",
    [
        "/v1/consumption/observations?area=Nowhere",
        "/v1/observations.csv?area=Nowhere",
        "/v1/availability?area=Nowhere",
        "/v1/observations?area=Nowhere&dry_run=1",
        "/v1/observations?area=Nowhere&shape=wide",
    ],
)
def test_every_data_call_knows_its_codes(seeded: Service, url: str) -> None:
    assert seeded.problem(url, 404)["errors"][0]["parameter"] == "area"


def test_a_code_of_another_sector_is_known_and_finds_nothing(seeded: Service) -> None:
    body = seeded.ok("/v1/energy/observations?indicator=rural_tour_routes").json()
    assert body["data"] == []
    assert body["meta"]["reason"]


@pytest.mark.parametrize(
    ("url", "near"),
    [
        ("/v1/indicators/retail_sales_consumer_good", "retail_sales_consumer_goods"),
        ("/v1/indicators?sector=energi", "energy"),
        ("/v1/indicators/Rural_tour_routes", "rural_tour_routes"),
    ],
)
def test_an_address_that_is_nearly_right_gets_a_suggestion(
    seeded: Service, url: str, near: str
) -> None:
    problem = seeded.problem(url, 404)
    assert f"did you mean {near}?" in problem["detail"]
    assert problem["did_you_mean"][:1] == [near]


@pytest.mark.parametrize(
    "url",
    [
        "/v1/indicators/zzz",
        "/v1/sources/nobody",
        "/v1/releases/2025-03-17-000000000000",
        "/v1/observations/000000000000-2024",
        "/v1/observations/xb72h3w7jxh9-2023",
        "/v1/observations/xb72h3w7jxh9-2024-Q1",
        "/v1/observations/nonsense",
        "/v1/observations/XB72H3W7JXH9-2024",
        "/v1/observations/xb72h3w7jxh9",
        "/v1/observations/xb72h3w7jxh9-2024-13",
        "/v1/observations/zzzzzzzzzzzz-9999",
        "/v1/observations/xb72h3w7jxh9-%D9%A2%D9%A0%D9%A2%D9%A4",
        "/v1/mining",
        "/v1/mining/observations",
    ],
)
def test_what_is_not_there_is_not_found(seeded: Service, url: str) -> None:
    problem = seeded.problem(url, 404)
    assert problem["type"] == "/problems/not-found"
    assert problem["detail"].endswith(".")
