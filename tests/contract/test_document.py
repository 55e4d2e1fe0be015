"""The committed document: the application's own words, and all that a reader or a generator needs."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.terminal import ROOT, run

COMMITTED = ROOT / "openapi.json"
RENEW = ".venv/bin/provstat openapi > openapi.json"
METHODS = {"get", "put", "post", "delete", "patch"}

Node = dict[str, Any]
Found = Iterator[tuple[str, Node]]


@pytest.fixture(scope="module")
def document() -> Node:
    made: Node = json.loads(COMMITTED.read_text("utf-8"))
    return made


def _operations(document: Node) -> Found:
    for path, item in document["paths"].items():
        assert set(item) <= METHODS
        for operation in item.values():
            yield f"{operation['operationId']} {path}", operation


def _resolved(document: Node, node: Node) -> Node:
    while "$ref" in node:
        _, kind, name = node["$ref"].removeprefix("#/").split("/")
        node = document["components"][kind][name]
    return node


def _parameters(document: Node) -> Found:
    for place, operation in _operations(document):
        for given in operation.get("parameters", []):
            parameter = _resolved(document, given)
            yield f"{place} {parameter['name']}", parameter


def _responses(document: Node) -> Found:
    for place, operation in _operations(document):
        for status, response in operation["responses"].items():
            yield f"{place} {status}", _resolved(document, response)


def _properties(document: Node) -> Found:
    for name, schema in document["components"]["schemas"].items():
        for field, content in schema.get("properties", {}).items():
            yield f"{name}.{field}", content


def _refers(schema: Node) -> bool:
    """Whether a schema is made of others, which have examples of their own."""
    inner = [schema[word] for word in ("items", "additionalProperties") if word in schema]
    inner += schema.get("anyOf", [])
    return "$ref" in schema or any(isinstance(each, dict) and _refers(each) for each in inner)


def _is_sentence(text: str) -> bool:
    return re.fullmatch(r"\S.*\.", text, re.DOTALL) is not None


def test_the_committed_file_is_what_the_application_says() -> None:
    said = run("openapi")
    assert said.code == 0, said.err
    assert said.out == COMMITTED.read_text("utf-8"), f"review the change, then: {RENEW}"


def test_every_operation_is_described(document: Node) -> None:
    names = [operation["operationId"] for _, operation in _operations(document)]
    assert len(set(names)) == len(names)
    tags = {tag["name"] for tag in document["tags"]}
    assert all(_is_sentence(tag["description"]) for tag in document["tags"])
    for place, operation in _operations(document):
        assert re.fullmatch(r"[a-z]+(_[a-z]+){1,3}", operation["operationId"]), place
        assert 10 <= len(operation["summary"]) <= 80, place
        assert operation["summary"][-1] != ".", place
        assert _is_sentence(operation["description"]), place
        assert tags.issuperset(operation["tags"]), place
        assert len(operation["tags"]) == 1, place


def test_every_parameter_is_described_and_has_an_example(document: Node) -> None:
    for place, parameter in _parameters(document):
        assert _is_sentence(parameter["description"]), place
        assert "example" in parameter, place
        assert "title" not in parameter["schema"], place
        assert "anyOf" not in parameter["schema"], place
        single = parameter["schema"].get("items", parameter["schema"])
        limited = {"pattern", "enum", "maximum"} & single.keys()
        assert limited, f"{place} takes anything"


def test_every_schema_and_every_property_is_described(document: Node) -> None:
    for name, schema in document["components"]["schemas"].items():
        assert _is_sentence(schema["description"]), name
        assert "title" not in schema, name
    for place, content in _properties(document):
        assert _is_sentence(content["description"]), place
        assert "examples" in content or _refers(content), place
        assert not isinstance(content.get("title"), str), place


def test_every_response_says_what_it_is_and_errors_are_problems(document: Node) -> None:
    for place, response in _responses(document):
        status = int(place.rpartition(" ")[2])
        assert _is_sentence(response["description"]), place
        if status >= 400:
            assert list(response["content"]) == ["application/problem+json"], place
            media = response["content"]["application/problem+json"]
            assert media["schema"] == {"$ref": "#/components/schemas/Problem"}, place
            assert media["examples"], place
            assert {example["value"]["status"] for example in media["examples"].values()} == {
                status
            }


def test_every_component_is_used(document: Node) -> None:
    text = COMMITTED.read_text("utf-8")
    schemes = {name for _, o in _operations(document) for s in o.get("security", []) for name in s}
    assert schemes == document["components"]["securitySchemes"].keys()
    for kind, components in document["components"].items():
        for name in components if kind != "securitySchemes" else ():
            assert f'"#/components/{kind}/{name}"' in text, f"{kind} {name}"


def test_only_writing_needs_a_key(document: Node) -> None:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            assert ("security" in operation) is (method == "post"), path


def test_the_whole_is_for_anyone_without_a_key(document: Node) -> None:
    assert document["openapi"].startswith("3.1.")
    assert document["security"] == []
    assert document["servers"] == [{"url": "/", "description": "This server"}]
    assert document["info"]["license"]["name"] == "Apache-2.0"
