"""Postman collections are served as Prism serves them."""

from __future__ import annotations

from collections.abc import Callable

import orjson
import pytest

from specforge.document.load import load_text
from specforge.mock.message import Reply, Request
from specforge.mock.pipeline import compile_mock
from specforge.mock.postman import from_postman

JSON = {"key": "Content-Type", "value": "application/json"}
COLLECTION = {
    "info": {"name": "Shop"},
    "variable": [{"key": "base", "value": "api"}],
    "auth": {"type": "apikey", "apikey": [{"key": "key", "value": "X-Key"}, {"key": "in", "value": "header"}]},
    "item": [
        {
            "name": "folder",
            "item": [
                {
                    "request": {
                        "method": "GET",
                        "url": {"path": ["{{base}}", "todos", ":id"], "query": [{"key": "q", "value": "x"}]},
                    },
                    "response": [
                        {"code": 200, "header": [JSON], "body": '{"id": 1}'},
                        {"code": 200, "header": [{"key": "Content-Type", "value": "text/plain"}], "body": "one"},
                        {"code": 401, "header": "Content-Type: application/json", "body": '"no"'},
                    ],
                }
            ],
        },
        {
            "request": {
                "method": "POST",
                "auth": {"type": "noauth"},
                "url": "https://x.example/api/todos?dry=1",
                "header": [JSON],
                "body": {"mode": "raw", "raw": '{"name": "a", "tags": [1], "done": false, "rate": 1.5, "by": null}'},
            },
            "response": [{"code": 201, "name": "made"}],
        },
    ],
}


@pytest.fixture
def ask() -> Callable[..., Reply]:
    pipeline = compile_mock(from_postman(load_text(orjson.dumps(COLLECTION), "shop.json")))

    def call(method: str, target: str, body: bytes = b"", **headers: str) -> Reply:
        path, _, query = target.partition("?")
        return pipeline.handle(Request(method, path, query, {k.replace("_", "-"): v for k, v in headers.items()}, body))

    return call


def test_examples_are_answered(ask: Callable[..., Reply]) -> None:
    assert ask("GET", "/api/todos/7?q=1", x_key="k").json() == {"id": 1}
    assert ask("GET", "/api/todos/7?q=1", x_key="k", accept="text/plain").body == b"one"


def test_the_first_media_type_goes_first(ask: Callable[..., Reply]) -> None:
    assert ask("GET", "/api/todos/1?q=x", x_key="k", accept="*/*").header("content-type") == "application/json"


def test_inherited_authentication_is_asked_for(ask: Callable[..., Reply]) -> None:
    reply = ask("GET", "/api/todos/7?q=1")

    assert (reply.status, reply.json()) == (401, "no")


def test_what_the_collection_sends_is_required(ask: Callable[..., Reply]) -> None:
    good = b'{"name": "b", "tags": [2], "done": true, "rate": 2, "by": null}'

    assert ask("POST", "/api/todos?dry=1", good, content_type="application/json").status == 201
    assert ask("POST", "/api/todos", good, content_type="application/json").status == 422
    assert ask("POST", "/api/todos?dry=1", b'{"name": 1}', content_type="application/json").status == 422


def test_requests_to_the_same_path_are_put_together() -> None:
    item = {"request": {"method": "GET", "url": {"path": "a", "query": [{"key": "q"}]}}, "response": [{"code": 200}]}
    other = {"request": {"method": "GET", "url": "/a"}, "response": [{"code": 404}]}
    document = from_postman(load_text(orjson.dumps({"info": {"name": "x"}, "item": [item, other]})))

    (operation,) = document.operations
    assert list(operation.responses) == ["200", "404"]
    assert [(p.name, p.required) for p in operation.parameters] == [("q", False)]


def test_anything_else_is_left_alone() -> None:
    document = load_text('{"openapi": "3.0.0", "item": [], "info": {"name": "x"}}')

    assert from_postman(document) is document
