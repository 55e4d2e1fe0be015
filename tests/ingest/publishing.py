"""A program that publishes when it is told to and says so, and releases for it; for tests that kill.

Run as `publishing.py URL`: each line of standard input is the number of a release; when that release
is committed, its number and id go to standard output. Until then nobody has been promised anything.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

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


def main() -> None:
    """Publish what standard input asks for."""
    store = Store(StoreOptions(sys.argv[1]))
    print("ready", flush=True)  # noqa: T201 - said to the test
    for line in sys.stdin:
        report = publish(store, int(line))
        print(int(line), report.release, flush=True)  # noqa: T201 - as above


if __name__ == "__main__":
    main()
