"""Which operations differ from what they were, with all they refer to."""

from __future__ import annotations

import pytest

from specforge.contract.selection.changes import changed_operations
from specforge.document.load import load_text

BEFORE = """\
openapi: 3.1.0
info: {title: t, version: "1"}
security: [{token: []}]
paths:
  /a:
    get: {responses: {"200": {$ref: "#/components/responses/A"}}}
    post: {security: [], responses: {"200": {description: ok}}}
  /b:
    parameters: [{$ref: "#/components/parameters/P"}]
    get: {security: [], responses: {"200": {description: ok}}}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  parameters: {P: {name: p, in: query, schema: {type: integer}}}
  responses: {A: {description: a, content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}}
  schemas: {A: {type: array, items: {$ref: "#/components/schemas/B"}}, B: {type: string}}
"""


@pytest.mark.parametrize(
    ("old", "new", "labels"),
    [
        ("title: t", "title: u", set()),
        ("B: {type: string}", "B: {type: string, maxLength: 9}", {"GET /a"}),
        ("schema: {type: integer}", "schema: {type: string}", {"GET /b"}),
        ("scheme: bearer", "scheme: basic", {"GET /a"}),
        ("security: [{token: []}]", "security: []", {"GET /a"}),
        ("  /b:\n", "  /c:\n", {"GET /c"}),
        ("post: {security: [],", "post: {", {"POST /a"}),
        ('parameters: [{$ref: "#/components/parameters/P"}]', "servers: []", {"GET /b"}),
    ],
)
def test_changes(old: str, new: str, labels: set[str]) -> None:
    assert old in BEFORE

    assert changed_operations(load_text(BEFORE.replace(old, new)), load_text(BEFORE)) == labels


def test_there_was_no_document() -> None:
    assert changed_operations(load_text(BEFORE), None) == {"GET /a", "POST /a", "GET /b"}
