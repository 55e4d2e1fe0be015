"""`provstat get` with derived values."""

from dataclasses import replace
from pathlib import Path

from app.store.catalogue import save_structure
from app.store.migrate import upgrade
from tests.support.builders import fact, published
from tests.support.catalogue import STRUCTURE
from tests.support.stores import opened
from tests.support.terminal import run


def test_a_table_shows_derived_values_and_tells_what_is_left_out(seeded: str) -> None:
    said = run("get", "derive=convert:USD", "unit=CNY", DATABASE_URL=seeded)
    assert said.code == 0
    assert [line.split()[-1] for line in said.out.splitlines()[2:]] == ["value", "value"]
    assert "1,558,000,000" in said.out
    assert "3 of the figures gave no row" in said.err
    assert said.err.endswith("2 of 5 observations\n")


def test_a_role_that_an_older_catalogue_lacks_is_shown_by_its_code(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    lists = tuple(
        replace(each, codes=tuple(code for code in each.codes if code.code != "derived"))
        for each in STRUCTURE.code_lists
    )
    with opened(url) as store:
        upgrade(store)
        with store.writer() as writer:
            save_structure(writer, replace(STRUCTURE, code_lists=lists))
        published(store, fact("5"))
    said = run("get", "derive=index:2024", DATABASE_URL=url)
    assert said.code == 0
    assert said.out.splitlines()[2].split()[-1] == "derived"
