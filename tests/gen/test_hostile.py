"""Hostile documents: no text of an author becomes code, whatever it is and wherever it stands."""

from __future__ import annotations

import ast
import json
from typing import Any

import pytest
import yaml

from specforge.document.load import load_text
from specforge.gen.run import generate
from specforge.gen.settings import Settings
from tests.gen.conftest import Build

TEXTS = [
    '"""\nimport os\nraise SystemExit\n"""',
    "'''",
    "\\",
    "\\'",
    "{{ 7*7 }}",
    "{% raw %}",
    "\n\nx = 1",
    "#",
    "\u2028x",
    "): pass\nraise SystemExit\ndef f(",
    "*/ --> </script>",
    "\x00\x07",
]


def document(text: str) -> str:
    """A document that says ``text`` wherever it can."""
    schema = {
        "type": "object",
        "title": text,
        "description": text,
        "properties": {
            text: {"type": "string", "description": text, "default": text},
            "kind": {"type": "string", "enum": [text, "b"], "default": text},
        },
    }
    parameter = {"name": text, "in": "query", "description": text, "schema": {"type": "string", "default": text}}
    operation = {
        "operationId": text,
        "summary": text,
        "description": text,
        "tags": [text],
        "parameters": [parameter],
        "security": [{text: [text]}],
        "responses": {
            "200": {
                "description": text,
                "headers": {text: {"description": text, "schema": {"type": "string", "pattern": text}}},
                "content": {"application/json": {"schema": schema}, f"text/{text}": {"example": text}},
            }
        },
        "requestBody": {
            "description": text,
            "content": {
                "multipart/form-data": {"schema": schema, "encoding": {text: {"contentType": text, "style": text}}},
                text: {"schema": schema},
            },
        },
    }
    hook = {"post": operation | {"parameters": [parameter], "requestBody": {"content": {text: {"schema": schema}}}}}
    operation = operation | {"callbacks": {text: {text: hook}}}
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": text, "version": text, "description": text},
            "servers": [{"url": text, "description": text}],
            "tags": [{"name": text, "description": text}],
            "paths": {"/a": {"post": operation}, f"/{text}/{{{text}}}": {"get": {"responses": {}}}},
            "webhooks": {text: hook},
            "components": {
                "schemas": {"A": schema},
                "securitySchemes": {text: {"type": "apiKey", "in": "header", "name": text, "description": text}},
            },
        }
    )


@pytest.mark.parametrize("text", TEXTS[:3])
def test_in_a_client_and_around_a_container_it_is_only_text(text: str) -> None:
    files = generate(load_text(document(text)), Settings(("client", "docker"), "hostile")).files

    found = {file.path: file.text for file in files}
    for path, source in found.items():
        if path.endswith(".py"):
            assert not any(isinstance(node, ast.Raise) for node in ast.parse(source, path).body)
    assert all(line.startswith("#") or "=" in line or not line for line in found[".env.example"].splitlines())
    assert set(yaml.safe_load(found["compose.yaml"])["services"]) == {"app", "mock"}


@pytest.mark.parametrize("text", TEXTS)
def test_the_application_starts_and_the_text_is_only_text(build: Build, text: str) -> None:
    built = build(document(text))

    app: Any = built.app()
    model = built.module("generated.models").A

    assert app.title == text
    assert model().model_dump(by_alias=True)[text] == text
