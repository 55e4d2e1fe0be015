"""The closed sets of codes that every sector shares, and the types of single fields.

A test keeps the sets equal to the code lists of the catalogue, which explain each code.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from app.domain.period import GRAMMAR, Period, PeriodError, parse_period
from app.domain.rules.numbers import (
    MAXIMUM_DIGITS,
    NUMBER_PATTERN,
    PRINTED_PATTERN,
    NumberFault,
    number_fault,
    printed_fault,
)
from app.domain.series import CODE_PATTERN

Frequency = Literal["A", "S", "Q", "M", "D", "_O"]
PeriodBasis = Literal["stated", "inferred"]
Bound = Literal["exact", "gt", "ge", "lt", "le", "approx", "range"]
# fmt: off
Status = Literal[
    "A", "B", "D", "E", "F", "G", "H", "I", "J", "K", "L",
    "M", "N", "O", "P", "Q", "S", "U", "V", "W", "X",
]
# fmt: on
Role = Literal["indicator", "conversion", "policy_parameter"]
ServedRole = Literal["indicator", "conversion", "policy_parameter", "derived"]

# At least one character that shows, and none that controls a terminal or ends a string in a
# database; sentences may have line breaks.
TEXT_PATTERN = r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$"
_OF_SENTENCES = r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*"
SENTENCE_PATTERN = rf"^{_OF_SENTENCES}[^\s\x00-\x1f\x7f]{_OF_SENTENCES}$"
OPTIONAL_SENTENCE_PATTERN = rf"^{_OF_SENTENCES}$"
_LONGEST_CODE = 64
LONGEST_PERIOD = 32
LONGEST_LOCATOR = 500
LONGEST_SENTENCE = 2_000

Name = Annotated[str, StringConstraints(pattern=TEXT_PATTERN, max_length=_LONGEST_CODE)]
Locator = Annotated[str, StringConstraints(pattern=TEXT_PATTERN, max_length=LONGEST_LOCATOR)]
Sentence = Annotated[str, StringConstraints(pattern=SENTENCE_PATTERN, max_length=LONGEST_SENTENCE)]
OptionalSentence = Annotated[
    str, StringConstraints(pattern=OPTIONAL_SENTENCE_PATTERN, max_length=LONGEST_SENTENCE)
]
# What is no code is an unknown code, so the catalogue says so, and suggests the nearest.
Code = Annotated[Name, Field(json_schema_extra={"pattern": CODE_PATTERN})]


def _read_period(given: object) -> Period:
    try:
        return parse_period(_text(given)[: LONGEST_PERIOD + 1])
    except PeriodError as fault:
        raise _custom("period", f"{fault}.") from fault


def _read_number(given: object) -> Decimal:
    text = _text(given)
    _refuse(text, number_fault(text))
    return Decimal(text)


def _read_printed(given: object) -> str:
    text = _text(given)
    _refuse(text, printed_fault(text))
    return text


def _read_decimals(given: object) -> int:
    if isinstance(given, str) and given.isascii() and given.isdigit() and len(given) <= len("30"):
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= MAXIMUM_DIGITS:
        raise _custom("decimals", f"Decimals are a whole number from 0 to {MAXIMUM_DIGITS}.")
    return given


def _text(given: object) -> str:
    if isinstance(given, str):
        return given
    raise _custom("text", "This is text, also where it is a number, so that no digit is lost.")


def _refuse(text: str, fault: NumberFault | None) -> None:
    if fault is not None:
        shown = text if len(text) <= _LONGEST_CODE else f"{text[:_LONGEST_CODE]}..."
        raise _custom("number", f"{shown!r} {fault.reason}.", fault.suggestion)


def _custom(kind: str, reason: str, suggestion: str | None = None) -> PydanticCustomError:
    context: dict[str, Any] = {"reason": reason, "suggestion": suggestion}
    return PydanticCustomError(kind, "{reason}", context)


def _schema(pattern: str, longest: int, description: str) -> WithJsonSchema:
    return WithJsonSchema(
        {"type": "string", "pattern": pattern, "maxLength": longest, "description": description}
    )


PeriodText = Annotated[
    Period,
    PlainValidator(_read_period),
    WithJsonSchema({"type": "string", "maxLength": LONGEST_PERIOD, "description": GRAMMAR}),
]
Number = Annotated[
    Decimal,
    PlainValidator(_read_number),
    _schema(NUMBER_PATTERN, MAXIMUM_DIGITS + 2, "A plain decimal, as text so that it is exact."),
]
PrintedNumber = Annotated[
    str,
    PlainValidator(_read_printed),
    _schema(PRINTED_PATTERN, _LONGEST_CODE, "Digits as printed; two numbers if a range."),
]
Decimals = Annotated[
    int,
    PlainValidator(_read_decimals),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": MAXIMUM_DIGITS}),
]
JsonNumber = Annotated[Decimal, WithJsonSchema({"type": "number"})]
