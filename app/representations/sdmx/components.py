"""The data structures as SDMX sees them: one dataflow a sector and one for all, their components.

Sectors, their own dimensions and all codes come from the catalogue; only what every structure has in
common is named here. Names of attributes are our columns in capitals, so that what is served as
SDMX-CSV can be published again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from app.domain.series import parse_key
from app.domain.structure import Dimension, Label, Structure

AGENCY = "PROVSTAT"
AGENCY_NAME = Label("Provincial Statistics", "分省统计数据")
VERSION = "1.0.0"
EVERYTHING = "PROVINCIAL"
NOT_APPLICABLE = "_Z"
_NOT_APPLICABLE = Label("Not applicable", "不适用")
_UNITS = {"0": Label("Units", "个")}

Kind = Literal["dimension", "time", "measure", "attribute"]


@dataclass(frozen=True, slots=True)
class Component:
    """A component of a data structure.

    Attributes:
        id: As SDMX calls it.
        column: As the native API calls it.
        label: Its name.
        code_list: Id of its code list; `None` for texts, numbers and times.
        mandatory: Whether every observation has it.
    """

    id: str
    column: str
    kind: Kind
    label: Label
    code_list: str | None = None
    mandatory: bool = False

    def name(self, structure: Structure) -> Label:
        """Return its name."""
        del structure
        return self.label


@dataclass(frozen=True, slots=True)
class Flow:
    """A dataflow and its data structure.

    Attributes:
        sector: The sector whose figures it holds; `None` for all.
        label: Its name.
        dimensions: In the order of keys, without time.
    """

    id: str
    sector: str | None
    label: Label
    dimensions: tuple[Component, ...]
    attributes: tuple[Component, ...]

    @property
    def dsd(self) -> str:
        """Id of the data structure."""
        return f"DSD_{self.id}"

    @property
    def time(self) -> Component:
        """The dimension of time."""
        return TIME

    @property
    def measure(self) -> Component:
        """The value."""
        return MEASURE

    def name(self, structure: Structure) -> Label:
        """Return its name."""
        del structure
        return self.label

    def component(self, name: str) -> Component | None:
        """Return the component of an id."""
        every = (*self.dimensions, TIME, MEASURE, *self.attributes)
        return next((each for each in every if each.id == name), None)


_SHARED = (
    Component("FREQ", "frequency", "dimension", Label("Frequency", "频率"), "CL_FREQ"),
    Component("REF_AREA", "area", "dimension", Label("Reference area", "地区"), "CL_AREA"),
    Component("INDICATOR", "indicator", "dimension", Label("Indicator", "指标"), "CL_INDICATOR"),
    Component(
        "TRANSFORMATION",
        "transformation",
        "dimension",
        Label("Transformation", "数据形式"),
        "CL_TRANSFORMATION",
    ),
    Component("UNIT_MEASURE", "unit", "dimension", Label("Unit of measure", "计量单位"), "CL_UNIT"),
)
TIME = Component("TIME_PERIOD", "period", "time", Label("Time period", "时期"))
MEASURE = Component("OBS_VALUE", "value", "measure", Label("Observation value", "数值"))
ATTRIBUTES = (
    Component(
        "OBS_STATUS",
        "status",
        "attribute",
        Label("Observation status", "观测值状态"),
        "CL_OBS_STATUS",
        mandatory=True,
    ),
    Component("BOUND", "bound", "attribute", Label("Bound", "界限"), "CL_BOUND", mandatory=True),
    Component("LOWER", "lower", "attribute", Label("Lower limit of a range", "区间下限")),
    Component("UPPER", "upper", "attribute", Label("Upper limit of a range", "区间上限")),
    Component(
        "PERIOD_BASIS",
        "period_basis",
        "attribute",
        Label("Basis of the period", "时段依据"),
        "CL_PERIOD_BASIS",
    ),
    Component("ROLE", "role", "attribute", Label("Role", "数据角色"), "CL_ROLE"),
    Component("VALUE_PUBLISHED", "value_published", "attribute", Label("As printed", "原文数字")),
    Component(
        "UNIT_PUBLISHED", "unit_published", "attribute", Label("Unit as printed", "原文单位")
    ),
    Component("DECIMALS", "decimals", "attribute", Label("Decimal places", "小数位数")),
    Component(
        "UNIT_MULT", "unit_mult", "attribute", Label("Unit multiplier", "单位乘数"), "CL_UNIT_MULT"
    ),
    Component("RELEASE", "release", "attribute", Label("Release", "发布编号")),
    Component("PUBLISHED_AT", "published_at", "attribute", Label("Published at", "发布时间")),
    Component("SOURCE", "source", "attribute", Label("Source", "来源")),
    Component("LOCATOR", "locator", "attribute", Label("Place in the source", "来源位置")),
    Component("OBS_ID", "id", "attribute", Label("Observation id", "观测值编号")),
    Component(
        "STATEMENT_EN", "statement_en", "attribute", Label("Statement (English)", "表述（英文）")
    ),
    Component(
        "STATEMENT_ZH", "statement_zh", "attribute", Label("Statement (Chinese)", "表述（中文）")
    ),
    Component("NOTE_EN", "note_en", "attribute", Label("Note (English)", "说明（英文）")),
    Component("NOTE_ZH", "note_zh", "attribute", Label("Note (Chinese)", "说明（中文）")),
)


def _own(dimension: Dimension) -> Component:
    name = dimension.code.upper()
    return Component(name, dimension.code, "dimension", dimension.name, f"CL_{name}")


def flows(structure: Structure) -> tuple[Flow, ...]:
    """Return the dataflows of a catalogue: all sectors first, then each."""
    everything = tuple(map(_own, structure.dimension.values()))
    label = Label("Provincial statistics, all sectors", "分省统计数据（全部领域）")
    return (
        Flow(EVERYTHING, None, label, (*_SHARED, *everything), ATTRIBUTES),
        *(
            Flow(
                sector.code.upper(),
                sector.code,
                sector.name,
                (*_SHARED, *map(_own, sector.dimensions)),
                ATTRIBUTES,
            )
            for sector in structure.sector.values()
        ),
    )


def codes_of(component: Component, structure: Structure) -> Mapping[str, Label] | None:
    """Return the names of the codes of a component, by code; `None` if it has none."""
    if component.code_list is None:
        return None
    if component.column == "unit_mult":
        return _UNITS
    known = {
        code: entry.name  # type: ignore[attr-defined]  # every entry of the catalogue has a name
        for code, entry in structure.known_codes(component.column).items()
    }
    if component.column in structure.dimension:
        known[NOT_APPLICABLE] = _NOT_APPLICABLE
    return known


@lru_cache(maxsize=65_536)
def _codes(columns: tuple[str, ...], own: frozenset[str], key: str) -> tuple[str, ...]:
    series = parse_key(key)
    shared = {
        "frequency": series.frequency,
        "area": series.area,
        "indicator": series.indicator,
        "transformation": series.transformation,
        "unit": series.unit,
    }
    return tuple(
        shared[name] if name in shared else series.code(name) if name in own else NOT_APPLICABLE
        for name in columns
    )


def dimension_codes(flow: Flow, structure: Structure, key: str) -> tuple[str, ...]:
    """Return the codes of a series in the dimensions of a flow."""
    own = structure.own_dimensions[parse_key(key).indicator]
    return _codes(tuple(each.column for each in flow.dimensions), own, key)
