"""One figure explained: its print, what it implies, and what to beware of."""

from __future__ import annotations

from typing import Any

import pytest

from app.dialects.native.explain_schemas import Explanation
from tests.api import derived_store
from tests.api.conftest import Services
from tests.api.expected import IDS
from tests.api.service import Service
from tests.api.vintages import JANUARY, LATE_MARCH

URL = "/v1/observations"
RETAIL, DOLLARS, GROWTH = (IDS[ref] for ref in ("C01", "C02", "C03"))


@pytest.fixture(scope="session")
def derived(services: Services) -> Service:
    """The application on the store of derived_store.py, once on each kind of database."""
    return services.on(derived_store.fill)


def explained(service: Service, name: str, query: str = "") -> dict[str, Any]:
    body = service.ok(f"{URL}/{name}/explain{query}")
    Explanation.model_validate(body.json())
    found: dict[str, Any] = body.digits()["data"]
    return found


def implied(service: Service, name: str, query: str = "") -> dict[str, dict[str, Any]]:
    return {each["kind"]: each for each in explained(service, name, query)["implied"]}


def named(service: Service, query: str) -> str:
    (row,) = service.rows(f"{URL}?{query}")
    name: str = row["id"]
    return name


def codes(found: dict[str, Any]) -> list[str]:
    return [warning["code"] for warning in found["warnings"]]


def test_the_print_is_carried_over_into_the_base_unit(seeded: Service) -> None:
    found = explained(seeded, RETAIL)
    assert found["printed"] == {
        "value_published": "818.05",
        "unit_published": "billion yuan",
        "decimals": "2",
        "multiplier": "1000000000",
        "computation": "818.05 × 1000000000 = 818050000000",
        "lower": "818045000000",
        "upper": "818055000000",
        "lower_included": True,
        "upper_included": False,
    }
    assert found["value"] == "818.05 billion yuan"
    assert found["origin"]["locator"] == "Market resilience"
    assert found["statement"].startswith("The page reports")


@pytest.mark.parametrize("name", [RETAIL, GROWTH])
def test_the_level_of_the_year_before_is_that_of_the_design(seeded: Service, name: str) -> None:
    base = implied(seeded, name)["implied_base"]
    assert base["text"] == "798.10 billion yuan (797.70 to 798.49)"
    assert (base["value"], base["lower"], base["upper"]) == (
        "798100000000",
        "797703500000",
        "798492000000",
    )
    assert (base["period"], base["unit"], base["bound"]) == ("2023", "CNY", "exact")
    assert base["computation"] == "818050000000 / (1 + 2.5 / 100)"
    assert [operand["id"] for operand in base["operands"]] == [RETAIL, GROWTH]
    assert codes(base) == ["base_may_be_revised", "constant_prices"]


@pytest.mark.parametrize("name", [RETAIL, DOLLARS])
def test_a_conversion_implies_a_rate(seeded: Service, name: str) -> None:
    rate = implied(seeded, name)["implied_rate"]
    # 818.045 / 112.895 and 818.055 / 112.885.
    assert (rate["value"], rate["lower"], rate["upper"]) == ("7.24643", "7.2460693", "7.2467999")
    assert rate["unit"] == "CNY/USD"
    assert [operand["id"] for operand in rate["operands"]] == [RETAIL, DOLLARS]


def test_a_conversion_has_no_growth_of_its_own(seeded: Service) -> None:
    assert set(implied(seeded, DOLLARS)) == {"implied_rate"}
    assert set(implied(seeded, GROWTH)) == {"implied_base"}


def test_a_bound_stays_a_bound(seeded: Service) -> None:
    found = explained(seeded, IDS["E04"])
    limits = [found["printed"][name] for name in ("lower", "upper", "lower_included")]
    assert limits == ["83", None, False]
    assert found["implied"] == []


def test_words_are_in_the_language_asked_for(seeded: Service) -> None:
    base = implied(seeded, RETAIL, "?lang=zh")["implied_base"]
    assert base["title"] == "由水平值及其增速推得的2023水平值"
    assert base["text"] == "798.10 billion yuan（797.70至798.49）"
    assert base["warnings"][0]["detail"].startswith("基期所公布的数字")


YEAR_2024 = "indicator=retail_sales&area=CN-SX&unit=CNY&product=_T&time=2024"


def test_a_computed_growth_is_held_against_the_published_one(derived: Service) -> None:
    name = named(derived, YEAR_2024)
    before = implied(derived, name, "?as_of=2025-02-01")
    assert (before["yoy"]["value"], before["yoy"]["agrees"]) == ("2.4997", True)
    assert before["yoy"]["published"] == named(derived, "transformation=yoy")
    assert before["implied_base"]["agrees"] is True
    assert "disagrees" not in codes(before["yoy"])
    after = implied(derived, name)
    assert (after["yoy"]["value"], after["yoy"]["agrees"]) == ("3.5506", False)
    assert after["implied_base"]["agrees"] is False
    assert codes(after["yoy"]) == ["other_release", "disagrees"]


def test_the_change_on_the_period_before_is_told(derived: Service) -> None:
    name = named(derived, YEAR_2024)
    change = implied(derived, name)["diff"]
    assert change["text"] == "28.050 billion yuan (28.040 to 28.060)"
    assert change["value"] == "28050000000"


def test_where_nothing_follows_the_reason_is_given(derived: Service) -> None:
    name = named(derived, "indicator=occupancy&time=2024-06")
    change = implied(derived, name)["diff"]
    assert (change["value"], change["text"], change["bound"]) == (None, None, None)
    assert change["reason"]["code"] == "unlimited"
    name = named(derived, "indicator=exports&time=2024")
    assert implied(derived, name)["yoy"]["reason"]["code"] == "base_not_positive"


def test_a_range_is_said_as_one(derived: Service) -> None:
    name = named(derived, "indicator=occupancy&time=2024-03")
    change = implied(derived, name)["diff"]
    assert (change["bound"], change["lower"], change["upper"]) == ("range", "-5.50", "5.00")
    assert change["text"] == "in the range -6 to 5 percent"


def test_what_is_missing_is_explained_as_missing(derived: Service) -> None:
    found = explained(derived, named(derived, "indicator=occupancy&time=2024-07"))
    assert (found["value"], found["printed"]) == ("no value (Missing)", None)


def test_what_does_not_exist_is_not_explained(seeded: Service) -> None:
    seeded.problem(f"{URL}/0123456789ab-2024/explain", 404)
    seeded.problem(f"{URL}/{RETAIL}/explain?as_of=2025-03-01", 404)
    seeded.problem(f"{URL}/{RETAIL}/explain?x=1", 400)


def test_what_was_withdrawn_is_explained_as_it_was(revised: Service) -> None:
    name = named(revised, f"area=CN-HE&as_of={JANUARY}")
    assert explained(revised, name, f"?as_of={JANUARY}")["id"] == name
    assert revised.problem(f"{URL}/{name}/explain?as_of={LATE_MARCH}", 410)["type"] == (
        "/problems/withdrawn"
    )


def test_links_lead_on(seeded: Service) -> None:
    for link in seeded.ok(f"{URL}/{RETAIL}/explain").json()["links"]:
        seeded.ok(link["href"])
    shown = seeded.ok(f"{URL}/{RETAIL}").json()["links"]
    assert f"{URL}/{RETAIL}/explain" in {link["href"] for link in shown}
