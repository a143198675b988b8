"""A small shop: its document, a correct implementation, and one that can be told which promise to break."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import pytest
import uvicorn

from specforge.document.load import load_text
from specforge.document.model import Document

SHOP = """\
openapi: 3.1.0
info: {title: Shop, version: "1"}
security:
  - token: []
paths:
  /items:
    get:
      operationId: listItems
      tags: [items]
      parameters:
        - name: limit
          in: query
          schema:
            type: integer
            maximum: 50
            minimum: 1
      responses:
        200:
          description: the items
          content:
            application/json:
              schema:
                type: array
                items: {$ref: "#/components/schemas/Item"}
        "401": {description: who are you}
        "422": {description: no}
    post:
      operationId: createItem
      tags: [items, write]
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: "#/components/schemas/NewItem"}
            example: {name: pen}
      responses:
        "201":
          description: created
          headers:
            Location:
              required: true
              schema: {type: string, pattern: "^/items/"}
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Item"}
        "401": {description: who are you}
        "422": {description: no}
  /items/{id}:
    get:
      operationId: getItem
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}, example: 1}
      responses:
        "200":
          description: one item
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Item"}
        "401": {description: who are you}
        "404": {description: gone}
        "422": {description: no}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
  schemas:
    NewItem:
      type: object
      additionalProperties: false
      required: [name]
      properties:
        name: {type: string, maxLength: 20}
    Item:
      type: object
      required: [id, name]
      properties:
        id: {type: integer}
        name: {type: string}
"""

HEADERS = {"Authorization": "Bearer let-me-in"}


def is_known(authorization: str) -> bool:
    """The name of a scheme is compared without case."""
    scheme, _, token = authorization.partition(" ")
    return scheme.lower() == "bearer" and token == "let-me-in"


class Request(NamedTuple):
    """What a handler gets."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes


class Reply(NamedTuple):
    """What a handler gives."""

    status: int
    body: Any = None
    headers: dict[str, str] = {}


Handler = Callable[[Request], Reply]


class Shop:
    """The implementation. ``broken`` names the promises that it does not keep."""

    def __init__(self, *broken: str) -> None:
        self.broken = set(broken)
        self.items = {1: {"id": 1, "name": "pen"}}

    def __call__(self, request: Request) -> Reply:
        if "method" not in self.broken and request.method not in self._allowed(request.path):
            return Reply(405, headers={"Allow": ", ".join(self._allowed(request.path))})
        if "auth" not in self.broken and not is_known(request.headers.get("authorization", "")):
            return Reply(401, headers={"WWW-Authenticate": "Bearer"})
        if request.path == "/items":
            return self._list(request) if request.method != "POST" else self._create(request)
        return self._get(request.path.rpartition("/")[2])

    def _allowed(self, path: str) -> tuple[str, ...]:
        return ("GET", "POST") if path == "/items" else ("GET",)

    def _list(self, request: Request) -> Reply:
        limits = request.query.get("limit", ["50"])
        is_valid = re.fullmatch("[0-9]{1,2}", limits[0]) and 1 <= int(limits[0]) <= 50
        if len(limits) != 1 or not (is_valid or "limit" in self.broken):
            return Reply(422)
        if "crash" in self.broken:
            raise ZeroDivisionError("division by zero")
        if "error" in self.broken:
            return Reply(500)
        items = list(self.items.values())[:50]
        return Reply(200, [{**item, "id": str(item["id"])} for item in items] if "schema" in self.broken else items)

    def _create(self, request: Request) -> Reply:
        try:
            value = json.loads(request.body)
        except (ValueError, RecursionError):
            return Reply(422)
        name = value.get("name") if isinstance(value, dict) else None
        is_valid = isinstance(name, str) and len(name) <= 20 and value.keys() == {"name"}
        if not is_valid or not request.headers.get("content-type", "").lower().startswith("application/json"):
            return Reply(422)
        if "status" in self.broken:
            return Reply(202)
        item = {"id": len(self.items) + 1, "name": name}
        self.items[item["id"]] = item
        headers = {} if "header" in self.broken else {"Location": f"/items/{item['id']}"}
        return Reply(201, item, headers)

    def _get(self, text: str) -> Reply:
        if not re.fullmatch("[1-9][0-9]*", text):
            return Reply(422)
        item = self.items.get(int(text)) if len(text) < 9 else None
        if item is None:
            return Reply(404)
        return Reply(200, "hello", {"Content-Type": "text/html"}) if "type" in self.broken else Reply(200, item)


def asgi(handler: Handler) -> Any:
    """The handler as an ASGI application."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http", "no lifespan here"
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        reply = handler(Request(scope["method"], scope["path"], query, headers, body))
        content = _bytes(reply.body)
        own = {"Content-Type": "application/json"} if content else {}
        raw = [(name.lower().encode(), value.encode()) for name, value in {**own, **reply.headers}.items()]
        raw.append((b"content-length", str(len(content)).encode()))
        await send({"type": "http.response.start", "status": reply.status, "headers": raw})
        await send({"type": "http.response.body", "body": content})

    return app


def _bytes(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    return b"" if body is None else json.dumps(body).encode()


@contextmanager
def served(app: Any) -> Iterator[str]:
    """A real uvicorn on a free port of the loopback interface."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    # From here on clients may come: they wait until the server is up.
    listener.listen(128)
    config = uvicorn.Config(app, log_level="critical", lifespan="off", ws="none", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(5)
        listener.close()


@pytest.fixture(scope="session")
def shop() -> Document:
    return load_text(SHOP, "shop.yaml")


@pytest.fixture(scope="session")
def shop_app() -> Callable[..., Any]:
    """``shop_app("schema")`` is an ASGI application that breaks that promise; without names it keeps them all."""
    return lambda *broken: asgi(Shop(*broken))


@pytest.fixture(scope="session")
def make_app() -> Callable[[Handler], Any]:
    return asgi


@pytest.fixture(scope="session")
def serve() -> Callable[[Any], Any]:
    return served


@pytest.fixture
def headers() -> dict[str, str]:
    return dict(HEADERS)


@pytest.fixture(scope="session")
def reply() -> type[Reply]:
    return Reply
