"""Which format a client gets: the extension, then `format`, then `Accept`, then JSON."""

import pytest

from tests.api.expected import OWN, columns, read_csv
from tests.api.service import Service

URL = "/v1/observations"
JSON, CSV, JSONL = "json", "csv", "jsonl"
MEDIA_TYPES = {
    JSON: "application/json",
    CSV: "text/csv; charset=utf-8; header=present",
    JSONL: "application/x-ndjson",
}


def served(service: Service, url: str, accept: str | None = None) -> str:
    """Which format it is, by what it says and by what it holds."""
    answer = service.ok(url, {} if accept is None else {"Accept": accept})
    names = {media_type: name for name, media_type in MEDIA_TYPES.items()}
    name = names[answer.headers["content-type"]]
    first = answer.text.partition("\n")[0].strip()
    assert {JSON: first == '{"data":[', CSV: first.startswith("id,"), JSONL: first[:6] == '{"id":'}[
        name
    ]
    return name


ACCEPTED = {
    "*/*": JSON,
    "": JSON,
    "application/json": JSON,
    "text/csv": CSV,
    "TEXT/CSV": CSV,
    "text/*": CSV,
    "application/*": JSON,
    "application/x-ndjson": JSONL,
    "text/csv, application/json": JSON,
    "text/csv, application/json;q=0.9": CSV,
    "text/csv;q=0.5, application/json;q=0.9": JSON,
    "application/json;q=0.1, text/csv;q=0.2, application/x-ndjson;q=0.3": JSONL,
    "text/html, */*;q=0.1": JSON,
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": JSON,
    "application/json;q=0, */*": CSV,
    "application/*;q=0, */*;q=0.5": CSV,
    "application/json;q=0, application/*;q=0.5": JSONL,
    "text/csv;q=0, text/*;q=1, application/x-ndjson;q=0.1": JSONL,
    "text/csv; charset=utf-8": CSV,
    "text/csv;header=present;q=1": CSV,
    "application/json;q=0.001": JSON,
    "text/csv;q=1.000, application/json;q=0.999": CSV,
    "image/png, text/csv": CSV,
    "text/csv;q=0.1, application/json;q=0.5, text/csv;q=0.9": CSV,
    ",,text/csv,": CSV,
    "text/csv;q=nan, application/json": JSON,
    "text/csv;q=inf, application/json": JSON,
    # What is no weight makes its element as if it were not there.
    "text/csv;q=x": JSON,
    "text/csv;q=1.5, application/x-ndjson;q=0.1": JSONL,
    "text/csv;q=-1, application/x-ndjson;q=0.1": JSONL,
    "text/csv;q=0.1234, application/x-ndjson;q=0.1": JSONL,
    "text/csv;q=, application/x-ndjson;q=0.1": JSONL,
    "text/csv;q=1.5": JSON,
    ",": JSON,
    " ": JSON,
    "*/*;q=0, text/csv": CSV,
}


@pytest.mark.parametrize("accept", ACCEPTED)
def test_accept_chooses(service: Service, accept: str) -> None:
    assert served(service, URL, accept) == ACCEPTED[accept]


def test_without_accept_it_is_json(service: Service) -> None:
    assert served(service, URL) == JSON


@pytest.mark.parametrize("name", MEDIA_TYPES)
@pytest.mark.parametrize("accept", [None, "*/*", "text/csv", "application/json", "image/png", "x"])
def test_extension_and_parameter_come_before_accept(
    service: Service, name: str, accept: str | None
) -> None:
    assert served(service, f"{URL}.{name}", accept) == name
    assert served(service, f"{URL}?format={name}", accept) == name
    assert served(service, f"{URL}.{name}?format={name}", accept) == name


@pytest.mark.parametrize(
    "accept",
    [
        "image/png",
        "text/html",
        "application/json;q=0",
        "*/*;q=0",
        "application/json;q=0, text/csv;q=0, application/x-ndjson;q=0",
        "application",
        "json",
        "text/csv;q=0",
        "text/csv;q=x, image/png",
    ],
)
def test_when_nothing_is_acceptable_it_says_what_there_is(service: Service, accept: str) -> None:
    problem = service.problem(URL, 406, {"Accept": accept})
    assert problem["type"] == "/problems/not-acceptable"
    for name in MEDIA_TYPES.values():
        assert name.partition(";")[0] in problem["detail"]


@pytest.mark.parametrize("url", ["/v1", "/v1/areas", "/v1/energy", "/v1/availability"])
def test_a_resource_that_is_only_json_says_so(service: Service, url: str) -> None:
    problem = service.problem(url, 406, {"Accept": "text/csv"})
    assert "application/json" in problem["detail"]
    service.ok(url, {"Accept": "text/csv, */*;q=0.1"})
    service.ok(url, {"Accept": "application/*"})


@pytest.mark.parametrize(
    ("extension", "name"), [(JSON, CSV), (CSV, JSON), (CSV, JSONL), (JSONL, JSON)]
)
def test_an_extension_and_a_format_that_differ_are_refused(
    service: Service, extension: str, name: str
) -> None:
    problem = service.problem(f"{URL}.{extension}?format={name}", 422)
    (fault,) = problem["errors"]
    assert (fault["parameter"], fault["value"]) == ("format", name)
    assert f".{extension}" in fault["detail"]


@pytest.mark.parametrize("extension", ["xml", "CSV", "json.csv", "csv/", "html", "%63sv%20", "js"])
def test_an_extension_that_is_none_is_not_found(service: Service, extension: str) -> None:
    service.problem(f"{URL}.{extension}", 404)


def test_an_unknown_format_names_those_there_are(service: Service) -> None:
    problem = service.problem(f"{URL}?format=cvs", 400)
    assert problem["did_you_mean"][:1] == [CSV]
    assert "json, csv, jsonl" in problem["detail"]


def test_only_where_accept_decided_does_the_answer_vary_by_it(service: Service) -> None:
    assert service.ok(URL).headers["vary"] == "Accept, Accept-Encoding"
    assert service.ok(f"{URL}.csv").headers["vary"] == "Accept-Encoding"
    assert service.ok(f"{URL}?format=csv").headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", [URL, *(f"/v1/{sector}/observations" for sector in OWN)])
@pytest.mark.parametrize("name", MEDIA_TYPES)
def test_a_file_has_a_name(service: Service, path: str, name: str) -> None:
    stem = path.removeprefix("/v1/").replace("/", "-")
    for url in (f"{path}.{name}", f"{path}?format={name}"):
        disposition = service.ok(url).headers.get("content-disposition")
        wanted = None if name == JSON else f'inline; filename="{stem}.{name}"'
        assert disposition == wanted


def test_a_csv_file_starts_with_a_byte_order_mark_where_asked(service: Service) -> None:
    plain, marked = (service.ok(f"{URL}.csv?bom={bom}").body for bom in "01")
    assert plain == service.ok(f"{URL}.csv").body
    assert not plain.startswith(b"\xef\xbb\xbf")
    assert marked == b"\xef\xbb\xbf" + plain
    for url in (f"{URL}.json?bom=1", f"{URL}.jsonl?bom=1"):
        assert not service.ok(url).body.startswith(b"\xef")


def test_csv_is_as_the_rfc_has_it(service: Service) -> None:
    text = service.ok(f"{URL}.csv?include=provenance").text
    lines = text.split("\r\n")
    assert lines[-1] == ""
    assert "\n" not in text.replace("\r\n", "")
    assert lines[0] == ",".join((*columns(None), "statement", "note", "publisher", "document")) + (
        ",licence"
    )
    assert len(lines) == 1 + 22 + 1
    # A comma within a cell puts quotes around it, and is read back as it was.
    (row,) = (row for row in read_csv(text) if row["indicator"] == "smart_mining_shafts")
    assert "1,594" in str(row["statement"])


@pytest.mark.parametrize("accept", ["text/csv" + ",text/csv" * 500, "a/b;" * 900, "/" * 3_000])
def test_a_long_accept_does_no_harm(service: Service, accept: str) -> None:
    assert service.ask(URL, {"Accept": accept}).status in {200, 406}
