"""How it was asked: each dialect turns addresses into the one `DataQuery`, and is in the tuple."""

from __future__ import annotations

from app.dialects import native, sdmx
from app.web.dialect import Dialect

DIALECTS: tuple[Dialect, ...] = (native.DIALECT, sdmx.DIALECT)
