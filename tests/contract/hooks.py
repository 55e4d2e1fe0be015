"""What no OpenAPI document can say: which parameters go with which body, and ids of this very server.

A release in JSON says itself what the address says of a file, and only workbooks have sheets. An
Idempotency-Key belongs to one request. The id of a release holds the digest of its content. Else every
well-formed request that publishes would be refused, and no body of one would ever be looked at.
"""

import os
from typing import Any

import schemathesis
from schemathesis.core.parameters import ParameterLocation

# The variable that holds the id of a release of the server; the document's example is made up.
RELEASE = "CONTRACT_RELEASE"
MADE_UP = {"release": "2025-03-17-0123456789ab"}
WRITING = {"publish_release", "validate_release"}
JSON = "application/json"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEY = "Idempotency-Key"


@schemathesis.hook
def before_call(context: Any, case: schemathesis.Case, **options: Any) -> None:
    """Make well-formed requests agree with themselves; what is wrong on purpose stays as it is."""
    del context, options
    if case.path_parameters == MADE_UP and RELEASE in os.environ:
        case.path_parameters = {"release": os.environ[RELEASE]}
    if case.operation.definition.raw.get("operationId") in WRITING and case.meta is not None:
        if not case.meta.is_negative_at(ParameterLocation.QUERY):
            _leave_out(case)
        if not case.meta.is_negative_at(ParameterLocation.HEADER) and KEY in case.headers:
            case.headers[KEY] = case.id


def _leave_out(case: schemathesis.Case) -> None:
    """Leave out the parameters that contradict the body."""
    if case.media_type == JSON:
        case.query = {}
    elif case.media_type != WORKBOOK:
        case.query = {name: value for name, value in case.query.items() if name != "sheet"}
