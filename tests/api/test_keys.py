"""Keys over HTTP: who may publish, identical refusals, and secrets that show up nowhere."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.keys import new_token
from app.store.keys import revoke_key
from tests.api.publisher import Publisher, publisher, release, token_for
from tests.support.stores import DATABASES, database, opened


@pytest.fixture(scope="module", params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with database(request.param, request, tmp_path_factory.mktemp("keys")) as address:
        yield address


@pytest.fixture(scope="module")
def site(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publisher]:
    with publisher(url, tmp_path_factory.mktemp("site"), PROVSTAT_MAX_FAILED_KEYS="1000") as ready:
        yield ready


def _wrong(token: str) -> str:
    return token[:-1] + ("a" if token[-1] != "a" else "q")


def test_every_401_is_the_same(site: Publisher, url: str) -> None:
    now = datetime.now(UTC)
    revoked = token_for(url)
    with opened(url) as store, store.writer() as writer:
        revoke_key(writer, revoked.split("_")[1], now)
    fields: list[dict[str, str]] = [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer x"},
        {"Authorization": f"Basic {site.token}"},
        {"Authorization": f"Bearer {new_token()}"},
        {"Authorization": f"Bearer {_wrong(site.token)}"},
        {"Authorization": f"Bearer {site.token}x"},
        {"Authorization": f"Bearer {revoked}"},
        {"Authorization": f"Bearer {token_for(url, expires_at=now - timedelta(seconds=1))}"},
    ]
    answers = []
    for each in fields:
        headers = {**each, "Content-Type": "application/json", "X-Request-Id": "same"}
        reply = site.ask("/v1/releases", "POST", b"{}", headers)
        answers.append((reply.status, reply.body, {**reply.headers, "date": ""}))
    assert answers[0][0] == 401
    assert answers[0][2]["www-authenticate"] == 'Bearer realm="provstat"'
    assert all(each == answers[0] for each in answers)


def test_a_scope_opens_what_it_says(site: Publisher, url: str) -> None:
    refused = site.post(release(), token=token_for(url, "admin"))
    assert (refused.status, refused.slug) == (403, "forbidden")
    assert site.post(release(), token=token_for(url, "publish", "admin")).status in {200, 201}
    assert site.post(release(), "/v1/releases:validate", token=None).status == 401


def test_reading_is_the_same_with_any_key(site: Publisher) -> None:
    def asked(headers: dict[str, str]) -> Any:
        headers = {**headers, "X-Request-Id": "same", "Accept-Encoding": "gzip"}
        reply = site.ask("/v1/areas", headers=headers)
        return reply.status, reply.body, {**reply.headers, "date": ""}

    plain = asked({})
    assert plain[0] == 200
    assert "authorization" not in plain[2]["vary"].lower()
    for token in (site.token, "nonsense"):
        assert asked({"Authorization": f"Bearer {token}"}) == plain


def test_secrets_show_up_nowhere(site: Publisher) -> None:
    secret = site.token.rpartition("_")[2]
    headers = {"Authorization": f"Bearer {site.token}", "Content-Type": "application/json"}
    answers = [
        site.post(release()),
        site.post(b"{"),
        site.ask("/v1/releases", "POST", b"", {**headers, "Expect": "nothing"}),
        site.ask(f"/v1/{site.token}", headers=headers),
        site.ask(f"/v1/areas?as_of={site.token}&x=1;key={site.token}", headers=headers),
        site.ask(f"/v1/areas?q=1;sig={site.token}", headers=headers),
        site.post(release(), token=_wrong(site.token)),
    ]
    statuses = [each.status for each in answers]
    assert 500 not in statuses
    assert secret not in site.ask("/metrics").body.decode()
    for each in (answers[0], answers[1], answers[6]):
        assert secret not in each.body.decode()
        assert secret not in str(each.headers)
    log = site.log.read_text()
    assert log.count('"event":"request"') > 6
    assert secret not in log
    assert _wrong(secret) not in log


def test_attempts_are_limited(url: str, tmp_path: Path) -> None:
    with publisher(url, tmp_path) as site:
        statuses = [site.post({}, token=new_token()).status for _ in range(10)]
        assert statuses == [401] * 10
        # Nobody guesses with nothing.
        assert site.post({}, token=None).status == 401
        refused = site.post(release())
        assert (refused.status, refused.slug) == (429, "too-many-attempts")
        assert 0 < int(refused.headers["retry-after"]) <= 60
        assert site.ask("/v1/areas").status == 200
