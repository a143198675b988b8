"""Parameters in every style of OpenAPI: what arrives at the service, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.gen.conftest import Build, Built

LIST = {"type": "array", "items": {"type": "integer"}}
TEXTS = {"type": "array", "items": {"type": "string"}}
OBJECT = {"type": "object", "properties": {"R": {"type": "integer"}, "G": {"type": "integer"}}}
MAP = {"type": "object", "additionalProperties": {"type": "string"}}
BOOK = {"type": "object", "properties": {"title": {"type": "string"}, "tags": TEXTS, "by": OBJECT}}

Send = Callable[..., Any]


def query(name: str, schema: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema} | more


PARAMETERS = [
    query("form", LIST, explode=True),
    query("comma", LIST, explode=False),
    query("words", TEXTS, explode=False),
    query("space", TEXTS, style="spaceDelimited", explode=False),
    query("pipe", TEXTS, style="pipeDelimited", explode=False),
    query("rgb", OBJECT, explode=True),
    query("pairs", OBJECT, explode=False),
    query("deep", BOOK, style="deepObject", explode=True),
    query("count", {"type": "integer"}),
    query("name", {"type": "string"}),
    query("flag", {"type": "boolean"}, allowEmptyValue=True),
    {"name": "json", "in": "query", "content": {"application/json": {"schema": BOOK}}},
    {"name": "X-List", "in": "header", "schema": TEXTS},
    {"name": "X-Object", "in": "header", "schema": OBJECT, "explode": True},
    {"name": "X-Pairs", "in": "header", "schema": OBJECT},
    {"name": "crumbs", "in": "cookie", "schema": LIST, "explode": False},
    {"name": "jar", "in": "cookie", "schema": OBJECT, "explode": False},
]
PATHS = [
    ("simple", False, LIST),
    ("simple", True, OBJECT),
    ("label", False, LIST),
    ("label", True, TEXTS),
    ("label", True, OBJECT),
    ("label", False, {"type": "string"}),
    ("matrix", False, LIST),
    ("matrix", True, LIST),
    ("matrix", True, OBJECT),
    ("matrix", False, OBJECT),
    ("matrix", False, {"type": "integer"}),
]


def operation(name: str, parameters: list[Any]) -> dict[str, Any]:
    return {"operationId": name, "parameters": parameters, "responses": {"204": {"description": "ok"}}}


def document() -> str:
    paths: dict[str, Any] = {"/all": {"get": operation("all", PARAMETERS)}}
    for number, (style, explode, schema) in enumerate(PATHS):
        parameter = {"name": "a-b", "in": "path", "required": True, "style": style, "explode": explode}
        paths[f"/p{number}/{{a-b}}"] = {"get": operation(f"path{number}", [parameter | {"schema": schema}])}
    rest = {"name": "rest", "in": "query", "schema": MAP, "explode": True}
    paths["/rest"] = {"get": operation("others", [rest, query("known", {"type": "string"})])}
    whole = {"name": "q", "in": "querystring"}
    form = {"application/x-www-form-urlencoded": {"schema": OBJECT}}
    paths["/form"] = {"get": operation("wholeForm", [whole | {"content": form}])}
    paths["/json"] = {"get": operation("wholeJson", [whole | {"content": {"application/json": {"schema": LIST}}}])}
    return json.dumps({"openapi": "3.2.0", "info": {"title": "Styles", "version": "1"}, "paths": paths})


@pytest.fixture(scope="module")
def built(build: Build) -> Built:
    return build(document())


@pytest.fixture
def got(built: Built, call: Callable[..., httpx.Response]) -> Send:
    """Sends a request and gives what the service got and was not None, or the response."""

    def send(url: str, **options: Any) -> Any:
        seen: dict[str, Any] = {}

        async def method(self: Any, **arguments: Any) -> None:
            seen.update({name: _plain(value) for name, value in arguments.items() if value is not None})

        methods = {one.name: method for one in built.generated.plan.operations}
        response = call(built.app(built.service("default", **methods)), "GET", url, **options)
        return seen if response.status_code == 204 else response

    return send


def _plain(value: Any) -> Any:
    return value.model_dump(exclude_unset=True) if hasattr(value, "model_dump") else value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("form=1&form=2", {"form": [1, 2]}),
        ("comma=1,2", {"comma": [1, 2]}),
        ("comma=1%2C2", 422),
        ("words=a%2Cb,c+d", {"words": ["a,b", "c d"]}),
        ("space=a%20b+c", {"space": ["a", "b", "c"]}),
        ("pipe=a%7Cb|c%2C", {"pipe": ["a", "b", "c,"]}),
        ("R=100&G=200", {"rgb": {"R": 100, "G": 200}}),
        ("R=100&R=200", 422),
        ("pairs=R,1,G,2", {"pairs": {"R": 1, "G": 2}}),
        ("deep[title]=a%5B&deep[tags][]=x&deep[tags][]=y", {"deep": {"title": "a[", "tags": ["x", "y"]}}),
        ("deep[tags][1]=y&deep[tags][0]=x&deep[by][R]=7", {"deep": {"tags": ["x", "y"], "by": {"R": 7}}}),
        ("deep[title]=a&deep[title]=b", 422),
        ("deep" + "[a]" * 5000 + "=1", {}),
        ("count=7", {"count": 7}),
        ("count=7&count=8", 422),
        ("count=" + "9" * 5000, 422),
        ("name=a&name=b", 422),
        ("name=", {"name": ""}),
        ("flag=", {}),
        ("flag=true", {"flag": True}),
        ("flag=yes", 422),
        ('json={"title":"a b","tags":["c"]}', {"json": {"title": "a b", "tags": ["c"]}}),
        ("json=nothing", 422),
        ("unknown=1", {}),
    ],
)
def test_queries(got: Send, text: str, expected: Any) -> None:
    found = got(f"/all?{text}")

    if isinstance(expected, int):
        assert found.status_code == expected
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"X-List": "a, b%2C"}, {"x_list": ["a", "b%2C"]}),
        ([("X-List", "a"), ("X-List", "b")], {"x_list": ["a", "b"]}),
        ({"X-Object": "R=1, G=2"}, {"x_object": {"R": 1, "G": 2}}),
        ({"X-Pairs": "R,1,G,2"}, {"x_pairs": {"R": 1, "G": 2}}),
        ({"Cookie": "crumbs=1,2; jar=R,5"}, {"crumbs": [1, 2], "jar": {"R": 5}}),
    ],
)
def test_headers_and_cookies(got: Send, headers: Any, expected: Any) -> None:
    assert got("/all", headers=headers) == expected


@pytest.mark.parametrize(
    ("number", "text", "expected"),
    [
        (0, "1,2", [1, 2]),
        (1, "R=1,G=2", {"R": 1, "G": 2}),
        (2, ".1,2", [1, 2]),
        (2, ".1.2", [1, 2]),
        (3, ".a%2Cb.c", ["a,b", "c"]),
        (4, ".R=1.G=2", {"R": 1, "G": 2}),
        (5, ".blue", "blue"),
        (6, ";a-b=1,2", [1, 2]),
        (7, ";a-b=1;a-b=2", [1, 2]),
        (8, ";R=1;G=2", {"R": 1, "G": 2}),
        (9, ";a-b=R,1,G,2", {"R": 1, "G": 2}),
        (10, ";a-b=7", 7),
    ],
)
def test_paths(got: Send, number: int, text: str, expected: Any) -> None:
    assert got(f"/p{number}/{text}") == {"a_b": expected}


def test_an_object_of_any_members_leaves_the_other_parameters_alone(got: Send) -> None:
    assert got("/rest?known=1&other=2") == {"rest": {"other": "2"}, "known": "1"}


def test_a_whole_query_string(got: Send) -> None:
    assert got("/form?R=1&G=2") == {"q": {"R": 1, "G": 2}}
    assert got("/json?%5B1%2C2%5D") == {"q": [1, 2]}
