"""What a page is asked for: by whom, in which language, of which state of the store."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request

from app.domain.structure import LANGUAGES, Language, Structure
from app.web.sessions import Snapshot

_ACCEPT = "accept-language"
_number = re.compile(r"[0-9]{1,5}", re.ASCII).fullmatch
_host = re.compile(r"[A-Za-z0-9._\[\]:-]{1,255}", re.ASCII).fullmatch


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for a page.

    Attributes:
        snapshot: State of the store that the page shows; `None` on a page that says why not.
        params: Of the query string; where one is repeated the last counts.
        chosen: Whether the address says the language, else the browser's wishes decide.
    """

    request: Request
    language: Language
    chosen: bool
    params: Mapping[str, str]
    snapshot: Snapshot | None

    @property
    def state(self) -> Snapshot:
        """The state of the store.

        Raises:
            ValueError: This is a page that needs none.
        """
        if self.snapshot is None:
            message = "a page about a failure has no state of the store to show"
            raise ValueError(message)
        return self.snapshot

    @property
    def structure(self) -> Structure:
        """The catalogue."""
        return self.state.known.structure

    @property
    def other(self) -> Language:
        """The language that is shown small."""
        return "en" if self.language == "zh" else "zh"

    @property
    def path(self) -> str:
        """The address without its query string."""
        return self.request.url.path

    @property
    def place(self) -> str:
        """Scheme and host by which the reader reached us, for lines to copy; no slash at the end."""
        host = self.request.headers.get("host", "")
        return f"{self.request.url.scheme}://{host if _host(host) else 'localhost'}"

    def number(self, name: str) -> int:
        """Return a parameter as a number from 1 on; 1 where it is none."""
        given = self.params.get(name, "")
        return max(1, int(given)) if _number(given) else 1

    def link(self, path: str, **params: str | int | None) -> str:
        """Return an address; it keeps the language where the reader chose one."""
        return address(path, {**params, "lang": self.language if self.chosen else None})

    def here(self, **changed: str | int | None) -> str:
        """Return the address of this page with some parameters changed."""
        kept = {name: text for name, text in self.params.items() if name != "lang"}
        return self.link(self.path, **(kept | changed))


@dataclass(frozen=True, slots=True)
class View:
    """What a page shows.

    Attributes:
        template: File in `templates/`.
        title: Of the page, without the name of the service.
        values: For the template.
        description: One sentence about the page for search engines; empty where there is none.
        data: Address of the same as data; empty where there is none.
        known: Parameters that the page understands.
    """

    template: str
    title: str
    values: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""
    data: str = ""
    status: int = 200
    known: tuple[str, ...] = ()


def address(path: str, params: Mapping[str, str | int | None]) -> str:
    """Write an address; parameters without a value are left out."""
    given = {name: value for name, value in params.items() if value not in {None, ""}}
    return f"{path}?{urlencode(given)}" if given else path


def read_request(request: Request, snapshot: Snapshot | None) -> Asked:
    """Read what a page is asked for."""
    pairs = parse_qsl(request.scope["query_string"].decode("latin-1"), max_num_fields=200)
    params = {name: value.strip() for name, value in pairs}
    said = params.get("lang")
    chosen: Language | None = next((each for each in LANGUAGES if each == said), None)
    language = chosen or _wished(request.headers.get(_ACCEPT, ""))
    return Asked(request, language, chosen is not None, params, snapshot)


def _wished(header: str) -> Language:
    """Return Chinese where a browser prefers any kind of it to English, else English."""
    weights: dict[str, float] = {"en": 0.0, "zh": 0.0}
    for place, part in enumerate(header.lower().split(",")):
        tag, _, rest = part.strip().partition(";")
        name = tag.partition("-")[0]
        if name in weights:
            weight = _weight(rest) - place / 1_000
            weights[name] = max(weights[name], weight)
    return "zh" if weights["zh"] > weights["en"] else "en"


def _weight(text: str) -> float:
    name, _, number = text.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(number)
    except ValueError:
        return 0.0
