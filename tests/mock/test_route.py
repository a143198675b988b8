"""Which operation a request belongs to."""

from __future__ import annotations

import pytest

from specforge.document.load import load_text
from specforge.mock.message import Request
from specforge.mock.problem import Problem
from specforge.mock.route import RouteTable

DOCUMENT = """
openapi: 3.2.0
info: {title: t, version: "1"}
servers: [{url: "https://a.example/v1"}, {url: "/v1/beta"}]
paths:
  /pets/{id}: {get: {responses: {}}, delete: {responses: {}}}
  /pets/mine: {get: {responses: {}}}
  /v1/odd: {get: {responses: {}}}
  /odd: {post: {responses: {}}, additionalOperations: {PURGE: {responses: {}}}, query: {responses: {}}}
  /files:
    servers: [{url: "https://files.example/store/"}]
    get: {responses: {}}
"""


@pytest.fixture(scope="module")
def table() -> RouteTable:
    return RouteTable(load_text(DOCUMENT))


@pytest.mark.parametrize(
    ("method", "path", "label"),
    [
        ("GET", "/pets/7", "GET /pets/{id}"),
        ("GET", "/pets/mine", "GET /pets/mine"),
        ("DELETE", "/pets/mine", "DELETE /pets/{id}"),
        ("GET", "/v1/pets/7", "GET /pets/{id}"),
        ("GET", "/v1/beta/pets/7", "GET /pets/{id}"),
        ("GET", "/v1/odd", "GET /v1/odd"),
        ("POST", "/v1/odd", "POST /odd"),
        ("PURGE", "/odd", "PURGE /odd"),
        ("QUERY", "/odd", "QUERY /odd"),
        ("GET", "/store/files", "GET /files"),
        ("get", "/files", "GET /files"),
    ],
)
def test_found_with_and_without_the_base_path(table: RouteTable, method: str, path: str, label: str) -> None:
    route, _ = table.find(Request(method, path))

    assert route.label == label


def test_path_parameters_stay_encoded(table: RouteTable) -> None:
    assert table.find(Request("GET", "/v1/pets/a%2Fb"))[1] == {"id": "a%2Fb"}


@pytest.mark.parametrize("path", ["/nothing", "/v1", "/v2/pets/7", "", "*", "/pets//", "/%ff"])
def test_an_unknown_path_is_404(table: RouteTable, path: str) -> None:
    with pytest.raises(Problem) as caught:
        table.find(Request("GET", path))

    assert (caught.value.status, caught.value.kind.value.name) == (404, "NO_PATH_MATCHED_ERROR")
    assert caught.value.detail == f"The route {path} hasn't been found in the specification file"


def test_an_unknown_method_is_405_and_says_what_is_allowed(table: RouteTable) -> None:
    with pytest.raises(Problem) as caught:
        table.find(Request("PATCH", "/pets/7"))

    assert caught.value.status == 405
    assert caught.value.headers == {"allow": "DELETE, GET"}
    assert '"patch" method' in caught.value.detail


def test_an_empty_segment_is_a_parameter_without_a_value(table: RouteTable) -> None:
    route, parameters = table.find(Request("GET", "/pets/"))

    assert (route.operation.path, parameters) == ("/pets/{id}", {})
