"""The native API: named parameters in any order, one data call, many ways to look at the answer."""

from __future__ import annotations

from app.dialects.native.routes import TAGS, routes
from app.web.dialect import Dialect, Interface

DIALECT = Dialect(
    name="native",
    routes=routes,
    tags=TAGS,
    interfaces=(Interface("Provincial Statistics API", "/v1", "/openapi.json"),),
)
