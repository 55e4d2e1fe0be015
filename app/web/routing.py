"""Routes for reading: declared like any FastAPI route, run without its dependency solver.

The signature of an endpoint is the contract: FastAPI reads it for the OpenAPI document, and the
query string is checked by the very Pydantic model that the signature names, in one step. That costs
half of an ordinary route and refuses what an ordinary route lets pass: unknown and repeated names.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, get_args, get_type_hints

from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from app.domain.errors import NotAcceptableError, ProvstatError
from app.web.fields import field
from app.web.negotiation import accepts
from app.web.problems import from_error
from app.web.querystring import NoParameters, parse

_READ = "GET, HEAD, OPTIONS"
Endpoint = Callable[..., Awaitable[Response]]


class ReadRoute(APIRoute):
    """A GET route whose endpoint takes `request` and `params`, and path parameters as texts."""

    def __init__(self, path: str, endpoint: Endpoint, **options: Any) -> None:
        """Read the parameter model from the endpoint's signature."""
        purpose = (endpoint.__doc__ or "").partition("\n")[0]
        super().__init__(
            path,
            endpoint,
            methods=["GET"],
            operation_id=_name(endpoint),
            description=purpose,
            **options,
        )
        hint = get_type_hints(endpoint, include_extras=True).get("params")
        self.model: type[BaseModel] = get_args(hint)[0] if hint is not None else NoParameters
        self.takes_params = hint is not None
        self.read = endpoint
        # What is done at this address beside reading, by method.
        self.beside: dict[str, BaseRoute] = {}

    @property
    def allowed(self) -> dict[str, str]:
        """The methods of this address, as a header field."""
        return {"Allow": ", ".join((_READ, *self.beside))}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request whose path matched.

        Raises:
            HTTPException: 405 with what is allowed, for any other method.
        """
        if scope["method"] == "GET":
            await self._answer(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=self.allowed)(scope, receive, send)
        elif scope["method"] in self.beside:
            await self.beside[scope["method"]].handle(scope, receive, send)
        else:
            raise HTTPException(405, headers=self.allowed)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            params = parse(self.model, scope["query_string"])
            given = {"params": params} if self.takes_params else {}
            response = await self.read(request, **given, **scope["path_params"])
        except ProvstatError as error:
            response = from_error(request, error)
        await response(scope, receive, send)


class ExactPaths(BaseRoute):
    """Finds a route without path parameters by one look-up instead of trying each in turn.

    It stands before the routes themselves, which go on to describe the API and to serve the rest.
    """

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        """Index the routes that can be found so."""
        self._routes = {
            route.path: route
            for route in routes
            if isinstance(route, ReadRoute) and "{" not in route.path
        }

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match where the path is one of ours."""
        route = self._routes.get(scope["path"]) if scope["type"] == "http" else None
        if route is None:
            return Match.NONE, {}
        return Match.FULL, {"route": route, "endpoint": route.endpoint, "path_params": {}}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand over to the route."""
        await self._routes[scope["path"]].handle(scope, receive, send)


def _name(endpoint: Endpoint) -> str:
    name: str = endpoint.__name__
    return name


def require_json(request: Request) -> None:
    """Refuse a client that does not take JSON, where there is nothing else.

    Raises:
        NotAcceptableError: The Accept header rules JSON out.
    """
    if not accepts("application/json", field(request, "accept")):
        message = "None of the accepted formats exists here; there is application/json."
        raise NotAcceptableError(message)
