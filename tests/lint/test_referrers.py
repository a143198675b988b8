"""A finding in another file tells who refers to that."""

from __future__ import annotations

from pathlib import Path

import pytest

from specforge.document.load import load
from specforge.findings.model import Finding
from specforge.lint.engine import lint
from specforge.lint.settings import LintSettings

ROOT = """\
openapi: 3.0.4
info: {title: T, version: "1"}
paths:
  /a: {$ref: "a.yaml#/item"}
  /b: {$ref: "a.yaml#/item"}
components:
  schemas: {A: {type: array}, B: {$ref: "schemas/b.yaml"}}
"""


@pytest.fixture
def findings(tmp_path: Path) -> dict[str, Finding]:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "openapi.yaml").write_text(ROOT)
    (tmp_path / "a.yaml").write_text("item:\n  get:\n    responses: {}\n")
    (tmp_path / "schemas" / "b.yaml").write_text("properties:\n  c: {type: array}\n")
    settings = LintSettings(select=("array-items", "operation-tags"))
    return {f.place.file.rpartition("/")[2]: f for f in lint(load(tmp_path / "openapi.yaml"), settings)}


def test_the_nearest_reference_is_named(findings: dict[str, Finding]) -> None:
    [related] = findings["b.yaml"].related

    assert related.message == "referenced from here"
    assert related.place.pointer == "/components/schemas/B/$ref"


def test_of_several_references_the_first_is_named_and_the_others_counted(findings: dict[str, Finding]) -> None:
    [related] = findings["a.yaml"].related

    assert related.message == "referenced from here, and 1 more time"
    assert related.place.pointer == "/paths/~1a/$ref"


def test_in_the_file_of_the_document_nothing_is_added(findings: dict[str, Finding]) -> None:
    assert findings["openapi.yaml"].related == ()
