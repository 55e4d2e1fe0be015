"""The catalogue for data portals: DCAT (version 3, application profile for data portals) as JSON-LD."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

import msgspec

from app.domain.structure import Area, Label
from app.representations.metadata.subject import (
    PUBLISHER,
    RIGHTS,
    SERVICE,
    Format,
    SectorSubject,
    Service,
)

MEDIA_TYPE = "application/ld+json"
ADDRESS = "/v1/catalog.jsonld"

_Node = dict[str, object]
_AUTHORITY = "http://publications.europa.eu/resource/authority"
_PUBLIC = f"{_AUTHORITY}/access-right/PUBLIC"
_IRREGULAR = f"{_AUTHORITY}/frequency/IRREG"
_LANGUAGES = tuple(f"{_AUTHORITY}/language/{code}" for code in ("ENG", "ZHO"))
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types"
_CONTEXT: Mapping[str, object] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def catalogue(service: Service, sectors: Sequence[SectorSubject]) -> bytes:
    """Write the catalogue: a dataset a sector, a distribution a format, a service a dialect."""
    datasets = [_dataset(each, service) for each in sectors]
    document: _Node = {
        "@context": _CONTEXT,
        "@id": ADDRESS,
        "@type": "dcat:Catalog",
        "dct:title": _both(SERVICE),
        "dct:description": _both(
            Label(
                "Statistics of China's provinces, each figure exact and traceable to its source.",
                "中国各省统计数据，每个数字精确且可追溯来源。",
            )
        ),
        "dct:publisher": _publisher(),
        "dct:modified": _instant(service.modified),
        "dct:language": _named(_LANGUAGES, "dct:LinguisticSystem"),
        "foaf:homepage": {"@id": "/", "@type": "foaf:Document"},
        "dcat:dataset": datasets,
        "dcat:service": [_interface(each, sectors) for each in service.interfaces],
    }
    return msgspec.json.encode(document) + b"\n"


def _dataset(subject: SectorSubject, service: Service) -> _Node:
    sector, held = subject.sector, subject.held
    names = [indicator.name for indicator in subject.indicators]
    node: _Node = {
        "@id": _dataset_id(subject),
        "@type": "dcat:Dataset",
        "dct:identifier": sector.code,
        "dct:title": _both(sector.name),
        "dct:description": _both(sector.description),
        "dct:publisher": _publisher(),
        "dct:modified": _instant(service.modified),
        "dct:language": _named(_LANGUAGES, "dct:LinguisticSystem"),
        "dct:accessRights": {"@id": _PUBLIC, "@type": "dct:RightsStatement"},
        "dct:accrualPeriodicity": {"@id": _IRREGULAR, "@type": "dct:Frequency"},
        "dct:spatial": [_location(area) for area in held.areas],
        "dct:temporal": _period(held.start, held.end),
        "dct:source": [{"@id": f"/v1/sources/{source.id}"} for source in held.sources],
        "dcat:keyword": [each for name in names for each in _both(name)],
        "dcat:version": service.data_version,
        "dcat:landingPage": {"@id": f"/v1/{sector.code}", "@type": "foaf:Document"},
        "dcat:distribution": [_distribution(each, subject) for each in service.formats],
    }
    return {name: value for name, value in node.items() if value}


def _distribution(held: Format, subject: SectorSubject) -> _Node:
    address = f"/v1/{subject.sector.code}/observations.{held.extension}"
    return {
        "@id": f"{address}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": _both(
            Label(
                f"{subject.sector.name.en} as {held.name}",
                f"{subject.sector.name.zh}（{held.name}）",
            )
        ),
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": f"{_MEDIA_TYPES}/{held.media_type}", "@type": "dct:MediaType"},
        "dct:rights": {
            "@id": f"{ADDRESS}#rights",
            "@type": "dct:RightsStatement",
            "rdfs:label": _both(RIGHTS),
        },
    }


def _interface(interface: tuple[str, str, str], sectors: Sequence[SectorSubject]) -> _Node:
    title, address, description = interface
    return {
        "@id": f"{address}#service",
        "@type": "dcat:DataService",
        "dct:title": _both(Label(title, title)),
        "dcat:endpointURL": {"@id": address},
        "dcat:endpointDescription": {"@id": description},
        "dcat:servesDataset": [{"@id": _dataset_id(each)} for each in sectors],
    }


def _dataset_id(subject: SectorSubject) -> str:
    return f"/v1/{subject.sector.code}#dataset"


def _publisher() -> _Node:
    return {"@id": "/#publisher", "@type": "foaf:Agent", "foaf:name": _both(PUBLISHER)}


def _location(area: Area) -> _Node:
    return {
        "@id": f"/v1/areas#{area.code}",
        "@type": "dct:Location",
        "dct:identifier": area.code,
        "rdfs:label": _both(area.name),
    }


def _period(start: date | None, end: date | None) -> _Node | None:
    if start is None or end is None:
        return None
    day = {"@type": "xsd:date"}
    return {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": {**day, "@value": start.isoformat()},
        "dcat:endDate": {**day, "@value": end.isoformat()},
    }


def _named(addresses: Sequence[str], kind: str) -> list[_Node]:
    return [{"@id": address, "@type": kind} for address in addresses]


def _instant(instant: datetime) -> _Node:
    return {"@type": "xsd:dateTime", "@value": f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}


def _both(label: Label) -> list[_Node]:
    return [
        {"@language": "en", "@value": label.en},
        {"@language": "zh", "@value": label.zh},
    ]
