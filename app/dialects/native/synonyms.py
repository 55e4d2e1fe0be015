"""What other services call our parameters, and how their values are written elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.spellings import meant_day, meant_number, meant_time
from app.web.querystring import Correct

# What other services call the same, by folded name.
SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("year", "years", "period", "periods", "date", "dates", "month"), "time"),
        **dict.fromkeys(("quarter", "timeperiod", "time_period", "refperiod"), "time"),
        **dict.fromkeys(("start", "end", "from", "to", "startperiod", "endperiod"), "time=a..b"),
        **dict.fromkeys(("start_date", "end_date", "startdate", "enddate"), "time=a..b"),
        **dict.fromkeys(("province", "provinces", "region", "regions", "city", "geo"), "area"),
        **dict.fromkeys(("place", "location", "country", "ref_area", "geography"), "area"),
        **dict.fromkeys(("page", "offset", "skip", "startindex", "token"), "cursor"),
        **dict.fromkeys(("size", "per_page", "page_size", "pagesize", "rows", "top"), "limit"),
        **dict.fromkeys(("max", "max_results", "maxresults", "count"), "limit"),
        **dict.fromkeys(("sector", "sectors", "topic"), "/v1/{sector}/observations"),
        **dict.fromkeys(("q", "search", "query", "keyword", "keywords"), "/v1/indicators?q="),
        **dict.fromkeys(("accept", "output", "type", "fmt", "f"), "format"),
        **dict.fromkeys(("order", "orderby", "order_by", "sort_by", "sortby"), "sort"),
        **dict.fromkeys(("columns", "select", "attributes"), "fields"),
        **dict.fromkeys(("language", "locale", "l"), "lang"),
        **dict.fromkeys(("freq", "periodicity"), "frequency"),
        **dict.fromkeys(("variable", "series", "measure", "subject", "metric"), "indicator"),
        **dict.fromkeys(("asof", "version_date", "known_at"), "as_of"),
        **dict.fromkeys(("min", "minimum", "value_min", "min_value"), "value_ge"),
        **dict.fromkeys(("maximum", "value_max", "max_value"), "value_le"),
        "currency": "unit",
        "units": "unit",
    }
)
CORRECTIONS: Mapping[str, Correct] = MappingProxyType(
    {
        "time": meant_time,
        **dict.fromkeys(("as_of", "since", "until"), meant_day),
        **dict.fromkeys(("value_gt", "value_ge", "value_lt", "value_le"), meant_number),
    }
)
