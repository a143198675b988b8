"""Paths that have the path of the server in them already: real documents say it twice, and clients once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.gen.conftest import Build
from tests.gen.frameworks import NAMES, Framework


def operation(name: str) -> dict[str, Any]:
    return {"operationId": name, "responses": {"204": {"description": "done"}}}


DOCUMENT = json.dumps(
    {
        "openapi": "3.1.0",
        "info": {"title": "Twice", "version": "1"},
        "servers": [{"url": "https://example.com/v1"}],
        "paths": {"/v1/reports": {"get": operation("reports")}, "/plain": {"get": operation("plain")}},
    }
)
PATHS = ("/v1/reports", "/v1/v1/reports", "/plain", "/v1/plain")


@pytest.mark.parametrize("path", PATHS)
def test_fastapi_serves_both_forms(build: Build, call: Any, path: str) -> None:
    assert call(build(DOCUMENT).app(), "GET", path).status_code == 501


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", NAMES)
def test_other_frameworks_do_so_too(build: Build, name: str, path: str) -> None:
    assert Framework(name, build(DOCUMENT, name)).send("GET", path).status_code == 501


@pytest.mark.parametrize("name", ["fastapi", *NAMES])
@pytest.mark.parametrize("path", ["/v1", "/v1/other", "/v1/v1/plain", "/v1/v1/v1/reports"])
def test_and_no_other_path(build: Build, call: Any, name: str, path: str) -> None:
    built = build(DOCUMENT, name)
    response = call(built.app(), "GET", path) if name == "fastapi" else Framework(name, built).send("GET", path)

    assert response.status_code == 404
