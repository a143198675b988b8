"""The requests of a document as one plain OpenAPI 3.1 document, for libraries that validate by a document.

Whatever the version, the dialect and the files of the original: here every parameter has a schema, every schema is JSON
Schema 2020-12 in which requests need no ``readOnly`` property, every reference leads to ``#/components/schemas``, and
what such libraries stumble over (formats they do not know, patterns that Python cannot compile) is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from specforge.document.model import Document, MediaType, Operation, Schema
from specforge.document.operation import Parameter as ParameterView
from specforge.gen.keywords import FORMATS, plain
from specforge.gen.plan import Body, Parameter
from specforge.values.check import SchemaChecker
from specforge.values.mediatypes import is_json

_WORDS = """
additionalProperties contains else if items not propertyNames then unevaluatedItems unevaluatedProperties
"""
_SINGLES = frozenset(_WORDS.split())
_LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_MAPS = frozenset({"dependentSchemas", "patternProperties", "properties"})
_LOCATIONS = frozenset({"path", "query", "header", "cookie"})


class RequestContract:
    """Collects the requests of one document's operations."""

    def __init__(self, document: Document, checker: SchemaChecker) -> None:
        self._document = document
        self._checker = checker
        self._paths: dict[str, dict[str, Any]] = {}
        self._schemas: dict[str, Any] = {}

    def add(self, operation: Operation, parameters: Iterable[Parameter], body: Body | None) -> None:
        """An operation, as far as its parameters and its body were planned."""
        views = {(view.name, view.location): view for view in operation.parameters}
        described = [
            self._parameter(one, views[one.name, one.location]) for one in parameters if one.location in _LOCATIONS
        ]
        item: dict[str, Any] = {"parameters": described} if described else {}
        if body is not None and operation.request_body is not None:
            content = self._content(operation.request_body.content.values())
            item["requestBody"] = {"required": body.required, "content": content}
        item["responses"] = {"default": {"description": "see the source document"}}
        self._paths.setdefault(operation.path, {})[operation.method] = item

    @property
    def text(self) -> str:
        """The document as JSON."""
        whole = {
            "openapi": "3.1.0",
            "info": {"title": self._document.title, "version": self._document.api_version},
            "paths": self._paths,
            "components": {"schemas": self._schemas},
        }
        try:
            return json.dumps(whole, indent=2, allow_nan=False)
        except ValueError:
            return json.dumps(plain(whole), indent=2)

    def _parameter(self, planned: Parameter, view: ParameterView) -> dict[str, Any]:
        media = next(iter(view.content.values()), None)
        schema = media.schema if media is not None else view.schema
        described: dict[str, Any] = {"name": planned.name, "in": planned.location}
        described |= {"required": True} if planned.required else {}
        if media is None:
            described |= {"style": planned.style, "explode": planned.explode}
        return described | {"schema": self._schema(schema)}

    def _content(self, media_types: Iterable[MediaType]) -> dict[str, Any]:
        """JSON with its schema; of other bodies only the media type: the generated package reads and validates them."""
        content: dict[str, Any] = {}
        for media in media_types:
            name = media.name.partition(";")[0].strip().lower()
            has_schema = is_json(media.name) and media.schema is not None
            content.setdefault(name, {"schema": self._schema(media.schema)} if has_schema else {})
        return content

    def _schema(self, schema: Schema | None) -> Any:
        if schema is None:
            return {}
        program = self._checker.compile(schema, "request").program
        for name in program.closure:
            if name not in self._schemas:
                self._schemas[name] = {}
                self._schemas[name] = _rewritten(program.definitions[name].schema)
        return {"$ref": f"#/components/schemas/{program.root}"}


def _rewritten(schema: Any) -> Any:
    """The same schema with references to components, and without what Python's validators cannot use."""
    if not isinstance(schema, Mapping):
        return schema
    kept: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword == "$ref":
            kept[keyword] = value.replace("#/$defs/", "#/components/schemas/", 1)
        elif keyword in _SINGLES:
            kept[keyword] = _rewritten(value)
        elif keyword in _LISTS:
            kept[keyword] = [_rewritten(item) for item in value]
        elif keyword in _MAPS:
            kept[keyword] = _rewritten_map(keyword, value)
        elif _is_usable(keyword, value):
            kept[keyword] = value
    return kept


def _rewritten_map(keyword: str, schemas: Mapping[str, Any]) -> dict[str, Any]:
    is_by_pattern = keyword == "patternProperties"
    return {name: _rewritten(value) for name, value in schemas.items() if not is_by_pattern or _compiles(name)}


def _is_usable(keyword: str, value: Any) -> bool:
    if keyword == "format":
        return value in FORMATS
    return keyword != "pattern" or _compiles(value)


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return True
