"""What is sent of a reply that does not come at once and whole, over a real socket."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from specforge.document.load import load_text
from specforge.mock import service
from specforge.mock.answer import Answer
from specforge.mock.api import Mock
from specforge.mock.delivery import Delivery, End
from specforge.mock.exchange import Exchange
from specforge.mock.http import App, Message
from specforge.mock.message import reply
from specforge.mock.pipeline import compile_mock
from specforge.mock.settings import Settings

_BODY = b"0123456789"
_DELIVERIES = {
    "late": Delivery(delay=0.001),
    "slow": Delivery(pace=0.01),
    "reset": Delivery(has_head=False, end=End.RESET),
    "empty": Delivery(has_head=False, end=End.CLOSE),
    "truncated": Delivery(share=0.5, end=End.CLOSE),
    "stalled": Delivery(share=0.5, silence=0.01, end=End.CLOSE),
}
_TEXT = """\
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /{kind}:
    parameters: [{name: kind, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {description: ok}}}
    head: {responses: {'200': {description: ok}}}
"""


def _stage(exchange: Exchange) -> Answer | None:
    made = reply(200, [("content-type", "text/plain")], _BODY)
    return Answer(replace(made, delivery=_DELIVERIES[exchange.path["kind"]]))


@pytest.fixture(scope="module")
def mock() -> Iterator[Mock]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service, "stages_of", lambda made: (_stage,))
        with Mock(load_text(_TEXT), settings=Settings(port=0)) as running:
            yield running


def _raw(mock: Mock, kind: str, method: str = "GET") -> bytes:
    with socket.create_connection(("127.0.0.1", httpx.URL(mock.url).port or 0), timeout=5) as connection:
        connection.sendall(f"{method} /{kind} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize("kind", ["late", "slow"])
def test_what_comes_late_or_slowly_is_whole(mock: Mock, kind: str) -> None:
    with httpx.Client(base_url=mock.url, trust_env=False) as client:
        assert [client.get(f"/{kind}").content for _ in range(2)] == [_BODY] * 2
        assert client.head(f"/{kind}").headers["content-length"] == "10"


@pytest.mark.parametrize("kind", ["truncated", "stalled"])
def test_half_a_body_comes(mock: Mock, kind: str) -> None:
    head, _, body = _raw(mock, kind).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 200 ")
    assert b"content-length: 10" in head.lower()
    assert body == _BODY[:5]


def test_nothing_comes(mock: Mock) -> None:
    assert _raw(mock, "empty") == b""


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_connection_is_reset(mock: Mock, method: str) -> None:
    with pytest.raises(ConnectionResetError):
        _raw(mock, "reset", method)


def test_a_body_in_pieces_is_the_body() -> None:
    for size in (0, 1, 7, 1000):
        parts = list(Delivery(pace=2.0, silence=1.0).parts(b"x" * size))
        assert b"".join(part for _, part in parts) == b"x" * size
        assert sum(pause for pause, _ in parts) == pytest.approx(3.0)


@pytest.mark.parametrize(("kind", "parts"), [("empty", [b""]), ("reset", [b""]), ("truncated", [b"01234"])])
def test_a_foreign_server_breaks_off_what_was_begun(kind: str, parts: list[bytes]) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    made = compile_mock(load_text(_TEXT))
    made.stages = (_stage,)
    scope = {"type": "http", "method": "GET", "path": f"/{kind}", "query_string": b"", "headers": []}
    with pytest.raises(ConnectionAbortedError):
        asyncio.run(App(made)(scope, receive, send))

    assert sent[0]["status"] == 200
    assert [message["body"] for message in sent[1:]] == parts
    assert all(message["more_body"] for message in sent[1:])
