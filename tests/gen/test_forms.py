"""Bodies that are no JSON: forms of every kind, files, text and bytes; and when they are looked at."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from specforge.document.load import load_text
from specforge.findings.model import Severity
from specforge.gen.run import generate
from specforge.gen.settings import Settings
from tests.gen.conftest import Build, Built

FIELDS = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "sizes": {"type": "array", "items": {"type": "integer"}},
        "tags": {"type": "array", "items": {"type": "string"}},
        "address": {"type": "object", "properties": {"city": {"type": "string"}, "zip": {"type": "integer"}}},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"sku": {"type": "string"}}}},
        "meta": {},
    },
}
FILES = {
    "type": "object",
    "properties": {
        "cover": {"type": "string", "format": "binary"},
        "pages": {"type": "array", "items": {"type": "string", "format": "binary"}},
        "about": {"type": "object", "properties": {"title": {"type": "string"}}},
        "count": {"type": "integer"},
    },
}
ENCODING = {
    "sizes": {"style": "pipeDelimited", "explode": False},
    "address": {"style": "deepObject"},
    "meta": {"contentType": "application/json"},
}
CONTENT = {
    "application/x-www-form-urlencoded": {"schema": FIELDS, "encoding": ENCODING},
    "multipart/form-data": {"schema": FILES, "encoding": {"cover": {"contentType": "image/png, image/jpeg"}}},
    "text/plain": {"schema": {"type": "string"}},
    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
    "text/json": {"schema": {"type": "array", "items": {"type": "integer"}}},
}
THING = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
JSON = {"application/vnd.api+json": {"schema": THING}}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Forms", "version": "1"},
    "paths": {
        "/any": {
            "post": {
                "operationId": "any",
                "requestBody": {"required": True, "content": CONTENT},
                "responses": {"204": {"description": "ok"}},
            }
        },
        "/safe": {
            "post": {
                "operationId": "safe",
                "security": [{"token": []}],
                "requestBody": {"required": True, "content": JSON},
                "responses": {"204": {"description": "ok"}, "400": {"description": "unreadable"}},
            }
        },
    },
    "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
}

Send = Callable[..., Any]


@pytest.fixture(scope="module")
def built(build: Build) -> Built:
    return build(json.dumps(DOCUMENT))


@pytest.fixture
def post(built: Built, call: Callable[..., httpx.Response]) -> Send:
    """Posts a body and gives what the service got, or the status."""

    def send(**options: Any) -> Any:
        seen: list[Any] = []

        async def method(self: Any, *, body: Any) -> None:
            seen.append(await _plain(body))

        response = call(built.app(built.service("default", any_=method)), "POST", "/any", **options)
        return seen[0] if response.status_code == 204 else response.status_code

    return send


async def _plain(value: Any) -> Any:
    if hasattr(value, "filename"):
        return (value.filename, await value.read())
    if hasattr(value, "model_fields_set"):
        return {name: await _plain(getattr(value, name)) for name in sorted(value.model_fields_set)}
    return [await _plain(item) for item in value] if isinstance(value, list) else value


def form(text: str) -> dict[str, Any]:
    return {"content": text, "headers": {"Content-Type": "application/x-www-form-urlencoded"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name=a+b%26", {"name": "a b&"}),
        ("name=a&sizes=1|2", {"name": "a", "sizes": [1, 2]}),
        ("name=a&sizes=x", 422),
        ("name=a&name=b", 422),
        ("sizes=1", 422),
        ("", 422),
        ("name=a&tags=x&tags=y%2C", {"name": "a", "tags": ["x", "y,"]}),
        ("name=a&tags[]=x&tags[]=y", {"name": "a", "tags": ["x", "y"]}),
        ("name=a&address[city]=Ulm&address[zip]=7", {"name": "a", "address": {"city": "Ulm", "zip": 7}}),
        ("name=a&lines[0][sku]=x&lines[1][sku]=y", {"name": "a", "lines": [{"sku": "x"}, {"sku": "y"}]}),
        ('name=a&lines={"sku":"x"}', {"name": "a", "lines": [{"sku": "x"}]}),
        ('name=a&meta={"b":[1]}', {"name": "a", "meta": {"b": [1]}}),
    ],
)
def test_urlencoded_forms(post: Send, text: str, expected: Any) -> None:
    assert post(**form(text)) == expected


def test_a_form_with_files_json_and_numbers(post: Send) -> None:
    files = [
        ("cover", ("a.png", b"png", "image/png")),
        ("pages", ("1.txt", b"one")),
        ("pages", ("2.txt", b"two")),
        ("about", (None, b'{"title": "Emma"}', "application/json")),
        ("count", (None, b"3")),
    ]

    assert post(files=files) == {
        "cover": ("a.png", b"png"),
        "pages": [("1.txt", b"one"), ("2.txt", b"two")],
        "about": {"title": "Emma"},
        "count": 3,
    }


def test_json_in_a_part_that_looks_like_a_file(post: Send) -> None:
    blob = ("blob", b'{"title": "Emma"}', "application/json")

    assert post(files=[("about", blob)]) == {"about": {"title": "Emma"}}


def test_a_file_without_a_name_is_a_file(post: Send) -> None:
    assert post(files=[("pages", (None, b"one"))]) == {"pages": [(None, b"one")]}


def test_a_file_of_a_type_that_is_not_wanted(post: Send) -> None:
    assert post(files=[("cover", ("a.gif", b"gif", "image/gif"))]) == 415


@pytest.mark.parametrize(
    ("content_type", "content", "expected"),
    [
        ("text/plain", b"caf\xc3\xa9", "caf\xe9"),
        ("text/plain; charset=latin-1", b"caf\xe9", "caf\xe9"),
        ("text/plain", b"\xe9", 422),
        ("text/plain; charset=klingon", b"x", 415),
        ("application/octet-stream", b"\x00\xff", b"\x00\xff"),
        ("TEXT/JSON; charset=utf-8", b"[1]", [1]),
        ("text/json", b"[1", 400),
        ("text/json", b"[NaN]", 400),
        ("image/png", b"x", 415),
    ],
)
def test_other_bodies(post: Send, content_type: str, content: bytes, expected: Any) -> None:
    found = post(content=content, headers={"Content-Type": content_type})

    assert getattr(found, "root", found) == expected


class TestOrder:
    """Who calls is asked before what they sent is looked at."""

    @pytest.fixture
    def send(self, built: Built, call: Callable[..., httpx.Response]) -> Send:
        security = built.module("generated.security")

        class Authenticator(security.Authenticator):  # type: ignore[name-defined, misc]
            async def token(self, credentials: str, scopes: tuple[str, ...]) -> Any:
                return credentials

        app = built.app(None, Authenticator())

        def post(content: bytes, media_type: str = "application/vnd.api+json", token: str = "") -> int:
            headers = {"Content-Type": media_type, "Authorization": f"Bearer {token}"}
            return call(app, "POST", "/safe", content=content, headers=headers).status_code

        return post

    @pytest.mark.parametrize("content", [b"{", b"{}", b'{"a": 1}', b"\xff", b"[" * 100_000, b""])
    def test_strangers_hear_nothing_else(self, send: Send, content: bytes) -> None:
        assert send(content) == 401
        assert send(content, "text/csv") == 401

    @pytest.mark.parametrize(
        ("content", "status"), [(b"{", 400), (b"\xff", 400), (b"[" * 100_000, 400), (b"{}", 400), (b'{"a": 1}', 501)]
    )
    def test_callers_hear_what_is_wrong(self, send: Send, content: bytes, status: int) -> None:
        assert send(content, token="t") == status

    def test_callers_hear_that_the_type_is_wrong(self, send: Send) -> None:
        assert send(b'{"a": 1}', "text/csv", "t") == 415
        assert send(b'{"a": 1}', "", "t") == 415


def test_what_is_not_read_by_its_schema_is_told_and_strictness_makes_an_error_of_it() -> None:
    thing = {"schema": {"type": "object", "properties": {"a": {"type": "integer"}}}}
    content = {"application/xml": thing, "multipart/mixed": thing, "application/jsonl": {"itemSchema": thing["schema"]}}
    operation = {"requestBody": {"content": content}, "responses": {"200": {"description": "ok", "content": content}}}
    document = load_text(
        json.dumps({"openapi": "3.2.0", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"post": operation}}})
    )

    mild = generate(document, Settings(package="mild")).findings
    strict = generate(document, Settings(package="strict", strict=True)).findings

    assert [one.rule for one in mild] == ["gen-body"] * 3 + ["gen-response"] * 2
    assert {one.operation for one in mild} == {"POST /a"}
    assert {one.severity for one in mild} == {Severity.WARNING}
    assert {one.severity for one in strict} == {Severity.ERROR}
