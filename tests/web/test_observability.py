"""tests/web rather than tests/: the log is written by the edge, and was built with it."""

import json
import logging
import time
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from app.observability import (
    AccessEvent,
    access_log,
    configure_logging,
    redact_query,
    redact_text,
    write_line,
)

LOGGERS = ("uvicorn", "uvicorn.error", "uvicorn.access", "alembic", "sqlalchemy")


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    """Leave logging as it was."""
    root = logging.getLogger()
    before = root.handlers, root.level
    yield
    logging.captureWarnings(capture=False)
    root.handlers, _ = before
    root.setLevel(before[1])
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.NOTSET)
        logging.getLogger(name).propagate = True
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_an_event_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", json=True)
    structlog.contextvars.bind_contextvars(request_id="mine")
    structlog.get_logger().info("published", rows=3, area="山西\n", share=0.5, none=None)
    text = capsys.readouterr().err
    assert text.count("\n") == 1
    event = json.loads(text)
    assert list(event)[:3] == ["timestamp", "level", "event"]
    assert event["request_id"] == "mine"
    assert (event["rows"], event["share"], event["none"]) == (3, 0.5, None)
    assert event["area"] == "山西\n"
    assert event["timestamp"].endswith("Z")
    assert abs(datetime.fromisoformat(event["timestamp"]) - datetime.now(UTC)).seconds < 60


@pytest.mark.parametrize("name", ["uvicorn.error", "alembic.runtime", "anything"])
def test_libraries_come_through_the_same_door(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging("info", json=True)
    logging.getLogger(name).warning("at %s", "postgresql://u:hunter2@h/db")
    (event,) = lines(capsys)
    assert event["event"] == "at postgresql://u:***@h/db"
    assert (event["level"], event["logger"]) == ("warning", name)


def test_levels(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("warning", json=True)
    structlog.get_logger().info("quiet")
    logging.getLogger("uvicorn.error").info("quiet")
    structlog.get_logger().error("loud")
    assert [event["event"] for event in lines(capsys)] == ["loud"]
    with pytest.raises(ValueError, match="unknown log level 'chatty'"):
        configure_logging("chatty", json=True)


def test_statements_and_their_parameters_are_never_logged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging("debug", json=True)
    logging.getLogger("sqlalchemy.engine.Engine").info("SELECT 1")
    assert lines(capsys) == []


def test_uvicorn_writes_no_access_log(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("debug", json=True)
    access = logging.getLogger("uvicorn.access")
    assert not access.hasHandlers()
    access.warning("GET /?token=abc")
    assert "abc" not in capsys.readouterr().err


def test_a_traceback_is_a_field_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", json=True)
    error = ConnectionError("cannot reach postgresql://u:hunter2@h/db?password=hunter2")
    structlog.get_logger().error("failed", exc_info=error)
    logging.getLogger("x").error("failed", exc_info=error)
    ours, theirs = lines(capsys)
    for event in (ours, theirs):
        assert "ConnectionError: cannot reach postgresql://u:***@h/db" in event["exception"]
        assert "hunter2" not in json.dumps(event)


def test_warnings_are_events(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", json=True)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn("old", DeprecationWarning, stacklevel=1)
    assert "old" in lines(capsys)[0]["event"]


SECRET = "hunter2-hunter2"  # noqa: S105 - the marker that must not appear


@pytest.mark.parametrize(
    "fields",
    [
        {"authorization": SECRET},
        {"Proxy-Authorization": SECRET},
        {"cookie": SECRET, "set_cookie": SECRET},
        {"password": SECRET, "db_passwd": SECRET},
        {"token": SECRET, "access_token": SECRET, "tokens": [SECRET]},
        {"key": SECRET, "api_key": SECRET, "X-API-Key": SECRET, "apikey": SECRET},
        {"client_secret": SECRET},
        {"deep": {"list": [{"apiKey": SECRET}]}},
        {"headers": [(b"host", b"h"), (b"authorization", SECRET.encode())]},
        {"headers": {b"cookie": SECRET.encode()}},
        {"url": f"postgresql+psycopg://u:{SECRET}@h1,h2/db"},
        {"url": f"postgresql://u:p/with@{SECRET}@h/db"},
        {"query": f"?a=b&token={SECRET}&c=d"},
        {"query": f"key={SECRET}"},
        {"query": f"api_key={SECRET}"},
        {"query": f"access_token={SECRET}"},
        {"text": f"Authorization: Bearer {SECRET}"},
        {"bytes": f"password={SECRET}".encode()},
        {"object": ValueError(f"password={SECRET}")},
        {"event": f"connecting to redis://:{SECRET}@h"},
    ],
)
@pytest.mark.parametrize("as_json", [True, False])
def test_secrets_are_never_written(
    fields: dict[str, object], as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging("info", json=as_json)
    structlog.get_logger().info(**{"event": "something", **fields})
    text = capsys.readouterr().err
    assert SECRET not in text
    assert "***" in text


def test_what_is_no_secret_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", json=True)
    fields = {
        "monkey": "a",
        "keyword": "b",
        "path": "https://h:8000/v1?area=CN-14&sort=-period",
        "pair": ["area", "CN-14"],
        "text": "basic statistics of the region",
        "count": 10**20,
    }
    structlog.get_logger().info("kept", **fields)
    (event,) = lines(capsys)
    assert {name: event[name] for name in fields} == fields


def test_odd_values_do_not_lose_the_event(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", json=True)
    loop: list[object] = []
    loop.append(loop)
    structlog.get_logger().info("odd", lone="\ud800", loop=loop, number=float("nan"), set={1})
    (event,) = lines(capsys)
    assert event["event"] == "odd"


@given(st.text("abckeytoknpswd_=&%;?@:/. \n", max_size=80))
def test_any_text_survives_redaction(text: str) -> None:
    assert isinstance(redact_text(text), str)
    assert len(redact_query(text).split("&")) == len(text.split("&"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ""),
        ("area=CN-14&time=latest", "area=CN-14&time=latest"),
        ("area=CN%2D14", "area=CN%2D14"),
        ("token=a&area=b", "token=***&area=b"),
        ("TOKEN=a", "TOKEN=***"),
        ("%74oken=a", "%74oken=***"),
        ("access%5Ftoken=a", "access%5Ftoken=***"),
        ("a=1&api_key=x&key=y&api-key=z", "a=1&api_key=***&key=***&api-key=***"),
        ("token", "token"),
        ("keyword=coal&monkey=1", "keyword=coal&monkey=1"),
    ],
)
def test_queries(query: str, expected: str) -> None:
    assert redact_query(query) == expected


@pytest.mark.parametrize("piece", ["://a:", "token", "a-", "key", "bearer ", "%74", "=", "a@"])
def test_long_hostile_text_is_cheap(piece: str) -> None:
    started = time.process_time()
    redact_text(piece * (16_384 // len(piece)))
    redact_query(piece * (16_384 // len(piece)))
    assert time.process_time() - started < 2


def event(**changes: object) -> AccessEvent:
    fields: dict[str, Any] = {
        "timestamp": datetime(2026, 11, 23, 12, 0, 0, 500_000, UTC),
        "request_id": "mine",
        "method": "GET",
        "path": "/v1/山西",
        "query": "a=b",
        "status": 200,
        "bytes": 5,
        "duration_ms": 0.25,
        "route": "/v1/{sector}",
        "client": "203.0.113.7",
    }
    return AccessEvent(**{**fields, **changes})


def test_an_access_event_is_a_line_like_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    write = access_log("info", json=True)
    assert write is not None
    write(event())
    (line,) = lines(capsys)
    assert list(line)[:4] == ["timestamp", "level", "event", "request_id"]
    assert line == {
        "timestamp": "2026-11-23T12:00:00.500000Z",
        "level": "info",
        "event": "request",
        "request_id": "mine",
        "method": "GET",
        "path": "/v1/山西",
        "query": "a=b",
        "status": 200,
        "bytes": 5,
        "duration_ms": 0.25,
        "route": "/v1/{sector}",
        "client": "203.0.113.7",
    }


def test_an_access_event_with_a_lone_surrogate_is_not_lost(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write = access_log("debug", json=True)
    assert write is not None
    write(event(path="/\udcff"))
    assert lines(capsys)[0]["path"] == "/\udcff"


def test_an_access_event_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", json=False)
    write = access_log("info", json=False)
    assert write is not None
    write(event())
    text = capsys.readouterr().err
    assert "request" in text
    assert "/v1/山西" in text


@pytest.mark.parametrize("level", ["warning", "ERROR"])
def test_no_access_log_above_info(level: str) -> None:
    assert access_log(level, json=True) is None


def test_a_log_that_cannot_be_written_fails_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        buffer = property(lambda self: self)

        def write(self, line: bytes) -> None:
            raise OSError(28, f"no space for {line!r}")

    monkeypatch.setattr("sys.stderr", Full())
    write_line(b"lost")
    monkeypatch.setattr("sys.stderr", None)
    write_line(b"lost")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("area=CN&sig=x9", "area=CN&sig=***"),
        ("jwt=a.b;session=1;area=CN", "jwt=***;session=***;area=CN"),
        ("x=1;token=x9", "x=1;token=***"),
        ("design=5&sessions=3", "design=5&sessions=3"),
        (f"q=provstat_abcdefgh_{'a' * 52}", "***"),
    ],
)
def test_names_and_separators_that_were_forgotten(query: str, shown: str) -> None:
    assert redact_query(query) == shown
