"""Which artefacts a structure query asks for: identification, items, references and detail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from app.domain.errors import NotFoundError
from app.representations.sdmx.artefacts import (
    KINDS,
    Artefact,
    Codes,
    Kind,
    Reference,
    components_of,
    partial,
)
from app.representations.sdmx.components import AGENCY, Flow

Detail = Literal[
    "full",
    "allstubs",
    "referencestubs",
    "allcompletestubs",
    "referencecompletestubs",
    "referencepartial",
]
DETAILS: tuple[str, ...] = get_args(Detail)
REFERENCES = (
    *("none", "parents", "parentsandsiblings", "ancestors"),
    *("children", "descendants", "all"),
)
# What else may be asked for: kinds that exist in the standard and not here, and other names of ours.
_NAMES: dict[str, tuple[Kind, ...]] = {
    **{kind: (kind,) for kind in KINDS},
    "structure": KINDS,
    "organisationscheme": ("agencyscheme",),
    "dataconstraint": ("contentconstraint",),
    "*": KINDS,
    **dict.fromkeys(
        (
            *("dataproviderscheme", "dataconsumerscheme", "organisationunitscheme"),
            *("hierarchicalcodelist", "hierarchy", "valuelist", "provisionagreement"),
            *("attachableconstraint", "metadataconstraint", "metadatastructure", "metadataflow"),
            *("reportingtaxonomy", "structureset", "process", "transformationscheme"),
            *("geographiccodelist", "geogridcodelist", "structuremap", "representationmap"),
        ),
        (),
    ),
}


@dataclass(frozen=True, slots=True)
class ArtefactQuery:
    """A structure query; `None` stands for any.

    Attributes:
        versions: Whether a version is wanted.
        items: Ids of items of schemes and lists.
        references: What comes along with what was asked for.
        detail: How much of each is shown.
    """

    kinds: tuple[Kind, ...]
    agencies: tuple[str, ...] | None
    ids: tuple[str, ...] | None
    versions: Callable[[str], bool]
    items: tuple[str, ...] | None
    references: str
    detail: str

    @property
    def needs_constraints(self) -> bool:
        """Whether it must be known which codes have figures."""
        names = {"parents", "parentsandsiblings", "ancestors", "all", "contentconstraint"}
        named = {*names, "dataconstraint"}.intersection(self.references.split(","))
        return bool(named) or "contentconstraint" in self.kinds or self.detail == "referencepartial"


def kinds_of(name: str) -> tuple[Kind, ...]:
    """Return the kinds of artefact that a name in an address means.

    Raises:
        NotFoundError: SDMX has no such kind.
    """
    found = _NAMES.get(name.lower())
    if found is None:
        message = f"There is no kind of artefact {name[:64]!r}; there is {', '.join(KINDS)}."
        raise NotFoundError(message)
    return found


def resolve(
    query: ArtefactQuery, artefacts: Sequence[Artefact], held: Codes | None = None
) -> list[Artefact]:
    """Return the artefacts that answer, first those asked for, then what comes along.

    Args:
        query: What is asked for.
        artefacts: All there are.
        held: Codes with figures, by flow and component, where lists are to be cut down to them.

    Raises:
        NotFoundError: None is asked for that exists.
    """
    asked = [each for each in artefacts if _is_asked(query, each)]
    if query.items is not None:
        asked = [found for each in asked if (found := partial(each, query.items)).items]
    if not asked:
        message = "There is no such artefact; /structure lists all there are."
        raise NotFoundError(message)
    mine = {each.reference for each in asked}
    along = [
        each for each in _along(query.references, asked, artefacts) if each.reference not in mine
    ]
    if query.detail == "referencepartial":
        along = _partials(along, [*asked, *along], held or {})
    return [
        *(_shown(each, query.detail, asked=True) for each in asked),
        *(_shown(each, query.detail, asked=False) for each in along),
    ]


def _is_asked(query: ArtefactQuery, each: Artefact) -> bool:
    return (
        each.kind in query.kinds
        and (query.agencies is None or AGENCY in query.agencies)
        and (query.ids is None or each.id in query.ids)
        and query.versions(each.version)
    )


def _along(references: str, asked: Sequence[Artefact], every: Sequence[Artefact]) -> list[Artefact]:
    by_reference = {each.reference: each for each in every}
    mine = {each.reference for each in asked}
    if references == "none":
        return []
    above = _parents(mine, every)
    wanted: set[Reference] = set()
    if references in {"parents", "parentsandsiblings", "all"}:
        wanted |= above
    if references == "ancestors":
        wanted |= _closure(mine, lambda some: _parents(some, every))
    if references == "children":
        wanted |= _children(mine, by_reference)
    if references in {"parentsandsiblings", "all"}:
        wanted |= _children(above, by_reference)
    if references in {"descendants", "all"}:
        wanted |= _closure(mine, lambda some: _children(some, by_reference))
    if references not in REFERENCES:
        near = _parents(mine, every) | _closure(mine, lambda some: _children(some, by_reference))
        kinds = {kind for name in references.split(",") for kind in kinds_of(name)}
        wanted = {each for each in near if each[0] in kinds}
    return [each for each in every if each.reference in wanted]


def _children(some: Iterable[Reference], by_reference: dict[Reference, Artefact]) -> set[Reference]:
    return {child for each in some for child in by_reference[each].references}


def _parents(some: set[Reference], every: Sequence[Artefact]) -> set[Reference]:
    return {each.reference for each in every if some.intersection(each.references)}


def _closure(
    start: set[Reference], step: Callable[[set[Reference]], set[Reference]]
) -> set[Reference]:
    found: set[Reference] = set()
    latest = start
    while latest:
        latest = step(latest) - found
        found |= latest
    return found


def _partials(along: Sequence[Artefact], every: Sequence[Artefact], held: Codes) -> list[Artefact]:
    """Leave in schemes and lists only what the dataflows of the message can have."""
    flows = [each.flow for each in every if each.kind == "dataflow" and each.flow is not None]
    return [_partial(each, flows, held) for each in along] if flows else list(along)


def _partial(each: Artefact, flows: Sequence[Flow], held: Codes) -> Artefact:
    if each.kind == "conceptscheme":
        return partial(each, {c.id for flow in flows for c in components_of(flow)})
    if each.kind != "codelist":
        return each
    codes: set[str] = set()
    for flow in flows:
        for dimension in flow.dimensions:
            if dimension.code_list == each.id:
                codes.update(held.get(flow.id, {}).get(dimension.id, ()))
    return partial(each, codes) if codes else each


def _shown(each: Artefact, detail: str, *, asked: bool) -> Artefact:
    stubbed = detail.startswith("all") or (detail.startswith("reference") and not asked)
    if not stubbed or detail in {"full", "referencepartial"}:
        return each
    return replace(each, stub="complete" if "complete" in detail else "plain")
