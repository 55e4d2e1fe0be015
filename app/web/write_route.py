"""Routes for writing: a key first, then the query string, then the body, each before the next costs.

As with `ReadRoute`, the contract is the signature, and the endpoint is run without FastAPI's solver.
Header and body stand in the signature for the document only: bodies may be files, so the endpoint
reads them itself.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

from fastapi import Body, Header, Query
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.domain.errors import ProvstatError
from app.domain.keys import ApiKey
from app.domain.keys import Scope as KeyScope
from app.web.auth import authorized
from app.web.bodies import WriteRequest
from app.web.problems import from_error
from app.web.querystring import parse

_ALLOWED = {"Allow": "POST, OPTIONS"}
Endpoint = Callable[[WriteRequest, Any, ApiKey], Awaitable[Response]]


class WriteRoute(APIRoute):
    """A POST route for those who have a key of the scope `needs`."""

    def __init__(  # noqa: PLR0913 - what a route that writes is made of
        self,
        path: str,
        endpoint: Endpoint,
        needs: KeyScope,
        *,
        params: type[BaseModel],
        body: type[BaseModel],
        headers: Mapping[str, Any],
        **options: Any,
    ) -> None:
        """Make a route.

        Args:
            path: Its address.
            endpoint: Takes the request, whose body has not been read, the parameters and the key.
            needs: What the key has to open.
            params: Of the query string.
            body: The JSON body; other bodies are told in `options`.
            headers: Fields of the request, for the document.
            options: Further options of a FastAPI route.
        """
        name: str = endpoint.__name__
        super().__init__(
            path,
            _documented(endpoint, params, body, headers),
            methods=["POST"],
            operation_id=name,
            description=(endpoint.__doc__ or "").partition("\n")[0],
            **options,
        )
        self.write = endpoint
        self.needs = needs
        self.model = params

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request whose path matched.

        Raises:
            HTTPException: 405 with what is allowed, for any other method.
        """
        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=_ALLOWED)(scope, receive, send)
            return
        if scope["method"] != "POST":
            raise HTTPException(405, headers=_ALLOWED)
        request = WriteRequest(scope, receive)
        response = await self._answer(request)
        if request.owes_body:
            # What is left of the body would be taken for the next request, or waited for.
            response.headers["Connection"] = "close"
        await response(scope, receive, send)

    async def _answer(self, request: WriteRequest) -> Response:
        try:
            key = await authorized(request, self.needs)
            params = parse(self.model, request.scope["query_string"])
            return await self.write(request, params, key)
        except ProvstatError as error:
            return from_error(request, error)


def _documented(
    endpoint: Endpoint,
    params: type[BaseModel],
    body: type[BaseModel],
    headers: Mapping[str, Any],
) -> Callable[..., Any]:
    """Return a function that FastAPI reads as the contract; nobody calls it."""

    async def contract() -> None:
        """See the endpoint."""

    contract.__name__ = endpoint.__name__
    contract.__doc__ = endpoint.__doc__
    place = inspect.Parameter.KEYWORD_ONLY
    parameters = [
        inspect.Parameter("params", place, annotation=Annotated[params, Query()]),
        inspect.Parameter("body", place, annotation=Annotated[body, Body()]),
        *(
            inspect.Parameter(
                name.lower().replace("-", "_"),
                place,
                default=None,
                annotation=Annotated[kind, Header(alias=name)],
            )
            for name, kind in headers.items()
        ),
    ]
    contract.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return contract
