"""Answers in several media types, as streams, and with headers."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from tests.gen.conftest import Build, Built

THING = {"$ref": "#/components/schemas/Thing"}
EVENT = {
    "type": "object",
    "required": ["data"],
    "properties": {"event": {"type": "string"}, "id": {"type": "integer"}, "data": {"type": "string"}},
}
HEADERS = {
    "X-Count": {"required": True, "schema": {"type": "integer"}},
    "X-Tags": {"schema": {"type": "array", "items": {"type": "string"}}},
}


def get(name: str, content: Any, **more: Any) -> dict[str, Any]:
    response = {"description": "ok", "content": content} | more
    return {"get": {"operationId": name, "responses": {"200": response}}}


DOCUMENT = {
    "openapi": "3.2.0",
    "info": {"title": "Answers", "version": "1"},
    "paths": {
        "/same": get("same", {"application/json": {"schema": THING}, "application/vnd.t+json": {"schema": THING}}),
        "/each": get("each", {"application/json": {"schema": THING}, "text/csv": {}, "application/pdf": {}}),
        "/vendor": get("vendor", {"application/vnd.t+json": {"schema": THING}}),
        "/wild": get("wild", {"*/*": {"schema": THING}}),
        "/images": get("images", {"image/png": {}, "image/jpeg": {}}),
        "/events": get("events", {"text/event-stream": {"itemSchema": EVENT}}),
        "/data": get("data", {"text/event-stream": {"itemSchema": THING}}),
        "/raw": get("raw", {"text/event-stream": {}}),
        "/lines": get("lines", {"application/x-ndjson": {"itemSchema": THING}}),
        "/old": get("old", {"application/jsonl": {"schema": {"type": "array", "items": THING}}}),
        "/sequence": get("sequence", {"application/json-seq": {"itemSchema": THING}}),
        "/headers": get("headers", {"application/json": {"schema": THING}}, headers=HEADERS),
    },
    "components": {"schemas": {"Thing": {"type": "object", "properties": {"id": {"type": "integer"}}}}},
}

Ask = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def built(build: Build) -> Built:
    return build(json.dumps(DOCUMENT))


@pytest.fixture
def ask(built: Built, call: Callable[..., httpx.Response]) -> Ask:
    """Asks an operation whose service returns a result, or what a function makes of its arguments."""

    def send(name: str, result: Any, accept: str | None = None) -> httpx.Response:
        async def method(self: Any, **arguments: Any) -> Any:
            return result(**arguments) if callable(result) else result

        headers = {"Accept": accept} if accept is not None else {"Accept": ""}
        return call(built.app(built.service("default", **{name: method})), "GET", f"/{name}", headers=headers)

    return send


async def stream(*items: Any) -> AsyncIterator[Any]:
    for item in items:
        yield item


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/vnd.t+json", "application/vnd.t+json"),
        ("application/*;q=0.5, application/vnd.t+json", "application/vnd.t+json"),
        ("application/json;q=0, */*", "application/vnd.t+json"),
        ("text/html, application/json;q=0.1", "application/json"),
        ("text/html", 406),
        ("garbage", 406),
    ],
)
def test_the_client_chooses_how_the_same_is_written(ask: Ask, accept: str | None, expected: Any) -> None:
    response = ask("same", {"id": 1}, accept)

    if expected == 406:
        assert response.status_code == 406
    else:
        assert (response.headers["content-type"], response.json()) == (expected, {"id": 1})


@pytest.mark.parametrize(
    ("accept", "result", "body"),
    [
        ("application/json", {"id": 1}, b'{"id":1}'),
        ("text/csv", "id\n1", b"id\n1"),
        ("application/pdf", b"%PDF", b"%PDF"),
    ],
)
def test_a_service_is_told_what_the_client_wants(ask: Ask, accept: str, result: Any, body: bytes) -> None:
    response = ask("each", lambda media_type: {accept: result}[media_type], accept)

    assert response.headers["content-type"].partition(";")[0] == accept
    assert response.content == body


@pytest.mark.parametrize(("name", "sent"), [("vendor", "application/vnd.t+json"), ("wild", "application/json")])
def test_json_has_the_type_that_the_contract_gives_it(ask: Ask, built: Built, name: str, sent: str) -> None:
    reply = built.module("generated.wire").Reply

    for result in ({"id": 1}, reply({"id": 1}, headers={"X-A": "1"})):
        response = ask(name, result)

        assert (response.headers["content-type"], response.json()) == (sent, {"id": 1})


def test_bytes_are_of_the_type_that_the_service_says(ask: Ask, built: Built) -> None:
    reply = built.module("generated.wire").Reply(b"jpeg", media_type="image/jpeg")

    plain = built.module("generated.wire").Reply(b"png", headers={"X-Size": "3"})

    assert ask("images", b"png").headers["content-type"] == "image/png"
    assert ask("images", plain).headers["content-type"] == "image/png"
    assert ask("images", reply).headers["content-type"] == "image/jpeg"


@pytest.mark.parametrize(
    ("name", "items", "expected"),
    [
        ("events", [{"data": "a\nb"}, {"event": "end", "id": 7, "data": ""}], "data: a\ndata: b\n\n"),
        ("data", [{"id": 1}], "id: 1\n\n"),
        ("raw", ["data: x\n\n", b": bye\n\n"], "data: x\n\n: bye\n\n"),
        ("lines", [{"id": 1}, {"id": 2}], '{"id":1}\n{"id":2}\n'),
        ("old", [{"id": 1}], '{"id":1}\n'),
        ("sequence", [{"id": 1}], '\x1e{"id":1}\n'),
    ],
)
def test_streams_are_written_item_by_item(ask: Ask, name: str, items: list[Any], expected: str) -> None:
    response = ask(name, stream(*items))

    assert response.status_code == 200
    assert response.text.startswith(expected)


def test_fields_of_events_have_their_lines(ask: Ask) -> None:
    text = ask("events", stream({"event": "end", "id": 7, "data": "x"})).text

    assert sorted(text.strip().split("\n")) == ["data: x", "event: end", "id: 7"]
    assert text.endswith("data: x\n\n")


def test_headers_have_a_model(ask: Ask, built: Built) -> None:
    model = built.module("generated.models").HeadersHeaders
    headers = model.model_validate({"X-Count": 3, "X-Tags": ["a", "b"]})
    response = ask("headers", built.module("generated.wire").Reply({"id": 1}, headers=headers))

    assert (response.headers["x-count"], response.headers["x-tags"]) == ("3", "a,b")
    with pytest.raises(ValueError, match="X-Count"):
        model.model_validate({})
