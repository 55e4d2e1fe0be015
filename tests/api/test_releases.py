"""Publications and documents, with what each release added, revised and withdrew."""

import pytest

from tests.api.conftest import NOW
from tests.api.expected import PUBLISHED_AT, SOURCE
from tests.api.service import Service
from tests.support.catalogue import PAGE, YEARBOOK

COUNTS = ("added", "revised", "withdrawn", "unchanged")


def test_the_seed_is_one_release(seeded: Service) -> None:
    body = seeded.ok("/v1/releases").json()
    (release,) = body["data"]
    assert body["meta"]["matched"] == 1
    assert release["source"] == SOURCE
    assert release["published_at"] == PUBLISHED_AT
    assert release["recorded_at"] == f"{NOW:%Y-%m-%dT%H:%M:%SZ}"
    assert {name: release[name] for name in COUNTS} == dict(zip(COUNTS, (22, 0, 0, 0), strict=True))
    assert release["id"] == f"2025-03-17-{release['digest'][:12]}"
    assert len(release["digest"]) == 64
    assert release["title"]["en"]
    assert release["title"]["zh"]
    assert seeded.ok(f"/v1/releases/{release['id']}").json() == release


def test_releases_are_listed_newest_first_with_their_counts(revised: Service) -> None:
    releases = revised.ok("/v1/releases").json()["data"]
    told = [
        (each["published_at"][:10], each["source"], *(each[name] for name in COUNTS))
        for each in releases
    ]
    assert told == [
        ("2025-03-20", PAGE, 2, 0, 2, 0),
        ("2025-03-10", YEARBOOK, 0, 2, 0, 1),
        ("2025-02-01", YEARBOOK, 0, 1, 0, 0),
        ("2025-01-10", PAGE, 12, 0, 0, 0),
    ]
    assert revised.ok("/v1").json()["updated"] == "2025-03-20T00:00:00Z"


def test_the_documents_are_listed(seeded: Service) -> None:
    body = seeded.ok("/v1/sources").json()
    assert [each["id"] for each in body["data"]] == [SOURCE, "nbs_query_database"]
    source = body["data"][0]
    assert source["publisher"] == "China Daily"
    assert source["author"] == "Yuan Shenggao"
    assert source["contributors"] == ["Zhang Qi", "Li Yao"]
    assert (source["published_from"], source["published_to"]) == ("2025-03-12", "2025-03-17")
    assert source["url"] is None
    assert seeded.ok(f"/v1/sources/{SOURCE}").json() == source


@pytest.mark.parametrize("kind", ["sources", "releases"])
def test_each_entry_links_to_itself(revised: Service, kind: str) -> None:
    for entry in revised.ok(f"/v1/{kind}").json()["data"]:
        links = [link["href"] for link in entry["links"]]
        assert links[0] == f"/v1/{kind}/{entry['id']}"
        assert revised.ok(links[0]).json() == entry
