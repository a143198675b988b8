"""Who callers are, and what they may do."""

from .generated import security
from .generated.security import Caller
from .refusals import staff_only
from .tokens import Identity, Tokens


class Authenticator(security.Authenticator):
    """Checks credentials: one method for each security scheme of the contract, and here there is one."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def bearer_auth(self, credentials: str, scopes: tuple[str, ...]) -> Identity | None:
        """Whom the token was issued to. None makes the generated code answer 401."""
        return self._tokens.read(credentials)


def identity_of(caller: Caller) -> Identity:
    """What ``bearer_auth`` found out about the caller."""
    identity: Identity = caller.identity
    return identity


def require_staff(caller: Caller) -> None:
    """Let only members of staff pass. Raises Problem 403."""
    if not identity_of(caller).is_staff:
        raise staff_only()
