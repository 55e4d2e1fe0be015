"""The OpenAPI 3.1 document: what FastAPI reads from signatures, made exact where it guesses.

Added here, once for all operations: summaries and descriptions from docstrings, headers, HEAD in
words, and the removal of what confuses client generators (`null` in parameters, titles that repeat
names, bodies for validation errors that never leave this service).
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter
from starlette.responses import Response

from app import __version__
from app.web.openapi_components import Node, operations, share
from app.web.problem_document import ALWAYS, REQUEST_ID, Problem, problems

DESCRIPTION = (
    "Statistics of China's provinces, Shanxi first: every figure exact, traceable to its source "
    "and true as of any date. Every GET resource answers HEAD with the same headers. Entity tags "
    "are strong; send one back in If-None-Match and get 304 while nothing changed. Errors are "
    "problem documents (RFC 9457) whose `type` is a page that explains them: 400 for what breaks "
    "the grammar of this document, 404 for a code or a thing that does not exist, 422 for what is "
    "well formed and cannot be answered."
)
CONTACT = {
    "name": "Maintainers of Provincial Statistics",
    "url": "https://example.org/provstat",
    "email": "maintainers@example.org",
}
LICENCE = {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"}

_SECTIONS = re.compile(r"\n\n(?:Args|Returns|Raises|Yields):\n")
_HEADLINE = re.compile(r"[^.:;]+")


def _header(description: str, example: object, kind: str = "string") -> Node:
    return {"description": description, "schema": {"type": kind, "examples": [example]}}


_REQUEST_ID = {
    "X-Request-Id": _header(
        "Id of the request, as in the logs: the client's own if it sent one, else a new one.",
        REQUEST_ID,
    )
}
_VALIDATORS = {
    "ETag": _header(
        "Strong entity tag; equal tags mean equal bytes.", '"0f1e2d3c4b5a69788796a5b4"'
    ),
    "Last-Modified": _header(
        "When the store changed last (IMF-fixdate).", "Mon, 17 Mar 2025 00:00:00 GMT"
    ),
    "Cache-Control": _header("How to keep the answer.", "public, no-cache"),
    "X-Data-Version": _header("State of the store; changes with every release.", "211c2ec374ec"),
}
_CHALLENGE = {"WWW-Authenticate": _header("How to show a key.", 'Bearer realm="provstat"')}
_RETRY_AFTER = {"Retry-After": _header("Seconds to wait before asking again.", "1")}


def json_response(
    model: type[BaseModel], *slugs: str, validators: bool = True, **options: Any
) -> dict[str, Any]:
    """Return the options of a route that answers with one JSON document.

    Args:
        model: The document.
        slugs: Kinds of problem beyond those that every such route may end in.
        validators: Whether the answer has an entity tag, so that 304 is possible.
        options: Further options of the response with status 200.
    """
    responses: dict[int, Any] = {200: {"description": inspect.getdoc(model) or "", **options}}
    if validators:
        responses[304] = {"description": "Not modified: what the client holds is still current."}
    usual = ("invalid-query", "not-acceptable", *ALWAYS) if validators else ALWAYS
    return {
        "response_model": model,
        "responses": {**responses, **problems(*usual, *slugs)},
    }


def document_response(media_type: str, example: Node, *slugs: str) -> dict[str, Any]:
    """Return the options of a route that answers with one JSON document of somebody else's design.

    Args:
        media_type: As sent.
        example: Some of what the document says.
        slugs: Kinds of problem beyond those that every such route may end in.
    """
    content = {media_type: {"schema": {"type": "object"}, "example": example}}
    return {
        "response_class": Response,
        "responses": {
            200: {"description": "The document.", "content": content},
            304: {"description": "Not modified: what the client holds is still current."},
            **problems("invalid-query", *ALWAYS, *slugs),
        },
    }


def text_response(media_type: str, description: str, *slugs: str) -> dict[str, Any]:
    """Return the options of a route that answers with a text.

    Args:
        media_type: As sent.
        description: What the text is.
        slugs: Kinds of problem beyond those that every route may end in.
    """
    content = {media_type: {"schema": {"type": "string"}}}
    return {
        "response_class": Response,
        "responses": {
            200: {"description": description, "content": content},
            **problems(*ALWAYS, *slugs),
        },
    }


def document(app: FastAPI, tags: Iterable[tuple[str, str]]) -> Node:
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
    schemas |= _problem_schemas()
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for schema in schemas.values():
        _finish_schema(schema)
    texts = {r.operation_id: r.endpoint.__doc__ for r in app.routes if isinstance(r, APIRoute)}
    for operation in operations(made):
        _finish(operation, texts[operation["operationId"]] or "")
    made["components"]["securitySchemes"] = {SECURITY: _KEY}
    share(made)
    made["components"] = {kind: dict(sorted(made["components"][kind].items())) for kind in _KINDS}
    return made


_KINDS = ("parameters", "headers", "responses", "schemas", "securitySchemes")
# The name of the security scheme, and what it is.
SECURITY = "key"
_KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "A token that `provstat keys create` printed. Only writing needs one; a request "
    "that reads is answered alike with and without.",
}


def _problem_schemas() -> Node:
    schema = TypeAdapter(Problem).json_schema(
        mode="serialization", ref_template="#/components/schemas/{model}"
    )
    inner: Node = schema.pop("$defs")
    return {**inner, "Problem": schema}


def _finish(operation: Node, text: str) -> None:
    """Complete one operation; its text is the docstring of the endpoint."""
    told = _SECTIONS.split(inspect.cleandoc(text))[0]
    headline = _HEADLINE.match(told)
    operation["summary"] = headline[0].strip() if headline else ""
    operation["description"] = told
    responses = operation["responses"]
    if _is_fastapi(responses.get("422", {})):
        del responses["422"]
    validators = _VALIDATORS if "304" in responses else {}
    for status, response in responses.items():
        more = validators if status in {"200", "304"} else {}
        more = _RETRY_AFTER if status in {"409", "429", "503"} else more
        more = _CHALLENGE if status == "401" else more
        response["headers"] = {**_REQUEST_ID, **more, **response.get("headers", {})}
    operation["responses"] = dict(sorted(responses.items()))
    for parameter in operation.get("parameters", []):
        _finish_parameter(parameter)


def _is_fastapi(response: Mapping[str, Any]) -> bool:
    return "application/json" in response.get("content", {})


def _finish_parameter(parameter: Node) -> None:
    """Say what a parameter holds when it is there; absence is what `required: false` says."""
    schema = parameter["schema"]
    choices = schema.pop("anyOf", None)
    if choices:
        schema |= next(choice for choice in choices if choice.get("type") != "null")
    if schema.get("default", ...) is None:
        del schema["default"]
    schema.pop("title", None)
    if schema.get("type") == "array":
        # Repeating is understood as well; commas have room for as many values as are allowed.
        parameter["style"], parameter["explode"] = "form", False
        schema.pop("default", None)
    examples = schema.pop("examples", None)
    if examples:
        parameter["example"] = examples[0]
    if "description" in schema and "description" in parameter:
        del schema["description"]


def _finish_schema(schema: Node) -> None:
    """Drop titles, which only repeat names, and put back the nulls that FastAPI drops."""
    for part in _parts(schema):
        part.pop("title", None)
    required, properties = schema.get("required", []), schema.get("properties", {})
    schema["examples"] = [
        {name: example.get(name) for name in properties if name in example or name in required}
        for example in schema.pop("examples", [])
    ]
    if not schema["examples"]:
        del schema["examples"]


def _parts(schema: Node) -> Iterator[Node]:
    """Go through a schema and every schema within it."""
    yield schema
    lists = [schema.get(word, []) for word in ("anyOf", "allOf", "oneOf", "prefixItems")]
    inner = [each for parts in lists for each in parts]
    inner += schema.get("properties", {}).values()
    inner += [schema[word] for word in ("items", "additionalProperties") if word in schema]
    for each in inner:
        if isinstance(each, dict):
            yield from _parts(each)
