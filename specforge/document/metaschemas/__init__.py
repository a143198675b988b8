"""Metaschemas: the published JSON Schemas of Swagger 2.0 and OpenAPI 3.0 to 3.2, with their known mistakes mended.

The schemas come with the package openapi-spec-validator. Only its data files are read: importing it takes longer
than linting a small document. Two files here add what the schemas of 3.1 and 3.2 leave open, the Schema Object.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from specforge.document.versions import Family

_PACKAGE = "openapi_spec_validator"
_OWN = Path(__file__).parent
_DIALECT_2020_12 = "https://json-schema.org/draft/2020-12/schema"


@cache
def metaschema(family: Family) -> dict[str, Any]:
    """The schema that a document of this family must fulfil. Not to be changed by the caller."""
    schema: dict[str, Any] = _read(_published() / f"v{family}" / "schema.json")
    if family == "2.0":
        _mend_2_0(schema["definitions"])
    if family == "3.0":
        _mend_3_0(schema["definitions"])
    if family in ("3.1", "3.2"):
        _mend_3_1(schema["$defs"])
        _close_schema_object(schema["$defs"], family)
    return schema


def _published() -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"the package {_PACKAGE} is not installed: its schemas are needed")
    return Path(spec.submodule_search_locations[0]) / "resources" / "schemas"


def _read(path: Path) -> Any:
    return orjson.loads(path.read_bytes())


def _mend_2_0(definitions: dict[str, Any]) -> None:
    """Security Scheme Object: the text requires the `scopes` of OAuth 2, the schema does not."""
    for name, definition in definitions.items():
        if name.startswith("oauth2") and "scopes" in definition.get("properties", ()):
            definition["required"] = [*definition["required"], "scopes"]


def _mend_3_0(definitions: dict[str, Any]) -> None:
    """JSON Schema (Wright 00, sections 5.23 and 5.24), to which OpenAPI 3.0 refers, wants at least one alternative."""
    keywords = definitions["Schema"]["properties"]
    for keyword in ("anyOf", "oneOf"):
        keywords[keyword]["minItems"] = 1


def _mend_3_1(definitions: dict[str, Any]) -> None:
    """Where the published schemas of 3.1 and 3.2 say something else than the text of the specification."""
    # Callback Object: extensions are allowed ("^x-"), but additionalProperties beside a $ref cannot see them.
    callbacks = definitions["callbacks"]
    callbacks.pop("$ref", None)
    callbacks["patternProperties"] = {"^x-": True}
    # Link Object: the field is called `server`; the schema of 3.1 calls it `body`.
    link = definitions["link"]["properties"]
    link.setdefault("server", link.pop("body", True))


def _close_schema_object(definitions: dict[str, Any], family: Family) -> None:
    """The schemas say "some dialect" where a Schema Object stands ($dynamicRef: #meta). The default dialect of OpenAPI
    is JSON Schema 2020-12 plus the vocabulary of OpenAPI (OpenAPI 3.1.1 section 4.8.24)."""
    definitions["oas-vocabulary"] = _read(_OWN / f"oas-{family}-vocabulary.json")
    definitions["schema"] = {
        "$dynamicAnchor": "meta",
        "type": ["object", "boolean"],
        "allOf": [{"$ref": _DIALECT_2020_12}, {"$ref": "#/$defs/oas-vocabulary"}],
    }
