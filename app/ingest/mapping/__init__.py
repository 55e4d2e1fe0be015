"""Spreadsheets as people have them become records: by a mapping file, or recognised by themselves.

A mapping says what rows and columns are; `apply` follows it. The exports of the national bureau
need no file: `recognise` makes their mapping from the lines above the table.
"""

from app.ingest.mapping.bureau import Export, Recognition, recognise
from app.ingest.mapping.draft import draft_catalogue
from app.ingest.mapping.files import read_mapping
from app.ingest.mapping.model import MappingEntry
from app.ingest.mapping.sheet import apply

__all__ = [
    "Export",
    "MappingEntry",
    "Recognition",
    "apply",
    "draft_catalogue",
    "read_mapping",
    "recognise",
]
