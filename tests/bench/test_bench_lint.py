"""How long it takes to lint a document of a few hundred operations, and how long when it breaks its metaschema."""

from __future__ import annotations

from typing import Any

import pytest

from specforge.document.load import load_text
from specforge.lint.engine import lint

PATH = """\
  /things{n}/{{id}}:
    get:
      operationId: get{n}
      tags: [things]
      description: One thing
      parameters:
        - {{name: id, in: path, required: true, schema: {{type: integer, example: 1}}}}
      responses:
        "200":
          description: The thing
          content:
            application/json:
              schema: {{$ref: '#/components/schemas/Thing{n}'}}
              example: {{id: 1, name: a}}
        4XX:
          description: A refusal
"""
SCHEMA = """\
    Thing{n}:
      type: object
      required: [id, name]
      properties:
        id: {{type: integer}}
        name: {{type: string, maxLength: 40}}
        next: {{$ref: '#/components/schemas/Thing{next}'}}
"""
COUNT = 300


@pytest.fixture(scope="module")
def text() -> str:
    paths = "".join(PATH.format(n=n) for n in range(COUNT))
    schemas = "".join(SCHEMA.format(n=n, next=(n + 1) % COUNT) for n in range(COUNT))
    info = "openapi: 3.0.4\ninfo: {title: Bench, version: '1', contact: {name: N}}\n"
    return f"{info}paths:\n{paths}components:\n  schemas:\n{schemas}"


@pytest.mark.benchmark(group="lint")
def test_clean_document(benchmark: Any, text: str) -> None:
    findings = benchmark(lambda: lint(load_text(text)))

    assert findings == []


@pytest.mark.benchmark(group="lint")
def test_document_with_an_error_in_every_operation(benchmark: Any, text: str) -> None:
    broken = text.replace("in: path", "in: paht")

    findings = benchmark.pedantic(lambda: lint(load_text(broken)), rounds=3)

    assert len([finding for finding in findings if finding.rule == "oas3-schema"]) == COUNT
