"""``--fallback mock``: what is not implemented answers as a mock of the contract, what is answers itself."""

from __future__ import annotations

import json
from typing import Any

import pytest

from specforge.document.load import load_text
from specforge.gen.run import generate
from specforge.gen.settings import Settings
from tests.gen.conftest import Build, Built

ERROR = {"type": "object", "required": ["code"], "properties": {"code": {"type": "integer"}}}
THING = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
OK = {"description": "ok", "content": {"application/json": {"schema": THING, "example": {"id": 7}}}}
BAD = {"description": "bad", "content": {"application/json": {"schema": ERROR, "example": {"code": 1}}}}


def operation(name: str, **more: Any) -> dict[str, Any]:
    return {"operationId": name, "tags": ["things"], "responses": {"200": OK, "400": BAD, "401": BAD}} | more


BODY = {"required": True, "content": {"application/json": {"schema": THING}}}
FORM = {"required": True, "content": {"multipart/form-data": {"schema": THING}}}
LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
DOCUMENT = json.dumps(
    {
        "openapi": "3.1.0",
        "info": {"title": "Half", "version": "1"},
        "servers": [{"url": "https://example.com/v1"}],
        "paths": {
            "/written": {"get": operation("written", parameters=[LIMIT])},
            "/things": {"post": operation("addThing", requestBody=BODY, parameters=[LIMIT])},
            "/forms": {"post": operation("addForm", requestBody=FORM)},
            "/safe": {"get": operation("safe", security=[{"token": []}])},
            "/open": {"get": operation("open", security=[{}])},
            "/plain": {"get": operation("plain", parameters=[LIMIT], responses={"200": OK})},
        },
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }
)


@pytest.fixture(scope="module")
def half(build: Build) -> Built:
    return build(DOCUMENT, fallback="mock")


@pytest.fixture
def send(half: Built, call: Any) -> Any:
    """Sends a request to an application in which one of the operations is written."""

    async def written(self: Any, *, limit: int | None) -> Any:
        return {"id": limit or 1}

    app = half.app(half.service("things", written=written))
    return lambda method, url, **options: call(app, method, url, **options)


@pytest.mark.parametrize("base", ["", "/v1"])
def test_what_is_written_answers_itself(send: Any, base: str) -> None:
    response = send("GET", f"{base}/written?limit=3")

    assert response.json() == {"id": 3}
    assert "mocked-by" not in response.headers


def test_its_refusals_are_its_own(send: Any) -> None:
    assert send("GET", "/written?limit=x").headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("base", ["", "/v1"])
def test_what_is_not_is_mocked_and_says_so(send: Any, base: str) -> None:
    for response in (
        send("POST", f"{base}/things", json={"id": 1}),
        send("POST", f"{base}/forms", files={"id": (None, "1")}),
        send("GET", f"{base}/safe", headers={"Authorization": "Bearer t"}),
        send("GET", f"{base}/open", headers={"Authorization": "Bearer t"}),
    ):
        assert (response.status_code, response.json()) == (200, {"id": 7})
        assert response.headers["mocked-by"].startswith("specforge/")


@pytest.mark.parametrize(
    ("method", "url", "options", "status"),
    [
        ("POST", "/things", {"json": {"id": "x"}}, 400),
        ("POST", "/things", {"content": b"{", "headers": {"Content-Type": "application/json"}}, 400),
        ("POST", "/things?limit=x", {"json": {"id": 1}}, 400),
        ("GET", "/safe", {}, 401),
    ],
)
def test_refusals_are_mocked_too_where_the_contract_has_some(
    send: Any, method: str, url: str, options: Any, status: int
) -> None:
    response = send(method, url, **options)

    assert (response.status_code, response.json()) == (status, {"code": 1})


def test_refusals_are_problems_where_it_has_none(send: Any) -> None:
    response = send("GET", "/plain?limit=x")

    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] == "limit"


def test_the_environment_switches_it_off(half: Built, call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPECFORGE_FALLBACK", "none")
    services = half.module("generated.services").Services()

    assert call(half.app(services), "GET", "/plain").status_code == 501


def test_nothing_of_it_is_generated_unasked() -> None:
    generated = generate(load_text(DOCUMENT), Settings(package="half"))

    assert not any("specforge.Mock" in file.text or "fallback" in file.path for file in generated.files)
