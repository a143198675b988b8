"""A store in which clients choose the keys: what is promised of it is found without any POST that creates."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from specforge.contract.check import CHECKS
from specforge.contract.probing import things
from specforge.contract.run import Result, run
from specforge.contract.settings import Settings
from specforge.contract.target import AppTarget
from specforge.document.load import load_text
from specforge.document.model import Document

DOCUMENT = """\
openapi: 3.1.0
info: {title: Store, version: "1"}
paths:
  /docs:
    get:
      parameters:
        - {name: order, in: query, schema: {enum: [asc, desc], default: asc}}
        - {name: min_size, in: query, schema: {type: integer}}
        - {name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50, default: 20}}
      responses:
        "200":
          description: some
          content:
            application/json:
              schema:
                type: object
                properties:
                  total: {type: integer}
                  items: {type: array, items: {$ref: "#/components/schemas/Doc"}}
        "422": {description: no}
  /docs/{key}:
    parameters: [{name: key, in: path, required: true, schema: {type: string, pattern: "^[a-z]{1,12}$"}, example: one}]
    get:
      responses:
        "200":
          description: it
          headers: {ETag: {schema: {type: string}}}
          content: {application/json: {schema: {$ref: "#/components/schemas/Doc"}}}
        "404": {description: none}
    put:
      parameters:
        - {name: If-Match, in: header, schema: {type: string}}
        - {name: If-None-Match, in: header, schema: {const: "*"}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/Input"}, example: {size: 3, at: [1, 2]}}}
      responses:
        "200": &doc {description: it, content: {application/json: {schema: {$ref: "#/components/schemas/Doc"}}}}
        "201": *doc
        4XX: {description: no}
    delete:
      responses: {"204": {description: gone}, 4XX: {description: no}}
  /docs/{key}/content:
    parameters: [{name: key, in: path, required: true, schema: {type: string, pattern: "^[a-z]{1,12}$"}, example: a}]
    get:
      responses:
        "200": {description: bytes, content: {application/octet-stream: {}}}
        "404": {description: none}
    put:
      requestBody: {required: true, content: {application/octet-stream: {}}}
      responses: {"204": {description: kept}, 4XX: {description: no}}
components:
  schemas:
    Input:
      type: object
      required: [size, at]
      properties:
        size: {type: integer, minimum: 0, maximum: 99}
        at: {type: array, prefixItems: [{type: integer}, {type: integer}], items: false, minItems: 2}
    Doc:
      type: object
      required: [key, size, at]
      properties: {key: {type: string}, size: {type: integer}, at: {type: array, items: {type: integer}}}
"""
CHECKED = ("conditional-ignored", "etag", "negative-data-accepted", "paging", "range-not-honoured", "sort-not-honoured",
           "total-differs", "upload-not-kept", "use-after-free")  # fmt: skip


class Store:
    """The implementation; ``broken`` names the promise that it does not keep."""

    def __init__(self, reply: type[Any], broken: str) -> None:
        self.reply, self.broken = reply, broken
        self.docs = {name: {"key": name, "size": size, "at": [0, 0]} for size, name in enumerate("abcdefg")}
        self.contents: dict[str, bytes] = {}
        self.tags = dict.fromkeys(self.docs, 0)

    def __call__(self, request: Any) -> Any:
        if request.path == "/docs":
            return self._list({name: values[-1] for name, values in request.query.items()})
        if request.path.endswith("/content"):
            return self._content(request)
        key = request.path.rpartition("/")[2]
        if not re.fullmatch("[a-z]{1,12}", key):
            return self.reply(404)
        methods = {"GET": self._read, "PUT": self._write, "DELETE": self._delete}
        return methods[request.method](key, request) if request.method in methods else self.reply(405)

    def _list(self, query: dict[str, str]) -> Any:
        words = [query.get(name, usual) for name, usual in (("page", "1"), ("limit", "20"), ("min_size", "0"))]
        if not all(re.fullmatch("-?[0-9]{1,30}", word) for word in words):
            return self.reply(422)
        page, limit, least = map(int, words)
        if page < 1 or not 1 <= limit <= 50 or query.get("order", "asc") not in ("asc", "desc"):
            return self.reply(422)
        found = [
            doc for doc in self.docs.values() if doc["size"] >= least + (self.broken == "edge" and "min_size" in query)
        ]
        if query.get("order") == "desc" and self.broken != "order":
            found.reverse()
        start = (page - (self.broken != "pages")) * limit
        return self.reply(200, {"total": len(found), "items": found[start : start + limit]})

    def _read(self, key: str, request: Any) -> Any:
        doc = self.docs.get(key)
        return self.reply(200, doc, {"ETag": f'"{self.tags[key]}"'}) if doc else self.reply(404)

    def _write(self, key: str, request: Any) -> Any:
        value = self._value(request.body)
        if value is None or request.headers.get("content-type") != "application/json":
            return self.reply(422)
        match, none = request.headers.get("if-match"), request.headers.get("if-none-match")
        tag = f'"{self.tags[key]}"' if key in self.docs else ""
        is_stale = match is not None and match not in ("*", tag) and self.broken != "if-match"
        if is_stale or (none == "*" and key in self.docs and self.broken != "if-none-match"):
            return self.reply(412)
        status = 200 if key in self.docs else 201
        self.tags[key] = self.tags.get(key, 0) + (self.broken != "tag")
        self.docs[key] = {"key": key, **value}
        return self.reply(status, self.docs[key])

    def _value(self, body: bytes) -> dict[str, Any] | None:
        try:
            value = json.loads(body)
            size, at = value["size"], value["at"]
        except (ValueError, KeyError, TypeError):
            return None
        lengths = (2, 3) if self.broken == "tuple" else (2,)
        numbers = [size, *at] if isinstance(at, list) and len(at) in lengths else [None]
        is_whole = all(type(number) is int for number in numbers)
        return {"size": size, "at": at[:2]} if is_whole and 0 <= size <= 99 else None

    def _content(self, request: Any) -> Any:
        key = request.path.split("/")[2]
        if key not in self.docs or request.method not in ("GET", "PUT"):
            return self.reply(404 if key not in self.docs else 405)
        if request.method == "PUT" and request.headers.get("content-type") != "application/octet-stream":
            return self.reply(415)
        if request.method == "PUT":
            self.contents[key] = request.body if self.broken != "content" else request.body.strip()
            return self.reply(204)
        return self.reply(200, self.contents.get(key, b""), {"Content-Type": "application/octet-stream"})

    def _delete(self, key: str, request: Any) -> Any:
        if self.broken != "delete":
            self.docs.pop(key, None)
        return self.reply(204)


@pytest.fixture(scope="module")
def store() -> Document:
    return load_text(DOCUMENT, "store.yaml")


@pytest.fixture
def found(store: Document, make_app: Any, reply: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], set[Any]]:
    monkeypatch.setattr(things, "_PATIENCE", (0.0,))

    def test(broken: str) -> set[Any]:
        settings = Settings(seed=1, phases=("probes",), ignored_checks=frozenset(CHECKS) - set(CHECKED))
        result: Result = run(store, AppTarget(make_app(Store(reply, broken))), settings)
        return {(each.rule.removeprefix("contract/"), each.operation) for each in result.findings}

    return test


def test_what_keeps_its_promises_has_no_findings(found: Callable[[str], set[Any]]) -> None:
    assert found("") == set()


@pytest.mark.parametrize(
    ("broken", "rule", "operation"),
    [
        ("content", "upload-not-kept", "GET /docs/{key}/content"),
        ("delete", "use-after-free", "GET /docs/{key}"),
        ("edge", "range-not-honoured", "GET /docs"),
        ("if-match", "conditional-ignored", "PUT /docs/{key}"),
        ("if-none-match", "conditional-ignored", "PUT /docs/{key}"),
        ("order", "sort-not-honoured", "GET /docs"),
        ("pages", "paging", "GET /docs"),
        ("tag", "etag", "GET /docs/{key}"),
        ("tuple", "negative-data-accepted", "PUT /docs/{key}"),
    ],
)
def test_a_broken_promise_is_found(found: Callable[[str], set[Any]], broken: str, rule: str, operation: str) -> None:
    assert found(broken) == {(rule, operation)}
