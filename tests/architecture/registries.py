"""Plug-in folders and the tuples that list what is in them."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType


@dataclass(frozen=True, slots=True)
class Registry:
    """A package whose modules each offer something under one name.

    Attributes:
        package: Dotted name of the package.
        offer: Name under which a module offers it.
        lists: Tuples of the package, in one of which every offer must be.
        whole: Whether every subpackage must make an offer.
    """

    package: str
    offer: str
    lists: tuple[str, ...]
    whole: bool = False

    def faults(self) -> list[str]:
        """Say which lines are missing, each as whoever has to write it would."""
        return list(self._faults(import_module(self.package)))

    def offers(self) -> list[object]:
        """Return what the modules offer."""
        modules = _modules(import_module(self.package))
        return [getattr(m, self.offer) for _, m in modules if hasattr(m, self.offer)]

    def listed(self) -> list[object]:
        """Return what the tuples list."""
        package = import_module(self.package)
        return [entry for name in self.lists for entry in getattr(package, name, ())]

    def _faults(self, package: ModuleType) -> Iterator[str]:
        place = f"{package.__name__.replace('.', '/')}/__init__.py"
        for name, module in _modules(package):
            offer = getattr(module, self.offer, None)
            if offer is None:
                if self.whole and hasattr(module, "__path__"):
                    yield f"{module.__name__} defines no {self.offer}"
            elif not any(offer is entry for entry in self.listed()):
                yield f"{place}: add `{name}.{self.offer},` to {' or '.join(self.lists)}"


def _modules(package: ModuleType) -> Iterator[tuple[str, ModuleType]]:
    for each in pkgutil.iter_modules(package.__path__):
        yield each.name, import_module(f"{package.__name__}.{each.name}")


REPRESENTATIONS = Registry("app.representations", "REPRESENTATION", ("DATA", "STRUCTURE"))
DIALECTS = Registry("app.dialects", "DIALECT", ("DIALECTS",), whole=True)
SECTORS = Registry("app.sectors", "SECTOR", ("SECTORS",))
REGISTRIES = (REPRESENTATIONS, DIALECTS, SECTORS)
