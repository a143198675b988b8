"""The mock as an application inside another one: what a half-built service answers with until it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from specforge.document.load import load
from specforge.document.model import Document
from specforge.mock.diagnostic import Diagnostic
from specforge.mock.http import App, Message, Receive, Send
from specforge.mock.message import MARK, Reply, Request
from specforge.mock.pipeline import Pipeline, stages_of
from specforge.mock.problem import Kind, Problem
from specforge.mock.secure import OPEN, Guards
from specforge.mock.settings import Settings

StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class MockApplication:
    """Answers any request as a mock of a document, without a server of its own.

    It is an ASGI application; ``wsgi`` is the same one for WSGI. The document is read when the first request comes:
    only then does one that cannot be read raise InputError.
    """

    def __init__(self, spec: str | Path | Document, settings: Settings | None = None) -> None:
        self._spec = spec
        self._settings = settings or Settings(cors=False)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """ASGI."""
        await self._app(scope, receive, send)

    def wsgi(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """WSGI (PEP 3333)."""
        reply = self._reply(environ)
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in reply.headers]
        start_response(f"{reply.status} Mocked", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [reply.body]

    @cached_property
    def _app(self) -> App:
        return App(self._pipeline)

    @cached_property
    def _pipeline(self) -> Pipeline:
        document = self._spec if isinstance(self._spec, Document) else load(self._spec)
        pipeline = _Marked(document, self._settings)
        pipeline.stages = stages_of(pipeline)
        return pipeline

    def _reply(self, environ: dict[str, Any]) -> Reply:
        length = environ.get("CONTENT_LENGTH") or "0"
        size = int(length) if length.isdecimal() else 0
        if size > self._settings.max_body:
            problem = Problem(Kind.TOO_LARGE, f"The limit is {self._settings.max_body} bytes.")
            return problem.reply().with_headers(MARK)
        body = environ["wsgi.input"].read(size) if size else b""
        method, query = environ["REQUEST_METHOD"], environ.get("QUERY_STRING", "")
        return self._pipeline.handle(Request(method, _path(environ), query, _headers(environ), body))


class _Marked(Pipeline):
    """A pipeline whose answers say that they are mocked."""

    def handle(self, request: Request) -> Reply:
        return super().handle(request).with_headers(MARK)

    def _secure(self, guards: Guards, request: Request) -> tuple[Diagnostic, ...]:
        """Credentials that nobody asked for do no harm here: the application has looked at them."""
        return () if OPEN in guards else super()._secure(guards, request)


def _path(environ: dict[str, Any]) -> str:
    """The path as it came, where the server tells it; WSGI itself only has the decoded one."""
    raw: str = environ.get("RAW_URI") or environ.get("REQUEST_URI") or ""
    if raw.startswith("/"):
        return raw.partition("?")[0]
    return quote(f"{environ.get('SCRIPT_NAME', '')}{environ.get('PATH_INFO', '')}".encode("latin-1", "replace"))


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    found = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    own = {"content-type": environ.get("CONTENT_TYPE"), "content-length": environ.get("CONTENT_LENGTH")}
    return found | {name: value for name, value in own.items() if value}
