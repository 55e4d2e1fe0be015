"""SDMX REST, versions 1 and 2: the addresses that statisticians' tools know."""

from __future__ import annotations

from app.dialects.sdmx.data_routes import routes
from app.web.dialect import Dialect

DIALECT = Dialect(name="sdmx", routes=routes, tags=())
