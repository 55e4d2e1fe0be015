"""Changes of the catalogue that would make stored figures wrong, or addresses dead, are refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.rules import Finding
from app.domain.structure import Indicator, Structure
from app.ingest.catalogue_files import CatalogueFiles, Place
from app.ingest.toml_files import toml_finding
from app.store.usage import Usage


def check_use(files: CatalogueFiles, known: Structure, usage: Usage) -> tuple[Finding, ...]:
    """Say which changed entries do not go with the figures that are held."""
    check = _Check(files, known, usage)
    return tuple(sorted({*check.indicators(), *check.units()}))


@dataclass(frozen=True, slots=True)
class _Check:
    files: CatalogueFiles
    known: Structure
    usage: Usage

    def indicators(self) -> Iterator[Finding]:
        for new in self.files.structure.indicators:
            old = self.known.indicator.get(new.code)
            if old is not None:
                yield from self._indicator(old, new)

    def _indicator(self, old: Indicator, new: Indicator) -> Iterator[Finding]:
        used = {unit for indicator, unit in self.usage.levels if indicator == new.code}
        for unit in sorted(used):
            held = self.known.unit[unit].dimension
            if held != new.unit_dimension:
                reason = f"Figures in {unit} are held, so its units stay those of {held}."
                yield self._say("unit_dimension", new.code, new.unit_dimension, reason, held)
        if new.share and not old.share and used:
            reason = "Figures are held that were never checked to be shares of a whole."
            yield self._say("share", new.code, new.share, reason)
        for name in sorted({*old.dimensions} - {*new.dimensions}):
            if (new.code, name) in self.usage.breakdowns:
                reason = f"Figures are held that are broken down by {name}."
                yield self._say("dimensions", new.code, ",".join(new.dimensions), reason, name)
        for alias in sorted({*old.aliases} - {*new.aliases}):
            reason = f"The former code {alias} stays, for addresses have it."
            yield self._say("aliases", new.code, ",".join(new.aliases), reason, alias)

    def units(self) -> Iterator[Finding]:
        for new in self.files.structure.units:
            old = self.known.unit.get(new.code)
            if old is None or old.dimension == new.dimension or new.code not in self.usage.units:
                continue
            reason = f"Figures in this unit are held, so its kind stays {old.dimension}."
            yield self._say("dimension", new.code, new.dimension, reason, old.dimension, "units")

    def _say(  # noqa: PLR0913, PLR0917 - where, what and why
        self,
        key: str,
        code: str,
        value: object,
        reason: str,
        suggestion: str | None = None,
        section: str = "indicators",
    ) -> Finding:
        place = self.files.places.get((section, code), Place("catalogue", f"{section}[{code}]"))
        return toml_finding(place.file, f"{place.path}.{key}", value, reason, suggestion)
