"""Structures as SDMX-ML 2.1. Elements stand in the order that the schema and clients want."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from app.domain.structure import Label
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
from app.representations.sdmx.components import AGENCY, VERSION, Component, Flow

MEDIA_TYPE = "application/vnd.sdmx.structure+xml;version=2.1"

_SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
_GROUPS: Mapping[Kind, str] = {
    "agencyscheme": "OrganisationSchemes",
    "dataflow": "Dataflows",
    "categoryscheme": "CategorySchemes",
    "categorisation": "Categorisations",
    "codelist": "Codelists",
    "conceptscheme": "Concepts",
    "datastructure": "DataStructures",
    "contentconstraint": "Constraints",
}
_ELEMENTS: Mapping[Kind, str] = {
    "agencyscheme": "AgencyScheme",
    "dataflow": "Dataflow",
    "categoryscheme": "CategoryScheme",
    "categorisation": "Categorisation",
    "codelist": "Codelist",
    "conceptscheme": "ConceptScheme",
    "datastructure": "DataStructure",
    "contentconstraint": "ContentConstraint",
}
_ITEMS: Mapping[Kind, str] = {
    "agencyscheme": "Agency",
    "categoryscheme": "Category",
    "codelist": "Code",
    "conceptscheme": "Concept",
}


_NEVER_FINAL = frozenset({"agencyscheme", "categorisation", "contentconstraint"})


def render(artefacts: Sequence[Artefact], prepared: datetime) -> bytes:
    """Write a structure message.

    Args:
        artefacts: In any order.
        prepared: When their content changed last, UTC.
    """
    return "".join(_message(artefacts, prepared)).encode()


def _message(artefacts: Sequence[Artefact], prepared: datetime) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<mes:Structure xmlns:mes="{_SCHEMAS}/message" xmlns:str="{_SCHEMAS}/structure" '
    yield f'xmlns:com="{_SCHEMAS}/common"><mes:Header><mes:ID>structures</mes:ID>'
    yield "<mes:Test>false</mes:Test>"
    yield f"<mes:Prepared>{prepared.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</mes:Prepared>"
    yield f'<mes:Sender id="{AGENCY}"/></mes:Header><mes:Structures>'
    for kind in KINDS:
        held = [each for each in artefacts if each.kind == kind]
        if held:
            yield f"\n<str:{_GROUPS[kind]}>"
            yield from (_artefact(each) for each in held)
            yield f"</str:{_GROUPS[kind]}>"
    yield "\n</mes:Structures></mes:Structure>\n"


def _artefact(artefact: Artefact) -> str:
    name = _ELEMENTS[artefact.kind]
    more = {
        "isFinal": "" if artefact.kind in _NEVER_FINAL else "true",
        "isExternalReference": "true" if artefact.stub else "",
        "structureURL": _address(artefact) if artefact.stub else "",
        "isPartial": "true" if artefact.is_partial else "",
        "type": "Actual" if artefact.kind == "contentconstraint" else "",
    }
    head = _attributes(
        {
            "id": artefact.id,
            "urn": urn(*artefact.reference),
            "agencyID": AGENCY,
            "version": artefact.version,
            **more,
        }
    )
    texts = _annotations(artefact) + _texts(
        artefact.name, artefact.description if artefact.stub != "plain" else None
    )
    body = "" if artefact.stub else _BODIES[artefact.kind](artefact)
    return f"\n<str:{name}{head}>{texts}{body}</str:{name}>"


def _address(artefact: Artefact) -> str:
    return f"/sdmx/v1/{artefact.kind}/{AGENCY}/{artefact.id}/{artefact.version}"


def _attributes(held: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in held.items() if value)


def _annotations(artefact: Artefact) -> str:
    if artefact.counts is None:
        return ""
    figures, series = artefact.counts
    return (
        "<com:Annotations>"
        + "".join(
            f'<com:Annotation id="{name}"><com:AnnotationTitle>{count}</com:AnnotationTitle>'
            "<com:AnnotationType>sdmx_metrics</com:AnnotationType></com:Annotation>"
            for name, count in (("obs_count", figures), ("series_count", series))
        )
        + "</com:Annotations>"
    )


def _texts(name: Label, description: Label | None) -> str:
    found = _both("Name", name)
    return found + (_both("Description", description) if description and description.en else "")


def _both(element: str, label: Label) -> str:
    return "".join(
        f'<com:{element} xml:lang="{language}">{escape(text)}</com:{element}>'
        for language, text in (("en", label.en), ("zh", label.zh))
        if text
    )


def _items(artefact: Artefact) -> str:
    return "".join(_item(artefact, item) for item in artefact.items)


def _item(artefact: Artefact, item: Item) -> str:
    name = _ITEMS[artefact.kind]
    head = _attributes({"id": item.id, "urn": item_urn(artefact.kind, artefact.id, item.id)})
    parent = f"<str:Parent><Ref id={quoteattr(item.parent)}/></str:Parent>" if item.parent else ""
    return f"\n<str:{name}{head}>{_texts(item.name, item.description)}{parent}</str:{name}>"


def _ref(package: str, kind: str, name: str, parent: str = "") -> str:
    """Refer to an artefact, or to an item of the parent."""
    held = {"id": name}
    held |= (
        {"maintainableParentID": parent, "maintainableParentVersion": VERSION}
        if parent
        else {"version": VERSION}
    )
    return f"<Ref{_attributes({**held, 'agencyID': AGENCY, 'package': package, 'class': kind})}/>"


def _flow(artefact: Artefact) -> Flow:
    if artefact.flow is None:
        message = f"{artefact.kind} {artefact.id} is about no flow"
        raise ValueError(message)
    return artefact.flow


def _dataflow(artefact: Artefact) -> str:
    reference = _ref("datastructure", "DataStructure", _flow(artefact).dsd)
    return f"<str:Structure>{reference}</str:Structure>"


def _categorisation(artefact: Artefact) -> str:
    source = _ref("datastructure", "Dataflow", _flow(artefact).id)
    target = _ref("categoryscheme", "Category", artefact.target or "", SECTORS)
    return f"<str:Source>{source}</str:Source><str:Target>{target}</str:Target>"


def _constraint(artefact: Artefact) -> str:
    attached = _ref("datastructure", "Dataflow", _flow(artefact).id)
    values = "".join(
        f'<com:KeyValue id="{component}">'
        + "".join(f"<com:Value>{escape(code)}</com:Value>" for code in codes)
        + "</com:KeyValue>"
        for component, codes in artefact.values
    )
    return (
        f"<str:ConstraintAttachment><str:Dataflow>{attached}</str:Dataflow>"
        f'</str:ConstraintAttachment><str:CubeRegion include="true">{values}</str:CubeRegion>'
    )


def _data_structure(artefact: Artefact) -> str:
    flow = _flow(artefact)
    dimensions = "".join(
        _component("Dimension", flow, each, f' position="{place}"')
        for place, each in enumerate(flow.dimensions, 1)
    )
    time = _component("TimeDimension", flow, flow.time, f' position="{len(flow.dimensions) + 1}"')
    attributes = "".join(_attribute(flow, each) for each in flow.attributes)
    measure = _component("PrimaryMeasure", flow, flow.measure)
    return (
        "<str:DataStructureComponents>"
        f'<str:DimensionList id="DimensionDescriptor"{_list_urn(flow, "DimensionDescriptor")}>'
        f"{dimensions}{time}</str:DimensionList>"
        f'<str:AttributeList id="AttributeDescriptor"{_list_urn(flow, "AttributeDescriptor")}>'
        f"{attributes}</str:AttributeList>"
        f'<str:MeasureList id="MeasureDescriptor"{_list_urn(flow, "MeasureDescriptor")}>'
        f"{measure}</str:MeasureList></str:DataStructureComponents>"
    )


def _list_urn(flow: Flow, name: str) -> str:
    return _attributes({"urn": item_urn("datastructure", flow.dsd, name, name)})


def _attribute(flow: Flow, component: Component) -> str:
    status = "Mandatory" if component.mandatory else "Conditional"
    relation = (
        '<str:AttributeRelationship><str:PrimaryMeasure><Ref id="OBS_VALUE"/></str:PrimaryMeasure>'
        "</str:AttributeRelationship>"
    )
    return _component("Attribute", flow, component, f' assignmentStatus="{status}"', relation)


_CLASSES = {"Attribute": "DataAttribute"}
_TEXTS = {
    "time": "ObservationalTimePeriod",
    "measure": "Decimal",
    "attribute": "String",
}


def _component(
    element: str, flow: Flow, component: Component, more: str = "", relation: str = ""
) -> str:
    kind = _CLASSES.get(element, element)
    name = item_urn("datastructure", flow.dsd, component.id, kind)
    head = _attributes({"id": component.id, "urn": name}) + more
    concept = _ref("conceptscheme", "Concept", component.id, CONCEPTS)
    if component.code_list:
        held = _ref("codelist", "Codelist", component.code_list)
        representation = f"<str:Enumeration>{held}</str:Enumeration>"
    else:
        representation = f'<str:TextFormat textType="{_TEXTS[component.kind]}"/>'
    return (
        f"\n<str:{element}{head}><str:ConceptIdentity>{concept}</str:ConceptIdentity>"
        f"<str:LocalRepresentation>{representation}</str:LocalRepresentation>{relation}"
        f"</str:{element}>"
    )


_BODIES: Mapping[Kind, Callable[[Artefact], str]] = {
    "agencyscheme": _items,
    "dataflow": _dataflow,
    "categoryscheme": _items,
    "categorisation": _categorisation,
    "codelist": _items,
    "conceptscheme": _items,
    "datastructure": _data_structure,
    "contentconstraint": _constraint,
}
