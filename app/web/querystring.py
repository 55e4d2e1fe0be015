"""Query strings, strictly: nothing unknown, nothing repeated that is single, nothing empty.

A parameter that takes several values may be repeated or hold a comma-separated list, or both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar, get_args, get_origin
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, ValidationError

from app.domain.errors import Fault, InvalidQueryError
from app.domain.text import fold, nearest

MAXIMUM_VALUES = 200
# Names of parameters are few and short, so that much resembles one of them a little.
_LIKE = 0.75
# Pydantic would also take 1_0, 1.0, +1 and blanks around them for whole numbers.
_whole = re.compile(r"-?[0-9]{1,18}", re.ASCII).fullmatch
Model = TypeVar("Model", bound=BaseModel)


Correct = Callable[[str], tuple[str, ...]]


class Parameters(BaseModel):
    """Base of every parameter model.

    Attributes:
        synonyms: What other services call a thing, and how one asks for it here: a parameter, or
            where there is none an address or a form that begins with more than a name.
        corrections: For a parameter, what a malformed value was probably meant to be.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    synonyms: ClassVar[Mapping[str, str]] = MappingProxyType({})
    corrections: ClassVar[Mapping[str, Correct]] = MappingProxyType({})


class NoParameters(Parameters):
    """A resource that takes none."""


@lru_cache(maxsize=256)
def _names(model: type[BaseModel]) -> Mapping[str, bool]:
    """Return the parameters of a model, and whether each takes several values."""
    return {name: _is_list(field.annotation) for name, field in model.model_fields.items()}


@lru_cache(maxsize=256)
def field_names(model: type[BaseModel]) -> frozenset[str]:
    """Return the parameters of a model; asking Pydantic each time is slow."""
    return frozenset(model.model_fields)


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is list


@lru_cache(maxsize=256)
def _whole_numbers(model: type[BaseModel]) -> frozenset[str]:
    """Return the parameters of a model that are whole numbers."""
    fields = model.model_fields.items()
    return frozenset(name for name, field in fields if int in get_args(field.annotation))


def parse(model: type[Model], raw: bytes) -> Model:
    """Check a query string against a model.

    Raises:
        InvalidQueryError: Something is unknown, repeated, empty or malformed; all faults at once.
    """
    values, faults = _collected(raw, model)
    faults += _miscounted(values)
    for name in _whole_numbers(model) & values.keys():
        if not _whole(values[name]):
            faults.append(_malformed(name, values.pop(name), model))
    try:
        checked = model.model_validate(values)
    except ValidationError as error:
        faults += [_invalid(each, model) for each in error.errors(include_url=False)]
    if faults:
        raise InvalidQueryError(_summary(faults), faults)
    return checked


def _collected(raw: bytes, model: type[BaseModel]) -> tuple[dict[str, Any], list[Fault]]:
    """Bring the items of a query string together by name."""
    names = _names(model)
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    for name, value in _pairs(raw):
        if name not in names:
            faults.append(_unknown(name, model))
        elif not value:
            faults.append(
                Fault(f"The parameter {name} has no value; leave it out or give one", name)
            )
        elif names[name]:
            values.setdefault(name, []).extend(value.split(","))
        elif name in values:
            faults.append(
                Fault(f"The parameter {name} may stand only once", name, value=value[:64])
            )
        else:
            values[name] = value
    return values, faults


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    if not raw:
        return []
    if b"%" not in raw and b"+" not in raw and raw.isascii():
        # As most programs write it: nothing to decode.
        items = (item.partition("=") for item in raw.decode("ascii").split("&") if item)
        return [(name, value) for name, _, value in items]
    try:
        return parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=1_000
        )
    except ValueError as error:
        message = "The query string is not UTF-8 in percent escapes"
        raise InvalidQueryError(message, [Fault(message)]) from error


def _unknown(name: str, model: type[BaseModel]) -> Fault:
    names = _names(model)
    suggestions = _synonyms(name, model) or nearest(name, names, likeness=_LIKE)
    hint = f"; did you mean {suggestions[0]}?" if suggestions else ""
    shown = name[:64]
    detail = f"There is no parameter {shown!r} here{hint}"
    return Fault(detail, shown, did_you_mean=suggestions)


def _synonyms(name: str, model: type[BaseModel]) -> tuple[str, ...]:
    """Return how one asks here for what others call so, where one can."""
    if not issubclass(model, Parameters):
        return ()
    meant = model.synonyms.get(fold(name))
    # A plain name is a parameter, which this resource may lack; all else stands for itself.
    return (
        () if meant is None or (meant.isidentifier() and meant not in _names(model)) else (meant,)
    )


def _miscounted(values: Mapping[str, Any]) -> list[Fault]:
    faults = []
    for name, value in values.items():
        if not isinstance(value, list):
            continue
        if len(value) > MAXIMUM_VALUES:
            detail = f"The parameter {name} has {len(value)} values; at most {MAXIMUM_VALUES} are allowed"
            faults.append(Fault(detail, name))
        if not all(value):
            faults.append(Fault(f"The parameter {name} has an empty value between commas", name))
    return faults


def _invalid(error: Any, model: type[BaseModel]) -> Fault:
    name = str(error["loc"][0]) if error["loc"] else None
    value = str(error["input"])[:64]
    if name is not None and error["type"] == "string_pattern_mismatch":
        return _malformed(name, value, model)
    message = error["msg"].removeprefix("Value error, ")
    return Fault(f"In {name}, {message[:1].lower()}{message[1:]}", name, value=value)


def _malformed(name: str, value: str, model: type[BaseModel]) -> Fault:
    """Say what a value may look like by an example: a person cannot read a pattern."""
    meant = _correct(name, value, model)
    if meant:
        hint = f"; did you mean {meant[0]}?"
        detail = f"In {name}, {value[:64]!r} is not of the form that is wanted here{hint}"
        return Fault(detail, name, value=value[:64], did_you_mean=meant)
    example = (model.model_fields[name].examples or [""])[0]
    shown = ",".join(example) if isinstance(example, list) else str(example)
    hint = f"; write for example {shown}" if shown else ""
    detail = f"In {name}, {value[:64]!r} is not of the form that is wanted here{hint}"
    return Fault(detail, name, value=value[:64])


def _correct(name: str, value: str, model: type[BaseModel]) -> tuple[str, ...]:
    correct = model.corrections.get(name) if issubclass(model, Parameters) else None
    return correct(value[:64]) if correct else ()


def _summary(faults: list[Fault]) -> str:
    first = faults[0].detail
    if len(faults) == 1:
        return first
    return (
        f"{len(faults)} things are wrong with the query. {first.rstrip('?.')}, and more in errors."
    )
