"""The whole data model: code tables, series, citations, releases, observations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.store.types import ExactDecimal, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

CODE = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")
KEY = sa.String(512).with_variant(sa.String(512, collation="C"), "postgresql")


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "areas",
        sa.Column("code", CODE, nullable=False),
        sa.Column("gb_code", sa.String(length=6), nullable=False),
        sa.Column("parent", CODE, nullable=True),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["areas.code"], name=op.f("fk_areas_parent")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_areas")),
        sa.UniqueConstraint("gb_code", name=op.f("uq_areas_gb_code")),
    )
    op.create_table(
        "data_versions",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.String(length=16), nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_data_versions")),
    )
    op.create_table(
        "sectors",
        sa.Column("code", CODE, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("description_zh", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_sectors")),
    )
    op.create_table(
        "sources",
        sa.Column("id", CODE, nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("contributors", sa.JSON(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("description_zh", sa.Text(), nullable=False),
        sa.Column("published_from", sa.Date(), nullable=False),
        sa.Column("published_to", sa.Date(), nullable=False),
        sa.Column("published_basis_en", sa.Text(), nullable=False),
        sa.Column("published_basis_zh", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
    )
    op.create_table(
        "units",
        sa.Column("code", CODE, nullable=False),
        sa.Column("dimension", CODE, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("symbol", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_units")),
    )
    op.create_table(
        "code_lists",
        sa.Column("code", CODE, nullable=False),
        sa.Column("sector", CODE, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("description_zh", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sector"], ["sectors.code"], name=op.f("fk_code_lists_sector")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_code_lists")),
    )
    op.create_table(
        "indicators",
        sa.Column("code", CODE, nullable=False),
        sa.Column("sector", CODE, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("definition_en", sa.Text(), nullable=False),
        sa.Column("definition_zh", sa.Text(), nullable=False),
        sa.Column("unit_dimension", CODE, nullable=False),
        sa.Column("nature", CODE, nullable=False),
        sa.Column("share", sa.Boolean(), nullable=False),
        sa.Column("dimensions", sa.JSON(), nullable=False),
        sa.Column("part_of", CODE, nullable=True),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["part_of"], ["indicators.code"], name=op.f("fk_indicators_part_of")
        ),
        sa.ForeignKeyConstraint(["sector"], ["sectors.code"], name=op.f("fk_indicators_sector")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_indicators")),
    )
    op.create_table(
        "releases",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("source", CODE, nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("revised", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["data_versions.number"], name=op.f("fk_releases_number")
        ),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_releases_source")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_releases")),
        sa.UniqueConstraint("digest", name=op.f("uq_releases_digest")),
        sa.UniqueConstraint("id", name=op.f("uq_releases_id")),
    )
    op.create_table(
        "unit_spellings",
        sa.Column("text", sa.String(length=64), nullable=False),
        sa.Column("unit", CODE, nullable=False),
        sa.Column("multiplier", ExactDecimal(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_unit_spellings_unit")),
        sa.PrimaryKeyConstraint("text", name=op.f("pk_unit_spellings")),
    )
    op.create_table(
        "codes",
        sa.Column("code_list", CODE, nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("description_zh", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code_list"], ["code_lists.code"], name=op.f("fk_codes_code_list")
        ),
        sa.PrimaryKeyConstraint("code_list", "code", name=op.f("pk_codes")),
    )
    op.create_table(
        "series",
        sa.Column("series_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("sector", CODE, nullable=False),
        sa.Column("indicator", CODE, nullable=False),
        sa.Column("area", CODE, nullable=False),
        sa.Column("transformation", CODE, nullable=False),
        sa.Column("unit", CODE, nullable=False),
        sa.Column("frequency", CODE, nullable=False),
        sa.ForeignKeyConstraint(["area"], ["areas.code"], name=op.f("fk_series_area")),
        sa.ForeignKeyConstraint(
            ["indicator"], ["indicators.code"], name=op.f("fk_series_indicator")
        ),
        sa.ForeignKeyConstraint(["sector"], ["sectors.code"], name=op.f("fk_series_sector")),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_series_unit")),
        sa.PrimaryKeyConstraint("series_id", name=op.f("pk_series")),
    )
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_series_area_indicator"), ["area", "indicator"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_series_indicator_area"), ["indicator", "area"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_series_key"), ["key"], unique=False)

    op.create_table(
        "citations",
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.Column("citation_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("source", CODE, nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("statement_en", sa.Text(), nullable=False),
        sa.Column("statement_zh", sa.Text(), nullable=False),
        sa.Column("note_en", sa.Text(), nullable=False),
        sa.Column("note_zh", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.series_id"], name=op.f("fk_citations_series_id")
        ),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_citations_source")),
        sa.PrimaryKeyConstraint("series_id", "citation_id", name=op.f("pk_citations")),
    )
    op.create_table(
        "series_dimensions",
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.Column("dimension", CODE, nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.series_id"], name=op.f("fk_series_dimensions_series_id")
        ),
        sa.PrimaryKeyConstraint("series_id", "dimension", name=op.f("pk_series_dimensions")),
    )
    op.create_table(
        "observations",
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("release", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("period", sa.String(length=32), nullable=False),
        sa.Column("period_basis", sa.String(length=16), nullable=False),
        sa.Column("value", ExactDecimal(), nullable=True),
        sa.Column("bound", sa.String(length=16), nullable=False),
        sa.Column("lower", ExactDecimal(), nullable=True),
        sa.Column("upper", ExactDecimal(), nullable=True),
        sa.Column("status", sa.String(length=4), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("value_published", sa.String(length=64), nullable=True),
        sa.Column("unit_published", sa.String(length=64), nullable=True),
        sa.Column("decimals", sa.Integer(), nullable=True),
        sa.Column("citation_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("period_end >= period_start", name=op.f("ck_observations_period_order")),
        sa.ForeignKeyConstraint(
            ["release"], ["releases.number"], name=op.f("fk_observations_release")
        ),
        sa.ForeignKeyConstraint(
            ["series_id", "citation_id"],
            ["citations.series_id", "citations.citation_id"],
            name=op.f("fk_observations_series_id_citation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.series_id"], name=op.f("fk_observations_series_id")
        ),
        sa.PrimaryKeyConstraint(
            "series_id",
            "period_start",
            "period_end",
            "published_at",
            "release",
            name=op.f("pk_observations"),
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("observations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_observations_release_series_id"), ["release", "series_id"], unique=False
        )


def downgrade() -> None:
    """Undo the change."""
    with op.batch_alter_table("observations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_observations_release_series_id"))

    op.drop_table("observations")
    op.drop_table("series_dimensions")
    op.drop_table("citations")
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_series_key"))
        batch_op.drop_index(batch_op.f("ix_series_indicator_area"))
        batch_op.drop_index(batch_op.f("ix_series_area_indicator"))

    op.drop_table("series")
    op.drop_table("codes")
    op.drop_table("unit_spellings")
    op.drop_table("releases")
    op.drop_table("indicators")
    op.drop_table("code_lists")
    op.drop_table("units")
    op.drop_table("sources")
    op.drop_table("sectors")
    op.drop_table("data_versions")
    op.drop_table("areas")
