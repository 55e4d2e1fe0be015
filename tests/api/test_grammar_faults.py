"""What the data call refuses: nothing is guessed, and every fault is told at once."""

from urllib.parse import quote

import pytest

from tests.api.service import Service

URL = "/v1/observations"
SINGLE = {
    **{f"value_{comparison}": "1" for comparison in ("gt", "ge", "lt", "le")},
    "certainty": "certain",
    "as_of": "2025-03-20",
    "vintage": "latest",
    "lang": "en",
    "shape": "rows",
    "limit": "5",
    "cursor": "x",
    "format": "json",
    "bom": "0",
    "dry_run": "0",
    "derive": "yoy",
}
SEVERAL = {
    "area": "CN-SX",
    "indicator": "rural_tour_routes",
    "transformation": "level",
    "unit": "CNY",
    "frequency": "A",
    "time": "2024",
    "status": "A",
    "bound": "exact",
    "role": "indicator",
    "include": "labels",
    "fields": "area",
    "sort": "period",
    "fuel": "_T",
    "partner": "_T",
    "product": "_T",
    "purpose": "_T",
    "release": "2025-03-17-0123456789ab",
}


def test_the_tables_name_every_parameter(service: Service) -> None:
    get = service.ok("/openapi.json").json()["paths"][URL]["get"]
    listed = [parameter.get("$ref", parameter.get("name")) for parameter in get["parameters"]]
    assert len(listed) == len(SINGLE) + len(SEVERAL)


@pytest.mark.parametrize("name", SINGLE)
def test_a_single_value_may_not_be_repeated(service: Service, name: str) -> None:
    once = f"{name}={SINGLE[name]}"
    problem = service.problem(f"{URL}?{once}&{once}", 400)
    assert problem["errors"][0]["parameter"] == name
    assert f"{name} may stand only once" in problem["errors"][0]["detail"]


@pytest.mark.parametrize("ending", ["", "="])
@pytest.mark.parametrize("name", [*SINGLE, *SEVERAL])
def test_an_empty_value_is_refused(service: Service, name: str, ending: str) -> None:
    (fault,) = service.problem(f"{URL}?{name}{ending}", 400)["errors"]
    assert fault["parameter"] == name
    assert "no value" in fault["detail"]


@pytest.mark.parametrize("name", SEVERAL)
@pytest.mark.parametrize("form", ["{},", ",{}", "{0},,{0}"])
def test_an_empty_value_between_commas_is_refused(service: Service, name: str, form: str) -> None:
    problem = service.problem(f"{URL}?{name}={form.format(SEVERAL[name])}", 400)
    assert {fault["parameter"] for fault in problem["errors"]} == {name}


UNKNOWN = (
    ("indicatr", "indicator"),
    ("Area", "area"),
    ("AREA", "area"),
    ("area[]", "area"),
    ("areas", "area"),
    ("valuegt", "value_gt"),
    ("x", None),
    ("", None),
    ("_", None),
    ("__proto__", None),
    ("deriv", "derive"),
    ("sector", "/v1/{sector}/observations"),
)


@pytest.mark.parametrize(("name", "near"), UNKNOWN)
def test_an_unknown_parameter_is_refused_with_the_nearest(
    service: Service, name: str, near: str | None
) -> None:
    problem = service.problem(f"{URL}?{name}=CN-SX", 400)
    (fault,) = problem["errors"]
    assert fault["parameter"] == name
    assert problem["did_you_mean"][:1] == ([near] if near else [])


def test_the_dimension_of_another_sector_is_unknown(service: Service) -> None:
    problem = service.problem("/v1/energy/observations?product=automobiles", 400)
    assert problem["errors"][0]["parameter"] == "product"


@pytest.mark.parametrize(
    "url", ["/v1", "/v1/areas", "/v1/energy", "/v1/releases", "/healthz", "/problems/refused"]
)
def test_what_takes_no_parameter_refuses_one(service: Service, url: str) -> None:
    problem = service.problem(f"{url}?area=CN-SX", 400)
    assert problem["errors"][0]["parameter"] == "area"


MALFORMED = {
    "value_gt": (
        *("nan", "NaN", "inf", "-inf", "1e999", "1e3", "1_000", "1,000", " ", "%20%20"),
        *("%2B5", ".5", "5.", "0x10", "٣", "１", "--1", "1.2.3", "1" * 31, "1." + "1" * 16),
        *("%E2%88%921", "10%20", "%0910"),
    ),
    "value_ge": ("nan", "1e999", " ", "1_000"),
    "value_lt": ("nan", "1e999", " ", "1_000"),
    "value_le": ("nan", "1e999", " ", "1_000"),
    "limit": (
        "0",
        "-1",
        "100001",
        "1.0",
        "1e3",
        "%2B5",
        "%205",
        "1_0",
        "true",
        "all",
        "٣",
        "9" * 40,
    ),
    "time": (
        *("2024-13", "2024-Q5", "2024-S3", "24", "20240", "0000", "2024-1", "2024-00", "latest:1"),
        *(
            "last:0",
            "last:1001",
            "last:-1",
            "last:",
            "..",
            "2024...2025",
            "2024..latest",
            "2024-W05",
        ),
        *("2024-01-32", "2025-01-28/P0D", "2025-01-28/8", "2025-01/P1M", "٢٠٢٤", "2024 "),
    ),
    "as_of": (
        *("2025", "2025-03", "20250320", "yesterday", "2025-03-20T09:00", "2025-03-20T09:00:00"),
        *(
            "2025-03-20T24:00:00Z",
            "2025-03-20 09:00:00Z",
            "2025-03-20T09:00:00+08:00",
            "0001-01-01",
        ),
    ),
    "certainty": ("Certain", "maybe", "certain,possible"),
    "vintage": ("newest", "latest,first", "ALL"),
    "include": ("history", "Labels", "labels,x"),
    "lang": ("de", "EN", "zh-CN", "en,zh"),
    "shape": ("long", "ROWS"),
    "format": ("xml", "CSV", "json,csv", "application/json"),
    "bom": ("true", "2", "00"),
    "dry_run": ("yes", "true"),
    "fields": ("valeu", "Value", "area,valeu", "*", "area;drop"),
    "sort": ("valeu", "--value", "+value", "start", "id", "area,locator", "-"),
    "cursor": ("a.b", "a=", "$", "x" * 2049),
    "indicator": ("a%20b", "a.b", "-x", "a*b", "**", "x" * 66),
    "unit": ("€", "%25", "C  NY"),
    "area": ("%09", "x" * 65),
}
CASES = [(name, text) for name, texts in MALFORMED.items() for text in texts]


@pytest.mark.parametrize(("name", "text"), CASES)
def test_a_malformed_value_is_refused(service: Service, name: str, text: str) -> None:
    if text in {"%09", "%0910"}:
        # A control character is refused before anyone reads parameters.
        assert service.problem(f"{URL}?{name}={text}", 400)["type"] == "/problems/bad-request"
        return
    problem = service.problem(f"{URL}?{name}={quote(text, safe='%,+')}", 400)
    assert problem["type"] == "/problems/invalid-query"
    for fault in problem["errors"]:
        assert fault["parameter"] == name
        assert len(fault.get("value", "")) <= 64
        assert "pattern" not in fault["detail"], "a pattern is nothing for people"


# Well formed, and still there is no such day, or no sense in it.
MEANINGLESS = (
    *(("time", text) for text in ("2024-02-30", "2023-02-29", "2025-04-31..2025-05")),
    *(("time", text) for text in ("2025..2024", "2025-02..2025-01", "2024-01-01/P99999Y")),
    *(("time", text) for text in ("latest,2024", "latest,last:2", "2025-02-01/2025-01-01")),
    *(("as_of", text) for text in ("2025-02-30", "9999-12-31T23:59:59-14:00")),
)


@pytest.mark.parametrize(("name", "text"), MEANINGLESS)
def test_what_cannot_be_is_refused(service: Service, name: str, text: str) -> None:
    problem = service.problem(f"{URL}?{name}={text}", 422)
    assert problem["type"] == "/problems/refused"
    (fault,) = problem["errors"]
    assert (fault["parameter"], fault["value"]) == (name, text)


@pytest.mark.parametrize("text", ["2000-02-29", "2024-02-29", "9999-12-31", "1000", "1000..9999"])
def test_days_at_the_edges_are_days(service: Service, text: str) -> None:
    assert service.ok(f"{URL}?time={text}").json()["data"] is not None


def test_all_faults_are_told_at_once(service: Service) -> None:
    problem = service.problem(
        f"{URL}?indicatr=x&limit=0&value_gt=nan&time=2024-13&shape=long&area=&lang=en&lang=zh"
        "&unit=CNY,,USD&bom=9",
        400,
    )
    told = [fault["parameter"] for fault in problem["errors"]]
    assert set(told) == {
        *("indicatr", "limit", "value_gt", "time", "shape", "area", "lang", "unit", "bom")
    }
    assert problem["detail"].startswith(f"{len(told)} things are wrong with the query")


def test_two_hundred_values_are_enough(service: Service) -> None:
    areas = ",".join(["CN-SX"] * 200)
    assert service.ok(f"{URL}?area={areas}").json()["meta"]["matched"] == 21
    problem = service.problem(f"{URL}?area={areas},CN-SX", 400)
    assert "at most 200" in problem["errors"][0]["detail"]
    problem = service.problem(f"{URL}?area={areas}&area=CN-SX", 400)
    assert "at most 200" in problem["errors"][0]["detail"]
