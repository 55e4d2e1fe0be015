"""What a CSV holds, for programs that read tables: CSV on the Web, the file beside the file.

The metadata describe exactly the columns of the answer to the same question: those that `fields`
picked, with labels or provenance where they were asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from app.domain.structure import Language
from app.representations.metadata.subject import RIGHTS, SERVICE
from app.representations.rows import NUMBERS

MEDIA_TYPE = "application/csvm+json"
SUFFIX = "-metadata.json"

_Node = dict[str, object]
_DATATYPES: Mapping[str, object] = {
    **dict.fromkeys(NUMBERS, "decimal"),
    "start": {"base": "date", "format": "yyyy-MM-dd"},
    "end": {"base": "date", "format": "yyyy-MM-dd"},
    "published_at": "dateTime",
    "superseded_at": "dateTime",
    "decimals": "integer",
}
# Of these every row has one, whatever it is about.
_ALWAYS = frozenset(
    {"id", "sector", "area", "indicator", "transformation", "unit", "frequency", "period"}
    | {"start", "end", "period_basis", "bound", "status", "role", "release", "published_at"}
)


def table(
    address: str, columns: Sequence[str], descriptions: Mapping[str, str], *, derived: bool
) -> bytes:
    """Describe a CSV.

    Args:
        address: Of the CSV, relative to the metadata.
        columns: In the order of the file.
        descriptions: Of the columns; some may have none.
        derived: Whether the rows are computed, so that none has an id.
    """
    required = _ALWAYS - {"id"} if derived else _ALWAYS
    language: Language = "en"
    document: _Node = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language}],
        "url": address,
        "dc:title": SERVICE.within(language),
        "dc:rights": RIGHTS.within(language),
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "quoteChar": '"'},
        "tableSchema": {
            "columns": [_column(name, descriptions, required) for name in columns],
        },
    }
    if {"id", "release"} <= {*columns} and not derived:
        schema: _Node = document["tableSchema"]  # type: ignore[assignment]  # made above
        schema["primaryKey"] = ["id", "release"]
    return msgspec.json.encode(document) + b"\n"


def _column(name: str, descriptions: Mapping[str, str], required: frozenset[str]) -> _Node:
    column: _Node = {
        "name": name,
        "titles": name,
        "datatype": _DATATYPES.get(name, "string"),
        "required": name in required,
    }
    if name in descriptions:
        column["dc:description"] = descriptions[name]
    return column
