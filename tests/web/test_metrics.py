"""What is counted, under labels that stay few."""

from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from app.web.metrics import UNMATCHED, Metrics, route_template
from tests.web.driver import call


def samples(metrics: Metrics) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    body, media_type = metrics.render()
    assert media_type.startswith("text/plain")
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
    }


def test_requests_are_counted_by_method_route_and_status_class() -> None:
    metrics = Metrics(version="1.2.3")
    for status in (200, 204, 304, 404, 503):
        metrics.entered()
        metrics.left("GET", "/v1/areas", status, 0.003)
    metrics.entered()
    metrics.left("BREW", "/v1/areas", 405, 0.003)
    found = samples(metrics)

    def count(method: str, status: str) -> float:
        labels = (("method", method), ("route", "/v1/areas"), ("status", status))
        return found["provstat_requests_total", labels]

    assert count("GET", "2xx") == 2
    assert count("GET", "3xx") == count("GET", "4xx") == count("GET", "5xx") == 1
    assert count("OTHER", "4xx") == 1


def test_durations_fall_into_cumulative_buckets() -> None:
    metrics = Metrics(version="1")
    for seconds in (0.0005, 0.001, 0.002, 60.0):
        metrics.entered()
        metrics.left("GET", "/", 200, seconds)
    found = samples(metrics)

    def bucket(bound: str) -> float:
        labels = (("le", bound), ("route", "/"))
        return found["provstat_request_duration_seconds_bucket", labels]

    assert bucket("0.001") == 2
    assert bucket("0.0025") == 3
    assert bucket("10.0") == 3
    assert bucket("+Inf") == 4
    route = (("route", "/"),)
    assert found["provstat_request_duration_seconds_count", route] == 4
    total = found["provstat_request_duration_seconds_sum", route]
    assert total == pytest.approx(60.0035)


def test_in_flight_and_build() -> None:
    metrics = Metrics(version="1.2.3")
    metrics.entered()
    metrics.entered()
    metrics.left("GET", "/", 200, 0.1)
    found = samples(metrics)
    assert found["provstat_requests_in_flight", ()] == 1
    (build,) = [dict(labels) for name, labels in found if name == "provstat_build_info"]
    assert build["version"] == "1.2.3"
    assert ("process_resident_memory_bytes", ()) in found


def test_two_applications_do_not_share_numbers() -> None:
    one, other = Metrics(version="1"), Metrics(version="1")
    one.entered()
    one.left("GET", "/", 200, 0.1)
    assert not any(name == "provstat_requests_total" for name, _ in samples(other))


def routed() -> FastAPI:
    application = FastAPI()
    inner = APIRouter(prefix="/observations")
    outer = APIRouter()

    @inner.get("/{number}")
    async def read(number: str) -> str:
        return number

    @application.get("/plain/{number}")
    async def plain(number: str) -> str:
        return number

    async def hot(request: Request) -> PlainTextResponse:
        if request.url.path.startswith("/named"):
            request.state.route = "/named/{number}"
        return PlainTextResponse("")

    outer.include_router(inner)
    application.include_router(outer, prefix="/v1")
    application.router.routes += [
        Route("/named/{number}", hot),
        Route("/silent/{number}", hot),
        Mount("/mounted", routes=[Route("/{number}", hot)]),
    ]
    return application


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/v1/observations/7", "/v1/observations/{number}"),
        ("/plain/7", "/plain/{number}"),
        ("/named/7", "/named/{number}"),
        ("/silent/7", UNMATCHED),
        ("/mounted/7", "/{number}"),
        ("/nowhere", UNMATCHED),
        ("/v1/observations/7/8", UNMATCHED),
    ],
)
def test_the_label_is_the_template(path: str, template: str) -> None:
    assert route_template(call(routed(), target=path).scope) == template


def test_a_scope_without_anything() -> None:
    scope: dict[str, Any] = {}
    assert route_template(scope) == UNMATCHED
