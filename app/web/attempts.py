"""How often somebody may be wrong: failures are counted by address, for a minute, in bounded memory."""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

WINDOW: Final = 60.0
REMEMBERED: Final = 10_000
# What one household or machine gets of IPv6, and can change at will.
_NETWORK_BITS = 64


@dataclass(slots=True)
class _Window:
    end: float
    failures: int = 0


class Attempts:
    """The failures of one process.

    A window begins with the first failure of an address. When too many addresses fail, the one whose
    window began first is forgotten.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with none.

        Args:
            most: Failures of one address in a window.
            clock: Seconds that only grow.
        """
        self._most = most
        self._clock = clock
        self._windows: OrderedDict[str, _Window] = OrderedDict()

    def __len__(self) -> int:
        return len(self._windows)

    def wait(self, address: str) -> int:
        """Return the seconds for which this address must not try; 0 where it may."""
        window = self._windows.get(_network(address))
        left = window.end - self._clock() if window else 0.0
        if window is None or left <= 0 or window.failures < self._most:
            return 0
        return math.ceil(left)

    def failed(self, address: str) -> None:
        """Count a failure."""
        now = self._clock()
        network = _network(address)
        window = self._windows.get(network)
        if window is None or window.end <= now:
            self._windows.pop(network, None)
            self._forget(now)
            window = self._windows[network] = _Window(now + WINDOW)
        window.failures += 1

    def _forget(self, now: float) -> None:
        while self._windows:
            oldest = next(iter(self._windows.values()))
            if oldest.end > now and len(self._windows) < REMEMBERED:
                return
            self._windows.popitem(last=False)


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, _NETWORK_BITS), strict=False))
