"""The tests' own PostgreSQL: where it comes from, and that it leaves nothing behind."""

from pathlib import Path

import psutil
import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text

from tests.support import postgres
from tests.support.optional import missing
from tests.support.postgres import PostgresMissingError, PostgresServer, running_server


def _names(server: PostgresServer) -> set[str]:
    engine = create_engine(server.url)
    with engine.connect() as connection:
        names = set(connection.execute(text("SELECT datname FROM pg_database")).scalars())
    engine.dispose()
    return names


def test_each_database_is_empty_and_its_own(postgres_server: PostgresServer) -> None:
    first = postgres_server.create_database("twice")
    second = postgres_server.create_database("twice")
    assert first != second
    assert make_url(first).drivername == "postgresql+psycopg"
    for dsn in (first, second):
        engine = create_engine(dsn)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE only_here (id integer)"))
        engine.dispose()
        postgres_server.drop_database(dsn)
    assert not {make_url(first).database, make_url(second).database} & _names(postgres_server)


def test_a_database_goes_although_someone_is_connected(postgres_server: PostgresServer) -> None:
    dsn = postgres_server.create_database("busy")
    with psycopg.connect(dsn.replace("+psycopg", "")) as connection:
        postgres_server.drop_database(dsn)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")


def test_texts_and_times_are_not_what_a_careless_query_expects(postgres_dsn: str) -> None:
    engine = create_engine(postgres_dsn)
    with engine.connect() as connection:
        assert connection.execute(text("SHOW server_encoding")).scalar_one() == "UTF8"
        zone = text("SELECT reset_val FROM pg_settings WHERE name = 'TimeZone'")
        assert connection.execute(zone).scalar_one() != "UTC"
    engine.dispose()


def test_a_given_server_is_used_and_left_as_found(
    postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _names(postgres_server)
    monkeypatch.setenv("TEST_PG_DSN", postgres_server.url.render_as_string(hide_password=False))
    with running_server() as given:
        assert given.pid is None
        given.create_database("borrowed")
        assert len(_names(postgres_server)) == len(before) + 1
    assert _names(postgres_server) == before


@pytest.mark.parametrize("passed_over", ["_from_wheel", "_installed"])
def test_a_server_of_ours_runs_as_an_ordinary_user_and_is_gone_afterwards(
    passed_over: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TEST_PG_DSN", raising=False)
    monkeypatch.setattr(postgres, passed_over, lambda *_: iter(()))
    try:
        with running_server() as server:
            assert server.pid is not None
            assert server.url.host == "127.0.0.1"
            assert psutil.Process(server.pid).uids().real != 0
            assert len(_names(server)) == 3
    except PostgresMissingError as error:
        missing(f"PostgreSQL without {passed_over}", str(error))
    assert not psutil.pid_exists(server.pid)


def test_a_machine_without_postgres_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_PG_DSN", raising=False)
    monkeypatch.setattr(postgres, "_installed", lambda: iter([Path("/nowhere")]))
    monkeypatch.setattr(postgres, "_from_wheel", lambda *_: iter(()))
    with pytest.raises(PostgresMissingError, match=r"TEST_PG_DSN.*/nowhere: "), running_server():
        pass
