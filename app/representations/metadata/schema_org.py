"""An indicator as search engines read datasets: a schema.org `Dataset` in JSON-LD."""

from __future__ import annotations

import msgspec

from app.domain.structure import Indicator, Structure
from app.representations.metadata.subject import PUBLISHER, RIGHTS, SERVICE, Held, Service

MEDIA_TYPE = "application/ld+json"

_Node = dict[str, object]


def dataset(indicator: Indicator, held: Held, service: Service, structure: Structure) -> bytes:
    """Write the description of one indicator."""
    sector = structure.sector[indicator.sector]
    node: _Node = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"/v1/indicators/{indicator.code}",
        "identifier": indicator.code,
        "name": f"{indicator.name.en} ({indicator.name.zh})",
        "alternateName": indicator.name.zh,
        "description": _description(indicator),
        "url": f"/indicators/{indicator.code}",
        "sameAs": f"/v1/indicators/{indicator.code}",
        "keywords": [sector.name.en, sector.name.zh, *indicator.keywords],
        "inLanguage": ["en", "zh"],
        "isAccessibleForFree": True,
        "license": {"@type": "CreativeWork", "name": RIGHTS.en, "url": "/v1/sources"},
        "creator": _organization(),
        "publisher": _organization(),
        "version": service.data_version,
        "dateModified": service.modified.date().isoformat(),
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "name": SERVICE.en,
            "url": "/v1/catalog.jsonld",
        },
        "temporalCoverage": _coverage(held),
        "spatialCoverage": [
            {"@type": "Place", "name": area.name.en, "identifier": area.code} for area in held.areas
        ],
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "name": indicator.name.en,
                "identifier": indicator.code,
                "unitText": structure.unit[code].name.en,
            }
            for code in held.units
        ],
        "isBasedOn": [
            {
                "@type": "CreativeWork",
                "name": source.title or source.description.en,
                "publisher": {"@type": "Organization", "name": source.publisher},
                "url": f"/v1/sources/{source.id}",
            }
            for source in held.sources
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": each.name,
                "encodingFormat": each.media_type,
                "contentUrl": f"/v1/{indicator.sector}/observations.{each.extension}"
                f"?indicator={indicator.code}",
            }
            for each in service.formats
        ],
    }
    return msgspec.json.encode({name: value for name, value in node.items() if value}) + b"\n"


def _organization() -> _Node:
    return {"@type": "Organization", "name": PUBLISHER.en, "alternateName": PUBLISHER.zh}


def _description(indicator: Indicator) -> str:
    return f"{indicator.definition.en} {indicator.definition.zh}"


def _coverage(held: Held) -> str | None:
    if held.start is None or held.end is None:
        return None
    return f"{held.start.isoformat()}/{held.end.isoformat()}"
