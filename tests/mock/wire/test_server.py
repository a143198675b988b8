"""Clients that take their time, come in masses, or meet a bug; and how the server stops."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest

from specforge.mock.cors import allow_origin
from specforge.mock.delivery import Delivery
from specforge.mock.http import App
from specforge.mock.listen import listen
from specforge.mock.message import Form, Reply, Request, raw_header, reply
from specforge.mock.settings import Settings
from specforge.mock.wire.head import head_of
from specforge.mock.wire.limits import Limits, most_connections
from specforge.mock.wire.server import Server, http_date

_GET = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
_QUICK = Limits(tick=0.01)


@dataclass
class Handler:
    """Answers with what the function gives."""

    answer: Callable[[Request], Reply | Awaitable[Reply]]
    settings: Settings = field(default_factory=Settings)

    def handle(self, request: Request) -> Reply | Awaitable[Reply]:
        return self.answer(request)


@dataclass
class Running:
    """A server in a thread. ``reported`` is what it said of bugs."""

    server: Server
    port: int
    reported: list[str]
    thread: threading.Thread

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def wait_for(self, count: int) -> None:
        """Returns when there are so many connections."""
        while len(self.server.connections) != count:
            time.sleep(0.001)

    def wait_for_work(self) -> None:
        """Returns when an answer is on its way."""
        while not any(connection._task for connection in list(self.server.connections)):
            time.sleep(0.001)

    def stop(self) -> None:
        self.server.stop()
        self.thread.join(10)


@contextlib.contextmanager
def serving(answer: Callable[[Request], Reply | Awaitable[Reply]], limits: Limits = _QUICK) -> Iterator[Running]:
    bound, reported = listen("127.0.0.1", 0), []
    server = Server(App(Handler(answer), report=reported.append), limits=limits)
    thread = threading.Thread(target=lambda: asyncio.run(server.run(bound)))
    running = Running(server, bound.getsockname()[1], reported, thread)
    thread.start()
    try:
        yield running
    finally:
        running.stop()


def hello(request: Request) -> Reply:
    return reply(200, [], b"hello")


def everything(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    ("limits", "sent", "status"),
    [
        (Limits(tick=0.01, head_time=0.02), b"GET /a HTTP/1.1\r\nHos", 408),
        (Limits(tick=0.01, silence=0.02), b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc", 408),
        (Limits(tick=0.01, request_time=0.02), b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc", 408),
    ],
)
def test_who_does_not_finish_a_request_is_told_so(limits: Limits, sent: bytes, status: int) -> None:
    with serving(hello, limits) as running, running.connect() as connection:
        connection.sendall(sent)

        assert everything(connection).startswith(b"HTTP/1.1 %d " % status)


def test_who_says_nothing_is_forgotten() -> None:
    with serving(hello, Limits(tick=0.01, idle=0.02)) as running, running.connect() as connection:
        assert everything(connection) == b""


def test_who_does_not_read_is_given_up() -> None:
    body = b"x" * 5_000_000
    limits = Limits(tick=0.01, unread=0.02)
    with serving(lambda request: reply(200, [], body), limits) as running, running.connect() as connection:
        connection.sendall(_GET * 20)
        running.wait_for(1)
        running.wait_for(0)
        with contextlib.suppress(ConnectionError):
            assert len(everything(connection)) < 20 * len(body)


def test_answers_wait_for_their_readers() -> None:
    answered = []

    def large(request: Request) -> Reply:
        answered.append(request)
        return reply(200, [], b"x" * 5_000_000)

    with serving(large) as running, running.connect() as connection:
        connection.sendall(_GET * 19 + _GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        connection.recv(1)
        assert len(answered) < 20
        while connection.recv(1 << 20):
            pass
    assert len(answered) == 20


def test_a_client_that_is_refused_may_go_on_for_a_while() -> None:
    with serving(hello, Limits(tick=0.01, linger=5)) as running, running.connect() as connection:
        connection.sendall(b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n")
        for _ in range(50):
            connection.sendall(b"x" * 65536)

        assert everything(connection).startswith(b"HTTP/1.1 413 ")


def test_too_many_clients_are_turned_away_in_words() -> None:
    with serving(hello, Limits(tick=0.01, connections=3)) as running, contextlib.ExitStack() as stack:
        opened = [stack.enter_context(running.connect()) for _ in range(3)]
        for connection in opened:
            connection.sendall(_GET)
            connection.recv(1)
        with running.connect() as one_more:
            assert everything(one_more).startswith(b"HTTP/1.1 503 ")
        opened[0].sendall(_GET)
        assert b"hello" in opened[0].recv(65536)
    assert running.reported == ["refusing connections: 3 are open, and the system allows no more (ulimit -n)"]


def test_a_thousand_clients_are_served_at_once() -> None:
    count = min(1000, most_connections() // 2 - 100)
    with serving(hello) as running, contextlib.ExitStack() as stack:
        opened = [stack.enter_context(running.connect()) for _ in range(count)]
        for connection in opened:
            connection.sendall(_GET)

        assert all(b"hello" in connection.recv(65536) for connection in opened)


@pytest.mark.parametrize("is_late", [False, True])
def test_a_bug_costs_one_answer(is_late: bool) -> None:
    async def late() -> Reply:
        raise ZeroDivisionError("oh")

    def answer(request: Request) -> Reply | Awaitable[Reply]:
        if request.path == "/good":
            return hello(request)
        if is_late:
            return late()
        raise ZeroDivisionError("oh")

    with serving(answer) as running, running.connect() as connection:
        connection.sendall(_GET + b"GET /good HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        bad, good = everything(connection).split(b"HTTP/1.1 ")[1:]

    assert bad.startswith(b"500 ") and b"application/problem+json" in bad and b"Traceback" not in bad
    assert b"access-control-allow-origin" in bad
    assert good.startswith(b"200 ")
    assert len(running.reported) == 1
    assert "GET /a: a bug in specforge, please report it: ZeroDivisionError: oh" in running.reported[0]
    assert "test_server.py:" in running.reported[0]


def test_stopping_finishes_what_has_begun_and_refuses_the_rest() -> None:
    begun, free = threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def slow() -> Reply:
        loops.append(asyncio.get_running_loop())
        begun.set()
        await free.wait()
        return reply(200, [], b"at last")

    with serving(lambda request: slow()) as running, running.connect() as busy, running.connect() as idle:
        busy.sendall(_GET)
        assert begun.wait(10)
        running.wait_for(2)
        running.server.stop()
        assert everything(idle) == b""
        with pytest.raises(ConnectionRefusedError):
            running.connect()
        loops[0].call_soon_threadsafe(free.set)
        answer = everything(busy)

    assert answer.endswith(b"at last")
    assert b"connection: close" in answer


def test_stopping_ends_a_connection_whose_answer_was_on_its_way() -> None:
    late = replace(reply(200, [], b"late"), delivery=Delivery(delay=0.05))

    with serving(lambda request: late, Limits(tick=0.01, drain=60)) as running, running.connect() as connection:
        connection.sendall(_GET)
        running.wait_for_work()
        running.server.stop()
        assert everything(connection).endswith(b"late")
        running.thread.join(10)
        assert not running.thread.is_alive()


def test_stopping_takes_no_longer_than_allowed() -> None:
    async def never() -> Reply:
        await asyncio.Event().wait()
        raise AssertionError

    with serving(lambda request: never(), Limits(tick=0.01, drain=0.01)) as running, running.connect() as connection:
        connection.sendall(_GET)
        running.wait_for_work()
        running.stop()
        assert not running.thread.is_alive()
        with contextlib.suppress(ConnectionError):
            assert everything(connection) == b""


def test_a_server_that_is_stopped_before_it_runs_does_not_run() -> None:
    server = Server(App(Handler(hello)))
    server.stop()

    asyncio.run(asyncio.wait_for(server.run(listen("127.0.0.1", 0)), 10))


def test_dates_are_those_of_http() -> None:
    assert http_date(784111777) == b"Sun, 06 Nov 1994 08:49:37 GMT"


def test_what_follows_the_last_request_is_not_even_looked_at() -> None:
    asked: list[str] = []

    def answer(request: Request) -> Reply:
        asked.append(request.path)
        return hello(request)

    with serving(answer) as running, running.connect() as connection:
        last = b"GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        connection.sendall(_GET + last + _GET * 3)
        assert everything(connection).count(b"hello") == 2

    assert asked == ["/a", "/last"]
    assert running.reported == []


@pytest.mark.parametrize("origin", [{}, {"origin": "http://page.test"}])
def test_a_reply_on_a_form_is_sent_like_any_other(origin: dict[str, str]) -> None:
    first, last = raw_header("content-type", "application/json"), raw_header("mocked-by", "x")
    on_form, plain = (
        Form(201, (first,), (last,)).filled(b"[]"),
        Reply(201, (first, (b"content-length", b"2"), last), b"[]"),
    )

    for request in (Request("GET", "/", headers=origin), Request("GET", "/"), Request("GET", "/", headers=origin)):
        assert head_of(allow_origin(request, on_form)) == head_of(allow_origin(request, plain))
    assert head_of(on_form) == head_of(plain)
    assert on_form.headers == plain.headers
