"""Files of the whole store: what the data call gives, told by a manifest, kept while they are new."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import __version__
from app.sectors import SECTORS
from tests.api import large
from tests.api.conftest import Services
from tests.api.service import Service, serving
from tests.support.builders import fact, published
from tests.support.stores import opened

FORMATS = ("csv", "csv.gz", "parquet", "jsonl")
NEVER = "000000000000"


@pytest.fixture(scope="session")
def manifest(seeded: Service) -> dict[str, Any]:
    found: dict[str, Any] = seeded.ok("/v1/bulk").json()
    return found


@pytest.fixture(scope="session")
def store(services: Services) -> Service:
    """Several pages of the database."""
    return services.on(large.fill)


@pytest.fixture
def changing(sqlite: Services, tmp_path: Path) -> Iterator[Service]:
    """A store that a test may publish to, its files in a folder of the test."""
    with sqlite.fresh(lambda url: large.fill(url, 1), snapshot_dir=tmp_path / "files") as service:
        yield service


def _call(entry: dict[str, Any]) -> str:
    sector = f"/{entry['sector']}" if entry["sector"] else ""
    return f"/v1{sector}/observations.{entry['format'].removesuffix('.gz')}"


def _publish(service: Service, day: str) -> str:
    """Publish a figure; return the data version before."""
    before = service.ok("/v1").headers["x-data-version"]
    with opened(service.url) as store:
        published(store, fact("1", indicator="visits", unit="COUNT", period=day), on="2025-02-01")
    assert service.ok("/v1").headers["x-data-version"] != before
    return before


def test_the_manifest_names_every_file(manifest: dict[str, Any]) -> None:
    scopes = [None, *(sector.code for sector in SECTORS)]
    named = [(entry["sector"], entry["format"]) for entry in manifest["data"]]
    assert named == [(sector, format_) for sector in scopes for format_ in FORMATS]
    assert manifest["meta"]["matched"] == manifest["meta"]["built"] == len(named)


def test_files_are_what_the_manifest_says(seeded: Service, manifest: dict[str, Any]) -> None:
    for entry in manifest["data"]:
        answer = seeded.ok(entry["href"])
        digest = hashlib.sha256(answer.body)
        assert (len(answer.body), digest.hexdigest()) == (entry["bytes"], entry["sha256"])
        assert answer.headers["content-length"] == str(entry["bytes"])
        assert answer.headers["content-type"] == entry["media_type"]
        assert answer.headers["content-location"] == entry["pinned"]
        shown = base64.b64encode(digest.digest()).decode()
        assert answer.headers["repr-digest"] == f"sha-256=:{shown}:"
        pinned = seeded.ok(entry["pinned"])
        assert pinned.body == answer.body
        assert "immutable" in pinned.headers["cache-control"]
        assert "no-cache" in answer.headers["cache-control"]


def test_files_hold_the_bytes_of_the_data_call(seeded: Service, manifest: dict[str, Any]) -> None:
    for entry in manifest["data"]:
        body = seeded.ok(entry["href"]).body
        if entry["format"] == "csv.gz":
            body = gzip.decompress(body)
        called = seeded.ok(_call(entry))
        assert called.body == body
        assert called.headers["x-matched-rows"] == str(entry["rows"])


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_of_several_pages_is_whole(store: Service, format_: str) -> None:
    answer = store.ok(f"/v1/bulk/all.{format_}")
    body = gzip.decompress(answer.body) if format_ == "csv.gz" else answer.body
    assert body == store.ok(f"/v1/observations.{format_.removesuffix('.gz')}").body
    assert answer.headers["x-matched-rows"] == str(large.ROWS)


def test_head_and_ranges_are_of_the_same_file(store: Service) -> None:
    url = "/v1/bulk/all.csv"
    whole = store.ok(url)
    head = store.ask(url, method="HEAD")
    assert head.headers.items() - whole.headers.items() <= {
        ("x-request-id", head.headers["x-request-id"])
    }
    coded = {"Accept-Encoding": "gzip, br, zstd", "Range": "bytes=100-199"}
    part = store.ask(url, coded)
    assert (part.status, part.body) == (206, whole.body[100:200])
    assert part.headers["etag"] == whole.headers["etag"]
    assert "content-encoding" not in part.headers


def test_a_file_is_not_coded_again(store: Service) -> None:
    answer = store.ok("/v1/bulk/all.csv", {"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers
    assert "no-transform" in answer.headers["cache-control"]


@pytest.mark.parametrize("url", ["/v1/bulk", "/v1/bulk/all.parquet"])
def test_what_a_client_holds_is_not_sent_again(seeded: Service, url: str) -> None:
    tag = seeded.ok(url).headers["etag"]
    assert seeded.ask(url, {"If-None-Match": tag}).status == 304


def test_a_publication_gives_new_files_and_keeps_those_before(changing: Service) -> None:
    old = changing.ok("/v1/bulk/all.csv")
    before = _publish(changing, "2020-01-01")
    new = changing.ok("/v1/bulk/all.csv")
    assert new.body != old.body
    assert new.headers["etag"] != old.headers["etag"]
    assert changing.ok(f"/v1/bulk/{before}/all.csv").body == old.body
    changing.problem(f"/v1/bulk/{before}/energy.csv", 410)  # was never built, and is too late for


def test_files_of_older_data_versions_are_gone(changing: Service, tmp_path: Path) -> None:
    versions = []
    for day in ("2020-01-01", "2020-01-02"):
        changing.ok("/v1/bulk/all.csv")
        versions.append(_publish(changing, day))
    current = changing.ok("/v1/bulk/all.csv").headers["x-data-version"]
    answer = changing.ask(f"/v1/bulk/{versions[0]}/all.csv")
    assert (answer.status, answer.json()["type"]) == (410, "/problems/gone")
    assert answer.headers["link"] == '</v1/bulk/all.csv>; rel="latest-version"'
    kept = {f"{version}-{__version__}" for version in (versions[1], current)}
    assert {path.name for path in (tmp_path / "files").iterdir()} == kept


def test_nothing_else_in_the_folder_is_touched(changing: Service, tmp_path: Path) -> None:
    stranger = tmp_path / "files" / "mine"
    stranger.mkdir(parents=True)
    for day in ("2020-01-01", "2020-01-02", "2020-01-03"):
        changing.ok("/v1/bulk/all.csv")
        _publish(changing, day)
    assert stranger.is_dir()


@pytest.mark.parametrize(
    "url",
    [
        f"/v1/bulk/{NEVER}/all.csv",
        "/v1/bulk/all.xml",
        "/v1/bulk/nowhere.csv",
        "/v1/bulk/..%2f..%2fstore.db",
        "/v1/bulk/all.csv.json",
        f"/v1/bulk/{NEVER}/../all.csv",
    ],
)
def test_what_is_no_file_is_not_found(seeded: Service, url: str) -> None:
    seeded.problem(url, 404)


def test_a_file_cut_short_on_disk_is_built_again(changing: Service, tmp_path: Path) -> None:
    body = changing.ok("/v1/bulk/all.jsonl").body
    (place,) = tmp_path.glob("files/*/all.jsonl")
    place.write_bytes(body[:-1])
    assert changing.ok("/v1/bulk/all.jsonl").headers["content-length"] == str(len(body))


def test_another_process_finds_the_files(changing: Service, tmp_path: Path) -> None:
    body = changing.ok("/v1/bulk/all.csv").body
    (place,) = tmp_path.glob("files/*/all.csv")
    number = place.stat().st_ino
    with serving(changing.url, snapshot_dir=tmp_path / "files") as other:
        assert other.ok("/v1/bulk/all.csv").body == body
    assert place.stat().st_ino == number


def test_a_folder_that_cannot_be_written_is_said(sqlite: Services, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with sqlite.fresh(lambda url: large.fill(url, 1), snapshot_dir=tmp_path / "file") as service:
        problem = service.problem("/v1/bulk/all.csv", 503)
        assert "cannot be written" in problem["detail"]
        assert str(tmp_path) not in problem["detail"]
        manifest = service.ok("/v1/bulk").json()
        assert {entry["sha256"] for entry in manifest["data"]} == {None}
        assert manifest["meta"]["built"] == 0


def test_nothing_half_written_stays(sqlite: Services, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    with sqlite.fresh(_with_too_many_digits, snapshot_dir=folder) as service:
        service.problem("/v1/bulk/all.parquet", 422)
        service.ok("/v1/bulk/all.csv")
    names = {name for _, _, files in os.walk(folder) for name in files}
    assert names == {"all.csv", "all.csv.json"}


def _with_too_many_digits(url: str) -> None:
    large.fill(url, 1)
    with opened(url) as store:
        published(store, fact("0.0000000000000001"))
