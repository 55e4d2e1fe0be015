"""Problems as the OpenAPI document tells them: their shape, and a true example of each kind."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, NotRequired

import msgspec
from pydantic import BaseModel, Field, WithJsonSchema
from typing_extensions import TypedDict

from app.domain.errors import Fault
from app.web.auth import TOO_MANY, UNAUTHORIZED
from app.web.edge import INTERNAL_ERROR
from app.web.limits import BAD_URL, BODY_TOO_LARGE, TOO_MANY_HEADERS, URL_TOO_LONG
from app.web.problem_types import PROBLEM_TYPES
from app.web.problems import MEDIA_TYPE, problem_response

REQUEST_ID = "0123456789abcdef"
# What can happen to any request, whatever it asks for.
ALWAYS = ("bad-request", "uri-too-long", "too-many-headers", "internal-error", "unavailable")


class ProblemError(TypedDict):
    """One separate reason; only the fields that say something are present."""

    detail: Annotated[
        str,
        Field(
            description="What is wrong, for a person.",
            examples=["there is no parameter 'indicatr' here; did you mean indicator?"],
        ),
    ]
    parameter: NotRequired[
        Annotated[str, Field(description="The query parameter at fault.", examples=["indicatr"])]
    ]
    pointer: NotRequired[
        Annotated[
            str, Field(description="JSON pointer into the request body.", examples=["/data/0"])
        ]
    ]
    value: NotRequired[
        Annotated[
            str,
            Field(description="The text at fault, cut after 64 characters.", examples=["2024-13"]),
        ]
    ]
    did_you_mean: NotRequired[
        Annotated[
            list[str],
            Field(description="The nearest valid names, best first.", examples=[["indicator"]]),
        ]
    ]


class Problem(BaseModel):
    """An error after RFC 9457; every status of 400 and above has this shape."""

    type: str = Field(
        description="Address of a page that explains this kind of problem.",
        examples=["/problems/invalid-query"],
    )
    title: str = Field(description="The kind in words.", examples=["The question cannot be read"])
    status: int = Field(description="The status of the answer.", examples=[400])
    detail: str = Field(
        description="What happened this time, in a sentence.",
        examples=["There is no parameter 'indicatr' here; did you mean indicator?"],
    )
    errors: list[ProblemError] = Field(
        description="Each separate reason; empty where the detail says it all."
    )
    did_you_mean: list[str] = Field(
        description="The nearest valid names over all reasons.", examples=[["indicator"]]
    )
    request_id: str | None = Field(
        description="Id of the request, as in X-Request-Id and in the logs.", examples=[REQUEST_ID]
    )
    report: Annotated[dict[str, Any], WithJsonSchema({"type": "object"})] = Field(
        default={},
        description="Of a release that was refused: the report, as `validate_release` gives it.",
        examples=[{"ok": False, "findings": [], "records": 1, "errors": 1}],
    )


_BAD_JSON = "Line 1, column 1 of the body: expecting value."
_TYPING_MISTAKE = "there is no parameter 'indicatr' here; did you mean indicator?"
_NO_CODE = (
    "there is no indicator 'retail_sales_consumer'; did you mean retail_sales_consumer_goods?"
)
_NO_DAY = "In time, '2025-02-30' is not in the calendar."

# What the answers really say; a test asks for each that can be asked for.
EXAMPLES: Mapping[str, tuple[str, tuple[Fault, ...]]] = MappingProxyType(
    {
        "invalid-query": (
            _TYPING_MISTAKE,
            (Fault(_TYPING_MISTAKE, "indicatr", did_you_mean=("indicator",)),),
        ),
        "bad-request": (BAD_URL.detail, ()),
        "invalid-body": (_BAD_JSON, (Fault(_BAD_JSON),)),
        "unauthorized": (UNAUTHORIZED, ()),
        "forbidden": ("The key abcd2345 opens admin; this needs one that opens publish.", ()),
        "in-progress": (
            "A request with this Idempotency-Key is being answered; ask again in a moment.",
            (),
        ),
        "too-large": (BODY_TOO_LARGE.detail, ()),
        "unsupported-media-type": (
            "Bodies coded as 'br' are not understood here; use gzip or none.",
            (),
        ),
        "invalid-release": (
            "The release was refused for 1 error; nothing was written.",
            (Fault("body, line 1, area: No area has this code.", value="CN-XX"),),
        ),
        "reused-key": (
            "This Idempotency-Key came with another request within the last 24 hours.",
            (),
        ),
        "too-many-attempts": (TOO_MANY, ()),
        "drawing": ("Too many pictures are waiting to be drawn; ask again in a moment.", ()),
        "gone": (
            "The files of data version 1f1c3e0a9b2d are gone; the current one is /v1/bulk/energy.csv.",
            (),
        ),
        "range-not-satisfiable": (
            "The file has 6,512 bytes, and none of those that Range asks for.",
            (),
        ),
        "busy": ("As many publications are under way as this process takes at once.", ()),
        "unknown-code": (
            _NO_CODE,
            (
                Fault(
                    _NO_CODE,
                    "indicator",
                    value="retail_sales_consumer",
                    did_you_mean=("retail_sales_consumer_goods",),
                ),
            ),
        ),
        "not-found": ("There is no source 'nobody'; see /v1/sources.", ()),
        "not-acceptable": (
            "None of the accepted formats exists here; there is application/json.",
            (),
        ),
        "withdrawn": (
            (
                "xb72h3w7jxh9-2024 was withdrawn by its publisher; ask with as_of for what was "
                "known before."
            ),
            (),
        ),
        "uri-too-long": (URL_TOO_LONG.detail, ()),
        "refused": (_NO_DAY, (Fault(_NO_DAY, "time", value="2025-02-30"),)),
        "too-many-headers": (TOO_MANY_HEADERS.detail, ()),
        "internal-error": (INTERNAL_ERROR.detail, ()),
        "unavailable": ("the database does not answer", ()),
    }
)


def example(slug: str) -> dict[str, Any]:
    """Return the problem document of a kind as a client may meet it."""
    detail, faults = EXAMPLES[slug]
    body = problem_response(slug, detail, REQUEST_ID, faults).body
    document: dict[str, Any] = msgspec.json.decode(body)
    return document


def problems(*slugs: str) -> dict[int, dict[str, Any]]:
    """Return the responses of an operation that may end in these kinds of problem."""
    found: dict[int, dict[str, Any]] = {}
    for problem in PROBLEM_TYPES:
        if problem.slug not in slugs:
            continue
        response = found.setdefault(
            problem.status,
            {
                "description": "",
                "content": {
                    MEDIA_TYPE: {
                        "schema": {"$ref": "#/components/schemas/Problem"},
                        "examples": {},
                    }
                },
            },
        )
        sentence = f"{problem.meaning} Its `type` is `/problems/{problem.slug}`."
        response["description"] = f"{response['description']} {sentence}".strip()
        response["content"][MEDIA_TYPE]["examples"][problem.slug] = {
            "summary": problem.title,
            "value": example(problem.slug),
        }
    return found
