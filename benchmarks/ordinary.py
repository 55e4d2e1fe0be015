"""The same endpoint as FastAPI's tutorials teach it: ORM models, a session, a response model.

    DATABASE_URL=sqlite:///store.db uvicorn benchmarks.ordinary:app

It reads the same file and answers the same rows under the same names. It has no validators, content
coding, envelope, access log, limits, cursors or problem documents: what it lacks it need not pay for.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from typing import Annotated

from fastapi import Depends, FastAPI, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import BigInteger, ForeignKey, and_, create_engine, or_, select, text
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    aliased,
    contains_eager,
    mapped_column,
    relationship,
)

from app.domain.period import parse_time
from app.domain.series import encode_id

engine = create_engine(
    os.environ.get("DATABASE_URL", "sqlite://"), connect_args={"check_same_thread": False}
)


class Base(DeclarativeBase):
    """Tables of the store, as far as this endpoint reads them."""


class Product(Base):
    """The product of a series."""

    __tablename__ = "series_dimensions"
    series_id: Mapped[int] = mapped_column(ForeignKey("series.series_id"), primary_key=True)
    dimension: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str]


class Series(Base):
    """A line of figures."""

    __tablename__ = "series"
    series_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    key: Mapped[str]
    sector: Mapped[str]
    indicator: Mapped[str]
    area: Mapped[str]
    transformation: Mapped[str]
    unit: Mapped[str]
    frequency: Mapped[str]
    product: Mapped[Product] = relationship(
        primaryjoin=lambda: and_(
            Product.series_id == Series.series_id, Product.dimension == "product"
        ),
        viewonly=True,
    )


class Publication(Base):
    """A release."""

    __tablename__ = "releases"
    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str]
    published_at: Mapped[str]
    source: Mapped[str]


class Citation(Base):
    """Where the source states a figure."""

    __tablename__ = "citations"
    series_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    citation_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    locator: Mapped[str]


class Observation(Base):
    """One figure in one release."""

    __tablename__ = "observations"
    series_id: Mapped[int] = mapped_column(ForeignKey("series.series_id"), primary_key=True)
    start: Mapped[date] = mapped_column("period_start", primary_key=True)
    end: Mapped[date] = mapped_column("period_end", primary_key=True)
    published_at: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column("release", ForeignKey("releases.number"), primary_key=True)
    period: Mapped[str]
    period_basis: Mapped[str]
    value: Mapped[str | None]
    bound: Mapped[str]
    lower: Mapped[str | None]
    upper: Mapped[str | None]
    status: Mapped[str]
    role: Mapped[str]
    value_published: Mapped[str | None]
    unit_published: Mapped[str | None]
    decimals: Mapped[int | None]
    citation_id: Mapped[int] = mapped_column(BigInteger)

    series: Mapped[Series] = relationship()
    publication: Mapped[Publication] = relationship()
    citation: Mapped[Citation] = relationship(
        primaryjoin=lambda: and_(
            Citation.series_id == Observation.series_id,
            Citation.citation_id == Observation.citation_id,
        ),
        foreign_keys=lambda: [Observation.series_id, Observation.citation_id],
        viewonly=True,
    )

    @property
    def id(self) -> str:
        """The permanent name of the figure."""
        return f"{encode_id(self.series_id)}-{self.period}"

    @property
    def sector(self) -> str:
        """Sector of the series."""
        return self.series.sector

    @property
    def area(self) -> str:
        """Area of the series."""
        return self.series.area

    @property
    def indicator(self) -> str:
        """Indicator of the series."""
        return self.series.indicator

    @property
    def transformation(self) -> str:
        """Transformation of the series."""
        return self.series.transformation

    @property
    def unit(self) -> str:
        """Unit of the series."""
        return self.series.unit

    @property
    def frequency(self) -> str:
        """Frequency of the series."""
        return self.series.frequency

    @property
    def product(self) -> str:
        """Product of the series."""
        return self.series.product.code

    @property
    def release(self) -> str:
        """Name of the release."""
        return self.publication.id

    @property
    def source(self) -> str:
        """Source of the release."""
        return self.publication.source

    @property
    def locator(self) -> str:
        """Where in the source."""
        return self.citation.locator


later = aliased(Observation)
superseded = (
    select(later.series_id)
    .where(
        later.series_id == Observation.series_id,
        later.start == Observation.start,
        later.end == Observation.end,
        or_(
            later.published_at > Observation.published_at,
            and_(
                later.published_at == Observation.published_at,
                later.number > Observation.number,
            ),
        ),
    )
    .exists()
)
# Built once: doing it in the function would cost this application another 40 % a request.
CURRENT = (
    select(Observation)
    .join(Observation.series)
    .join(Series.product)
    .join(Observation.publication)
    .join(Observation.citation)
    .options(
        contains_eager(Observation.series).contains_eager(Series.product),
        contains_eager(Observation.publication),
        contains_eager(Observation.citation),
    )
    .where(Series.sector == "consumption", Observation.status != "X", ~superseded)
)


class Row(BaseModel):
    """One observation as it is sent."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    sector: str
    area: str
    indicator: str
    transformation: str
    unit: str
    frequency: str
    product: str
    period: str
    start: date
    end: date
    period_basis: str
    value: float | None
    bound: str
    lower: float | None
    upper: float | None
    status: str
    role: str
    value_published: str | None
    unit_published: str | None
    decimals: int | None
    release: str
    published_at: str
    source: str
    locator: str


class Ready(BaseModel):
    """Whether the database answers."""

    status: str = Field(examples=["ready"])


def get_session() -> Iterator[Session]:
    """Lend a session to one request."""
    with Session(engine) as session:
        yield session


SessionDependency = Annotated[Session, Depends(get_session)]
Codes = Annotated[list[str], Query()]
app = FastAPI()


@app.get("/readyz")
def ready(session: SessionDependency) -> Ready:
    """Say whether the database answers."""
    session.execute(text("SELECT 1"))
    return Ready(status="ready")


@app.get("/v1/consumption/observations", response_model=list[Row])
def observations(  # noqa: PLR0913, PLR0917 - a parameter each, as the tutorials have it
    session: SessionDependency,
    area: Codes = [],  # noqa: B006 - FastAPI copies it
    indicator: Codes = [],  # noqa: B006
    transformation: Codes = [],  # noqa: B006
    unit: Codes = [],  # noqa: B006
    frequency: Codes = [],  # noqa: B006
    product: Codes = [],  # noqa: B006
    time: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100_000)] = 1_000,
) -> list[Observation]:
    """Return the observations that match, as far as they are known today."""
    statement = CURRENT
    for column, codes in (
        (Series.area, area),
        (Series.indicator, indicator),
        (Series.transformation, transformation),
        (Series.unit, unit),
        (Series.frequency, frequency),
        (Product.code, product),
    ):
        if codes:
            statement = statement.where(column.in_(codes))
    for wanted in parse_time((time,)).ranges if time else ():
        if wanted.start:
            statement = statement.where(Observation.start >= wanted.start)
        if wanted.end:
            statement = statement.where(Observation.end <= wanted.end)
    ordered = statement.order_by(Series.key, Observation.start, Observation.end).limit(limit)
    return list(session.scalars(ordered))
