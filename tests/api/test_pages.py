"""Page after page: together they are the whole, in order, and they do not move."""

import pytest

from tests.api import vintages
from tests.api.conftest import Services, seed
from tests.api.expected import PUBLISHED_AT, SOURCE, read_csv
from tests.api.service import Service
from tests.api.walking import content, cursor_of, joined, walk
from tests.support.builders import draft, fact, published
from tests.support.stores import opened

URL = "/v1/observations"
ORDERS = (
    *("", "sort=-value", "sort=value", "sort=-period,area", "sort=product,-unit"),
    *(
        "sort=published_at",
        "sort=-indicator,value",
        "vintage=all",
        "vintage=all&sort=-published_at",
    ),
    *("unit=PERCENT&value_gt=1", "fields=id,value", "include=labels,provenance&lang=zh"),
    *("time=2024..2025", "area=CN-SX,CN-140100&time=latest", "as_of=2025-03-20&status=*"),
)


@pytest.mark.parametrize("query", ORDERS)
@pytest.mark.parametrize("limit", [1, 2, 3, 5, 7])
def test_the_pages_are_the_whole(seeded: Service, query: str, limit: int) -> None:
    whole = seeded.rows(f"{URL}?{query}")
    pages = walk(seeded, f"{URL}?{query}&limit={limit}")
    assert joined(pages) == whole
    assert [len(page) for page in pages[:-1]] == [limit] * (len(pages) - 1)
    assert 1 <= len(pages[-1]) <= limit


@pytest.mark.parametrize("query", ["", "sort=value", "sort=-value", "vintage=all", "status=*"])
@pytest.mark.parametrize("limit", [1, 3, 4])
def test_missing_and_revised_figures_are_paged_too(
    revised: Service, query: str, limit: int
) -> None:
    whole = revised.rows(f"{URL}?{query}")
    assert joined(walk(revised, f"{URL}?{query}&limit={limit}")) == whole


def test_a_sector_is_paged_within_itself(seeded: Service) -> None:
    url = "/v1/consumption/observations"
    pages = walk(seeded, f"{url}?limit=2")
    assert joined(pages) == seeded.rows(url)
    first = seeded.ok(f"{url}?limit=2").json()["meta"]["next"]
    assert first.startswith(f"{url}?")


def test_the_limit_may_change_between_pages(seeded: Service) -> None:
    first = seeded.ok(f"{URL}?limit=5&sort=-value").json()
    rest = seeded.rows(first["meta"]["next"].replace("limit=5", "limit=100"))
    assert [row["id"] for row in (*first["data"], *rest)] == [
        row["id"] for row in seeded.rows(f"{URL}?sort=-value")
    ]


def test_a_page_can_be_had_in_another_format(seeded: Service) -> None:
    following = seeded.ok(f"{URL}?limit=5").json()["meta"]["next"]
    rows = seeded.rows(following)
    assert read_csv(seeded.ok(f"{following}&format=csv").text) == rows
    text = seeded.ok(following, {"Accept": "text/csv"}).text
    assert read_csv(text) == rows


def test_the_next_address_is_the_canonical_one_with_a_cursor(seeded: Service) -> None:
    meta = seeded.ok(f"{URL}?unit=CNY,USD&area=140000&limit=2").json()["meta"]
    assert meta["canonical"] == f"{URL}?area=CN-SX&unit=CNY,USD&limit=2"
    assert meta["next"].startswith(f"{meta['canonical']}&cursor=")


def test_the_last_page_that_is_just_full_says_so(seeded: Service) -> None:
    first = seeded.ok(f"{URL}?limit=11").json()
    second = seeded.ok(first["meta"]["next"]).json()
    assert len(second["data"]) == 11
    assert (second["meta"]["complete"], second["meta"]["next"]) == (True, None)


def test_pages_do_not_move_when_something_is_published(services: Services) -> None:
    with services.fresh(vintages.fill) as service:
        whole = service.rows(URL)
        first = service.ok(f"{URL}?limit=4").digits()
        with opened(service.url) as store:
            published(
                store,
                fact("1", area="CN", period="2020"),
                fact("999", period="2024"),
                fact("0", indicator="coal_output", unit="TONNE", area="CN"),
                on="2025-03-25",
            )
        rest = joined(walk(service, first["meta"]["next"]))
        assert [*first["data"], *rest] == whole
        now = service.rows(URL)
        assert len(now) == len(whole) + 2
        assert {row["value"] for row in now} >= {"1", "999", "0"}


def test_a_release_published_earlier_does_not_move_pages_either(services: Services) -> None:
    with services.fresh(vintages.fill) as service:
        url = f"{URL}?vintage=all&sort=-published_at"
        whole = service.rows(url)
        first = service.ok(f"{url}&limit=3").digits()
        with opened(service.url) as store:
            # Came out long ago and is recorded only now, so it supersedes nothing.
            published(store, fact("108", period="2024"), on="2025-01-05")
        rest = joined(walk(service, first["meta"]["next"]))
        assert [*first["data"], *rest] == whole
        assert len(service.rows(url)) == len(whole) + 1


def test_a_cursor_outlives_the_server(services: Services) -> None:
    with services.fresh(seed) as service:
        following = service.ok(f"{URL}?limit=20").json()["meta"]["next"]
    assert services.on(seed).rows(following) == services.on(seed).rows(URL)[20:]


def test_a_cursor_holds_nothing_that_would_be_secret(seeded: Service) -> None:
    following = seeded.ok(f"{URL}?limit=1").json()["meta"]["next"]
    pin, _, values = content(cursor_of(following))
    assert pin == 2
    assert values[0] == "advanced_mines_coal_output_share.CN-SX.level.PERCENT.M"
    assert values[3].startswith(PUBLISHED_AT[:10])
    assert SOURCE not in str(values)
    assert draft().source not in str(values)
