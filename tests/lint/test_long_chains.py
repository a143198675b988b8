"""Schemas that build on each other for hundreds of levels are checked in a time that grows with their number."""

from __future__ import annotations

import json
from typing import Any

import pytest

from specforge.document.load import load_text
from specforge.lint.about import examples
from specforge.lint.engine import lint
from specforge.lint.settings import LintSettings


def chain(levels: int) -> str:
    schemas: dict[str, Any] = {}
    for level in range(levels):
        name = f"p{level}"
        own = {"type": "object", "required": [name], "properties": {name: {"type": "integer"}}}
        further = [{"$ref": f"#/components/schemas/S{level + 1}"}] if level + 1 < levels else []
        schemas[f"S{level}"] = {"allOf": [*further, own], "example": {name: "x"}}
    document = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {}}
    return json.dumps(document | {"components": {"schemas": schemas}})


@pytest.mark.parametrize("most", [examples._MOST_STEPS, 100], ids=["all errors", "the first error"])
def test_every_example_has_one_finding(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examples, "_MOST_STEPS", most)
    findings = lint(load_text(chain(60)), LintSettings(select=("oas3-valid-schema-example",)))

    assert len(findings) == 60
    assert all(finding.message.startswith("the example breaks its schema: ") for finding in findings)
