"""Which resources a document describes."""

from __future__ import annotations

from typing import Any

import pytest

from specforge.document.load import load_text
from specforge.values.resources.model import Recognised
from specforge.values.resources.recognise import recognise
from specforge.values.resources.shapes import Shapes

_HEAD = 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\n'
_THING = "components: {schemas: {Thing: {type: object, properties: {id: {type: integer}, name: {type: string}}}}}\n"
_ONE = "{'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}"
_MANY = (
    "{'200': {description: ok, content: {application/json: "
    "{schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}}}}}"
)
_BODY = "{content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}"


def _recognised(paths: str) -> Recognised:
    text = paths.replace("ONE", _ONE).replace("MANY", _MANY).replace("BODY", _BODY)
    return recognise(load_text(f"{_HEAD}paths:\n{text}\n{_THING}"), Shapes())


def _roles(paths: str) -> dict[str, dict[str, str]]:
    return {
        resource.name: {role.value: operation.label for role, operation in resource.operations.items()}
        for resource in _recognised(paths).resources
    }


def _parameter(name: str) -> str:
    return f"parameters: [{{name: {name}, in: path, required: true, schema: {{type: string}}}}]"


_COLLECTION = "  /things: {get: {responses: MANY}, post: {requestBody: BODY, responses: ONE}}\n"
_ITEM = f"  /things/{{id}}: {{{_parameter('id')}, get: {{responses: ONE}}, delete: {{responses: {{}}}}}}\n"


def test_a_collection_and_its_items() -> None:
    assert _roles(_COLLECTION + _ITEM) == {
        "/things": {
            "list": "GET /things",
            "create": "POST /things",
            "read": "GET /things/{id}",
            "delete": "DELETE /things/{id}",
        }
    }


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        # A list that cannot be added to, and a thing whose id nobody can know, stay with the document.
        ("  /things: {get: {responses: MANY}}\n", []),
        (_ITEM, []),
        (_COLLECTION, ["/things"]),
        ("  /me: {get: {responses: ONE}, put: {requestBody: BODY, responses: ONE}}\n", ["/me"]),
        ("  /me: {get: {responses: ONE}}\n", []),
        (_COLLECTION.replace("/things", "/things.json") + _ITEM.replace("{id}:", "{id}.json:"), ["/things"]),
        (_COLLECTION + _ITEM.replace("/things/", "/thing/"), ["/things"]),
        (_COLLECTION + _ITEM + "  /things/{id}/feed: {post: {responses: ONE}}\n", ["/things"]),
    ],
)
def test_what_is_a_resource(paths: str, names: list[str]) -> None:
    assert list(_roles(paths)) == names


def test_a_list_elsewhere_shows_the_same_things() -> None:
    elsewhere = _COLLECTION.replace("/things", "/boxes/{boxId}/things").replace(
        "{get", "{" + _parameter("boxId") + ", get"
    )
    found = _recognised(elsewhere + _ITEM)

    assert [resource.name for resource in found.resources] == ["/things"]
    assert found.actions["GET /boxes/{boxId}/things"].is_window


@pytest.mark.parametrize(
    ("parameter", "properties", "name"),
    [
        ("petId", "id, name", "id"),
        ("pet_name", "id, name", "name"),
        ("id", "petId, name", "petId"),
        ("username", "id, username", "username"),
        ("AccountSid", "sid, status", "sid"),
        ("pet", "uuid, status", "uuid"),
        ("pet", "status", None),
    ],
)
def test_the_property_that_is_the_id(parameter: str, properties: str, name: str | None) -> None:
    schema = ", ".join(f"{each}: {{type: string}}" for each in properties.split(", "))
    content = f"{{application/json: {{schema: {{type: object, properties: {{{schema}}}}}}}}}"
    one = f"responses: {{'200': {{description: ok, content: {content}}}}}"
    written = f"get: {{{one}}}, put: {{requestBody: {{content: {content}}}, {one}}}"
    item = f"  /pets/{{{parameter}}}: {{{_parameter(parameter)}, {written}}}"

    assert [resource.id_name for resource in _recognised(item).resources] == [name]


def test_links_say_what_the_id_is() -> None:
    linked = _ONE.replace(
        "{description: ok,",
        "{description: ok, links: {it: {operationId: get, parameters: {id: '$response.body#/name'}}},",
    )
    paths = f"  /things: {{post: {{requestBody: BODY, responses: {linked}}}}}\n" + _ITEM.replace(
        "get: {", "get: {operationId: get, "
    )

    assert [resource.id_name for resource in _recognised(paths).resources] == ["name"]


@pytest.mark.parametrize("value", ["false", "{name: stuff, id: name}", "stuff", "7", "null", "[]"])
def test_the_document_has_the_last_word(value: str) -> None:
    paths = _COLLECTION + _ITEM.replace("{para", f"{{x-specforge-resource: {value}, para")
    found = [(resource.name, resource.id_name) for resource in _recognised(paths).resources]

    expected: Any = {"false": [("/things", "id")], "{name: stuff, id: name}": [("stuff", "name")]}
    assert found == expected.get(value, [("stuff", "id")] if value == "stuff" else [("/things", "id")])


@pytest.mark.parametrize(
    "paths",
    [
        "  /a: null",
        "  /a/{b}: {get: 7, put: {responses: []}}\n  /a: {get: {responses: {200: null}}, post: []}",
        "  /{a}{b}/{c}: {get: {responses: ONE}, put: {requestBody: 3, responses: ONE}}",
        "  /{}: {put: {responses: ONE}, get: {responses: ONE}}",
        "  /a/{b: {put: {responses: ONE}}\n  '/a?x={y}': {put: {}}\n  '': {put: {}}\n  /: {get: {}, put: {}}",
        "  /a/{b}: {put: {responses: {'200': {content: {application/json: {schema: {$ref: '#/nowhere'}}}}}}}",
    ],
)
def test_odd_documents_are_borne(paths: str) -> None:
    assert _recognised(paths) is not None


def test_schemas_that_contain_themselves_are_borne() -> None:
    text = _HEAD + (
        "paths:\n  /a/{id}: {put: {responses: {'200': {description: ok, content: {application/json: {schema: "
        "{$ref: '#/components/schemas/A'}}}}}}}\n"
        "components: {schemas: {A: {allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}, "
        "B: {properties: {a: {$ref: '#/components/schemas/A'}, items: {$ref: '#/components/schemas/B'}}}}}\n"
    )

    assert len(recognise(load_text(text), Shapes()).resources) == 1
