"""What a dialect is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.routing import BaseRoute


@dataclass(frozen=True, slots=True)
class Interface:
    """A way in, as a data portal lists it.

    Attributes:
        title: What it is called.
        address: Where it begins.
        description: Address of what describes it to programs.
    """

    title: str
    address: str
    description: str


@dataclass(frozen=True, slots=True)
class Dialect:
    """A way of asking.

    Attributes:
        name: Name of the package.
        routes: Makes the routes, for a new application each time.
        tags: OpenAPI tags with their descriptions.
        interfaces: Its ways in, for catalogues.
    """

    name: str
    routes: Callable[[], Sequence[BaseRoute]]
    tags: tuple[tuple[str, str], ...]
    interfaces: tuple[Interface, ...] = ()
