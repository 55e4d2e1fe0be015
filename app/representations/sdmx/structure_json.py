"""Structures as SDMX-JSON 2.0: every name in the language asked for, and in all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from app.domain.structure import LANGUAGES, Label, Language
from app.representations.sdmx.artefacts import (
    CONCEPTS,
    KINDS,
    SECTORS,
    Artefact,
    Item,
    Kind,
    item_urn,
    urn,
)
from app.representations.sdmx.components import AGENCY, Component

MEDIA_TYPE = "application/vnd.sdmx.structure+json;version=2.0.0"

_Node = dict[str, object]
_SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/tools/schemas/"
    "2.0.0/sdmx-json-structure-schema.json"
)
_GROUPS: Mapping[Kind, str] = {
    "agencyscheme": "agencySchemes",
    "dataflow": "dataflows",
    "categoryscheme": "categorySchemes",
    "categorisation": "categorisations",
    "codelist": "codelists",
    "conceptscheme": "conceptSchemes",
    "datastructure": "dataStructures",
    "contentconstraint": "dataConstraints",
}
_ITEMS: Mapping[Kind, str] = {
    "agencyscheme": "agencies",
    "categoryscheme": "categories",
    "codelist": "codes",
    "conceptscheme": "concepts",
}
_FORMATS = {"time": "ObservationalTimePeriod", "measure": "Decimal", "attribute": "String"}


def render(artefacts: Sequence[Artefact], prepared: datetime, language: Language) -> bytes:
    """Write a structure message.

    Args:
        artefacts: In any order.
        prepared: When their content changed last, UTC.
        language: Of the one name that readers of one language take.
    """
    data = {
        _GROUPS[kind]: [_artefact(each, language) for each in artefacts if each.kind == kind]
        for kind in KINDS
    }
    meta: _Node = {
        "schema": _SCHEMA,
        "id": "structures",
        "prepared": f"{prepared.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "test": False,
        "contentLanguages": list(LANGUAGES),
        "sender": {"id": AGENCY},
    }
    # The schema wants no list that is empty.
    document = {"meta": meta, "data": {name: held for name, held in data.items() if held}}
    return msgspec.json.encode(document) + b"\n"


def _artefact(artefact: Artefact, language: Language) -> _Node:
    described = None if artefact.stub == "plain" else artefact.description
    node: _Node = {
        "id": artefact.id,
        "agencyID": AGENCY,
        "version": artefact.version,
        "isExternalReference": bool(artefact.stub),
        **_texts(artefact.name, described, language),
        "links": [_link(urn(*artefact.reference), artefact.kind)],
    }
    if artefact.stub:
        return node
    if artefact.is_partial:
        node["isPartial"] = True
    return node | _BODIES[artefact.kind](artefact, language)


def _link(name: str, kind: str) -> _Node:
    # Version 3 of the information model calls it a data constraint.
    renamed = name.replace("registry.ContentConstraint", "registry.DataConstraint")
    return {"rel": "self", "urn": renamed, "type": kind}


def _texts(name: Label, description: Label | None, language: Language) -> _Node:
    node: _Node = {"name": name.within(language), "names": {"en": name.en, "zh": name.zh}}
    if description and description.en:
        node["description"] = description.within(language)
        node["descriptions"] = {"en": description.en, "zh": description.zh}
    return node


def _items(artefact: Artefact, language: Language) -> _Node:
    def item(each: Item) -> _Node:
        name = item_urn(artefact.kind, artefact.id, each.id)
        node: _Node = {"id": each.id, **_texts(each.name, each.description, language)}
        node["links"] = [_link(name, artefact.kind)]
        return node | ({"parent": each.parent} if each.parent else {})

    return {_ITEMS[artefact.kind]: [item(each) for each in artefact.items]}


def _dataflow(artefact: Artefact, _: Language) -> _Node:
    return {"structure": urn(*artefact.references[0])}


def _categorisation(artefact: Artefact, _: Language) -> _Node:
    target = item_urn("categoryscheme", SECTORS, artefact.target or "")
    return {"source": urn(*artefact.references[0]), "target": target}


def _constraint(artefact: Artefact, _: Language) -> _Node:
    values = [
        {"id": name, "values": [{"value": code} for code in codes]}
        for name, codes in artefact.values
    ]
    node: _Node = {
        "role": "Actual",
        "constraintAttachment": {"dataflows": [urn(*artefact.references[0])]},
        "cubeRegions": [{"include": True, "keyValues": values}],
    }
    if artefact.counts is not None:
        figures, series = artefact.counts
        node["annotations"] = [
            {"id": name, "title": str(count), "type": "sdmx_metrics"}
            for name, count in (("obs_count", figures), ("series_count", series))
        ]
    return node


def _data_structure(artefact: Artefact, _: Language) -> _Node:
    flow = artefact.flow
    if flow is None:
        return {}
    dimensions = [
        {**_component(each), "position": place} for place, each in enumerate(flow.dimensions)
    ]
    attributes = [
        {
            **_component(each),
            "usage": "mandatory" if each.mandatory else "optional",
            "attributeRelationship": {"observation": {}},
        }
        for each in flow.attributes
    ]
    return {
        "dataStructureComponents": {
            "dimensionList": {
                "id": "DimensionDescriptor",
                "dimensions": dimensions,
                "timeDimension": _component(flow.time),
            },
            "attributeList": {"id": "AttributeDescriptor", "attributes": attributes},
            "measureList": {"id": "MeasureDescriptor", "measures": [_component(flow.measure)]},
        }
    }


def _component(component: Component) -> _Node:
    if component.code_list:
        held: _Node = {
            "enumeration": urn("codelist", component.code_list),
            "enumerationFormat": {"dataType": "String"},
        }
    else:
        held = {"format": {"dataType": _FORMATS[component.kind]}}
    return {
        "id": component.id,
        "conceptIdentity": item_urn("conceptscheme", CONCEPTS, component.id),
        "localRepresentation": held,
    }


_BODIES: Mapping[Kind, Callable[[Artefact, Language], _Node]] = {
    "agencyscheme": _items,
    "dataflow": _dataflow,
    "categoryscheme": _items,
    "categorisation": _categorisation,
    "codelist": _items,
    "conceptscheme": _items,
    "datastructure": _data_structure,
    "contentconstraint": _constraint,
}
