"""unrecognized-format: what is no OpenAPI document, or of a version that does not exist."""

from __future__ import annotations

import json
from collections.abc import Iterator

from specforge.document.model import Document
from specforge.document.place import Place
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule

_KNOWN = "known are Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2"
_START = "an OpenAPI document starts with `openapi: 3.1.1`"
# Fields that give away what a file is instead.
_OTHERS = {
    "asyncapi": "this is an AsyncAPI document",
    "arazzo": "this is an Arazzo document",
    "overlay": "this is an OpenAPI Overlay document",
    "$schema": "this is a JSON Schema",
    "swaggerVersion": "this is a document of Swagger 1, which is not supported",
    "raml": "this is a RAML document",
}


@rule(
    "unrecognized-format",
    on="Document",
    severity=Severity.ERROR,
    origin="spectral:oas",
    structural=True,
    versions=(None,),
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """The file is no OpenAPI document, or of a version that does not exist."""
    value, place = document.node.value, document.place
    if not isinstance(value, dict):
        kind = "a list" if isinstance(value, list) else "a single value"
        yield Problem(f"an OpenAPI document is an object, but this is {kind}", place, help=_START)
        return
    field = next((name for name in ("openapi", "swagger") if name in value), None)
    if field is None:
        yield _foreign(value, place)
    else:
        message = f"`{field}: {_written(value[field])}` is not a version that exists"
        yield Problem(message, place.child(field), help=_KNOWN)


def _foreign(value: dict[str, object], place: Place) -> Problem:
    for name, sentence in _OTHERS.items():
        if name in value:
            return Problem(f"{sentence}, not an OpenAPI document", place.child(name, key=True), help=_START)
    return Problem("the `openapi` field with the version is missing", place, help=_START)


def _written(version: object) -> str:
    """As JSON writes it: ``null`` is no ``None``."""
    return version if isinstance(version, str) else json.dumps(version)[:80]
