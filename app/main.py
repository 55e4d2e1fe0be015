"""The application, put together from what it owns. Nothing happens at import."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app import __version__, explorer
from app.dialects import DIALECTS
from app.domain.errors import ProvstatError
from app.observability import AccessLog, access_log, configure_logging
from app.settings import Settings
from app.store.engine import Store, StoreOptions
from app.web import health, openapi, problem_types, problems
from app.web.cache_lookup import CacheLookup
from app.web.coding import ContentCoding
from app.web.edge import Edge
from app.web.express import STATE_NAME, Express
from app.web.kept_answers import KeptAnswers
from app.web.metrics import Metrics
from app.web.rasteriser import Rasteriser
from app.web.response_cache import ResponseCache
from app.web.routing import ExactPaths, ReadRoute
from app.web.sessions import Database
from app.web.snapshot_folder import SnapshotFolder
from app.web.snapshots import Snapshots, usual_folder
from app.web.state import State
from app.web.write_route import WriteRoute
from app.web.writing import THREADS, WriteLimits, Writing


def create_app(settings: Settings) -> FastAPI:
    """Return a new application that owns its resources and gives them back when it ends."""
    database = Database(
        Store(StoreOptions(**settings.store)),
        patience=settings.read_timeout,
        staleness=settings.cache_max_staleness,
    )
    metrics = Metrics(version=__version__)
    writing = _writing(settings, database)
    log = _access_log(settings)
    interfaces = tuple(each for dialect in DIALECTS for each in dialect.interfaces)
    # Handed to the protocol by way of the lifespan.
    express: dict[str, Express] = {}

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Express]]:
        pictures = Rasteriser()
        snapshots = Snapshots(SnapshotFolder(_snapshot_folder(settings, database)))
        state = State(database, metrics, writing, pictures, snapshots, interfaces)
        app.state.provstat = state
        yield express
        state.files.close()
        await snapshots.close()
        await pictures.close()
        writing.close()
        database.close()

    off: Any = {"tracing": False, "metrics": False, "logs": False}
    app = FastAPI(
        title="Provincial Statistics API",
        version=__version__,
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=None if settings.telemetry else off,
    )
    routes = [route for dialect in DIALECTS for route in dialect.routes()]
    routes += [*explorer.routes(), *_service_routes(app)]
    app.router.routes.extend([ExactPaths(routes), *routes])
    app.add_exception_handler(ProvstatError, problems.from_error)
    app.add_exception_handler(HTTPException, explorer.from_http_exception)
    app.add_middleware(ContentCoding)
    if settings.cache_bytes:
        answers = KeptAnswers(settings.cache_bytes)
        metrics.registry.register(answers)
        lookup = CacheLookup(answers, database)
        app.add_middleware(ResponseCache, lookup=lookup)
        if not settings.telemetry:  # which wants to see every request
            express[STATE_NAME] = Express(lookup, metrics, log)
    app.add_middleware(
        Edge,
        refuse=explorer.refuse,
        metrics=metrics,
        access_log=log,
        max_body=max(settings.max_body_bytes, settings.max_upload_bytes),
        writable=frozenset(route.path for route in routes if isinstance(route, WriteRoute)),
    )
    return app


def _writing(settings: Settings, database: Database) -> Writing:
    options = replace(StoreOptions(**settings.store), pool_size=THREADS)
    limits = WriteLimits(
        document=settings.max_body_bytes,
        upload=settings.max_upload_bytes,
        failed_keys=settings.max_failed_keys,
    )
    return Writing(Store(options), limits, database.written)


def _snapshot_folder(settings: Settings, database: Database) -> Path:
    if settings.snapshot_dir is not None:
        return settings.snapshot_dir
    store = database.store
    return usual_folder(store.url.database if store.is_sqlite else None, store.options.url)


def _access_log(settings: Settings) -> AccessLog | None:
    if not settings.access_log:
        return None
    return access_log(settings.log_level, json=settings.log_format == "json")


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of the application."""
    tags = [tag for dialect in DIALECTS for tag in dialect.tags]
    return openapi.document(app, tags)


def _service_routes(app: FastAPI) -> list[ReadRoute]:
    async def get_openapi(_: Request) -> Response:
        if not app.openapi_schema:
            app.openapi_schema = openapi_document(app)
        return Response(json.dumps(app.openapi_schema), media_type="application/json")

    return [
        ReadRoute("/openapi.json", get_openapi, include_in_schema=False),
        ReadRoute(
            "/problems/{slug}",
            problem_types.get_problem_page,
            tags=["service"],
            **openapi.text_response(
                "text/html; charset=utf-8", "What the kind of problem means.", "not-found"
            ),
        ),
        *health.routes(),
    ]


def application() -> FastAPI:
    """Return the application with settings from the environment, for servers that want a factory."""
    settings = Settings()
    configure_logging(settings.log_level, json=settings.log_format == "json")
    return create_app(settings)
