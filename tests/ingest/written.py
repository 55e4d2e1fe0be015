"""Records written in every format in which releases come."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
from openpyxl import Workbook
from pyarrow import parquet

Rows = Sequence[Mapping[str, str]]


def as_text(rows: Rows, delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(rows[0])
    writer.writerows([each[name] for name in rows[0]] for each in rows)
    return out.getvalue().encode()


def as_jsonl(rows: Rows) -> bytes:
    return "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in rows).encode()


def as_xlsx(rows: Rows, title: str = "Data", **others: Rows) -> bytes:
    book = Workbook(write_only=True)
    for name, records in {title: rows, **others}.items():
        sheet = book.create_sheet(name)
        if records:
            sheet.append(list(records[0]))
        for each in records:
            sheet.append([each[name] or None for name in records[0]])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_parquet(rows: Rows) -> bytes:
    out = io.BytesIO()
    columns = {
        name: pa.array([each[name] or None for each in rows], pa.string()) for name in rows[0]
    }
    parquet.write_table(pa.table(columns), out)
    return out.getvalue()


WRITERS: Mapping[str, Callable[[Rows], bytes]] = {
    ".csv": as_text,
    ".tsv": lambda rows: as_text(rows, "\t"),
    ".txt": lambda rows: as_text(rows, "\t"),
    ".jsonl": as_jsonl,
    ".xlsx": as_xlsx,
    ".parquet": as_parquet,
}
