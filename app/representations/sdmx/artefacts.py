"""The structural metadata as SDMX names them: every artefact of a catalogue, and what refers to what."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from app.domain.structure import EMPTY, Label, Structure
from app.representations.sdmx.components import (
    AGENCY,
    AGENCY_NAME,
    VERSION,
    Component,
    Flow,
    codes_of,
    flows,
)

Kind = Literal[
    "agencyscheme",
    "dataflow",
    "categoryscheme",
    "categorisation",
    "codelist",
    "conceptscheme",
    "datastructure",
    "contentconstraint",
]
# In the order in which messages hold them.
KINDS: tuple[Kind, ...] = (
    "agencyscheme",
    "dataflow",
    "categoryscheme",
    "categorisation",
    "codelist",
    "conceptscheme",
    "datastructure",
    "contentconstraint",
)
CONCEPTS, SECTORS, AGENCIES = "CS_PROVSTAT", "SECTORS", "AGENCIES"
AGENCIES_VERSION = "1.0"  # the standard fixes it
Reference = tuple[Kind, str]


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a scheme or list; `parent` is an id within the same."""

    id: str
    name: Label
    description: Label = EMPTY
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Artefact:
    """A maintainable artefact.

    Attributes:
        items: Of schemes and lists, in order.
        is_partial: Whether it holds only some of its items.
        flow: What a dataflow or data structure is about.
        target: Id of the category of a categorisation.
        values: Of a constraint: the codes with figures, by component.
        counts: Of a constraint: figures and series.
        references: What it needs to be understood.
        stub: Whether only its identification is shown; `complete` keeps the description.
    """

    kind: Kind
    id: str
    name: Label
    description: Label
    items: tuple[Item, ...] = ()
    is_partial: bool = False
    flow: Flow | None = None
    target: str | None = None
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    counts: tuple[int, int] | None = None
    references: tuple[Reference, ...] = ()
    stub: Literal["", "plain", "complete"] = ""

    @property
    def version(self) -> str:
        """Its version; that of the scheme of agencies is given by the standard."""
        return AGENCIES_VERSION if self.kind == "agencyscheme" else VERSION

    @property
    def reference(self) -> Reference:
        """How others refer to it."""
        return self.kind, self.id


Codes = Mapping[str, Mapping[str, Sequence[str]]]


def artefacts(structure: Structure, held: Codes) -> tuple[Artefact, ...]:
    """Return every artefact of a catalogue.

    Args:
        structure: The catalogue.
        held: By id of a flow and of a component, the codes that have figures.
    """
    every = flows(structure)
    found = [_agencies(), *(_dataflow(flow) for flow in every), _categories(structure)]
    found += [_categorisation(flow) for flow in every if flow.sector]
    found += _codelists(structure, every)
    found += [_concepts(every), *(_data_structure(flow) for flow in every)]
    found += [constraint(flow, held[flow.id]) for flow in every if held.get(flow.id)]
    return tuple(found)


def constraint(
    flow: Flow, held: Mapping[str, Sequence[str]], counts: tuple[int, int] | None = None
) -> Artefact:
    """Return which codes of a flow have figures."""
    name = Label(f"{flow.label.en}: codes with figures", f"{flow.label.zh}：有数据的代码")
    values = tuple((component, tuple(codes)) for component, codes in held.items() if codes)
    return Artefact(
        "contentconstraint",
        f"CC_{flow.id}",
        name,
        name,
        flow=flow,
        values=values,
        counts=counts,
        references=(("dataflow", flow.id),),
    )


def partial(artefact: Artefact, codes: Collection[str]) -> Artefact:
    """Return a list or scheme with just these items; what is around them is left out."""
    wanted = {*codes}
    items = tuple(
        replace(item, parent=item.parent if item.parent in wanted else None)
        for item in artefact.items
        if item.id in wanted
    )
    return replace(artefact, items=items, is_partial=True)


def _agencies() -> Artefact:
    name = Label("Agencies", "机构")
    return Artefact("agencyscheme", AGENCIES, name, name, (Item(AGENCY, AGENCY_NAME),))


def _dataflow(flow: Flow) -> Artefact:
    return Artefact(
        "dataflow",
        flow.id,
        flow.label,
        flow.label,
        flow=flow,
        references=(("datastructure", flow.dsd),),
    )


def _categories(structure: Structure) -> Artefact:
    name = Label("Sectors", "领域")
    items = (
        Item(sector.code.upper(), sector.name, sector.description)
        for sector in structure.sector.values()
    )
    return Artefact("categoryscheme", SECTORS, name, name, tuple(items))


def _categorisation(flow: Flow) -> Artefact:
    name = Label(f"Sector of {flow.label.en}", f"{flow.label.zh}所属领域")
    return Artefact(
        "categorisation",
        f"CAT_{flow.id}",
        name,
        name,
        flow=flow,
        target=flow.id,
        references=(("dataflow", flow.id), ("categoryscheme", SECTORS)),
    )


def _codelists(structure: Structure, every: Sequence[Flow]) -> list[Artefact]:
    components = {each.code_list: each for flow in every for each in components_of(flow)}
    found = []
    for name, component in components.items():
        codes = codes_of(component, structure)
        if name is None or codes is None:
            continue
        label = component.label
        items = tuple(_item(component, code, text, structure) for code, text in codes.items())
        found.append(Artefact("codelist", name, label, label, items))
    return found


def _item(component: Component, code: str, name: Label, structure: Structure) -> Item:
    parent = structure.area[code].parent if component.column == "area" else None
    told = EMPTY
    if component.column == "indicator":
        told = structure.indicator[code].definition
    elif component.column in structure.code_list:
        told = structure.code_list[component.column][code].description
    return Item(code, name, told, parent)


def _concepts(every: Sequence[Flow]) -> Artefact:
    name = Label("Concepts", "概念")
    found = {each.id: each for flow in every for each in components_of(flow)}
    items = tuple(Item(each.id, each.label) for each in found.values())
    return Artefact("conceptscheme", CONCEPTS, name, name, items)


def _data_structure(flow: Flow) -> Artefact:
    name = Label(f"Data structure of {flow.label.en}", f"{flow.label.zh}数据结构")
    lists = dict.fromkeys(each.code_list for each in components_of(flow) if each.code_list)
    return Artefact(
        "datastructure",
        flow.dsd,
        name,
        name,
        flow=flow,
        references=(
            *((("codelist", code_list)) for code_list in lists),
            ("conceptscheme", CONCEPTS),
        ),
    )


def components_of(flow: Flow) -> tuple[Component, ...]:
    """Return every component of a flow: dimensions, time, the measure, attributes."""
    return (*flow.dimensions, flow.time, flow.measure, *flow.attributes)


_URNS: Mapping[Kind, str] = {
    "agencyscheme": "base.AgencyScheme",
    "dataflow": "datastructure.Dataflow",
    "categoryscheme": "categoryscheme.CategoryScheme",
    "categorisation": "categoryscheme.Categorisation",
    "codelist": "codelist.Codelist",
    "conceptscheme": "conceptscheme.ConceptScheme",
    "datastructure": "datastructure.DataStructure",
    "contentconstraint": "registry.ContentConstraint",
}
_ITEMS: Mapping[Kind, str] = {
    "agencyscheme": "base.Agency",
    "categoryscheme": "categoryscheme.Category",
    "codelist": "codelist.Code",
    "conceptscheme": "conceptscheme.Concept",
    "datastructure": "datastructure.{}",
}
_URN = "urn:sdmx:org.sdmx.infomodel."


def urn(kind: Kind, name: str) -> str:
    """Return the name of an artefact that holds everywhere."""
    version = AGENCIES_VERSION if kind == "agencyscheme" else VERSION
    return f"{_URN}{_URNS[kind]}={AGENCY}:{name}({version})"


def item_urn(kind: Kind, name: str, item: str, component: str = "") -> str:
    """Return the name of an item of a scheme, or of a component (of that class) of a structure."""
    version = AGENCIES_VERSION if kind == "agencyscheme" else VERSION
    return f"{_URN}{_ITEMS[kind].format(component)}={AGENCY}:{name}({version}).{item}"
