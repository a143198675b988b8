"""How long it takes to read a document of a few thousand lines, beside the libraries that people use for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from specforge.document.load import load, load_text
from specforge.document.parse import parse

SCHEMA = """\
    Model{n}:
      type: object
      description: "Model number {n}"
      required: [id, name]
      properties:
        id: {{type: integer, format: int64}}
        name: {{type: string, maxLength: 40}}
        next: {{$ref: '#/components/schemas/Model{next}'}}
        tags:
          type: array
          items:
            type: string
"""
COUNT = 1500


@pytest.fixture(scope="module")
def text() -> str:
    schemas = "".join(SCHEMA.format(n=n, next=(n + 1) % COUNT) for n in range(COUNT))
    return "openapi: 3.1.0\ninfo: {title: Bench, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n" + schemas


@pytest.mark.benchmark(group="parse YAML")
def test_parse(benchmark: Any, text: str) -> None:
    data = text.encode()

    parsed = benchmark(lambda: parse(data, "openapi.yaml"))

    assert len(parsed.value["components"]["schemas"]) == COUNT


@pytest.mark.benchmark(group="parse YAML")
def test_peer_pyyaml_c_safe_loader(benchmark: Any, text: str) -> None:
    value = benchmark.pedantic(lambda: yaml.load(text, yaml.CSafeLoader), rounds=3)

    assert len(value["components"]["schemas"]) == COUNT


@pytest.mark.benchmark(group="walk")
def test_walk(benchmark: Any, text: str) -> None:
    index = benchmark(lambda: load_text(text).index)

    assert len(index.references) == COUNT


@pytest.mark.benchmark(group="locate")
def test_locate_the_last_place(benchmark: Any, text: str) -> None:
    def locate() -> int:
        document = load_text(text)
        return document.node.place.child("components", "schemas", f"Model{COUNT - 1}").region.line

    assert benchmark(locate) > COUNT


@pytest.mark.benchmark(group="load")
def test_load_the_bookshop(benchmark: Any) -> None:
    bookshop = Path(__file__).parents[2] / "specs" / "bookshop"

    document = benchmark(lambda: load(bookshop))

    assert len(document.operations) > 10
