"""A client of httpx for a server or an application, in the way in which ``specforge test`` speaks to it."""

from __future__ import annotations

import httpx

from specforge.contract.probing.client import Client, Unanswered
from specforge.contract.probing.clients import INSIDE, client_inside
from specforge.contract.settings import DEFAULT_TIMEOUT
from specforge.contract.target import load_app
from specforge.findings.exchange import SentRequest


def connect(target: str, timeout: float = DEFAULT_TIMEOUT) -> httpx.Client:
    """A client whose base URL is ``target``, or which calls the ASGI or WSGI application that ``module:app`` names; its
    lifespan is begun first. Redirects are not followed. Raises UsageError and ServerError."""
    if "://" in target:
        return httpx.Client(base_url=target, timeout=timeout)
    client = client_inside(load_app(target).app, timeout)
    return httpx.Client(base_url=INSIDE, transport=_Inside(client))


class _Inside(httpx.BaseTransport):
    """Calls an application in this process."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer. Raises ReadTimeout and ReadError of httpx where none came."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers.raw}
        try:
            answer = self._client.send(SentRequest(request.method, str(request.url), headers, request.read() or None))
        except Unanswered as problem:
            raise httpx.ReadError(problem.message, request=request) from problem
        pairs = [(name, value) for name, values in answer.headers.items() for value in values]
        return httpx.Response(answer.status, headers=pairs, content=answer.body, request=request)
