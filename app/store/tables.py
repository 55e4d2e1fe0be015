"""The schema, one for SQLite and PostgreSQL. Nothing outside `app.store` imports it.

Fact tables (`series`, `series_dimensions`, `citations`, `observations`) are distributed by
`series_id` when the store outgrows one machine: every key of theirs contains it, they have no
identity columns and no unique key spans them. All other tables are small code tables.
Observations are append-only: a revision is a row of a later release.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.store.types import ExactDecimal, UtcDateTime

DISTRIBUTION_COLUMN = "series_id"

# Codes sort by their bytes on both databases, whatever the locale of the server.
CODE = String(64).with_variant(String(64, collation="C"), "postgresql")
KEY = String(512).with_variant(String(512, collation="C"), "postgresql")


class Base(DeclarativeBase):
    """Common metadata with predictable constraint names, which migrations need."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class CodeListRow(Base):
    """A closed set of codes such as `status`, or a sector's own dimension such as `product`."""

    __tablename__ = "code_lists"
    code = mapped_column(CODE, primary_key=True)
    sector = mapped_column(CODE, ForeignKey("sectors.code"), nullable=True)
    position = mapped_column(Integer, nullable=False)
    name_en = mapped_column(Text, nullable=False)
    name_zh = mapped_column(Text, nullable=False)
    description_en = mapped_column(Text, nullable=False)
    description_zh = mapped_column(Text, nullable=False)


class CodeRow(Base):
    """One entry of a code list."""

    __tablename__ = "codes"
    code_list = mapped_column(CODE, ForeignKey("code_lists.code"), primary_key=True)
    code = mapped_column(CODE, primary_key=True)
    position = mapped_column(Integer, nullable=False)
    name_en = mapped_column(Text, nullable=False)
    name_zh = mapped_column(Text, nullable=False)
    description_en = mapped_column(Text, nullable=False)
    description_zh = mapped_column(Text, nullable=False)


class AreaRow(Base):
    """A place; `aliases` are other names that mean exactly it."""

    __tablename__ = "areas"
    code = mapped_column(CODE, primary_key=True)
    gb_code = mapped_column(String(6), nullable=False, unique=True)
    parent = mapped_column(CODE, ForeignKey("areas.code"), nullable=True)
    level = mapped_column(String(32), nullable=False)
    category = mapped_column(String(64), nullable=False)
    position = mapped_column(Integer, nullable=False)
    name_en = mapped_column(Text, nullable=False)
    name_zh = mapped_column(Text, nullable=False)
    aliases = mapped_column(JSON, nullable=False)


class SectorRow(Base):
    """A part of the economy."""

    __tablename__ = "sectors"
    code = mapped_column(CODE, primary_key=True)
    position = mapped_column(Integer, nullable=False)
    name_en = mapped_column(Text, nullable=False)
    name_zh = mapped_column(Text, nullable=False)
    description_en = mapped_column(Text, nullable=False)
    description_zh = mapped_column(Text, nullable=False)


class UnitRow(Base):
    """A base unit."""

    __tablename__ = "units"
    code = mapped_column(CODE, primary_key=True)
    dimension = mapped_column(CODE, nullable=False)
    position = mapped_column(Integer, nullable=False)
    name_en = mapped_column(Text, nullable=False)
    name_zh = mapped_column(Text, nullable=False)
    symbol = mapped_column(String(16), nullable=False)


class UnitSpellingRow(Base):
    """A printed unit and the multiple of a base unit that it means."""

    __tablename__ = "unit_spellings"
    text = mapped_column(String(64), primary_key=True)
    unit = mapped_column(CODE, ForeignKey("units.code"), nullable=False)
    multiplier = mapped_column(ExactDecimal, nullable=False)
    position = mapped_column(Integer, nullable=False)


class IndicatorRow(Base):
    """Something that is measured."""

    __tablename__ = "indicators"
    code = mapped_column(CODE, primary_key=True)
    sector = mapped_column(CODE, ForeignKey("sectors.code"), nullable=False)
    position = mapped_column(Integer, nullable=False)
    name_en = mapped_column(Text, nullable=False)
    name_zh = mapped_column(Text, nullable=False)
    definition_en = mapped_column(Text, nullable=False)
    definition_zh = mapped_column(Text, nullable=False)
    unit_dimension = mapped_column(CODE, nullable=False)
    nature = mapped_column(CODE, nullable=False)
    share = mapped_column(Boolean, nullable=False)
    dimensions = mapped_column(JSON, nullable=False)
    part_of = mapped_column(CODE, ForeignKey("indicators.code"), nullable=True)
    keywords = mapped_column(JSON, nullable=False)
    aliases = mapped_column(JSON, nullable=False)


class SourceRow(Base):
    """A document that states figures."""

    __tablename__ = "sources"
    id = mapped_column(CODE, primary_key=True)
    publisher = mapped_column(Text, nullable=False)
    author = mapped_column(Text, nullable=True)
    contributors = mapped_column(JSON, nullable=False)
    kind = mapped_column(Text, nullable=False)
    title = mapped_column(Text, nullable=True)
    description_en = mapped_column(Text, nullable=False)
    description_zh = mapped_column(Text, nullable=False)
    published_from = mapped_column(Date, nullable=False)
    published_to = mapped_column(Date, nullable=False)
    published_basis_en = mapped_column(Text, nullable=False)
    published_basis_zh = mapped_column(Text, nullable=False)
    language = mapped_column(String(16), nullable=False)
    licence = mapped_column(Text, nullable=False)
    url = mapped_column(Text, nullable=True)
    sha256 = mapped_column(String(64), nullable=True)


class DataVersionRow(Base):
    """One change of the store: a release or a change of the catalogue, chained by digest."""

    __tablename__ = "data_versions"
    number = mapped_column(Integer, primary_key=True, autoincrement=False)
    text = mapped_column(String(16), nullable=False)
    cause = mapped_column(String(16), nullable=False)
    digest = mapped_column(String(64), nullable=False)
    recorded_at = mapped_column(UtcDateTime, nullable=False)


class ReleaseRow(Base):
    """A unit of publication; `number` is that of the data version which it made."""

    __tablename__ = "releases"
    number = mapped_column(
        Integer, ForeignKey("data_versions.number"), primary_key=True, autoincrement=False
    )
    id = mapped_column(String(64), nullable=False, unique=True)
    source = mapped_column(CODE, ForeignKey("sources.id"), nullable=False)
    title_en = mapped_column(Text, nullable=False)
    title_zh = mapped_column(Text, nullable=False)
    published_at = mapped_column(UtcDateTime, nullable=False)
    recorded_at = mapped_column(UtcDateTime, nullable=False)
    digest = mapped_column(String(64), nullable=False, unique=True)
    added = mapped_column(Integer, nullable=False)
    revised = mapped_column(Integer, nullable=False)
    withdrawn = mapped_column(Integer, nullable=False)
    unchanged = mapped_column(Integer, nullable=False)


class SeriesRow(Base):
    """A line of figures; `series_id` is the head of SHA-256 over `key`, the same everywhere."""

    __tablename__ = "series"
    series_id = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    key = mapped_column(KEY, nullable=False)
    sector = mapped_column(CODE, ForeignKey("sectors.code"), nullable=False)
    indicator = mapped_column(CODE, ForeignKey("indicators.code"), nullable=False)
    area = mapped_column(CODE, ForeignKey("areas.code"), nullable=False)
    transformation = mapped_column(CODE, nullable=False)
    unit = mapped_column(CODE, ForeignKey("units.code"), nullable=False)
    frequency = mapped_column(CODE, nullable=False)
    __table_args__ = (
        Index(None, "key"),
        Index(None, "indicator", "area"),
        Index(None, "area", "indicator"),
    )


class SeriesDimensionRow(Base):
    """The code of a series in one of its sector's own dimensions; totals are rows too."""

    __tablename__ = "series_dimensions"
    series_id = mapped_column(BigInteger, ForeignKey("series.series_id"), primary_key=True)
    dimension = mapped_column(CODE, primary_key=True)
    code = mapped_column(CODE, nullable=False)


class CitationRow(Base):
    """Where a source says the figures of a series, and in our own words what it says."""

    __tablename__ = "citations"
    series_id = mapped_column(BigInteger, ForeignKey("series.series_id"), primary_key=True)
    citation_id = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    source = mapped_column(CODE, ForeignKey("sources.id"), nullable=False)
    locator = mapped_column(Text, nullable=False)
    statement_en = mapped_column(Text, nullable=False)
    statement_zh = mapped_column(Text, nullable=False)
    note_en = mapped_column(Text, nullable=False)
    note_zh = mapped_column(Text, nullable=False)


class ObservationRow(Base):
    """One figure in one release. The key clusters the vintages of a figure side by side."""

    __tablename__ = "observations"
    series_id = mapped_column(BigInteger, ForeignKey("series.series_id"), primary_key=True)
    period_start = mapped_column(Date, primary_key=True)
    period_end = mapped_column(Date, primary_key=True)
    published_at = mapped_column(UtcDateTime, primary_key=True)
    release = mapped_column(
        Integer, ForeignKey("releases.number"), primary_key=True, autoincrement=False
    )
    period = mapped_column(String(32), nullable=False)
    period_basis = mapped_column(String(16), nullable=False)
    value: Mapped[object] = mapped_column(ExactDecimal, nullable=True)
    bound = mapped_column(String(16), nullable=False)
    lower: Mapped[object] = mapped_column(ExactDecimal, nullable=True)
    upper: Mapped[object] = mapped_column(ExactDecimal, nullable=True)
    status = mapped_column(String(4), nullable=False)
    role = mapped_column(String(32), nullable=False)
    value_published = mapped_column(String(64), nullable=True)
    unit_published = mapped_column(String(64), nullable=True)
    decimals = mapped_column(Integer, nullable=True)
    citation_id = mapped_column(BigInteger, nullable=False)
    __table_args__ = (
        ForeignKeyConstraint(
            ["series_id", "citation_id"],
            ["citations.series_id", "citations.citation_id"],
        ),
        CheckConstraint("period_end >= period_start", name="period_order"),
        Index(None, "release", "series_id"),
        {"sqlite_with_rowid": False},
    )


class ApiKeyRow(Base):
    """A key for those who publish; `digest` is the SHA-256 of its token, which is kept nowhere."""

    __tablename__ = "api_keys"
    prefix = mapped_column(CODE, primary_key=True)
    name = mapped_column(Text, nullable=False)
    digest = mapped_column(String(64), nullable=False)
    scopes = mapped_column(JSON, nullable=False)
    created_at = mapped_column(UtcDateTime, nullable=False)
    expires_at = mapped_column(UtcDateTime, nullable=True)
    revoked_at = mapped_column(UtcDateTime, nullable=True)


class IdempotentAnswerRow(Base):
    """What a request with an Idempotency-Key was answered; `owner` is the prefix of the API key."""

    __tablename__ = "idempotent_answers"
    owner = mapped_column(CODE, ForeignKey("api_keys.prefix"), primary_key=True)
    name = mapped_column(KEY, primary_key=True)
    digest = mapped_column(String(64), nullable=False)
    status = mapped_column(Integer, nullable=False)
    location = mapped_column(Text, nullable=True)
    body = mapped_column(LargeBinary, nullable=False)
    recorded_at = mapped_column(UtcDateTime, nullable=False)
    __table_args__ = (Index(None, "recorded_at"),)
