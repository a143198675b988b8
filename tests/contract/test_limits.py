"""Answers that are longer than anybody has memory for, and streams that never end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from specforge.contract.probing import client
from specforge.contract.run import Result, run
from specforge.contract.settings import Settings
from specforge.contract.target import AppTarget, UrlTarget
from specforge.contract.transport import asgi, limits
from specforge.document.load import load_text

DOCUMENT = """\
openapi: 3.1.0
info: {title: Streams, version: "1"}
paths:
  /a:
    get:
      responses:
        "200":
          description: a
          content:
            application/json: {schema: {type: array, items: {type: string}}}
            text/event-stream: {schema: {type: string}}
"""
LIMIT = 4096
LONG = b"[" + b"1," * LIMIT + b"1]"


async def _endless(send: Any, piece: bytes) -> None:
    while True:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        await asyncio.sleep(0)


def asgi_app(kind: str) -> Any:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise RuntimeError("no lifespan")
        is_get = scope["method"] == "GET"
        name = b"text/event-stream" if kind == "events" else b"application/json"
        headers = [(b"content-type", name), (b"allow", b"GET")]
        await send({"type": "http.response.start", "status": 200 if is_get else 405, "headers": headers})
        if kind == "long" or not is_get:
            await send({"type": "http.response.body", "body": LONG if is_get else b""})
        else:
            await _endless(send, b"data: a\n\n" if kind == "events" else b"[1,")

    return app


def wsgi_app(kind: str) -> Any:
    def pieces() -> Iterator[bytes]:
        while True:
            yield b"data: a\n\n" if kind == "events" else b"[1,"

    def app(environ: Any, start_response: Any) -> Any:
        is_get = environ["REQUEST_METHOD"] == "GET"
        name = "text/event-stream" if kind == "events" else "application/json"
        start_response("200 OK" if is_get else "405 No", [("Content-Type", name), ("Allow", "GET")])
        if not is_get:
            return [b""]
        return [LONG] if kind == "long" else pieces()

    return app


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (limits, asgi, client):
        monkeypatch.setattr(module, "LONGEST", LIMIT)
        monkeypatch.setattr(module, "STREAM_PATIENCE", 0.05)


def result_of(target: Any, *phases: str) -> Result:
    return run(load_text(DOCUMENT), target, Settings(phases=phases, timeout=20))


@pytest.mark.parametrize("phase", ["probes", "coverage"])
@pytest.mark.parametrize("kind", ["long", "endless", "events"])
@pytest.mark.parametrize("make", [asgi_app, wsgi_app])
def test_applications(make: Any, kind: str, phase: str) -> None:
    result = result_of(AppTarget(make(kind)), phase)

    assert result.findings == []
    assert (result.stopped, result.is_left_behind) == ("completed", False)
    assert result.summary["too_long"] == ([] if kind == "events" else ["GET /a"])


@pytest.mark.parametrize("kind", ["long", "endless", "events"])
def test_servers(serve: Any, kind: str) -> None:
    with serve(asgi_app(kind)) as url:
        result = result_of(UrlTarget(url), "probes", "coverage")

    assert result.findings == []
    assert result.stopped == "completed"
    assert result.summary["too_long"] == ([] if kind == "events" else ["GET /a"])


def test_what_was_kept_in_one_answer_is_missing_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_MOST_KEPT", 100)
    monkeypatch.setattr(limits, "_SHOWN", 10)
    store = limits.Store()

    assert [store.size_for(60), store.size_for(60), store.size_for(5)] == [60, 10, 5]
    store.forget(60)
    assert store.size_for(60) == 60
