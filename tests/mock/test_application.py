"""The mock as an application inside another one, for ASGI and WSGI."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from specforge import MockApplication
from specforge.document.load import load_text
from specforge.mock.settings import Settings

DOCUMENT = """\
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /books/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    put:
      parameters: [{name: X-Trace, in: header, required: true, schema: {type: integer}}]
      requestBody: {content: {application/json: {schema: {type: object, required: [title]}}}}
      responses:
        '200': {description: ok, content: {application/json: {example: {title: Emma}}}}
"""


@pytest.fixture
def mock() -> MockApplication:
    return MockApplication(load_text(DOCUMENT))


def over_asgi(mock: MockApplication, **options: Any) -> httpx.Response:
    async def run() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=mock), base_url="http://test") as client:
            return await client.request("PUT", "/books/a%20b", **options)

    return asyncio.run(run())


def over_wsgi(mock: MockApplication, **options: Any) -> httpx.Response:
    with httpx.Client(transport=httpx.WSGITransport(app=mock.wsgi), base_url="http://test") as client:
        return client.request("PUT", "/books/a%20b", **options)


@pytest.mark.parametrize("send", [over_asgi, over_wsgi])
class TestAnswers:
    """The same ones over both interfaces."""

    def test_a_good_request_gets_the_example(self, mock: MockApplication, send: Any) -> None:
        response = send(mock, json={"title": "Emma"}, headers={"X-Trace": "1"})

        assert (response.status_code, response.json()) == (200, {"title": "Emma"})
        assert response.headers["mocked-by"].startswith("specforge/")

    def test_a_broken_request_is_refused(self, mock: MockApplication, send: Any) -> None:
        assert send(mock, json={}, headers={"X-Trace": "1"}).status_code == 422
        assert send(mock, json={"title": "Emma"}, headers={"X-Trace": "x"}).status_code == 422
        assert send(mock, content=b"{", headers={"X-Trace": "1", "Content-Type": "application/json"}).status_code == 400

    def test_a_body_that_is_too_large_is_refused(self, send: Any) -> None:
        mock = MockApplication(load_text(DOCUMENT), Settings(max_body=10))

        assert send(mock, json={"title": "much too long"}, headers={"X-Trace": "1"}).status_code == 413


def test_the_document_is_read_when_the_first_request_comes(tmp_path: Path) -> None:
    path = tmp_path / "openapi.yaml"
    mock = MockApplication(path)
    path.write_text(DOCUMENT)

    assert over_wsgi(mock, json={"title": "Emma"}, headers={"X-Trace": "1"}).status_code == 200
