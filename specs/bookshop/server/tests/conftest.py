"""How the contract tests reach the bookshop: in this process, each test with a shop of its own."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from bookshop_api.main import make_app
from bookshop_api.storage import Storage
from bookshop_api.tokens import Tokens
from fastapi import FastAPI

STAFF = {"email": "ada@bookshop.example", "password": "correct horse battery"}
CUSTOMER = {"email": "carol@mail.example", "password": "staple the battery"}


class InProcess(httpx.BaseTransport):
    """Calls an application without a server."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run(self._send(request))

    async def _send(self, request: httpx.Request) -> httpx.Response:
        transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
        sent = httpx.Request(request.method, request.url, headers=request.headers, content=request.read())
        response = await transport.handle_async_request(sent)
        return httpx.Response(response.status_code, headers=response.headers, content=await response.aread())


@pytest.fixture
def client(request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """A client of a new shop. Members of staff may do all that there is to do, but Carol's order is only hers."""
    credentials = CUSTOMER if "order" in request.node.name else STAFF
    storage = Storage()
    transport = InProcess(make_app(storage, Tokens()))
    with httpx.Client(transport=transport, base_url="http://localhost/v1") as client:
        token = client.post("/login", json=credentials).json()["accessToken"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client
    storage.close()
