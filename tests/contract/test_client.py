"""The client of the probes: what is sent is sent once, on one connection."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Any
from urllib.parse import unquote

import pytest

from specforge.contract.events import TroubleKind
from specforge.contract.probing.client import Unanswered, UrlClient
from specforge.contract.probing.inside import WsgiClient
from specforge.findings.exchange import SentRequest

ANSWER = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\nX-One: a\r\nX-One: b\r\n\r\n{}"


class Server:
    """Answers each request with the next of ``answers``; an empty one closes the connection."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.requests: list[bytes] = []
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while self.answers:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                # Closed, with answers left that nobody asked for.
                return
            self.connections += 1
            with connection:
                while self.answers and (request := _read(connection)):
                    self.requests.append(request)
                    answer = self.answers.pop(0)
                    if not answer:
                        break
                    connection.sendall(answer)

    def close(self) -> None:
        self._socket.close()


def _read(connection: socket.socket) -> bytes:
    """One request with its body, which may come in a piece of its own."""
    request = connection.recv(65536)
    while request.startswith(b"POST") and not request.endswith(b"{}"):
        request += connection.recv(65536)
    return request


def ask(server: Server, count: int = 1) -> list[int]:
    client = UrlClient(server.url, timeout=5)
    body = b"{}"
    try:
        return [client.send(SentRequest("POST", f"{server.url}/pets", {"A": "b"}, body)).status for _ in range(count)]
    finally:
        client.close()
        server.close()


def test_requests_go_out_once_on_one_connection() -> None:
    server = Server(ANSWER, ANSWER, ANSWER)

    assert ask(server, 3) == [201, 201, 201]
    assert (len(server.requests), server.connections) == (3, 1)


def test_all_values_of_a_header_are_kept() -> None:
    server = Server(ANSWER)
    client = UrlClient(server.url, timeout=5)

    answer = client.send(SentRequest("GET", f"{server.url}/pets"))

    client.close()
    server.close()
    assert answer.headers["x-one"] == ("a", "b")
    assert answer.body == b"{}"


def test_an_idle_connection_that_was_closed_is_opened_again() -> None:
    server = Server(ANSWER, b"", ANSWER)

    assert ask(server, 2) == [201, 201]
    assert server.connections == 2


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n"])
def test_a_new_connection_that_breaks_is_not_tried_again(answer: bytes) -> None:
    server = Server(answer, ANSWER)

    with pytest.raises(Unanswered) as raised:
        ask(server)

    assert raised.value.kind is TroubleKind.BROKEN
    assert len(server.requests) == 1


def test_nobody_there() -> None:
    server = Server()
    server.close()

    with pytest.raises(Unanswered) as raised:
        ask(server)

    assert raised.value.kind is TroubleKind.DOWN


def test_a_request_does_not_leave_the_target() -> None:
    server = Server()
    client = UrlClient(server.url, timeout=5)

    with pytest.raises(ValueError, match="leave the target"):
        client.send(SentRequest("GET", "http://elsewhere.example/"))
    server.close()


def test_an_answer_that_comes_one_letter_at_a_time_is_not_waited_for() -> None:
    """No time-out of a socket ends it: there is always something to read."""
    listening = socket.create_server(("127.0.0.1", 0))
    given_up = threading.Event()

    def drip() -> None:
        connection, _ = listening.accept()
        with connection, suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not given_up.wait(0.01):
                connection.sendall(b"x")

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    client = UrlClient(url, timeout=0.1)
    try:
        with pytest.raises(Unanswered) as unanswered:
            client.send(SentRequest("GET", f"{url}/slow"))
    finally:
        given_up.set()
        thread.join()
        client.close()
        listening.close()

    assert unanswered.value.kind is TroubleKind.TIMEOUT


@pytest.mark.parametrize("path", ["//x", "/a%2Fb%C3%A9", "/"])
def test_a_wsgi_application_gets_the_path_as_it_was_sent(path: str) -> None:
    seen: list[dict[str, Any]] = []

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.append(environ)
        start_response("200 OK", [("X", "1"), ("X", "2")])
        return [environ["wsgi.input"].read()]

    answer = WsgiClient(app, 5).send(SentRequest("POST", f"http://localhost{path}?a=%20", {}, b"\x00"))

    assert (answer.status, answer.headers["x"], answer.body) == (200, ("1", "2"), b"\x00")
    assert seen[0]["PATH_INFO"] == unquote(path, "latin-1")
    assert seen[0]["QUERY_STRING"] == "a=%20"
