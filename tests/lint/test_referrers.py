"""A finding in another file tells who refers to that."""

from __future__ import annotations

from pathlib import Path

import pytest

from specforge.document.load import load
from specforge.findings.model import Finding
from specforge.lint.engine import lint
from specforge.lint.referrers import REFERENCED
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


ONE_USE = """\
openapi: 3.1.1
info: {title: T, version: '1'}
paths:
  /a:
    get:
      responses:
        '200':
          description: d
          content: {a/b: {schema: {$ref: 'schemas.yaml#/Book'}}}
components:
  schemas:
    Here: {type: string, enum: [1]}
"""


@pytest.mark.parametrize(
    ("schemas", "line"),
    [
        ("Book: {type: string, enum: [1]}\n", 9),
        ("Book: {properties: {a: {type: string, enum: [1]}}}\n", 9),
        ("Book: {$ref: '#/Page'}\nPage: {type: string, enum: [1]}\n", 9),
        ("Book: {items: {$ref: '#/Book'}, properties: {a: {type: string, enum: [1]}}}\n", 9),
        ("Book: {anyOf: [{$ref: '#/One'}]}\nOne: {anyOf: [{$ref: '#/Two'}]}\nTwo: {type: string, enum: [1]}\n", 9),
    ],
    ids=["the target", "below it", "a chain", "a ring", "a longer chain"],
)
def test_the_reference_that_enters_the_file(tmp_path: Path, schemas: str, line: int) -> None:
    (tmp_path / "openapi.yaml").write_text(ONE_USE)
    (tmp_path / "schemas.yaml").write_text(schemas)

    here, there = lint(load(tmp_path / "openapi.yaml"), LintSettings(select=("typed-enum",)))

    assert here.related == ()
    assert [(one.message, one.place.file[-12:], one.place.region.line) for one in there.related] == [
        (REFERENCED, "openapi.yaml", line)
    ]


def test_the_nearest_of_several_files(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text(ONE_USE)
    (tmp_path / "schemas.yaml").write_text("Book:\n  items: {$ref: deep.yaml}\n")
    (tmp_path / "deep.yaml").write_text("type: string\nenum: [1]\n")

    there, _ = lint(load(tmp_path / "openapi.yaml"), LintSettings(select=("typed-enum",)))

    (one,) = there.related
    assert (one.place.file[-12:], one.place.region.line) == ("schemas.yaml", 2)


class TestOfTwoPathsThatShareAFile:
    """What is wrong under one path only is told of that path."""

    @pytest.fixture
    def shared(self, tmp_path: Path) -> list[Finding]:
        paths = "paths:\n  /a/{id}: {$ref: item.yaml}\n  /b/{name}: {$ref: item.yaml}\n"
        (tmp_path / "openapi.yaml").write_text(f'openapi: 3.1.1\ninfo: {{title: T, version: "1"}}\n{paths}')
        (tmp_path / "item.yaml").write_text(
            "get:\n  operationId: read\n  parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n"
        )
        settings = LintSettings(select=("path-params", "operation-operationId-unique"))
        return lint(load(tmp_path / "openapi.yaml"), settings)

    def test_operation_and_reference_are_those_of_the_path(self, shared: list[Finding]) -> None:
        told = {
            (finding.operation, related.place.pointer)
            for finding in shared
            if finding.rule == "path-params"
            for related in finding.related
        }

        assert told == {("GET /b/{name}", "/paths/~1b~1{name}/$ref")}

    def test_a_name_that_both_use_shows_both_references(self, shared: list[Finding]) -> None:
        [finding] = [finding for finding in shared if finding.rule == "operation-operationId-unique"]

        assert (finding.operation, finding.message) == (
            "GET /b/{name}",
            "operationId `read` is already that of GET /a/{id}",
        )
        assert [related.place.pointer for related in finding.related] == [
            "/paths/~1a~1{id}/$ref",
            "/paths/~1b~1{name}/$ref",
        ]
