"""The list of changes as an Atom feed, for programs that tell people what is new."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from app.dialects.native.change_params import FeedParams
from app.dialects.native.changes import PATH as LIST
from app.dialects.native.changes import Question, following, understand
from app.dialects.native.observation import name_of
from app.dialects.native.resource import respond_as
from app.domain.change import Change
from app.domain.structure import Label, Language
from app.representations import wording
from app.representations.atom import MEDIA_TYPE, Entry, Feed, render
from app.representations.citation import SERVICE
from app.store.changes import Changes, read_changes
from app.store.observations import Known
from app.web.sessions import Snapshot
from app.web.state import state_of

PATH = "/v1/changes.atom"
_PAGE = 100
_TITLE = Label("Figures added, revised and withdrawn", "新增、修订和撤回的数据")
_KINDS = {
    "added": Label("Added", "新增"),
    "revised": Label("Revised", "修订"),
    "withdrawn": Label("Withdrawn", "撤回"),
}
_DIFFERENCE = Label("Difference in the base unit: {}.", "差额（基本单位）：{}。")
_STATED = Label("Stated in: {}.", "出处：{}。")


async def answer(request: Request, params: FeedParams) -> Response:
    """Tell what releases changed as an Atom feed."""

    async def build(snapshot: Snapshot) -> bytes:
        asked = understand(params, snapshot)
        known, size = snapshot.known, params.limit or _PAGE
        page = await state_of(request).database.read(
            lambda reader: read_changes(reader, known, asked.query, size, provenance=True)
        )
        entries = [_entry(each, known, params.lang) for each in page.changes]
        return render(_feed(asked, page, snapshot, params), entries)

    return await respond_as(request, params, build, {"Content-Type": MEDIA_TYPE})


def _feed(asked: Question, page: Changes, snapshot: Snapshot, params: FeedParams) -> Feed:
    look = {"lang": None if params.lang == "en" else params.lang}
    shown = {"limit": params.limit, "cursor": params.cursor}
    links = [
        ("self", MEDIA_TYPE, asked.address(PATH, **look, **shown)),
        ("alternate", "application/json", asked.address(LIST, **shown)),
    ]
    rest = following(asked, page.next, snapshot, params, PATH, **look)
    if rest is not None:
        links.append(("next", MEDIA_TYPE, rest))
    learned = [
        snapshot.known.releases[each.observation.release].recorded_at for each in page.changes
    ]
    return Feed(
        name=asked.address(PATH, **look),
        title=f"{SERVICE[params.lang]}: {_TITLE.within(params.lang)}",
        author=SERVICE[params.lang],
        updated=max(learned, default=snapshot.version.recorded_at),
        language=params.lang,
        links=tuple(links),
    )


def _entry(change: Change, known: Known, language: Language) -> Entry:
    observation, structure = change.observation, known.structure
    release = known.releases[observation.release]
    name = name_of(observation)
    figure = wording.about(structure, observation, language)
    title = f"{_KINDS[change.kind].within(language)}: {figure}"
    if change.kind != "withdrawn":
        title += f": {wording.value(structure, observation, language)}"
    return Entry(
        name=f"{name} {release.id}",
        title=title,
        summary=_summary(change, known, language),
        published=release.published_at,
        updated=release.recorded_at,
        author=structure.source[release.source].publisher,
        category=change.kind,
        href=f"/v1/observations/{name}/history",
    )


def _summary(change: Change, known: Known, language: Language) -> str:
    observation = change.observation
    release = known.releases[observation.release]
    told = Label(observation.statement_en or "", observation.statement_zh or "")
    sentences = [
        told.within(language),
        _STATED.within(language).format(release.title.within(language)),
    ]
    if change.difference is not None:
        sentences.append(_DIFFERENCE.within(language).format(change.difference))
    return " ".join(sentence for sentence in sentences if sentence)
