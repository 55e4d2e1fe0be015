"""Addresses that between them reach every kind of answer; each answers 200 on the seed."""

from __future__ import annotations

from tests.api.expected import IDS, SECTORS, SOURCE
from tests.api.service import Service

DATA = (
    "/v1/observations",
    "/v1/observations.json?include=labels,provenance",
    "/v1/observations.csv",
    "/v1/observations.csv?include=labels,provenance&lang=zh&bom=1",
    "/v1/observations.jsonl",
    "/v1/observations?format=jsonl&sort=-value",
    "/v1/observations?sort=-period,area&limit=5",
    "/v1/observations?sort=product,-published_at&limit=7",
    "/v1/observations?shape=wide",
    "/v1/observations.csv?shape=wide&include=labels",
    "/v1/observations?vintage=all",
    "/v1/observations?vintage=first&fields=id,value,superseded_at",
    "/v1/observations?value_gt=10&certainty=possible",
    "/v1/observations?value_le=83&value_ge=11.2",
    "/v1/observations?time=latest&area=CN-140100,CN-SX",
    "/v1/observations?time=2025-01..2025-02",
    "/v1/observations?as_of=2025-03-20",
    "/v1/observations?as_of=2025-03-01",
    "/v1/observations?dry_run=1&area=CN-SX",
    "/v1/observations?area=CN-SN",
    "/v1/observations?fields=area,period,value&lang=zh",
    "/v1/consumption/observations?indicator=retail_sales_consumer_goods&time=2024",
    "/v1/energy/observations.csv?bound=gt",
)
RESOURCES = (
    "/v1",
    "/v1/sectors",
    *(f"/v1/{sector}" for sector in SECTORS),
    *(f"/v1/{sector}/indicators" for sector in SECTORS),
    "/v1/indicators",
    "/v1/indicators?q=retail",
    "/v1/indicators/retail_sales_consumer_goods",
    "/v1/areas",
    "/v1/units",
    "/v1/codes",
    "/v1/sources",
    f"/v1/sources/{SOURCE}",
    "/v1/releases",
    "/v1/availability",
    "/v1/availability?area=CN-SX,CN-SN&indicator=rural_tour_routes,smart_mining_shafts",
    "/v1/charts/retail_sales_consumer_goods.svg",
    "/v1/charts/advanced_mines_coal_output_share.svg?lang=zh&theme=dark",
    "/v1/charts/trade_in_retail_sales.vl.json",
    f"/v1/observations/{IDS['C01']}",
    f"/v1/observations/{IDS['R01']}?lang=zh&as_of=2025-03-20",
)
PROBLEMS = (
    ("/v1/observations?indicatr=x&limit=0", 400),
    ("/v1/observations?area=Nowhere&unit=percent", 404),
    ("/v1/observations/000000000000-2024", 404),
    ("/v1/observations?shape=wide&fields=area", 422),
    ("/nothing", 404),
)


def every_address(service: Service) -> tuple[str, ...]:
    """Return the addresses above and that of the one release."""
    (only,) = service.ok("/v1/releases").json()["data"]
    return (*DATA, *RESOURCES, f"/v1/releases/{only['id']}")
