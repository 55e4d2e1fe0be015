"""Who may write: a bearer token in the Authorization field, and nothing else.

Whatever is wrong with it, the answer is the same 401: missing, malformed, unknown, wrong, expired and
revoked differ in nothing but the request id, so that nobody learns which keys there are.
"""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request

from app.domain.keys import ApiKey, Scope, opens, prefix_of
from app.store.engine import Reader
from app.store.keys import find_key
from app.web.errors import ForbiddenError, TooManyAttemptsError, UnauthorizedError
from app.web.state import state_of

UNAUTHORIZED = (
    "This needs a key that counts: send `Authorization: Bearer` and the token that "
    "`provstat keys create` printed."
)
TOO_MANY = "Too many keys that do not count came from this address. Try again later."


async def authorized(request: Request, scope: Scope) -> ApiKey:
    """Return the key of a request.

    Raises:
        UnauthorizedError: There is none that counts.
        TooManyAttemptsError: So many keys of this address did not count that none is looked at.
        ForbiddenError: It counts, and does not open this.
        UnavailableError: The database is away.
    """
    lines = request.headers.getlist("authorization")
    if not lines:
        # Not counted as an attempt: nobody guesses with nothing.
        raise _unauthorized()
    attempts = state_of(request).writing.attempts
    address = request.client.host if request.client else ""
    wait = attempts.wait(address)
    if wait:
        raise TooManyAttemptsError(TOO_MANY, headers={"Retry-After": str(wait)})
    key = await _key(request, _bearer(lines))
    if key is None:
        attempts.failed(address)
        raise _unauthorized()
    if scope not in key.scopes:
        opened = " and ".join(key.scopes)
        message = f"The key {key.prefix} opens {opened}; this needs one that opens {scope}."
        raise ForbiddenError(message)
    return key


async def _key(request: Request, token: str) -> ApiKey | None:
    prefix = prefix_of(token) or ""

    def find(reader: Reader) -> ApiKey | None:
        return find_key(reader, prefix)

    # Asked for also where the token is malformed, so that both take the same time.
    key = await state_of(request).database.read(find)
    return key if opens(key, token, datetime.now(UTC)) else None


def _bearer(lines: list[str]) -> str:
    scheme, _, token = lines[0].strip(" \t").partition(" ")
    return token.strip(" ") if len(lines) == 1 and scheme.lower() == "bearer" else ""


def _unauthorized() -> UnauthorizedError:
    return UnauthorizedError(UNAUTHORIZED, headers={"WWW-Authenticate": 'Bearer realm="provstat"'})
