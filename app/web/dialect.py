"""What a dialect is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.routing import BaseRoute


@dataclass(frozen=True, slots=True)
class Dialect:
    """A way of asking.

    Attributes:
        name: Name of the package.
        routes: Makes the routes, for a new application each time.
        tags: OpenAPI tags with their descriptions.
    """

    name: str
    routes: Callable[[], Sequence[BaseRoute]]
    tags: tuple[tuple[str, str], ...]
