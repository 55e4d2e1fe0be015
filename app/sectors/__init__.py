"""One module a sector: what enters, what is served and what must hold. The tuple is the registry."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.sectors import consumption, economy, energy, tourism, trade
from app.sectors.schema import SectorSchema

SECTORS: tuple[SectorSchema, ...] = (
    energy.SECTOR,
    trade.SECTOR,
    consumption.SECTOR,
    tourism.SECTOR,
    economy.SECTOR,
)
BY_CODE: Mapping[str, SectorSchema] = MappingProxyType({sector.code: sector for sector in SECTORS})
