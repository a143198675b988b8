"""Small documents around one or a few schemas."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from specforge.document.load import load_text
from specforge.document.model import Document, Parameter, Schema
from specforge.values.check import CompiledSchema, SchemaChecker


def _document(schemas: dict[str, Any], version: str = "3.1.0", **rest: Any) -> Document:
    content: dict[str, Any] = {"info": {"title": "t", "version": "1"}, "paths": {}, **rest}
    if version == "2.0":
        content |= {"swagger": version, "definitions": schemas}
    else:
        content |= {"openapi": version, "components": {"schemas": schemas}}
    return load_text(json.dumps(content), "api.json")


@pytest.fixture
def document_of() -> Callable[..., Document]:
    return _document


@pytest.fixture
def schema_of() -> Callable[..., Schema]:
    """The schema called ``S`` of a document; keyword arguments are further schemas."""

    def make(schema: Any, version: str = "3.1.0", **others: Any) -> Schema:
        document = _document({"S": schema, **others}, version)
        return document.schemas["S"]

    return make


@pytest.fixture
def compiled() -> Callable[..., CompiledSchema]:
    """The schema called ``S``, compiled for a direction."""

    def make(schema: Any, version: str = "3.1.0", direction: Any = None, **others: Any) -> CompiledSchema:
        document = _document({"S": schema, **others}, version)
        return SchemaChecker(document).compile(document.schemas["S"], direction)

    return make


@pytest.fixture
def parameter_of() -> Callable[..., Parameter]:
    def make(**fields: Any) -> Parameter:
        version = fields.pop("version", "3.2.0")
        operation = {"parameters": [fields], "responses": {"200": {"description": "ok"}}}
        return _document({}, version, paths={"/x": {"get": operation}}).operations[0].parameters[0]

    return make
