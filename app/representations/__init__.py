"""How an answer looks: one module a format, each in the tuple below.

Negotiation, OpenAPI, the reference and the tests all read the tuple, so a format that is in it is
served, described and tested, and one that is not does not exist.
"""

from __future__ import annotations

from app.representations import arrow, csv, json, jsonl, jsonstat, parquet, xlsx
from app.representations.contract import Representation

DATA: tuple[Representation, ...] = (
    json.REPRESENTATION,
    csv.REPRESENTATION,
    jsonl.REPRESENTATION,
    parquet.REPRESENTATION,
    arrow.REPRESENTATION,
    xlsx.REPRESENTATION,
    jsonstat.REPRESENTATION,
)
