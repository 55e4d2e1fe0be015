"""A process that publishes when it is told to and says so, and releases for it; for tests that kill.

It is asked for releases by their number; when one is committed, its number and id are the answer.
Until then nobody has been promised anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection

from app.domain.structure import Label
from app.ingest.manifest import Manifest
from app.ingest.pipeline import publish_release
from app.ingest.report import Report
from app.ingest.tables import table_of
from app.store.engine import Store, StoreOptions

PAGE = "china-daily-2025-03-shanxi"
FIRST = datetime(2025, 3, 17, tzinfo=UTC)
FIGURES = 1_500


def records(number: int, figures: int = FIGURES) -> Iterator[dict[str, str]]:
    """The figures of a release: always the same months, each time another value."""
    for place in range(figures):
        year, month = divmod(place, 12)
        yield {
            "area": "CN-SX",
            "indicator": "retail_sales_consumer_goods",
            "transformation": "level",
            "unit": "CNY",
            "frequency": "M",
            "product": "_T",
            "period": f"{1700 + year}-{month + 1:02}",
            "period_basis": "stated",
            "value": str(1_000 + number),
            "bound": "exact",
            "status": "A",
            "role": "indicator",
            "locator": f"Table {place % 7}",
            "statement_en": f"Figure {place} of release {number}.",
            "statement_zh": f"第{number}次发布的第{place}个数字。",
        }


def publish(store: Store, number: int, figures: int = FIGURES) -> Report:
    """Publish a release; the higher its number, the later it is."""
    day = FIRST + timedelta(days=number)
    tables = (table_of("body", list(records(number, figures))),)
    manifest = Manifest("body", PAGE, Label(f"No. {number}", f"第{number}次"), day, tables)
    return publish_release(store, manifest, day)


def serve(url: str, asked: Connection, said: Connection) -> None:
    """Publish what is asked for, until somebody ends this process."""
    store = Store(StoreOptions(url))
    said.send("ready")
    while True:
        number = asked.recv()
        report = publish(store, number)
        said.send((number, report.release))
