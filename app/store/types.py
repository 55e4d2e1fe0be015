"""Two column types that keep what SQLite would lose: the digits of a decimal, the zone of a time."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import DateTime, Dialect, Numeric, String, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

from app.domain.errors import InvalidReleaseError
from app.domain.text import plain

DECIMAL_COLLATION = "decimal"


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal of any length, exact: NUMERIC on PostgreSQL, its plain text on SQLite.

    Comparing and ordering on SQLite needs the collation `decimal`, which the engine registers and
    only queries name, so that the file stays readable for every other tool.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use the database's own exact number where it has one."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Numeric())
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Send the number without exponent and padding; special values are never stored.

        NUMERIC would keep the zeros that pad a number, and two databases with one content would
        answer with different bytes.
        """
        if value is None:
            return None
        if not value.is_finite():
            message = f"{value} is no figure"
            raise ValueError(message)
        text = plain(value)
        return Decimal(text) if dialect.name == "postgresql" else text

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Read the same digits back."""
        del dialect
        return None if value is None else Decimal(value)


def figure_text(figure: Decimal | None) -> str | None:
    """Write a figure as SQLite holds it and PostgreSQL reads it.

    Raises:
        InvalidReleaseError: The number is not finite; special values are never stored.
    """
    if figure is None:
        return None
    if not figure.is_finite():
        raise InvalidReleaseError(f"{figure} is no figure")
    return plain(figure)


def instant_text(instant: datetime) -> str:
    """Write an instant as SQLite holds it; unlike `strftime`, with four digits for every year."""
    utc = instant.astimezone(UTC)
    return f"{utc.replace(tzinfo=None).isoformat(timespec='seconds')}Z"


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant in whole seconds: TIMESTAMPTZ, or sortable ISO 8601 text on SQLite."""

    impl = String(20)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use the database's own instant where it has one."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(String(20))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse a time without a zone, drop what is finer than a second."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a time without a zone cannot be stored"
            raise ValueError(message)
        instant = value.astimezone(UTC).replace(microsecond=0)
        return instant if dialect.name == "postgresql" else instant_text(instant)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC."""
        del dialect
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return cast("datetime", value).astimezone(UTC) if value is not None else None


def compare_decimals(left: str, right: str) -> int:
    """Order two plain decimals by value; the collation `decimal` on SQLite."""
    first, second = Decimal(left), Decimal(right)
    return (first > second) - (first < second)
