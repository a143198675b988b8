"""Lists show what is there: filtered, sorted and paged by the document's own parameters."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest


def _names(body: Any) -> list[str]:
    return [pet["name"] for pet in body["data"]]


@pytest.fixture
def full(shop: Any) -> Any:
    """Five pets, two of them seeds."""
    for number, name in enumerate(("Kit", "Ann", "bob")):
        shop.ask("POST", "/pets", {"name": name, "status": "sold", "owner": {"id": number}})
    return shop


def test_the_order_is_that_of_creation(full: Any) -> None:
    assert _names(full.json("GET", "/pets")) == ["Tom", "Rex", "Kit", "Ann", "bob"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("status=new", ["Rex"]),
        ("status=new&status=sold&ownerId=1", ["Ann"]),
        ("tags=big,cat", ["Tom", "Rex"]),
        ("ownerId=7", ["Tom"]),
        ("q=anything", ["Tom", "Rex", "Kit", "Ann", "bob"]),
        ("sort=name", ["Ann", "bob", "Kit", "Rex", "Tom"]),
        ("sort=-name&limit=2", ["Tom", "Rex"]),
        ("sort=status,name", ["Rex", "Ann", "bob", "Kit", "Tom"]),
        ("sort=name:desc", ["Tom", "Rex", "Kit", "bob", "Ann"]),
        ("sort=nonsense", ["Tom", "Rex", "Kit", "Ann", "bob"]),
        ("limit=2&page=2", ["Kit", "Ann"]),
        ("limit=2&page=9", []),
    ],
)
def test_query_parameters_choose(full: Any, query: str, names: list[str]) -> None:
    assert _names(full.json("GET", f"/pets?{query}")) == names


def test_the_envelope_and_the_headers_speak_of_the_page(full: Any) -> None:
    found = full.ask("GET", "/v1/pets?limit=2&page=2&status=sold")
    body = found.json()

    assert (body["total"], body["has_more"], len(body["data"])) == (4, False, 2)
    assert body["next"] is None
    assert body["request_id"]
    assert found.header("x-total-count") == "4"
    assert '<http://shop/v1/pets?limit=2&status=sold&page=1>; rel="prev"' in found.header("link")


def test_the_next_page_is_where_the_body_says(full: Any) -> None:
    seen: list[str] = []
    target = "/pets?limit=2"
    while target:
        body = full.json("GET", target)
        seen += _names(body)
        parts = urlsplit(body["next"] or "")
        target = f"{parts.path}?{parts.query}" if body["next"] else ""

    assert seen == ["Tom", "Rex", "Kit", "Ann", "bob"]


_CURSORS = """
openapi: 3.0.3
info: {title: Lists, version: "1"}
paths:
  /things:
    get:
      parameters: [%s]
      responses:
        "200":
          description: things
          content:
            application/json:
              schema:
                type: object
                required: [items]
                properties: {items: {type: array, items: {$ref: "#/components/schemas/Thing"}}, %s}
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
      responses: {"201": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}}
    delete: {responses: {"204": {description: gone}}}
components:
  schemas:
    Thing: {type: object, required: [id], properties: {id: {type: string}, size: {type: integer}}}
"""

_LIMIT = "{name: limit, in: query, schema: {type: integer}}"


def _ids(body: Any) -> list[str]:
    return [thing["id"] for thing in body["items"]]


def _filled(client: Any, parameters: str, properties: str) -> Any:
    made = client(_CURSORS % (f"{_LIMIT}, {parameters}", properties))
    made.ask("PUT", "/__specforge/state", {"objects": {"/things": [{"id": letter} for letter in "abcde"]}})
    return made


@pytest.mark.parametrize(
    ("parameter", "field"),
    [
        ("starting_after", "next_cursor: {type: string}"),
        ("page_token", "nextPageToken: {type: string}"),
        ("cursor", "meta: {type: object, properties: {next_cursor: {type: string, nullable: true}}}"),
    ],
)
def test_cursors_lead_through_the_whole_list(client: Any, parameter: str, field: str) -> None:
    things = _filled(client, f"{{name: {parameter}, in: query, schema: {{type: string}}}}", field)
    seen: list[str] = []
    query = "limit=2"
    for _ in range(5):
        body = things.json("GET", f"/things?{query}")
        seen += _ids(body)
        token = {**body, **body.get("meta", {})}.get("next_cursor") or body.get("nextPageToken")
        if not token:
            break
        query = f"limit=2&{parameter}={token}"

    assert seen == ["a", "b", "c", "d", "e"]


def test_a_cursor_survives_that_its_thing_is_deleted(client: Any) -> None:
    things = _filled(client, "{name: cursor, in: query, schema: {type: string}}", "next: {type: string}")
    token = urlsplit(things.json("GET", "/things?limit=2")["next"])
    things.ask("DELETE", "/things/b")

    assert _ids(things.json("GET", f"/things?limit=2&cursor={token.path or token.query}"))


def test_an_offset_skips(client: Any) -> None:
    field = "count: {type: integer}"
    things = _filled(client, "{name: offset, in: query, schema: {type: integer}}", field)
    body = things.json("GET", "/things?limit=2&offset=3")

    assert (_ids(body), body["count"]) == (["d", "e"], 5)


@pytest.mark.parametrize("parameter", ["offset", "page"])
def test_a_page_of_no_size_has_no_neighbours(client: Any, parameter: str) -> None:
    fields = "next: {type: string, nullable: true}, has_more: {type: boolean}, count: {type: integer}"
    things = _filled(client, f"{{name: {parameter}, in: query, schema: {{type: integer}}}}", fields)

    body = things.json("GET", f"/things?limit=0&{parameter}=2")

    assert (_ids(body), body["next"], body["has_more"], body["count"]) == ([], None, False, 5)


def test_pages_are_counted_from_zero_where_the_document_does(client: Any) -> None:
    page = "{name: page, in: query, schema: {type: integer, default: 0}}"
    things = _filled(client, page, "totalPages: {type: integer}, last: {type: boolean}")

    assert _ids(things.json("GET", "/things?limit=2&page=0")) == ["a", "b"]
    assert things.json("GET", "/things?limit=2&page=2") == {"items": [{"id": "e"}], "totalPages": 3, "last": True}


def test_all_things_or_some_can_be_deleted_at_once(client: Any) -> None:
    size = "{name: size, in: query, schema: {type: integer}}"
    clearing = f"    delete: {{parameters: [{size}], responses: {{'204': {{description: gone}}}}}}"
    mock = client((_CURSORS % (_LIMIT, "")).replace("    post:", f"{clearing}\n    post:"))
    things = [{"id": letter, "size": number} for number, letter in enumerate("abca")][:3]
    mock.ask("PUT", "/__specforge/state", {"objects": {"/things": things}})

    assert mock.ask("DELETE", "/things?size=1").status == 204
    assert _ids(mock.json("GET", "/things")) == ["a", "c"]
    mock.ask("DELETE", "/things?unknown=1")
    assert _ids(mock.json("GET", "/things")) == ["a", "c"]
    mock.ask("DELETE", "/things")
    assert _ids(mock.json("GET", "/things")) == []


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("min_size=2", ["c", "d"]),
        ("sizeMax=1", ["a", "b"]),
        ("created_after=2024-01-02", ["c", "d"]),
        ("createdTo=2024-01-03&min_size=2", ["c"]),
        ("size%5Bgte%5D=1&size%5Blt%5D=3", ["b", "c"]),
    ],
)
def test_ranges_bound(client: Any, query: str, ids: list[str]) -> None:
    parameters = "".join(
        f", {{name: {name}, in: query, schema: {{type: {kind}}}}}"
        for name, kind in (
            ("min_size", "integer"),
            ("sizeMax", "integer"),
            ("created_after", "string"),
            ("createdTo", "string"),
        )
    )
    size = "{type: object, properties: {gte: {type: integer}, lt: {type: integer}}}"
    parameters += f", {{name: size, in: query, style: deepObject, schema: {size}}}"
    mock = client(
        (_CURSORS % (_LIMIT + parameters, "")).replace("size: {type", "createdAt: {type: string}, size: {type")
    )
    things = [{"id": letter, "size": n, "createdAt": f"2024-01-0{n + 1}"} for n, letter in enumerate("abcd")]
    mock.ask("PUT", "/__specforge/state", {"objects": {"/things": things}})

    assert _ids(mock.json("GET", f"/things?{query}")) == ids
