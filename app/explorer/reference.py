"""The API, operation by operation, from our own OpenAPI document."""

from __future__ import annotations

from app.explorer.asked import Asked, View
from app.explorer.openapi import document_of
from app.explorer.words import Say


async def show(asked: Asked) -> View:
    """List the operations by what they are about."""
    document = await document_of(asked)
    groups = [
        (tag, meaning, [each for each in document.operations.values() if each.tag == tag])
        for tag, meaning in document.tags
    ]
    values = {"groups": [group for group in groups if group[2]]}
    title = Say(asked.language)("reference_title")
    return View("reference.html", title, values, data="/openapi.json")
