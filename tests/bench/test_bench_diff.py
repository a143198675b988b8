"""How long it takes to compare two versions of a large document, by how much of it has changed."""

from __future__ import annotations

import copy
from typing import Any

import orjson
import pytest

from specforge.diff.engine import compare
from specforge.document.load import load_text

OPERATIONS, SCHEMAS = 1000, 100
CHANGED = 30
Api = dict[str, Any]


@pytest.fixture(scope="module")
def api() -> Api:
    """Operations with a parameter each, which share schemas that refer to each other in a circle."""
    paths = {f"/things{n}": {"get": operation(n)} for n in range(OPERATIONS)}
    schemas = {f"Thing{n}": schema(n) for n in range(SCHEMAS)}
    info = {"title": "Bench", "version": "1.0.0"}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": schemas}}


def operation(n: int) -> Api:
    thing = {"schema": {"$ref": f"#/components/schemas/Thing{n % SCHEMAS}"}}
    return {
        "parameters": [{"name": "text", "in": "query", "schema": {"type": "string", "maxLength": 100}}],
        "responses": {"200": {"description": "The thing", "content": {"application/json": thing}}},
    }


def schema(n: int) -> Api:
    following = {"$ref": f"#/components/schemas/Thing{(n + 1) % SCHEMAS}"}
    return {"type": "object", "properties": {"name": {"type": "string", "maxLength": 40}, "next": following}}


def edited(api: Api) -> Api:
    """A copy with parameters narrowed and operations removed."""
    copied = copy.deepcopy(api)
    for n in range(CHANGED):
        copied["paths"][f"/things{n}"]["get"]["parameters"][0]["schema"]["maxLength"] = 50
        del copied["paths"][f"/things{OPERATIONS - 1 - n}"]
    return copied


@pytest.mark.benchmark(group="diff")
@pytest.mark.parametrize("is_edited", [False, True], ids=["nothing changed", "a little changed"])
def test_large_document(benchmark: Any, api: Api, is_edited: bool) -> None:
    old, new = (orjson.dumps(side).decode() for side in (api, edited(api) if is_edited else api))

    changes = benchmark(lambda: compare(load_text(old), load_text(new)))

    assert len(changes) == (2 * CHANGED if is_edited else 0)


@pytest.mark.benchmark(group="diff")
def test_change_that_every_operation_shares(benchmark: Any, api: Api) -> None:
    copied = copy.deepcopy(api)
    copied["components"]["schemas"]["Thing0"]["properties"]["name"]["maxLength"] = 50
    old, new = (orjson.dumps(side).decode() for side in (api, copied))

    changes = benchmark(lambda: compare(load_text(old), load_text(new)))

    assert [change.id for change in changes] == ["response-property-max-length-increased"]
