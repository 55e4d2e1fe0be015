"""What is refused is refused with help: the word others use, the code that was meant, whole sentences."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from app.dialects.native.params import ObservationParams
from app.dialects.native.synonyms import SYNONYMS
from app.web.querystring import field_names
from tests.api.expected import IDS
from tests.api.service import Service
from tests.api.test_grammar_faults import CASES, MEANINGLESS, UNKNOWN
from tests.api.test_unknown_codes import UNKNOWN as CODES
from tests.api.urls import PROBLEMS

URL = "/v1/observations"
ASKED = (
    *(f"{URL}?{name}={quote(text, safe='%,+')}" for name, text in (*CASES, *MEANINGLESS)),
    *(f"{URL}?{name}={text}" for name, text, _ in CODES),
    *(f"{URL}?{name}=x" for name, _ in UNKNOWN),
    *(url for url, _ in PROBLEMS),
    *(f"{URL}?{query}" for query in ("area=", "limit=1&limit=2", "area=,", "fields=statement,id")),
    *(
        f"{URL}?{query}"
        for query in ("release=x", "cursor=abc", "format=csvv", "shape=wide&limit=1")
    ),
    *(f"{URL}.{query}" for query in ("csv?format=json", "xml", "csv?area=Shanxii,x")),
    *("/v1/changes?since=2025-02-30", "/v1/changes?since=2025-03-02&until=2025-03-01"),
    *("/v1/indicators/retail", "/v1/indicators?sector=x", "/v1/sources/x", "/v1/releases/x"),
    *("/problems/x", "/v1/observation", "/v1/mining", f"{URL}/{IDS['C01']}/cite.doc"),
    *(f"{URL}/{IDS['C01']}{more}?as_of=2025-03-16" for more in ("", "/history", "/cite.txt")),
)


@pytest.mark.parametrize("url", ASKED)
def test_every_reason_is_a_whole_sentence(service: Service, url: str) -> None:
    answer = service.ask(url)
    assert answer.status >= 400, url
    problem = answer.json()
    for detail in (problem["detail"], *(fault["detail"] for fault in problem["errors"])):
        assert not detail[0].islower(), detail
        assert detail.endswith((".", "?")), detail
        assert not detail.endswith(("..", "?.", ".?")), detail


@pytest.mark.parametrize("name", SYNONYMS)
def test_the_word_of_another_service_leads_to_ours(service: Service, name: str) -> None:
    problem = service.problem(f"{URL}?{name}=2024", 400)
    (meant,) = problem["did_you_mean"]
    assert f"did you mean {meant}?" in problem["detail"]
    known = field_names(ObservationParams)
    assert meant in known or meant.startswith("/v1/") or meant.partition("=")[0] in known


def test_a_synonym_is_only_offered_where_it_is_known(service: Service) -> None:
    assert service.problem("/v1/availability?size=1", 400)["did_you_mean"] == []


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("time=2024Q3", "2024-Q3"),
        ("time=2024-2025", "2024..2025"),
        ("time=2024年", "2024"),
        ("time=202407", "2024-07"),
        ("time=Q3 2024", "2024-Q3"),
        ("value_gt=1,000", "1000"),
        ("as_of=20250320", "2025-03-20"),
    ],
)
def test_a_malformed_value_is_answered_with_what_was_meant(
    service: Service, query: str, meant: str
) -> None:
    problem = service.problem(f"{URL}?{query}", 400)
    assert problem["did_you_mean"] == [meant]
    assert f"did you mean {meant}?" in problem["detail"]
    service.ok(f"{URL}?{query.partition('=')[0]}={meant}")


@pytest.mark.parametrize(
    "text", ["Shanxii", "Shanx", "Shansi", "Shaanxii", "Shaxi", "SX", "SN", "山西雀", "陕西雀"]
)
def test_who_may_mean_one_of_the_two_is_shown_both(seeded: Service, text: str) -> None:
    problem = seeded.problem(f"{URL}?area={text}", 404)
    areas = {
        seeded.ok(f"{URL}?area={name}").json()["meta"]["canonical"].rpartition("=")[2]
        for name in problem["did_you_mean"]
    }
    assert areas >= {"CN-SX", "CN-SN"}
    for name in problem["did_you_mean"]:
        assert name in problem["detail"]


@pytest.mark.parametrize("text", ["14", "CN-14", "140000*"])
def test_digits_lead_to_one_province_only(seeded: Service, text: str) -> None:
    assert seeded.problem(f"{URL}?area={text}", 404)["did_you_mean"] == ["CN-SX"]


@pytest.mark.parametrize("text", ["CN-140000", "cn-140000", "140000", "晋", "山西"])
def test_every_exact_name_of_a_province_finds_it(seeded: Service, text: str) -> None:
    assert seeded.ok(f"{URL}?area={text}").body == seeded.ok(f"{URL}?area=CN-SX").body


@pytest.mark.parametrize("name", ["bound", "frequency", "role", "transformation", "product"])
def test_a_short_list_is_told_in_full(seeded: Service, name: str) -> None:
    problem = seeded.problem(f"{URL}?{name}=nothing", 404)
    lists = seeded.ok("/v1/codes").json()["data"]
    codes = {c["code"] for each in lists if each["code"] == name for c in each["codes"]}
    for code in codes or {"_T", "automobiles", "digital_products"}:
        assert code in problem["detail"]


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/v1/observation", "/v1/observations"),
        ("/observations", "/v1/observations"),
        ("/v1/observations/", "/v1/observations"),
        ("/V1/areas", "/v1/areas"),
        ("/v1/energy/observation.csv", "/v1/energy/observations.csv"),
        ("/v1/indicator/rural_tour_sites", "/v1/indicators/rural_tour_sites"),
        ("/v1/observations/x/histroy", "/v1/observations/x/history"),
        ("/v1/mining/observations", None),
        ("/nothing", None),
        ("/v1/observations%00", None),
    ],
)
def test_an_address_that_is_nearly_one_leads_to_it(
    service: Service, path: str, meant: str | None
) -> None:
    answer = service.ask(path)
    assert answer.status in {400, 404}
    assert answer.json()["did_you_mean"][:1] == ([meant] if meant else [])


SEARCHES = {
    "retial": ("retail",),
    "rural coal": ("rural", "coal"),
    "零售商": ("零售",),
    "export": ("trade",),
}


@pytest.mark.parametrize("words", SEARCHES)
def test_a_search_that_finds_nothing_says_what_would(seeded: Service, words: str) -> None:
    meta = seeded.ok(f"/v1/indicators?q={words}").json()["meta"]
    assert meta["matched"] == 0
    assert meta["reason"].endswith(".")
    assert {*SEARCHES[words]} <= {*meta["did_you_mean"]}
    for word in meta["did_you_mean"]:
        assert seeded.ok(f"/v1/indicators?q={word}").json()["meta"]["matched"] > 0, word


@pytest.mark.parametrize("words", ["外贸", "foreign trade", "贸易", "trade", "零售"])
def test_what_people_call_it_is_found(seeded: Service, words: str) -> None:
    body = seeded.ok(f"/v1/indicators?q={words}").json()
    assert body["meta"]["matched"] > 0
    assert (body["meta"]["reason"], body["meta"]["did_you_mean"]) == (None, [])


@pytest.mark.parametrize("more", ["", "/history", "/cite.txt", "/cite.json"])
def test_a_figure_that_came_out_later_is_told_from_none(seeded: Service, more: str) -> None:
    url = f"{URL}/{IDS['C01']}{more}"
    problem = seeded.problem(f"{url}?as_of=2025-03-16", 404)
    assert "not yet known as of 2025-03-16" in problem["detail"]
    assert "2025-03-17T00:00:00Z" in problem["detail"]
    assert problem["errors"][0]["parameter"] == "as_of"
    other = seeded.problem(f"{URL}/xb72h3w7jxh9-1990{more}?as_of=2025-03-16", 404)
    assert "There is no observation" in other["detail"]


UNLIKE = {
    "sort=-value": True,
    "sort=value&unit=CNY,USD": True,
    "sort=value&indicator=rural_tourism_revenue&transformation=level": True,
    "sort=value&unit=CNY": False,
    "sort=value&transformation=yoy": False,
    "sort=-period": False,
    "": False,
}


@pytest.mark.parametrize("query", UNLIKE)
def test_numbers_of_several_units_in_one_order_are_warned_about(
    seeded: Service, query: str
) -> None:
    warnings = seeded.ok(f"{URL}?{query}").json()["warnings"]
    assert any("unit" in warning for warning in warnings) is UNLIKE[query]
