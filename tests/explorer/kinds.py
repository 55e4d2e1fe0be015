"""One address of every kind of page."""

SHARE = "advanced_mines_coal_output_share"
RETAIL = "retail_sales_consumer_goods"
SOURCE = "china-daily-2025-03-shanxi"

# Addresses that need no id from the store; `{figure}` and `{release}` are filled in.
KINDS = {
    "home": "/",
    "search": "/?q=coal",
    "nothing found": "/?q=zzz",
    "sector": "/?sector=trade",
    "list": "/?sector=tourism&view=list",
    "area filter": "/?area=CN-SX&period=2024",
    "indicator": f"/indicators/{RETAIL}",
    "indicator with a bound": f"/indicators/{SHARE}",
    "indicator without figures": "/indicators/gross_regional_product",
    "indicator without figures there": f"/indicators/{RETAIL}?area=CN-GS",
    "observation": "/observations/{figure}",
    "areas": "/areas",
    "area": "/areas/CN-SX",
    "area without figures": "/areas/CN-GS",
    "sources": "/sources",
    "source": f"/sources/{SOURCE}",
    "source without figures": "/sources/nbs_query_database",
    "releases": "/releases",
    "release": "/releases/{release}",
    "changes": "/changelog",
    "guides": "/docs",
    "reference": "/reference",
    "operation": "/reference/list_observations",
    "operation that writes": "/reference/publish_release",
}
