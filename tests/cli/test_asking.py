"""Commands that ask for other things than figures."""

import json

import pytest

from tests.support.terminal import Ended, run


def _indicators(url: str, *words: str) -> Ended:
    return run("indicators", *words, DATABASE_URL=url)


def _codes(said: Ended) -> list[str]:
    assert said.code == 0, said.err
    return [line.split()[0] for line in said.out.splitlines()[2:]]


def test_all_indicators_without_a_word(seeded: str) -> None:
    said = _indicators(seeded)
    assert said.err == f"{len(_codes(said))} indicators\n"
    assert "retail_sales_consumer_goods" in _codes(said)


def test_words_must_all_occur(seeded: str) -> None:
    assert _codes(_indicators(seeded, "retail", "consumer")) == ["retail_sales_consumer_goods"]
    assert set(_codes(_indicators(seeded, "retail"))) > {"retail_sales_consumer_goods"}


@pytest.mark.parametrize("word", ["煤矿", "coal"])
def test_words_of_both_languages_find_names_of_either(seeded: str, word: str) -> None:
    assert "intelligent_coal_mines" in _codes(_indicators(seeded, word))
    assert "智能化煤矿数量" in _indicators(seeded, word, "--lang", "zh").out


def test_only_one_sector(seeded: str) -> None:
    said = _indicators(seeded, "--sector", "energy")
    assert {line.split()[1] for line in said.out.splitlines()[2:]} == {"energy"}


def test_no_find_is_no_failure(seeded: str) -> None:
    said = _indicators(seeded, "zzz")
    assert (said.code, said.out, said.err) == (0, "", "0 indicators\n")


def test_a_sector_that_does_not_exist(seeded: str) -> None:
    said = _indicators(seeded, "--sector", "enrgy")
    assert (said.code, said.out) == (1, "")
    assert said.err == "provstat: there is no sector 'enrgy'; did you mean energy?\n"


def test_the_document_needs_no_database() -> None:
    said = run("openapi", DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out)["openapi"].startswith("3.1")
    assert said.out.endswith("}\n")
