"""Logging in."""

from ..generated import models
from ..generated.services.session import SessionProtocol
from ..generated.wire import Reply
from ..passwords import is_password
from ..refusals import wrong_password
from ..storage import Storage
from ..tables import UserRow
from ..tokens import LIFETIME, Identity, Tokens


class SessionService(SessionProtocol):
    """Get a token."""

    def __init__(self, storage: Storage, tokens: Tokens) -> None:
        self._storage = storage
        self._tokens = tokens

    async def login(self, *, body: models.Credentials) -> Reply:
        """A token for whoever knows the password, with the header that keeps caches from keeping it."""
        with self._storage.session() as session:
            user = session.get(UserRow, body.email)
            if user is None or not is_password(body.password, user.password_hash):
                raise wrong_password()
            token = self._tokens.issue(Identity(user.email, user.is_staff))
        answer = models.Token(accessToken=token, tokenType="Bearer", expiresIn=int(LIFETIME.total_seconds()))
        return Reply(answer, headers={"Cache-Control": "no-store"})
