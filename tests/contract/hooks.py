"""What no OpenAPI document can say: which parameters go with which body, and ids of this very server.

A release in JSON says itself what the address says of a file, and only workbooks have sheets. An
Idempotency-Key belongs to one request. The id of a release holds the digest of its content. Else every
well-formed request that publishes would be refused, and no body of one would ever be looked at.
Figures made up at random are no release either, so half of the bodies have the document's own.
"""

import json
import os
from typing import Any
from urllib.request import urlopen

import schemathesis
from schemathesis.core.parameters import ParameterLocation as Location

from tests.support.terminal import ROOT

Case = schemathesis.Case[Any]

# The variable that holds the id of a release of the server.
RELEASE = "CONTRACT_RELEASE"
# And the one that holds its address, for what changes while it is asked.
SERVER = "CONTRACT_SERVER"
WRITING = {"publish_release", "validate_release"}
JSON = "application/json"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEY = "Idempotency-Key"
DOCUMENT = json.loads((ROOT / "openapi.json").read_text("utf-8"))
BODIES: Any = DOCUMENT["paths"]["/v1/releases"]["post"]["requestBody"]["content"]


@schemathesis.hook
def before_call(context: Any, case: Case, **options: Any) -> None:
    """Make well-formed requests agree with themselves; what is wrong on purpose stays as it is."""
    del context, options
    wrong = _wrong_parts(case)
    if RELEASE in os.environ and "release" in case.path_parameters and Location.PATH not in wrong:
        case.path_parameters = {"release": os.environ[RELEASE]}
    pinned = "data_version" in case.path_parameters and Location.PATH not in wrong
    if SERVER in os.environ and pinned and ord(case.id[0]) % 2:
        case.path_parameters = {**case.path_parameters, "data_version": _data_version()}
    if case.operation.definition.raw.get("operationId") not in WRITING:
        return
    if Location.QUERY not in wrong:
        _leave_out(case)
    if Location.HEADER not in wrong and KEY in case.headers:
        case.headers[KEY] = case.id
    if not wrong and case.media_type == JSON and ord(case.id[-1]) % 2:
        case.body = {**BODIES[JSON]["example"], "title": _title(case.body)}


def _data_version() -> str:
    """The data version of now: every publication makes another, and files of few are kept."""
    with urlopen(f"{os.environ[SERVER]}/v1", timeout=20) as answer:  # noqa: S310 - our own server
        found: str = json.load(answer)["data_version"]
    return found


def _wrong_parts(case: Case) -> set[Location]:
    """The parts that break the document on purpose."""
    assert case.meta is not None
    return {place for place in Location if case.meta.is_negative_at(place)}


def _leave_out(case: Case) -> None:
    """Leave out the parameters that contradict the body."""
    if case.media_type == JSON:
        case.query = {}
    elif case.media_type != WORKBOOK:
        case.query = {name: value for name, value in case.query.items() if name != "sheet"}


def _title(body: Any) -> Any:
    return body["title"]
