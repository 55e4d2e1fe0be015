"""A page as a test looks at it: elements, links, and the words that people see."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.api.service import HOST, Answer, Service

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
_HERE = f"http://{HOST}"
_UNSEEN = {"script", "style", "title", "desc", "code", "pre", "option"}
_VOID = {"meta", "link", "input", "br", "img", "hr"}
_BLOCKS = {"p", "h1", "h2", "h3", "tr", "td", "th", "div", "section", "li", "dt", "dd", "svg"}


@dataclass
class Element:
    """One element that began."""

    name: str
    attributes: dict[str, str | None]


@dataclass
class Page(HTMLParser):
    """What is on a page.

    Attributes:
        text: What is read by people: code, and the titles of pictures, left out.
    """

    source: str
    elements: list[Element] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len({name for name, _ in attrs}), (tag, attrs)
        self.elements.append(Element(tag, dict(attrs)))
        if tag in _BLOCKS:
            self.text += "\n"
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, tag
        # Ends of <option>, <li> and the like may be left out in HTML; we leave out none.
        assert self._open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        if not _UNSEEN & {*self._open}:
            self.text += data

    def all(self, name: str) -> list[Element]:
        """Return the elements of a name."""
        return [each for each in self.elements if each.name == name]

    def values(self, attribute: str) -> list[str]:
        """Return the values of an attribute, wherever it stands."""
        return [value for each in self.elements if (value := each.attributes.get(attribute))]

    def links(self) -> list[str]:
        """Return the addresses on this site that the page leads to, fragments cut off."""
        found = [*self.values("href"), *self.values("src"), *self.values("action")]
        ours = [each.removeprefix(_HERE).partition("#")[0] for each in found]
        return list(dict.fromkeys(each for each in ours if each.startswith("/")))

    def closed(self) -> bool:
        """Whether every element that began has ended."""
        return not self._open


def look(service: Service, target: str, status: int = 200) -> Page:
    """Ask for a page as a browser does."""
    answer = service.ask(target, BROWSER)
    assert answer.status == status, (target, answer.status, answer.text[:2000])
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return page_of(answer)


def page_of(answer: Answer) -> Page:
    """Read an answer as a page that is whole."""
    page = Page(answer.text)
    assert page.closed()
    return page
