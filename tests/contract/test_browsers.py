"""What browsers and caches rely on: preflights, origins, and HEAD."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from specforge.contract.check import CHECKS
from specforge.contract.run import run
from specforge.contract.settings import Settings
from specforge.contract.target import AppTarget, UrlTarget
from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.findings.model import Finding

NOTES = """\
openapi: 3.1.0
info: {title: Notes, version: "1"}
security: [{token: []}]
paths:
  /note:
    get:
      security: []
      responses:
        "200": {description: a note, content: {application/json: {schema: {type: object}}}}
    put:
      requestBody: {required: true, content: {application/json: {schema: {type: object}, example: {}}}}
      responses:
        "200": {description: changed, content: {application/json: {schema: {type: object}}}}
        "401": {description: who}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return load_text(NOTES, "notes.yaml")


def found(document: Document, target: Any, check: str) -> list[Finding]:
    settings = Settings(phases=("probes",), ignored_checks=frozenset(CHECKS) - {check}, include=("/note",))
    return run(document, target, settings).findings


class TestOrigins:
    """The middleware of Starlette is what most Python services have."""

    def messages(self, document: Document, **options: Any) -> list[str]:
        async def note(request: Request) -> Response:
            return JSONResponse({})

        app: Any = Starlette(routes=[Route("/note", note, methods=["GET", "PUT"])])
        if options:
            app = CORSMiddleware(app, **options)
        return [finding.message for finding in found(document, AppTarget(app), "cors")]

    @pytest.mark.parametrize(
        "options",
        [
            {},
            {"allow_origins": ["*"], "allow_methods": ["*"], "allow_headers": ["*"]},
            {"allow_origins": ["https://friend.example"], "allow_methods": ["GET"]},
            {"allow_origins": ["*"], "allow_methods": ["PUT"], "allow_headers": ["Authorization", "Content-Type"]},
        ],
    )
    def test_who_lets_in_all_or_nobody_is_left_in_peace(self, document: Document, options: dict[str, Any]) -> None:
        assert self.messages(document, **options) == []

    def test_a_method_that_is_not_allowed_is_found(self, document: Document) -> None:
        (message,) = self.messages(document, allow_origins=["*"], allow_methods=["GET"], allow_headers=["*"])
        assert "does not allow PUT" in message

    def test_a_header_that_is_not_allowed_is_found(self, document: Document) -> None:
        (message,) = self.messages(document, allow_origins=["*"], allow_methods=["PUT"], allow_headers=["X-A"])
        assert "Authorization" in message

    def test_everybody_with_credentials_is_found(self, document: Document) -> None:
        options = {"allow_origins": ["*"], "allow_credentials": True, "allow_methods": ["*"], "allow_headers": ["*"]}
        (message,) = self.messages(document, **options)
        assert message.startswith("any origin")

    def test_what_browsers_refuse_is_found(self, document: Document, make_app: Any, reply: Any) -> None:
        headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "true"}
        app = make_app(lambda request: reply(405 if request.method == "OPTIONS" else 200, {}, headers))
        (finding,) = found(document, AppTarget(app), "cors")
        assert "browsers refuse that" in finding.message

    def test_a_wildcard_does_not_cover_authorization(self, document: Document, make_app: Any, reply: Any) -> None:
        allowed = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}
        app = make_app(lambda request: reply(200, {}, {**allowed, "Access-Control-Allow-Methods": "*"}))
        (finding,) = found(document, AppTarget(app), "cors")
        assert "Authorization" in finding.message

    def test_a_preflight_that_wants_credentials_is_found(self, document: Document, make_app: Any, reply: Any) -> None:
        everywhere = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "authorization,content-type"}

        def answer(request: Any) -> Any:
            return reply(401 if request.method == "OPTIONS" else 200, {}, {**everywhere, **methods})

        methods = {"Access-Control-Allow-Methods": "PUT"}
        (finding,) = found(document, AppTarget(make_app(answer)), "cors")
        assert "a preflight is answered with 401" in finding.message


@contextmanager
def serving(head: bytes) -> Iterator[str]:
    """A server that answers HEAD with these bytes, and anything else with a note."""
    note = json.dumps({"text": "milk"}).encode()
    whole = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(note) + note
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                while request := connection.recv(65536):
                    connection.sendall(head if request.startswith(b"HEAD") else whole)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (OK + b"Content-Type: application/json\r\nContent-Length: 16\r\n\r\n", []),
        (OK + b"\r\n", []),
        (b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n", []),
        (OK + b"Content-Length: 0\r\n\r\n", ["Content-Length is 0"]),
        (OK + b"Content-Type: text/html\r\n\r\n", ["text/html"]),
        (b"HTTP/1.1 204 No Content\r\n\r\n", ["204"]),
        (OK + b'Content-Length: 16\r\n\r\n{"text": "milk"}', ["has a body"]),
    ],
)
def test_head_answers_as_get_does(document: Document, head: bytes, said: list[str]) -> None:
    with serving(head) as url:
        findings = found(document, UrlTarget(url), "head-differs")

    assert len(findings) == len(said)
    assert all(words in finding.message for finding, words in zip(findings, said, strict=True))
