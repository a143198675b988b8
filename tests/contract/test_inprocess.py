"""An application in this process gets what it would get from a server, and its answers are read like a server's."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from specforge.contract.engine.inprocess import AsgiSession
from specforge.contract.transport.asgi import Place, has_left_behind

Reply = tuple[int, list[tuple[bytes, bytes]], list[bytes]]


class Pieces:
    """Two pieces of an answer are enough."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def feed(self, chunk: bytes) -> bool:
        self.pieces.append(chunk)
        return len(self.pieces) == 2

    @property
    def complete_events(self) -> bytes:
        return b"".join(self.pieces)


def limit_for(content_type: str | None) -> Pieces | None:
    return Pieces() if content_type == "text/event-stream" else None


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def session_to(loop: asyncio.AbstractEventLoop) -> Callable[[Any], AsgiSession]:
    return lambda app: AsgiSession(Place(app, loop, lambda: {"ready": True}), limit_for, "cut_short")


def answering(answer: Callable[[dict[str, Any], bytes], Reply]) -> Any:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        status, headers, pieces = answer(scope, (await receive())["body"])
        await send({"type": "http.response.start", "status": status, "headers": headers})
        for piece in pieces[:-1]:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": pieces[-1]})

    return app


def test_what_the_application_gets(session_to: Callable[[Any], AsgiSession]) -> None:
    seen: list[Any] = []

    def answer(scope: dict[str, Any], body: bytes) -> Reply:
        seen.append((scope, body))
        return 200, [(b"x-a", b"1"), (b"x-a", b"\xe9")], [b"hel", b"lo"]

    response = session_to(answering(answer)).request(
        "post", "http://host:81/a%2Fb", params={"q": "ä b"}, json={"a": 1}, headers={"X-N": "1", "X-Not": None},
        cookies={"c": "1"}, timeout=(1, 5),
    )  # fmt: skip

    (scope, body) = seen[0]
    assert (scope["method"], scope["path"], scope["raw_path"]) == ("POST", "/a/b", b"/a%2Fb")
    assert (scope["query_string"], scope["server"], scope["state"]) == (b"q=%C3%A4+b", ["host", 81], {"ready": True})
    assert body == b'{"a": 1}'
    assert dict(scope["headers"]) == {
        b"host": b"host:81", b"x-n": b"1", b"cookie": b"c=1", b"content-length": b"8",
        b"content-type": b"application/json",
    }  # fmt: skip
    assert (response.status_code, response.reason, response.content) == (200, "OK", b"hello")
    assert response.raw.headers.getlist("x-a") == ["1", "é"]
    assert not hasattr(response, "cut_short")


def test_the_host_that_is_asked_for(session_to: Callable[[Any], AsgiSession]) -> None:
    app = answering(lambda scope, _: (200, [], [b", ".join(v for n, v in scope["headers"] if n == b"host")]))

    assert session_to(app).request("GET", "http://[::1]/").content == b"[::1]"
    assert session_to(app).request("GET", "http://a/", headers={"Host": "b"}).content == b"b"


def test_redirects_are_followed_with_their_cookies(session_to: Callable[[Any], AsgiSession]) -> None:
    def answer(scope: dict[str, Any], body: bytes) -> Reply:
        if scope["path"] == "/old":
            return 302, [(b"location", b"/new"), (b"set-cookie", b"a=1")], [b""]
        return 200, [], [dict(scope["headers"]).get(b"cookie", b"none")]

    session = session_to(answering(answer))

    assert session.request("GET", "http://a/old").content == b"a=1"
    assert session.request("GET", "http://a/new").content == b"none"
    assert session.request("GET", "http://a/old", allow_redirects=False).status_code == 302


def test_bodies_are_decoded_and_measured(session_to: Callable[[Any], AsgiSession]) -> None:
    zipped = gzip.compress(b"hello")

    def answer(scope: dict[str, Any], body: bytes) -> Reply:
        if scope["path"] == "/zipped":
            return 200, [(b"content-encoding", b"gzip")], [zipped]
        return 200, [(b"content-length", b"9")], [b"hello"]

    session = session_to(answering(answer))

    assert session.request("GET", "http://a/zipped").content == b"hello"
    assert session.request("HEAD", "http://a/long").content == b""
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        _ = session.request("GET", "http://a/long").content


def test_what_goes_on_for_ever_is_cut_short(session_to: Callable[[Any], AsgiSession]) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        kind = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": kind})
        while True:
            await send({"type": "http.response.body", "body": b"x", "more_body": True})
            await asyncio.sleep(0 if scope["path"] == "/fast" else 60)

    for path, content in (("/fast", b"xx"), ("/slow", b"x")):
        response = session_to(app).request("GET", f"http://a{path}", timeout=0.1)

        assert (response.content, response.__dict__["cut_short"]) == (content, True)


def test_what_the_application_raises(session_to: Callable[[Any], AsgiSession]) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/silent":
            return
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        session_to(app).request("GET", "http://a/")
    with pytest.raises(AssertionError, match="did not return a response"):
        session_to(app).request("GET", "http://a/silent")


def test_one_that_does_not_want_to_end_is_left_behind(session_to: Callable[[Any], AsgiSession]) -> None:
    """The others are answered meanwhile."""
    over = threading.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        while scope["path"] == "/stubborn" and not over.is_set():
            try:
                await asyncio.sleep(0.01)
            except asyncio.CancelledError:
                continue
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    with pytest.raises(requests.exceptions.ReadTimeout, match=r"read timeout=0\.05"):
        session_to(app).request("GET", "http://a/stubborn", timeout=0.05)
    assert has_left_behind()
    assert session_to(app).request("GET", "http://a/", timeout=5).status_code == 204
    over.set()
    deadline = time.monotonic() + 5
    while has_left_behind() and time.monotonic() < deadline:
        time.sleep(0.005)
    assert not has_left_behind()


def test_an_application_may_wait_for_the_end(session_to: Callable[[Any], AsgiSession]) -> None:
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        waiting = asyncio.ensure_future(receive())
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x"})
        seen.append((await waiting)["type"])

    assert session_to(app).request("GET", "http://a/", timeout=5).content == b"x"
    assert seen == ["http.disconnect"]
