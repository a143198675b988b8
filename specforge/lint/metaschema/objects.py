"""The objects of OpenAPI as the metaschemas describe them: what they are called, and which fields they have."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from specforge.document.metaschemas import metaschema
from specforge.document.place import Tokens
from specforge.document.versions import Family

# Definitions of the metaschemas (without case and hyphens) and what we call the object.
_OBJECTS = {
    "info": "`info`",
    "contact": "`contact`",
    "license": "`license`",
    "server": "this server",
    "servervariable": "this server variable",
    "components": "`components`",
    "paths": "`paths`",
    "pathitem": "this path item",
    "operation": "this operation",
    "externaldocumentation": "`externalDocs`",
    "externaldocs": "`externalDocs`",
    "parameter": "this parameter",
    "bodyparameter": "this parameter",
    "nonbodyparameter": "this parameter",
    "requestbody": "this request body",
    "mediatype": "this media type",
    "encoding": "this encoding",
    "responses": "`responses`",
    "response": "this response",
    "callback": "this callback",
    "callbacks": "this callback",
    "example": "this example",
    "link": "this link",
    "header": "this header",
    "tag": "this tag",
    "schema": "this schema",
    "xml": "`xml`",
    "discriminator": "`discriminator`",
    "securityscheme": "this security scheme",
    "oauthflows": "`flows`",
    "securityrequirement": "this security requirement",
    "parameterlocation": "this parameter",
}
# The same for definitions that there are several of, by how their names end.
_FLOWS = ("implicit", "password", "clientcredentials", "authorizationcode", "deviceauthorization")
_ENDINGS = {"parametersubschema": "this parameter", "oauthflow": "this OAuth flow", "security": "this security scheme"}


def object_name(where: Tokens) -> str:
    """What the schema at ``where`` describes: "this operation", or "this object" for what has no name."""
    if not where:
        return "the document"
    names = [_object(part) for before, part in pairwise(where) if _is_section(before)]
    return next((name for name in reversed(names) if name), "this object")


def _object(definition: str) -> str | None:
    plain = definition.replace("-", "").lower()
    if plain in _FLOWS:
        return "this OAuth flow"
    if plain in _OBJECTS:
        return _OBJECTS[plain]
    if plain.endswith(("securityscheme", "oauth2security")):
        return "this security scheme"
    return next((name for ending, name in _ENDINGS.items() if plain.endswith(ending)), None)


def known_fields(family: Family, where: Tokens) -> dict[str, None]:
    """The fixed fields of the object whose definition is around ``where``, in whatever condition they are allowed."""
    root = metaschema(family)
    found: dict[str, None] = {}
    start = root
    for end in range(len(where), 1, -1):
        if _is_section(where[end - 2]) and _object(where[end - 1]):
            start = _at(root, where[:end])
            break
    _collect(root, start, found, set())
    return found


def _collect(root: Any, schema: Any, found: dict[str, None], seen: set[int]) -> None:
    if not isinstance(schema, dict) or id(schema) in seen:
        return
    seen.add(id(schema))
    found.update(dict.fromkeys(schema.get("properties", ())))
    for pattern in schema.get("patternProperties", ()):
        if match := re.fullmatch(r"\^\(([\w|]+)\)\$", pattern):
            found.update(dict.fromkeys(match[1].split("|")))
    reference = schema.get("$ref", "")
    parts = [_at(root, tuple(reference[2:].split("/")))] if reference.startswith("#/") else []
    for keyword in ("allOf", "anyOf", "oneOf"):
        parts += schema.get(keyword, ())
    parts += schema.get("dependentSchemas", {}).values()
    for part in (*parts, *(schema.get(keyword) for keyword in ("if", "then", "else"))):
        _collect(root, part, found, seen)


def _at(root: Any, where: Tokens) -> Any:
    for part in where:
        root = root.get(part) if isinstance(root, dict) else root[int(part)] if isinstance(root, list) else None
    return root


def _is_section(name: str) -> bool:
    return name in ("definitions", "$defs")
