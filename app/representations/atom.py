"""Atom 1.0 (RFC 4287): what happened, for programs that look in now and then.

Ids are names of their own (UUIDs made from what they name), so they stay when addresses change.
Addresses are relative to that of the feed.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from app.domain.structure import Language
from app.representations.rows import iso_instant

MEDIA_TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
# The space in which our names are told from everyone else's; it never changes.
_OURS = uuid.UUID("4b1f6f0e-52a5-5d0c-9e63-6f1c2b7a9d48")
# What XML 1.0 cannot hold, however it is written.
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened.

    Attributes:
        name: What makes it unique; its id is made from it.
        published: When the world could know.
        updated: When this service learned.
        author: Who said so.
        category: The kind of thing, for programs.
        href: Where to read more.
    """

    name: str
    title: str
    summary: str
    published: datetime
    updated: datetime
    author: str
    category: str
    href: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A list of what happened, newest first.

    Attributes:
        name: What makes it unique; its id is made from it.
        updated: When something last came to it.
        links: Relation, media type and address.
    """

    name: str
    title: str
    author: str
    updated: datetime
    language: Language
    links: tuple[tuple[str, str, str], ...]


def render(feed: Feed, entries: Iterable[Entry]) -> bytes:
    """Write a feed."""
    root = Element("feed", {"xmlns": NAMESPACE, "xml:lang": feed.language})
    _text(root, "id", _id(feed.name))
    _text(root, "title", feed.title)
    _text(root, "updated", iso_instant(feed.updated))
    _text(SubElement(root, "author"), "name", feed.author)
    for relation, media_type, href in feed.links:
        SubElement(root, "link", {"rel": relation, "type": media_type, "href": href})
    for entry in entries:
        _entry(root, entry)
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _entry(root: Element, entry: Entry) -> None:
    node = SubElement(root, "entry")
    _text(node, "id", _id(entry.name))
    _text(node, "title", entry.title)
    _text(node, "updated", iso_instant(entry.updated))
    _text(node, "published", iso_instant(entry.published))
    _text(SubElement(node, "author"), "name", entry.author)
    SubElement(node, "category", {"term": entry.category})
    link = {"rel": "alternate", "type": "application/json", "href": entry.href}
    SubElement(node, "link", link)
    _text(node, "summary", entry.summary)


def _text(parent: Element, name: str, words: str) -> None:
    SubElement(parent, name).text = _IMPOSSIBLE.sub("\ufffd", words)


def _id(name: str) -> str:
    return uuid.uuid5(_OURS, name).urn
