"""Webhooks and callbacks: typed requests that a service sends."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import pytest

from tests.gen.conftest import Build, Built

PET = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "nick-name": {"type": "string"}}}
PARAMETERS = [
    {"name": "X-Signature", "in": "header", "required": True, "schema": {"type": "string"}},
    {"name": "tags", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
    {"name": "dry", "in": "query", "schema": {"type": "boolean"}},
]
CONTENT = {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}
SEND = {"requestBody": {"required": True, "content": CONTENT}, "responses": {"200": {"description": "ok"}}}
NOTE = {"requestBody": {"content": {"text/plain": {}}}, "responses": {"200": {"description": "ok"}}}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Hooks", "version": "1"},
    "paths": {
        "/subscriptions": {
            "post": {
                "operationId": "subscribe",
                "responses": {"201": {"description": "made"}},
                "callbacks": {
                    "onPet": {"{$request.body#/hooks/0/url}/pets?from={$request.query.from}": {"post": SEND}},
                    "onDone": {"$response.header.Location": {"put": NOTE}},
                },
            }
        }
    },
    "webhooks": {
        "new.pet": {"post": SEND | {"parameters": PARAMETERS, "summary": "A pet is there."}},
        "class": {"$ref": "#/components/pathItems/Both"},
    },
    "components": {"schemas": {"Pet": PET}, "pathItems": {"Both": {"put": NOTE, "delete": {"responses": {}}}}},
}


@pytest.fixture(scope="module")
def built(build: Build) -> Built:
    return build(json.dumps(DOCUMENT))


@pytest.fixture
def webhooks(built: Built) -> ModuleType:
    return built.module("generated.webhooks")


@pytest.fixture
def pet(built: Built) -> Any:
    return built.module("generated.models").Pet.model_validate({"id": 1, "nick-name": "Rex"})


def test_a_webhook_carries_its_payload_and_parameters(webhooks: ModuleType, pet: Any) -> None:
    request = webhooks.new_pet("https://a.test/hook?key=1", body=pet, x_signature="abc", tags=["x y", "z"], dry=True)

    assert (request.method, str(request.url)) == ("POST", "https://a.test/hook?key=1&tags=x+y&tags=z&dry=true")
    assert (request.headers["x-signature"], request.headers["content-type"]) == ("abc", "application/json")
    assert json.loads(request.content) == {"id": 1, "nick-name": "Rex"}


def test_what_is_not_given_is_not_sent(webhooks: ModuleType, pet: Any) -> None:
    request = webhooks.new_pet("https://a.test/hook", body=pet, x_signature="abc")

    assert str(request.url) == "https://a.test/hook"


def test_a_payload_that_breaks_the_contract_is_not_sent(webhooks: ModuleType) -> None:
    with pytest.raises(ValueError, match="id"):
        webhooks.new_pet("https://a.test/hook", body={"id": "x"}, x_signature="abc")


def test_methods_of_one_webhook_have_functions_of_their_own(webhooks: ModuleType) -> None:
    assert webhooks.class_put("https://a.test", body="text").content == b"text"
    assert webhooks.class_delete("https://a.test").method == "DELETE"


def test_a_callback_goes_where_the_exchange_says(built: Built, webhooks: ModuleType, pet: Any) -> None:
    exchange = built.module("generated.deliveries").Exchange(
        query={"from": 7},
        body={"hooks": [{"url": "https://b.test/in"}]},
        response_headers={"location": "https://c.test/done"},
    )

    assert str(webhooks.subscribe_on_pet(exchange, body=pet).url) == "https://b.test/in/pets?from=7"
    assert str(webhooks.subscribe_on_done(exchange).url) == "https://c.test/done"
    assert str(webhooks.subscribe_on_done("https://d.test").url) == "https://d.test"


@pytest.mark.parametrize("body", [{}, {"hooks": []}, {"hooks": {"0": 1}}, None, "text"])
def test_what_is_not_in_the_exchange_is_told(built: Built, webhooks: ModuleType, pet: Any, body: Any) -> None:
    exchange = built.module("generated.deliveries").Exchange(body=body, query={"from": 7})

    with pytest.raises(LookupError):
        webhooks.subscribe_on_pet(exchange, body=pet)


def test_a_document_without_them_has_no_such_module(build: Build) -> None:
    generated = build(json.dumps({key: value for key, value in DOCUMENT.items() if key == "openapi"} | {"paths": {}}))

    assert not any(file.path.endswith("webhooks.py") for file in generated.generated.files)
