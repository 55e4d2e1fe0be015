"""Keys for those who publish: what one looks like, what is remembered of it, what it opens.

A token is `provstat_<prefix>_<secret>`. The prefix is public and finds the key; of the secret's 256
random bits only the SHA-256 of the whole token is kept. A slow hash would protect nothing here: it is
for passwords, which can be guessed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

Scope = Literal["publish", "admin"]
SCOPES: Final[tuple[Scope, ...]] = ("publish", "admin")

_PREFIX_BYTES = 5
_SECRET_BYTES = 32
# Base 32, because a double click takes the whole of it and nothing in it needs an escape.
_read = re.compile(r"provstat_([a-z2-7]{8})_[a-z2-7]{52}", re.ASCII).fullmatch
# What an unknown prefix is compared with, so that it takes the time of a known one.
_NOBODY = "0" * 64


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is remembered; nobody can make its token from this.

    Attributes:
        prefix: Names the key; public.
        name: What it is for, as its maker wrote.
        digest: SHA-256 of the token, in hexadecimal digits.
        scopes: What it opens; neither scope contains the other.
        created_at: Aware.
        expires_at: From when it opens nothing; `None` for never.
        revoked_at: When it was taken back; `None` if it was not.
    """

    prefix: str
    name: str
    digest: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def state(self, now: datetime) -> Literal["active", "expired", "revoked"]:
        """Say whether the key opens anything."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= now else "active"


def new_token() -> str:
    """Return a token that nobody can guess."""
    return f"provstat_{_random(_PREFIX_BYTES)}_{_random(_SECRET_BYTES)}"


def prefix_of(token: str) -> str | None:
    """Return the public part of a token; `None` if the text is none."""
    match = _read(token)
    return match[1] if match else None


def digest_of_token(token: str) -> str:
    """SHA-256 of a token, in hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def opens(key: ApiKey | None, token: str, now: datetime) -> bool:
    """Whether a token is that of the key, and the key still counts.

    It takes the same time whichever is wrong.
    """
    same = hmac.compare_digest(digest_of_token(token), key.digest if key else _NOBODY)
    active = key is not None and key.state(now) == "active"
    return same and active


def _random(size: int) -> str:
    return base64.b32encode(secrets.token_bytes(size)).decode().rstrip("=").lower()
