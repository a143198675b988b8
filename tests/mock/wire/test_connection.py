"""HTTP/1.1 as it comes over a socket: in pieces, in rows, in old and in odd forms."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import httpx
import pytest

from specforge.document.load import load_text
from specforge.mock.api import Mock
from specforge.mock.settings import Settings

_TEXT = """\
openapi: 3.2.0
info: {title: t, version: '1'}
paths:
  /echo:
    post:
      requestBody: {content: {application/json: {schema: {type: object, required: [a]}}}}
      responses: {'201': {description: made}, '422': {description: no}}
    get: {responses: {'200': {description: ok, content: {text/plain: {example: hello}}}}}
    additionalOperations: {Foo-Bar: {responses: {'202': {description: done}}}}
  /names/{name}:
    get:
      parameters: [{name: name, in: path, required: true, schema: {enum: ["a/b", "é"]}}]
      responses: {'200': {description: ok}}
"""
_GET = b"GET /echo HTTP/1.1\r\nHost: x\r\n\r\n"
_LAST = b"GET /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
_HOST = b"Host: x\r\nConnection: close\r\n"

Talk = Callable[..., bytes]


@pytest.fixture(scope="module")
def mock() -> Iterator[Mock]:
    with Mock(load_text(_TEXT), settings=Settings(port=0, max_body=1000)) as running:
        yield running


@pytest.fixture(scope="module")
def talk(mock: Mock) -> Talk:
    """Sends pieces, each after what the one before it was answered with, and gives all that came back."""

    def talk(*pieces: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", httpx.URL(mock.url).port or 0), timeout=5) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for piece in pieces:
                connection.sendall(piece)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    return talk


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def test_a_head_may_come_byte_by_byte(talk: Talk) -> None:
    assert status(talk(*(bytes([byte]) for byte in _LAST))) == 200


def test_a_made_up_method_may_come_in_pieces(talk: Talk) -> None:
    assert status(talk(b"Foo", b"-Bar ", b"/echo HTTP/1.1\r\n" + _HOST + b"\r\n")) == 202


def test_a_method_that_nobody_knows_is_not_allowed(talk: Talk) -> None:
    assert status(talk(b"BREW /echo HTTP/1.1\r\n" + _HOST + b"\r\n")) == 405


def test_requests_in_a_row_are_answered_in_their_order(talk: Talk) -> None:
    post = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n"

    answer = talk(_GET * 3 + post + b'{"a":1}' + post + b'{"b":1}' + _LAST)

    assert [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:]] == [200, 200, 200, 201, 422, 200]


def test_what_follows_the_last_request_is_not_answered(talk: Talk) -> None:
    assert talk(_LAST + _GET).count(b"HTTP/1.1 ") == 1


def test_a_chunked_body_may_have_trailers(talk: Talk) -> None:
    head = b"POST /echo HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"

    answer = talk(head + _HOST + b"\r\n", b'3\r\n{"a\r\n4;x=y\r\n":1}\r\n', b"0\r\nContent-Type: text/plain\r\n\r\n")

    assert status(answer) == 201


def test_a_client_that_waits_for_a_sign_gets_one(talk: Talk) -> None:
    head = b"POST /echo HTTP/1.1\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 7\r\n"

    answer = talk(head + _HOST + b"\r\n", b'{"a":1}')

    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 ")


def test_a_body_over_the_limit_is_refused_before_it_is_sent(talk: Talk) -> None:
    head = b"POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n"

    answer = talk(head)

    assert status(answer) == 413
    assert b"connection: close" in answer


def test_old_clients_get_one_answer_unless_they_ask_for_more(talk: Talk) -> None:
    one = talk(b"GET /echo HTTP/1.0\r\n\r\n")
    two = talk(b"GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + b"GET /echo HTTP/1.0\r\n\r\n")

    assert one.endswith(b"hello") and b"connection: close" in one
    assert two.count(b"hello") == 2 and b"connection: keep-alive" in two


@pytest.mark.parametrize("target", [b"http://other.example/echo?a=1", b"HTTP://x:80/echo", b"/echo#part", b"/echo?#"])
def test_a_target_has_many_forms(talk: Talk, target: bytes) -> None:
    assert status(talk(b"GET " + target + b" HTTP/1.1\r\n" + _HOST + b"\r\n")) == 200


@pytest.mark.parametrize("name", [b"a%2Fb", b"%C3%A9", "é".encode()])
def test_a_path_may_hold_anything(talk: Talk, name: bytes) -> None:
    assert status(talk(b"GET /names/" + name + b" HTTP/1.1\r\n" + _HOST + b"\r\n")) == 200


def test_an_upgrade_is_answered_in_plain_http(talk: Talk) -> None:
    upgrade = b"GET /echo HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n"

    assert talk(upgrade + _LAST).count(b"HTTP/1.1 200 OK") == 2


def test_head_has_the_headers_only(talk: Talk) -> None:
    answer = talk(b"HEAD /echo HTTP/1.1\r\n" + _HOST + b"\r\n")

    assert b"content-length: " in answer
    assert answer.endswith(b"\r\n\r\n")


def test_what_is_sent_before_the_client_hangs_up_is_answered(mock: Mock) -> None:
    with socket.create_connection(("127.0.0.1", httpx.URL(mock.url).port or 0), timeout=5) as connection:
        connection.sendall(_GET * 2)
        connection.shutdown(socket.SHUT_WR)
        assert b"".join(iter(lambda: connection.recv(65536), b"")).count(b"hello") == 2


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x00\xff\xfe garbage\r\n\r\n", 400),
        (b"\x16\x03\x01" + b"\x00" * 100, 400),
        (b"GET /echo HTTP/1.1\r\n\r\n", 400),
        (b"GET /echo HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n", 400),
        (b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n", 400),
        (b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
        (b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n", 400),
        (b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999999\r\n\r\n", 413),
        (b"POST /echo HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\nContent-Length: 1\r\n\r\n", 417),
        (b"GET /" + b"a" * 100_000, 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\na: " + b"b" * 40_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"a: b\r\n" * 20_000, 431),
        (b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\na: " + b"b" * 100_000, 431),
        (b"GET /echo HTTP/2.0\r\nHost: x\r\n\r\n", 505),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    ],
)
def test_what_is_no_request_is_refused_in_words(talk: Talk, data: bytes, expected: int) -> None:
    answer = talk(data)

    assert status(answer) == expected
    assert b"content-type: application/problem+json" in answer
    assert b"connection: close" in answer


def test_a_refusal_waits_for_the_answers_before_it(talk: Talk) -> None:
    late = b"GET /echo HTTP/1.1\r\nHost: x\r\nPrefer: delay=50ms\r\n\r\n"

    answer = talk(late + _GET + b"garbage\r\n\r\n")

    assert [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:]] == [200, 200, 400]


def test_a_refused_head_has_no_body(talk: Talk) -> None:
    answer = talk(b"HEAD /echo HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\n\r\n")

    assert status(answer) == 417
    assert answer.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    ("line", "expected"),
    [(b"CONNECT x:1", 404), (b"OPTIONS *", 404), (b"TRACE /echo", 405), (b"get /echo", 200), (b"GET //echo", 404)],
)
def test_odd_request_lines_are_answered(talk: Talk, line: bytes, expected: int) -> None:
    assert status(talk(line + b" HTTP/1.1\r\n" + _HOST + b"\r\n")) == expected
