"""Tokens: JSON Web Tokens that say who somebody is, signed by the shop."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt

LIFETIME = timedelta(hours=1)
_ALGORITHM = "HS256"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is."""

    email: str
    is_staff: bool


class Tokens:
    """Issues tokens and reads them. Without a secret it makes one up, and its tokens are good until the next start."""

    def __init__(self, secret: str | None = None) -> None:
        self._secret = secret or secrets.token_hex(32)

    def issue(self, identity: Identity) -> str:
        """A token that is good for ``LIFETIME``."""
        claims = {"sub": identity.email, "staff": identity.is_staff, "exp": datetime.now(UTC) + LIFETIME}
        return jwt.encode(claims, self._secret, _ALGORITHM)

    def read(self, token: str) -> Identity | None:
        """Whom the token was issued to, or None if it is not one of ours, was changed, or has expired."""
        try:
            claims = jwt.decode(token, self._secret, [_ALGORITHM], options={"require": ["sub", "staff", "exp"]})
        except jwt.InvalidTokenError:
            return None
        return Identity(email=claims["sub"], is_staff=claims["staff"])
