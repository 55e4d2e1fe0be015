"""A cursor comes back from anyone: whatever it says, it is refused and never an error of ours."""

from typing import Any

import pytest

from tests.api.service import Service
from tests.api.walking import content, cursor_of, forged

URL = "/v1/observations"
ORDERS = ("", "sort=-value", "sort=product")
NUL = "a\x00b"
HOSTILE: tuple[Any, ...] = (
    *(NUL, "\ud800", "\u202e", "é", "", " ", "x" * 513, "a b", "a'--", "%", "\n"),
    *("NaN", "sNaN", "Infinity", "-Infinity", "1e999999999", "1e9", "1_0", "٣", "0x10", "+1", "."),
    *(2**31, 2**63 - 1, 2**63, 2**64, 10**40, -(2**63), -1, 1.5, True, False, None),
    *([], ["x"], {}, "9" * 100),
    *("0000-00-00", "2024-13-01", "2024-02-30", "20240101", "2024-W01-1", "10000-01-01"),
    *("2025-03-17T00:00:00", "2025-03-17T00:00:00Z", "9999-12-31T23:59:59-14:00"),
    *("0001-01-01T00:00:00+14:00", "2025-03-17T25:00:00+00:00"),
)


def first_cursor(service: Service, query: str) -> str:
    meta = service.ok(f"{URL}?{query}&limit=2").json()["meta"]
    return cursor_of(meta["next"])


def asked(service: Service, query: str, cursor: str) -> int:
    answer = service.ask(f"{URL}?{query}&limit=2&cursor={cursor}")
    if answer.status != 200:
        problem = answer.json()
        assert [fault["parameter"] for fault in problem["errors"]] == ["cursor"]
        assert len(answer.body) < 1_000
    return answer.status


@pytest.mark.parametrize("query", ORDERS)
def test_hostile_values_do_no_harm_anywhere(seeded: Service, query: str) -> None:
    pin, question, values = content(first_cursor(seeded, query))
    for place in range(len(values)):
        for hostile in HOSTILE:
            changed = [*values[:place], hostile, *values[place + 1 :]]
            # Some are a place like any other: a key that no series has, for example.
            assert asked(seeded, query, forged([pin, question, changed])) in {200, 422}


TEXTS_THAT_ARE_NO_CODE = (NUL, "\ud800", "é", "", " ", "x" * 513, "a b", "a'--", "%", "\n")
NO_NUMBERS = ("NaN", "sNaN", "Infinity", "1e999999999", "1e9", "1_0", "٣", "0x10", "+1", ".", "1.")
NO_DAYS = ("2024-13-01", "2024-02-30", "20240101", "2024-W01-1", "0000-00-00", "10000-01-01")
NO_INSTANTS = (
    *("2025-03-17T00:00:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"),
    *("2025-03-17T25:00:00+00:00", "2025-03-17"),
)
NO_TEXTS: tuple[Any, ...] = (None, 1.5, [], {}, ["x"])
# Column, the order and place where it stands in a cursor, and what it can never hold.
REFUSED: tuple[tuple[str, str, int, tuple[Any, ...]], ...] = (
    ("key", "", 0, (*TEXTS_THAT_ARE_NO_CODE, *NO_TEXTS, 1, True)),
    ("start", "", 1, (*NO_DAYS, *TEXTS_THAT_ARE_NO_CODE, *NO_TEXTS, 20240101)),
    ("end", "", 2, (*NO_DAYS, *TEXTS_THAT_ARE_NO_CODE, *NO_TEXTS, 20240101)),
    ("published_at", "", 3, (*NO_INSTANTS, *TEXTS_THAT_ARE_NO_CODE, *NO_TEXTS, 0)),
    ("release", "", 4, (2**31, 2**63, 2**64, 10**40, 0, -1, True, "2", *NO_TEXTS)),
    ("missing", "sort=value", 0, (2, -1, 2**64, True, "0", *NO_TEXTS)),
    ("value", "sort=value", 1, (*NO_NUMBERS, *TEXTS_THAT_ARE_NO_CODE, *NO_TEXTS, 4, "9" * 100)),
    ("product", "sort=product", 0, (*TEXTS_THAT_ARE_NO_CODE, *NO_TEXTS, 1)),
)


@pytest.mark.parametrize(
    ("query", "place", "never"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED]
)
def test_what_a_column_can_never_hold_is_refused(
    seeded: Service, query: str, place: int, never: tuple[Any, ...]
) -> None:
    pin, question, values = content(first_cursor(seeded, query))
    taken = {}
    for hostile in never:
        changed = [*values[:place], hostile, *values[place + 1 :]]
        taken[ascii(hostile)[:40]] = asked(seeded, query, forged([pin, question, changed]))
    assert {name: status for name, status in taken.items() if status != 422} == {}


@pytest.mark.parametrize("place", range(3))
def test_hostile_parts_are_refused(seeded: Service, place: int) -> None:
    parts = content(first_cursor(seeded, ""))
    taken = {}
    for hostile in HOSTILE:
        changed = [*parts[:place], hostile, *parts[place + 1 :]]
        taken[ascii(hostile)[:40]] = asked(seeded, "", forged(changed))
    assert {name: status for name, status in taken.items() if status != 422} == {}


@pytest.mark.parametrize(
    "said",
    [
        *(None, 0, "x", [], {}, {"pin": 2}, [2], [2, "x"], [[[[]]]]),
        *(b"", b"\xff\xfe", b"[2,", b'["' + b"x" * 1_000, b"[" * 500, b"nul", b"[2,NaN,[]]"),
        *(b'[2,"x",["\\u0000"]]', b'[2,"x",["\\ud800"]]', b'\x00[2,"x",[]]', b"1" * 1_400),
    ],
    ids=lambda said: ascii(said)[:40],
)
def test_what_is_no_cursor_is_refused(seeded: Service, said: object) -> None:
    cursor = forged(said)
    assert asked(seeded, "", cursor) == (422 if cursor else 400)


def test_more_or_fewer_values_are_refused(seeded: Service) -> None:
    pin, question, values = content(first_cursor(seeded, ""))
    for wrong in (values[:-1], [*values, 1], [], values * 2):
        assert asked(seeded, "", forged([pin, question, wrong])) == 422
    assert asked(seeded, "", forged([pin, question, values, 1])) == 422


@pytest.mark.parametrize("pin", [0, -1, 3, 10**9, 2**63, 2**70])
def test_a_data_version_that_never_was_is_refused(seeded: Service, pin: int) -> None:
    _, question, values = content(first_cursor(seeded, ""))
    assert asked(seeded, "", forged([pin, question, values])) == 422


@pytest.mark.parametrize(
    "other",
    [
        "area=CN-SX",
        "sort=value",
        "vintage=all",
        "time=2024",
        "as_of=2025-03-20",
        "value_gt=1",
        "role=indicator",
    ],
)
def test_the_cursor_of_another_question_is_refused(seeded: Service, other: str) -> None:
    cursor = first_cursor(seeded, "")
    assert asked(seeded, other, cursor) == 422
    theirs = first_cursor(seeded, other)
    assert asked(seeded, "", theirs) == 422
    assert asked(seeded, other, theirs) == 200


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sort=value", "sort=-value"),
        ("area=CN-SX", "area=CN-140100,CN-SX"),
        ("value_gt=1", "value_ge=1"),
        ("value_gt=1", "value_gt=1&certainty=possible"),
        ("as_of=2025-03-20", "as_of=2025-03-21"),
    ],
)
def test_the_cursor_of_a_question_that_only_looks_alike_is_refused(
    seeded: Service, one: str, other: str
) -> None:
    cursor = first_cursor(seeded, one)
    assert asked(seeded, one, cursor) == 200
    assert asked(seeded, other, cursor) == 422


def test_the_cursor_of_another_part_of_the_api_is_refused(seeded: Service) -> None:
    cursor = first_cursor(seeded, "")
    problem = seeded.problem(f"/v1/consumption/observations?cursor={cursor}", 422)
    assert "another question" in problem["detail"]


def test_a_damaged_cursor_is_refused(seeded: Service) -> None:
    cursor = first_cursor(seeded, "")
    for at in range(0, len(cursor), 7):
        damaged = cursor[:at] + ("A" if cursor[at] != "A" else "B") + cursor[at + 1 :]
        assert asked(seeded, "", damaged) in {200, 422}
        assert asked(seeded, "", cursor[:at] + cursor[at + 1 :]) in {200, 422}
    for damaged in (cursor[:-3], cursor[5:], cursor + cursor, f"{cursor}AAAA"):
        assert asked(seeded, "", damaged) == 422


def test_a_wide_table_takes_no_cursor(seeded: Service) -> None:
    problem = seeded.problem(f"{URL}?shape=wide&cursor={first_cursor(seeded, '')}", 422)
    assert [fault["parameter"] for fault in problem["errors"]] == ["cursor"]
