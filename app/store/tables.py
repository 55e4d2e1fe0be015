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
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

from app.store.types import ExactDecimal, UtcDateTime

DISTRIBUTION_COLUMN = "series_id"

# Codes sort by their bytes on both databases, whatever the locale of the server.
CODE = String(64).with_variant(String(64, collation="C"), "postgresql")
KEY = String(512).with_variant(String(512, collation="C"), "postgresql")

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""All tables, with predictable constraint names, which migrations need."""

CODE_LISTS = Table(
    "code_lists",
    METADATA,
    Column("code", CODE, primary_key=True),
    Column("sector", CODE, ForeignKey("sectors.code"), nullable=True),
    Column("position", Integer, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("name_zh", Text, nullable=False),
    Column("description_en", Text, nullable=False),
    Column("description_zh", Text, nullable=False),
)
"""A closed set of codes such as `status`, or a sector's own dimension such as `product`."""

CODES = Table(
    "codes",
    METADATA,
    Column("code_list", CODE, ForeignKey("code_lists.code"), primary_key=True),
    Column("code", CODE, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("name_zh", Text, nullable=False),
    Column("description_en", Text, nullable=False),
    Column("description_zh", Text, nullable=False),
)
"""One entry of a code list."""

AREAS = Table(
    "areas",
    METADATA,
    Column("code", CODE, primary_key=True),
    Column("gb_code", String(6), nullable=False, unique=True),
    Column("parent", CODE, ForeignKey("areas.code"), nullable=True),
    Column("level", String(32), nullable=False),
    Column("category", String(64), nullable=False),
    Column("position", Integer, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("name_zh", Text, nullable=False),
    Column("aliases", JSON, nullable=False),
)
"""A place; `aliases` are other names that mean exactly it."""

SECTORS = Table(
    "sectors",
    METADATA,
    Column("code", CODE, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("name_zh", Text, nullable=False),
    Column("description_en", Text, nullable=False),
    Column("description_zh", Text, nullable=False),
)
"""A part of the economy."""

UNITS = Table(
    "units",
    METADATA,
    Column("code", CODE, primary_key=True),
    Column("dimension", CODE, nullable=False),
    Column("position", Integer, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("name_zh", Text, nullable=False),
    Column("symbol", String(16), nullable=False),
)
"""A base unit."""

UNIT_SPELLINGS = Table(
    "unit_spellings",
    METADATA,
    Column("text", String(64), primary_key=True),
    Column("unit", CODE, ForeignKey("units.code"), nullable=False),
    Column("multiplier", ExactDecimal, nullable=False),
    Column("position", Integer, nullable=False),
)
"""A printed unit and the multiple of a base unit that it means."""

INDICATORS = Table(
    "indicators",
    METADATA,
    Column("code", CODE, primary_key=True),
    Column("sector", CODE, ForeignKey("sectors.code"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("name_zh", Text, nullable=False),
    Column("definition_en", Text, nullable=False),
    Column("definition_zh", Text, nullable=False),
    Column("unit_dimension", CODE, nullable=False),
    Column("nature", CODE, nullable=False),
    Column("share", Boolean, nullable=False),
    Column("dimensions", JSON, nullable=False),
    Column("part_of", CODE, ForeignKey("indicators.code"), nullable=True),
    Column("keywords", JSON, nullable=False),
    Column("aliases", JSON, nullable=False),
)
"""Something that is measured."""

SOURCES = Table(
    "sources",
    METADATA,
    Column("id", CODE, primary_key=True),
    Column("publisher", Text, nullable=False),
    Column("author", Text, nullable=True),
    Column("contributors", JSON, nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=True),
    Column("description_en", Text, nullable=False),
    Column("description_zh", Text, nullable=False),
    Column("published_from", Date, nullable=False),
    Column("published_to", Date, nullable=False),
    Column("published_basis_en", Text, nullable=False),
    Column("published_basis_zh", Text, nullable=False),
    Column("language", String(16), nullable=False),
    Column("licence", Text, nullable=False),
    Column("url", Text, nullable=True),
    Column("sha256", String(64), nullable=True),
)
"""A document that states figures."""

DATA_VERSIONS = Table(
    "data_versions",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("text", String(16), nullable=False),
    Column("cause", String(16), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)
"""One change of the store: a release or a change of the catalogue, chained by digest."""

RELEASES = Table(
    "releases",
    METADATA,
    Column(
        "number", Integer, ForeignKey("data_versions.number"), primary_key=True, autoincrement=False
    ),
    Column("id", String(64), nullable=False, unique=True),
    Column("source", CODE, ForeignKey("sources.id"), nullable=False),
    Column("title_en", Text, nullable=False),
    Column("title_zh", Text, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("added", Integer, nullable=False),
    Column("revised", Integer, nullable=False),
    Column("withdrawn", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
)
"""A unit of publication; `number` is that of the data version which it made."""

SERIES = Table(
    "series",
    METADATA,
    Column("series_id", BigInteger, primary_key=True, autoincrement=False),
    Column("key", KEY, nullable=False),
    Column("sector", CODE, ForeignKey("sectors.code"), nullable=False),
    Column("indicator", CODE, ForeignKey("indicators.code"), nullable=False),
    Column("area", CODE, ForeignKey("areas.code"), nullable=False),
    Column("transformation", CODE, nullable=False),
    Column("unit", CODE, ForeignKey("units.code"), nullable=False),
    Column("frequency", CODE, nullable=False),
    Index(None, "key"),
    Index(None, "indicator", "area"),
    Index(None, "area", "indicator"),
)
"""A line of figures; `series_id` is the head of SHA-256 over `key`, the same everywhere."""

SERIES_DIMENSIONS = Table(
    "series_dimensions",
    METADATA,
    Column("series_id", BigInteger, ForeignKey("series.series_id"), primary_key=True),
    Column("dimension", CODE, primary_key=True),
    Column("code", CODE, nullable=False),
)
"""The code of a series in one of its sector's own dimensions; totals are rows too."""

CITATIONS = Table(
    "citations",
    METADATA,
    Column("series_id", BigInteger, ForeignKey("series.series_id"), primary_key=True),
    Column("citation_id", BigInteger, primary_key=True, autoincrement=False),
    Column("source", CODE, ForeignKey("sources.id"), nullable=False),
    Column("locator", Text, nullable=False),
    Column("statement_en", Text, nullable=False),
    Column("statement_zh", Text, nullable=False),
    Column("note_en", Text, nullable=False),
    Column("note_zh", Text, nullable=False),
)
"""Where a source says the figures of a series, and in our own words what it says."""

OBSERVATIONS = Table(
    "observations",
    METADATA,
    Column("series_id", BigInteger, ForeignKey("series.series_id"), primary_key=True),
    Column("period_start", Date, primary_key=True),
    Column("period_end", Date, primary_key=True),
    Column("published_at", UtcDateTime, primary_key=True),
    Column(
        "release", Integer, ForeignKey("releases.number"), primary_key=True, autoincrement=False
    ),
    Column("period", String(32), nullable=False),
    Column("period_basis", String(16), nullable=False),
    Column("value", ExactDecimal, nullable=True),
    Column("bound", String(16), nullable=False),
    Column("lower", ExactDecimal, nullable=True),
    Column("upper", ExactDecimal, nullable=True),
    Column("status", String(4), nullable=False),
    Column("role", String(32), nullable=False),
    Column("value_published", String(64), nullable=True),
    Column("unit_published", String(64), nullable=True),
    Column("decimals", Integer, nullable=True),
    Column("citation_id", BigInteger, nullable=False),
    ForeignKeyConstraint(
        ["series_id", "citation_id"],
        ["citations.series_id", "citations.citation_id"],
    ),
    CheckConstraint("period_end >= period_start", name="period_order"),
    Index(None, "release", "series_id"),
    sqlite_with_rowid=False,
)
"""One figure in one release. The key clusters the vintages of a figure side by side."""

API_KEYS = Table(
    "api_keys",
    METADATA,
    Column("prefix", CODE, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=True),
    Column("revoked_at", UtcDateTime, nullable=True),
)
"""A key for those who publish; `digest` is the SHA-256 of its token, which is kept nowhere."""

IDEMPOTENT_ANSWERS = Table(
    "idempotent_answers",
    METADATA,
    Column("owner", CODE, ForeignKey("api_keys.prefix"), primary_key=True),
    Column("name", KEY, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("location", Text, nullable=True),
    Column("body", LargeBinary, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Index(None, "recorded_at"),
)
"""What a request with an Idempotency-Key was answered; `owner` is the prefix of the API key."""
