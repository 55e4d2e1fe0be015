"""The OpenAPI 3.1 document: what FastAPI reads from signatures, made exact where it guesses.

Added here, once for all operations: the problem document with every status that can occur, headers,
HEAD in words, and the removal of what confuses client generators (`null` in parameters, bodies
for validation errors that never leave this service).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, ConfigDict, Field

from app import __version__
from app.web.problems import MEDIA_TYPE, PROBLEM_TYPES

DESCRIPTION = (
    "Statistics of China's provinces, Shanxi first: every figure exact, traceable to its source "
    "and true as of any date. Every GET resource answers HEAD with the same headers. Entity tags "
    "are strong; send one back in If-None-Match and get 304 while nothing changed. Errors are "
    "problem documents (RFC 9457) whose `type` is a page that explains them."
)
CONTACT = {
    "name": "Maintainers of Provincial Statistics",
    "url": "https://example.org/provstat",
    "email": "maintainers@example.org",
}
LICENCE = {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"}

_HEADERS: dict[str, Any] = {
    "ETag": {
        "description": "Strong entity tag; equal tags mean equal bytes.",
        "schema": {"type": "string", "examples": ['"0f1e2d3c4b5a69788796a5b4"']},
    },
    "X-Data-Version": {
        "description": "State of the store; changes with every release.",
        "schema": {"type": "string", "examples": ["a1b2c3d4e5f6"]},
    },
    "X-Request-Id": {
        "description": "Id of the request, as in the logs.",
        "schema": {"type": "string", "examples": ["0123456789abcdef"]},
    },
}


class ProblemError(BaseModel):
    """One separate reason."""

    detail: str = Field(description="A whole sentence for a person.", examples=["time: …"])
    parameter: str = Field(
        default="", description="The query parameter at fault.", examples=["time"]
    )
    pointer: str = Field(
        default="", description="JSON pointer into the request body.", examples=["/data/0"]
    )
    value: str = Field(default="", description="The offending text.", examples=["2024-13"])
    did_you_mean: list[str] = Field(
        default_factory=list, description="Nearest valid names.", examples=[["indicator"]]
    )


class Problem(BaseModel):
    """An error after RFC 9457."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    type: str = Field(
        description="Address of a page that explains this kind of problem.",
        examples=["/problems/invalid-query"],
    )
    title: str = Field(description="The kind in words.", examples=["The question cannot be read"])
    status: int = Field(description="The status of the answer.", examples=[400])
    detail: str = Field(
        description="What happened this time.",
        examples=["There is no parameter 'indicatr' here; did you mean indicator?"],
    )
    errors: list[ProblemError] = Field(description="Each separate reason.", examples=[[]])
    did_you_mean: list[str] = Field(
        description="Nearest valid names over all reasons.", examples=[["indicator"]]
    )
    request_id: str | None = Field(
        description="Id of the request, as in the logs.", examples=["0123456789abcdef"]
    )


def problems(*slugs: str) -> dict[int, dict[str, Any]]:
    """Return the responses of an operation that may end in these kinds of problem."""
    found: dict[int, dict[str, Any]] = {}
    for problem in PROBLEM_TYPES:
        if problem.slug not in slugs:
            continue
        response = {
            "description": f"{problem.title} ({problem.slug}).",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        found.setdefault(problem.status, response)
    return found


ALWAYS = ("bad-request", "uri-too-long", "too-many-headers", "internal-error", "unavailable")


def json_response(model: type[BaseModel]) -> dict[str, Any]:
    """Return the options of a route that answers with one JSON document."""
    return {
        "response_model": model,
        "responses": {
            304: {"description": "Not modified: what the client holds is still current."},
            **problems("invalid-query", "not-found", "not-acceptable", *ALWAYS),
        },
    }


def document(app: FastAPI, tags: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the OpenAPI document of an application."""
    made = get_openapi(
        title="Provincial Statistics API",
        version=__version__,
        summary="Provincial statistics of China, exact and traceable.",
        description=DESCRIPTION,
        license_info=LICENCE,
        servers=[{"url": "/", "description": "This server"}],
        tags=[{"name": name, "description": description} for name, description in sorted(tags)],
        routes=app.routes,
        separate_input_output_schemas=False,
    )
    made["info"]["contact"] = CONTACT
    made["security"] = []
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = _schema(Problem)
    schemas["ProblemError"] = _schema(ProblemError)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for schema in schemas.values():
        _finish_schema(schema)
    for operations in made["paths"].values():
        for operation in operations.values():
            _finish(operation)
    return _sorted(made)


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema(
        mode="serialization", ref_template="#/components/schemas/{model}"
    )
    schema.pop("$defs", None)
    return schema


def _finish_schema(schema: dict[str, Any]) -> None:
    """Put back the nulls that FastAPI drops from examples."""
    for example in schema.get("examples", []):
        for name in schema.get("required", []):
            example.setdefault(name, None)


def _finish(operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    responses.pop("422", None) if "422" in responses and _is_fastapi(responses["422"]) else None
    for status, response in responses.items():
        if status in {"200", "304"}:
            response["headers"] = {**_HEADERS, **response.get("headers", {})}
    for parameter in operation.get("parameters", []):
        _finish_parameter(parameter)


def _is_fastapi(response: Mapping[str, Any]) -> bool:
    return "application/json" in response.get("content", {})


def _finish_parameter(parameter: dict[str, Any]) -> None:
    """Say what a parameter holds when it is there; absence is what `required: false` says."""
    schema = parameter["schema"]
    choices = schema.pop("anyOf", None)
    if choices:
        schema |= next(choice for choice in choices if choice.get("type") != "null")
    if schema.get("default", ...) is None:
        del schema["default"]
    schema.pop("title", None)
    if schema.get("type") == "array":
        parameter["style"], parameter["explode"] = "form", True
        schema.pop("default", None)
    examples = schema.pop("examples", None)
    if examples:
        parameter["example"] = examples[0]
    if "description" in schema and "description" in parameter:
        del schema["description"]


def _sorted(made: dict[str, Any]) -> dict[str, Any]:
    """Put schemas in alphabetical order, so that the committed file changes where the API does."""
    components = made["components"]["schemas"]
    made["components"]["schemas"] = dict(sorted(components.items()))
    return made
