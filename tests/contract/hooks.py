"""What no OpenAPI document can say: which parameters go with which body.

A release in JSON says itself what the address says of a file, and only workbooks have sheets. Else every
well-formed request that publishes would be refused, and no body of one would ever be looked at.
"""

from typing import Any

import schemathesis
from schemathesis.core.parameters import ParameterLocation

WRITING = {"publish_release", "validate_release"}
JSON = "application/json"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@schemathesis.hook
def before_call(context: Any, case: schemathesis.Case, **options: Any) -> None:
    """Leave out what contradicts the body; queries that are wrong on purpose stay as they are."""
    del context, options
    if case.operation.definition.raw.get("operationId") not in WRITING or not case.query:
        return
    if case.meta is None or case.meta.is_negative_at(ParameterLocation.QUERY):
        return
    if case.media_type == JSON:
        case.query = {}
    elif case.media_type != WORKBOOK:
        case.query = {name: value for name, value in case.query.items() if name != "sheet"}
