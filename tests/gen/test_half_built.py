"""A service of which nothing is written keeps its contract, answered by the mock: `specforge test` finds no error."""

from __future__ import annotations

import json
from typing import Any

import pytest

from specforge.contract.run import run
from specforge.contract.settings import Settings
from specforge.contract.target import AppTarget
from specforge.document.load import load_text
from specforge.findings.model import Severity
from tests.gen.conftest import Build
from tests.gen.frameworks import NAMES, Framework

ERROR = {"type": "object", "required": ["code"], "properties": {"code": {"type": "integer"}}}
ITEM = {
    "type": "object",
    "required": ["id", "kind"],
    "properties": {"id": {"type": "integer", "minimum": 1}, "kind": {"enum": ["pen", "ink"]}},
}
LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1}}
BODY = {"required": True, "content": {"application/json": {"schema": ITEM}}}


def answer(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "told", "content": {"application/json": {"schema": schema}}}


def operation(name: str, success: dict[str, Any], **more: Any) -> dict[str, Any]:
    refusals = {status: answer(ERROR) for status in ("400", "404")}
    return {"operationId": name, "tags": ["items"], "responses": {"200": success} | refusals} | more


# One path says the base path once more, as those of real documents do.
DOCUMENT = json.dumps(
    {
        "openapi": "3.1.0",
        "info": {"title": "Items", "version": "1"},
        "servers": [{"url": "https://example.com/v1"}],
        "paths": {
            "/v1/items": {
                "get": operation("list", answer({"type": "array", "items": ITEM}), parameters=[LIMIT]),
                "post": operation("add", answer(ITEM), requestBody=BODY),
            },
            "/items/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
                "get": operation("get", answer(ITEM)),
            },
        },
    }
)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["fastapi", *NAMES])
def test_it_passes_the_contract_test(build: Build, name: str) -> None:
    framework = Framework(name, build(DOCUMENT, name, fallback="mock"))
    services = framework.built.module("generated.services").Services()
    settings = Settings(seed=1, max_examples=3, phases=("examples", "coverage", "fuzzing"))

    with framework.running(services) as app:
        result = run(load_text(DOCUMENT), AppTarget(app), settings)

    assert result.summary["operations_tested"] == 3
    assert [finding.message for finding in result.findings if finding.severity is Severity.ERROR] == []
