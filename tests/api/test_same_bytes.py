"""The database does not show: the same bytes and the same headers, whichever is behind."""

import re
from pathlib import Path

import pytest

from tests.api.conftest import Services, seed
from tests.api.urls import DATA, PROBLEMS, RESOURCES, every_address

ARTICLE = Path(__file__).parents[3] / "shared" / "seed" / "article.txt"
RUN = 6
VOLATILE = {"x-request-id"}


@pytest.mark.parametrize("url", [*DATA, *RESOURCES])
def test_sqlite_and_postgresql_answer_with_the_same_bytes(
    sqlite: Services, postgresql: Services, url: str
) -> None:
    ours, theirs = (services.on(seed).ok(url) for services in (sqlite, postgresql))
    assert ours.body == theirs.body
    assert ours.body or url.endswith("jsonl")
    shown = [
        {name: value for name, value in answer.headers.items() if name not in VOLATILE}
        for answer in (ours, theirs)
    ]
    assert shown[0] == shown[1]


@pytest.mark.parametrize(("url", "status"), PROBLEMS)
def test_sqlite_and_postgresql_refuse_with_the_same_bytes(
    sqlite: Services, postgresql: Services, url: str, status: int
) -> None:
    asked = {"X-Request-Id": "the-same"}
    ours, theirs = (services.on(seed).ask(url, asked) for services in (sqlite, postgresql))
    assert (ours.status, ours.body) == (status, theirs.body)


def test_the_release_has_the_same_name_on_both(sqlite: Services, postgresql: Services) -> None:
    ours, theirs = (every_address(services.on(seed)) for services in (sqlite, postgresql))
    assert ours == theirs
    assert sqlite.on(seed).ok(ours[-1]).body == postgresql.on(seed).ok(ours[-1]).body


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+(?:[.'][a-z0-9]+)*", text.lower().replace("-", " "))
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


@pytest.mark.skipif(not ARTICLE.exists(), reason="the article is not part of the project")
def test_no_sentence_of_the_article_is_served(sqlite: Services) -> None:
    article = _runs(ARTICLE.read_text(encoding="utf-8"))
    assert len(article) > 1000
    service = sqlite.on(seed)
    served = [service.ok(url).text for url in every_address(service)]
    assert {" ".join(run) for text in served for run in _runs(text) & article} == set()
