"""The addresses where one writes, and what the document says of them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from app.dialects.native.publishing import FILES, publish_release, validate_release
from app.dialects.native.publishing_schemas import PublicationReport, ReleaseBody, UploadParams
from app.web.openapi import SECURITY
from app.web.problem_document import ALWAYS, problems
from app.web.routing import ReadRoute
from app.web.write_route import WriteRoute

_PROBLEMS = (
    *ALWAYS,
    *("invalid-query", "invalid-body", "unauthorized", "forbidden", "too-large"),
    *("unsupported-media-type", "refused", "too-many-attempts", "busy"),
)
_RECORD = {
    "area": "CN-SX",
    "indicator": "retail_sales_consumer_goods",
    "transformation": "level",
    "unit": "CNY",
    "frequency": "A",
    "product": "_T",
    "period": "2024",
    "period_basis": "stated",
    "value": "818050000000",
    "bound": "exact",
    "status": "A",
    "role": "indicator",
    "value_published": "818.05",
    "unit_published": "billion yuan",
    "decimals": 2,
    "locator": "Market resilience",
    "statement_en": "The page puts retail sales in Shanxi at 818.05 billion yuan for 2024.",
    "statement_zh": "该专版称，2024年山西社会消费品零售总额为8180.5亿元。",
}
_RELEASE = {
    "source": "china-daily-2025-03-shanxi",
    "title": {"en": "Retail sales", "zh": "社会消费品零售总额"},
    "published_at": "2025-03-17",
    "observations": [_RECORD],
}
_CSV = ",".join(_RECORD) + "\n" + ",".join(f'"{cell}"' for cell in _RECORD.values()) + "\n"
_IDEMPOTENCY_KEY = Annotated[
    str | None,
    Field(
        pattern="^[!-~]{1,255}$",
        description="Name of this request, made up by the client: sent again within 24 hours with "
        "the same content, the first answer comes again and nothing is done twice.",
        examples=["6f1c2a9e-0d7b-4c55-9d0e-8f6a3b1c7e24"],
    ),
]
_REPLAYED = {
    "Idempotency-Replayed": {
        "description": "`true` where the answer is that to an earlier request of this key.",
        "schema": {"type": "string", "examples": ["true"]},
    }
}
_LOCATION = {
    "Location": {
        "description": "Address of the release.",
        "schema": {"type": "string", "examples": ["/v1/releases/2025-03-17-0123456789ab"]},
    }
}


def beside(route: ReadRoute) -> list[WriteRoute]:
    """Return the routes, the first of which stands at the address of the list of releases."""
    published = {"model": PublicationReport, "headers": {**_LOCATION, **_REPLAYED}}
    publish = WriteRoute(
        route.path,
        publish_release,
        "publish",
        params=UploadParams,
        body=ReleaseBody,
        headers={"Idempotency-Key": _IDEMPOTENCY_KEY},
        tags=["publishing"],
        response_model=PublicationReport,
        status_code=201,
        openapi_extra=_described(),
        responses={
            201: {**published, "description": "The release was published now."},
            200: {**published, "description": "The same content was published before."},
            **problems(*_PROBLEMS, "invalid-release", "in-progress", "reused-key"),
        },
    )
    validate = WriteRoute(
        f"{route.path}:validate",
        validate_release,
        "publish",
        params=UploadParams,
        body=ReleaseBody,
        headers={},
        tags=["publishing"],
        response_model=PublicationReport,
        openapi_extra=_described(),
        responses={
            200: {"description": "The release was checked; the report says with what result."},
            **problems(*_PROBLEMS),
        },
    )
    route.beside["POST"] = publish
    return [publish, validate]


def _described() -> dict[str, Any]:
    files = {
        kind: {"schema": {"type": "string", "description": f"A file, as {name}."}}
        for kind, name in FILES.items()
    }
    files["text/csv"]["example"] = _CSV  # type: ignore[assignment]  # beside the schema
    return {
        "security": [{SECURITY: []}],
        "requestBody": {
            "description": "The release as JSON, or a file, which needs `source` and `published_at` "
            "in the address.",
            "required": True,
            "content": {"application/json": {"example": _RELEASE}, **files},
        },
    }
