"""What publishing over HTTP takes and gives, as Pydantic models: bodies, parameters, OpenAPI in one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, create_model, field_validator
from pydantic.fields import FieldInfo

from app.dialects.native.params import ID, INSTANT, WORDS
from app.dialects.native.schemas import Resource, described, nested
from app.domain.beijing import start_of_day
from app.domain.rules.numbers import NUMBER_PATTERN
from app.sectors import SECTORS
from app.sectors.record import FigureFields, SeriesFields
from app.sectors.vocabulary import SENTENCE_PATTERN, Code
from app.web.json_body import JsonNumber
from app.web.querystring import Parameters

_TITLE = WORDS.replace("{1,100}", "{1,300}")
_SOURCE = "china-daily-2025-03-shanxi"
_PUBLISHED = (
    "Day on which, or instant at which, the world could know. A day begins at 00:00 in Beijing, so "
    "that 2025-11-01 is 2025-10-31T16:00:00Z."
)
NO_SUCH_MOMENT = "There is no such day or instant between 1900 and 2199."
_FIRST, _AFTER_LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class UploadParams(Parameters):
    """What a file does not say of itself; a JSON body does, and takes none of these."""

    source: str | None = Field(
        default=None,
        pattern=ID,
        description="For a file: id of the document that states the figures; see `/v1/sources`. "
        "By default that of the national bureau's query database, if the file is an export of it.",
        examples=[_SOURCE],
    )
    published_at: str | None = Field(
        default=None,
        pattern=INSTANT,
        description=f"For a file: {_PUBLISHED[:1].lower()}{_PUBLISHED[1:]}",
        examples=["2025-03-17"],
    )
    title_en: str | None = Field(
        default=None,
        pattern=_TITLE,
        description="For a file: title of the release; by default what an export of the bureau is "
        "about, else source and day.",
        examples=["Retail sales"],
    )
    title_zh: str | None = Field(
        default=None,
        pattern=_TITLE,
        description="For a file: the title in Chinese; by default as the English one.",
        examples=["社会消费品零售总额"],
    )
    sheet: str | None = Field(
        default=None,
        pattern=WORDS,
        description="For a workbook: the only sheet to read; by default all that hold figures.",
        examples=["data"],
    )


class Words(BaseModel):
    """Base of what holds nothing but texts and lists; a number is no text, though it has its digits."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _is_no_number(cls, value: Any) -> Any:
        if isinstance(value, JsonNumber):
            message = "a number stands where a text belongs"
            raise ValueError(message)  # noqa: TRY004 - what Pydantic takes for a fault of the input
        return value


class TitleBody(Words):
    """A title in both languages."""

    en: str = Field(
        pattern=SENTENCE_PATTERN,
        max_length=300,
        description="In English.",
        examples=["Retail sales"],
    )
    zh: str = Field(
        pattern=SENTENCE_PATTERN,
        max_length=300,
        description="In Chinese.",
        examples=["社会消费品零售总额"],
    )


class ReleaseHead(Words):
    """A release in JSON, its records not looked at yet."""

    source: Annotated[
        Code,
        Field(
            description="Id of the document that states the figures; see `/v1/sources`.",
            examples=[_SOURCE],
        ),
    ]
    title: TitleBody = Field(description="What was published.")
    published_at: str = Field(pattern=INSTANT, description=_PUBLISHED, examples=["2025-03-17"])
    observations: list[dict[str, Any]]


def _record() -> type[BaseModel]:
    """Make the model of a record of any sector."""
    number = {"anyOf": [{"type": "string", "pattern": NUMBER_PATTERN}, {"type": "number"}]}
    fields: dict[str, Any] = {}
    own = {name: Code for sector in SECTORS for name in sector.dimensions}
    for each in (SeriesFields, FigureFields):
        for name, annotation in each.__annotations__.items():
            required = name in each.__required_keys__
            told = _field_of(annotation)
            kind = annotation if required else _inner(annotation)
            if name in {"value", "lower", "upper"}:
                text = "As text or as a number: every digit counts either way."
                kind = Annotated[Any, WithJsonSchema({**number, "description": text})]
            if name == "period":
                kind = Annotated[str, Field(max_length=32)]
            default = ... if required else None
            fields[name] = (
                kind,
                Field(default=default, description=told.description, examples=told.examples),
            )
        if each is SeriesFields:
            for name, code in own.items():
                text = f"Code in the dimension {name}, for records of sectors that have it."
                fields[name] = (code | None, Field(default=None, description=text, examples=["_T"]))
    return create_model(
        "ReleaseRecord",
        __doc__="One figure as the source states it; the columns of a file are the same.",
        __config__=ConfigDict(extra="forbid"),
        **fields,
    )


def _inner(annotation: Any) -> Any:
    return annotation.__args__[0]


def _field_of(annotation: Any) -> FieldInfo:
    """Return what a field of a typed dictionary says of itself."""
    inner = annotation if hasattr(annotation, "__metadata__") else _inner(annotation)
    # The last one is the field's; those before it belong to its type.
    return [each for each in inner.__metadata__ if isinstance(each, FieldInfo)][-1]


ReleaseRecord = _record()


class ReleaseBody(BaseModel):
    """A release with its records; what is wrong with a record is told in the report."""

    model_config = ConfigDict(extra="forbid")

    source: Annotated[
        Code,
        Field(
            description="Id of the document that states the figures; see `/v1/sources`.",
            examples=[_SOURCE],
        ),
    ]
    title: TitleBody = Field(description="What was published.")
    published_at: str = Field(pattern=INSTANT, description=_PUBLISHED, examples=["2025-03-17"])
    observations: list[ReleaseRecord] = Field(  # type: ignore[valid-type]
        description="The figures, in any order."
    )


class FindingEntry(Resource):
    """One thing that is wrong or doubtful, and where it stands."""

    severity: Literal["error", "warning"] = described(
        "error", "An error keeps the release from being published, a warning does not."
    )
    reason: str = described("No area has this code.", "What is the matter, in a sentence.")
    rule: str = described("known-area", "Permanent name of the rule.")
    file: str | None = described("body", "Where it stands: always the body.")
    sheet: str | None = described(None, "Sheet of a workbook.")
    line: int | None = described(2, "Line of the file, or number of the record, from 1.")
    column: str | None = described("area", "Column or field.")
    value: str | None = described("CN-XX", "The text at fault.")
    suggestion: str | None = described("CN-SX", "What may have been meant.")


class PublicationReport(Resource):
    """What came of a publication or a check: every finding, and the counts."""

    ok: bool = described(value=True, description="Whether there is no error.")
    findings: list[FindingEntry] = nested("By sheet, line and column.")
    records: int = described(1, "Records that were looked at.")
    errors: int = described(0, "Findings that keep a release from being published.")
    warnings: int = described(0, "Findings that do not.")
    added: int = described(1, "Figures made known; 0 where nothing was written, as the next three.")
    revised: int = described(0, "Figures changed.")
    withdrawn: int = described(0, "Figures taken back.")
    unchanged: int = described(0, "Figures stated again.")
    release: str | None = described(
        "2025-03-17-0123456789ab", "Id of the release; null where nothing was published."
    )
    new: bool = described(
        value=True, description="Whether it was written now; the same content twice is one release."
    )
    catalogue_changed: bool = described(value=False, description="Always false here.")
    complete: bool = described(
        value=True, description="Whether every finding is listed; the counts count all."
    )


def first_moment(text: str) -> datetime | None:
    """Read a day, which begins in Beijing, or an instant; `None` if there is no such moment."""
    try:
        found = datetime.fromisoformat(text)
        moment = (found if found.tzinfo else start_of_day(found.date())).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if _FIRST <= moment < _AFTER_LAST else None
