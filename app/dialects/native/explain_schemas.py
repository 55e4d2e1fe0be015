"""What the explanation of a figure says, as Pydantic models for the document."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import WithJsonSchema

from app.dialects.native.schemas import DATA_VERSION, Link, Resource, described, nested

Number = Annotated[Decimal, WithJsonSchema({"type": "number"})]
_ID = "xb72h3w7jxh9-2024"
_RELEASE = "2025-03-17-0123456789ab"


class Remark(Resource):
    """Something to beware of."""

    code: str = described("base_may_be_revised", "Permanent code.")
    detail: str = described("The base may have been revised.", "The same for people.")


class Printed(Resource):
    """How a figure is printed, and what that says about the quantity."""

    value_published: str = described("818.05", "Digits as printed.")
    unit_published: str = described("billion yuan", "Unit as printed.")
    decimals: int = described(2, "Decimal places as printed.")
    multiplier: Number = described(1_000_000_000, "How many base units the printed unit means.")
    computation: str = described(
        "818.05 × 1000000000 = 818050000000", "From the print to the value in the base unit."
    )
    lower: Number | None = described(
        818045000000, "Least quantity that is printed so; null where nothing limits it."
    )
    upper: Number | None = described(
        818055000000, "Limit above which it is printed otherwise; null where nothing limits it."
    )
    lower_included: bool = described(
        value=True, description="Whether the lower limit itself is printed so."
    )
    upper_included: bool = described(
        value=False, description="Whether the upper limit itself is printed so."
    )


class Origin(Resource):
    """Where a figure stands."""

    source: str = described("china-daily-2025-03-shanxi", "Id of the document.")
    publisher: str = described("China Daily", "Who published it.")
    document: str = described("A newspaper page on Shanxi", "Its title, or what it is.")
    locator: str = described("Market resilience", "Where within the document.")
    release: str = described(_RELEASE, "Id of the release that states it.")
    published_at: str = described("2025-03-17T00:00:00Z", "When the world could know.")


class Operand(Resource):
    """One figure in a formula."""

    letter: str = described("a", "What it is called in the formula.")
    id: str = described(_ID, "Permanent id of the figure.")
    release: str = described(_RELEASE, "Id of the release that states it so.")
    figure: str = described("Total retail sales, Shanxi, 2024", "What it is about.")
    value: str = described("818.05 billion yuan", "As printed, its bound in words.")


class Implication(Resource):
    """One value that the figure implies together with others."""

    kind: str = described("implied_base", "`implied_base`, `yoy`, `diff` or `implied_rate`.")
    title: str = described("Level of 2023 that the level and its growth imply", "For people.")
    period: str = described("2023", "Period that the value is about.")
    formula: str = described("a / (1 + b / 100)", "A letter is an operand.")
    computation: str = described("818050000000 / (1 + 2.5 / 100)", "The formula with the values.")
    value: Number | None = described(
        798100000000, "In `unit`, with the digits that rounding justifies; null if there is none."
    )
    unit: str = described("CNY", "Base unit; of a rate, such as `CNY/USD`.")
    bound: str | None = described("exact", "Whether it is a value or only a bound.")
    lower: Number | None = described(
        797703500000, "Lower limit that the rounding of the operands allows, rounded outward."
    )
    upper: Number | None = described(
        798492000000, "Upper limit that the rounding of the operands allows, rounded outward."
    )
    text: str | None = described(
        "798.10 billion yuan (797.70 to 798.49)", "For people; null if there is no value."
    )
    operands: list[Operand] = nested("The figures, in the order of their letters.")
    published: str | None = described(
        None, "Id of the figure that a source states for the same thing, if one does."
    )
    agrees: bool | None = described(
        None, "Whether that one and this can be equal within their rounding; null if unknown."
    )
    reason: Remark | None = nested("Why there is no value; null where there is one.")
    warnings: list[Remark] = nested("What to beware of.")


class Explained(Resource):
    """What a figure is and what it implies."""

    id: str = described(_ID, "Permanent id.")
    figure: str = described("Total retail sales, Shanxi, 2024", "What it is about.")
    value: str = described("818.05 billion yuan", "As printed, its bound in words.")
    statement: str | None = described(
        "The page puts retail sales in Shanxi at 818.05 billion yuan for 2024.",
        "What the source says, in a sentence of our own.",
    )
    note: str | None = described("Growth on 2023.", "What was inferred, and what else matters.")
    definition: str = described("Sales to consumers.", "What the indicator measures.")
    origin: Origin = nested("Where it stands.")
    printed: Printed | None = nested("How it is printed; null where that is not known.")
    implied: list[Implication] = nested("What it implies, each with formula and operands.")


class ExplanationMeta(Resource):
    """What an explanation says about itself."""

    as_of: str | None = described(None, "The day or instant asked for; null for now.")
    data_version: str = described(DATA_VERSION, "State of the store.")
    digits: str = described(
        "A value ends where the width of its interval has two significant digits.",
        "How many digits a value has, and why.",
    )


class Explanation(Resource):
    """A figure explained."""

    data: Explained = nested("The figure.")
    meta: ExplanationMeta = nested("About the answer.")
    links: list[Link] = nested("Where to go from here.")
