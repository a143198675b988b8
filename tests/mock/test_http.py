"""The mock over a real socket: whatever a client sends, it gets a proper answer."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

import httpx
import pytest

from specforge.document.load import load_text
from specforge.mock.api import Mock
from specforge.mock.http import App, Message
from specforge.mock.pipeline import compile_mock
from specforge.mock.settings import Settings


@pytest.fixture(scope="module")
def mock(pets_text: str) -> Iterator[Mock]:
    with Mock(load_text(pets_text), settings=Settings(port=0, max_body=100_000)) as running:
        yield running


@pytest.fixture(scope="module")
def client(mock: Mock) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=mock.url, trust_env=False) as made:
        yield made


def raw(mock: Mock, data: bytes) -> bytes:
    """What comes back for these bytes, until the server closes or is silent."""
    with socket.create_connection(("127.0.0.1", httpx.URL(mock.url).port or 0), timeout=5) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_answers_come_over_http(client: httpx.Client) -> None:
    reply = client.get("/v1/pets", params={"limit": 5})

    assert reply.status_code == 200
    assert reply.json() == [{"id": 1, "name": "Tom"}]
    assert reply.headers["x-total"] == "7"
    assert "server" not in reply.headers


def test_requests_are_validated_over_http(client: httpx.Client) -> None:
    reply = client.post("/pets", json={"id": "x"}, headers={"Authorization": "Bearer x"})

    assert reply.status_code == 422
    assert [entry["code"] for entry in reply.json()["validation"]] == ["required", "type"]


def test_one_connection_serves_many(client: httpx.Client) -> None:
    assert {client.get("/pets/best").text for _ in range(20)} == {"Tom"}


def test_a_body_over_the_limit_is_413(client: httpx.Client) -> None:
    reply = client.post("/pets", content=b"x" * 200_000, headers={"Authorization": "Bearer x"})

    assert reply.status_code == 413
    assert reply.json()["type"] == "https://stoplight.io/prism/errors#BODY_TOO_LARGE"


def test_a_chunked_body_over_the_limit_is_413(client: httpx.Client) -> None:
    assert client.post("/pets", content=iter([b"x" * 60_000] * 3)).status_code == 413


@pytest.mark.parametrize(
    "path", ["/pets/%", "/pets/%zz", "/pets/%ff%fe", "/pets/%00", "/pets/\u00e9", "/pets/" + "9" * 5000]
)
def test_odd_paths_are_refused_in_order(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code in (200, 404, 422)


@pytest.mark.parametrize(
    "query", ["limit=%", "limit=%ff", "limit=1&limit=2", "&&=&", "__code=%", "tags=,", "limit[]=1"]
)
def test_odd_queries_are_answered(client: httpx.Client, query: str) -> None:
    assert client.get(f"/pets?{query}").status_code in (200, 404, 422)


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"\x00\xff\xfe garbage\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://elsewhere.example/pets/best HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"POST /pets HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nshort",
    ],
)
def test_odd_bytes_do_no_harm(mock: Mock, client: httpx.Client, head: bytes) -> None:
    answer = raw(mock, head)

    assert b" 500 " not in answer.split(b"\r\n")[0]
    assert client.get("/pets/best").status_code == 200


def test_every_byte_may_stand_in_a_header(mock: Mock) -> None:
    headers = b"Host: x\r\nAccept: \xff\xfe\r\nCookie: \xe9=;;=\r\nPrefer: ;,=\r\nConnection: close"

    assert raw(mock, b"GET /pets HTTP/1.1\r\n" + headers + b"\r\n\r\n").startswith(b"HTTP/1.1 406 ")


def test_the_port_is_closed_afterwards(pets_text: str) -> None:
    with Mock(load_text(pets_text)) as mock:
        url = mock.url
        assert httpx.get(f"{url}/pets/best", trust_env=False).text == "Tom"

    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)


def test_the_application_runs_on_any_asgi_server(pets_text: str) -> None:
    sent: list[Message] = []
    app = App(compile_mock(load_text(pets_text)))

    async def run() -> None:
        messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

        async def receive() -> Message:
            return next(messages)

        async def send(message: Message) -> None:
            sent.append(message)

        await app({"type": "lifespan"}, receive, send)
        scope = {"type": "http", "method": "GET", "path": "/pets/best", "query_string": b"", "headers": []}
        await app(scope, receive, send)
        await app({"type": "websocket"}, receive, send)

    asyncio.run(run())

    assert [message["type"] for message in sent] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
        "http.response.start",
        "http.response.body",
        "websocket.close",
    ]
    assert sent[3]["body"] == b"Tom"


def test_a_browser_may_read_that_a_body_is_over_the_limit(client: httpx.Client) -> None:
    reply = client.post("/pets", content=b"x" * 200_000, headers={"Origin": "https://app.example"})

    assert reply.status_code == 413
    assert reply.headers["access-control-allow-origin"] == "https://app.example"


def test_methods_that_a_document_makes_up_are_served() -> None:
    document = load_text("""
openapi: 3.2.0
info: {title: t, version: "1"}
paths:
  /t: {additionalOperations: {Foo-Bar: {responses: {"202": {description: done}}}}}
""")
    with Mock(document) as mock:
        assert httpx.request("Foo-Bar", f"{mock.url}/t", trust_env=False).status_code == 202


_HARD = """
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /t/{a}:
    parameters: [{name: a, in: path, required: true, schema: {type: string, pattern: "^(a+)+$"}}]
    post:
      requestBody:
        content:
          application/json: {schema: {$ref: "#/components/schemas/Tree"}}
          application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {pattern: "^(a|a)*$"}}}}
      responses: {"201": {description: made}}
components:
  schemas:
    Tree: {oneOf: [{type: array, items: {$ref: "#/components/schemas/Tree"}}, {type: string, pattern: "(x+x+)+y"}]}
"""


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("/t/" + "a" * 40 + "!", b'"xy"', "json"),
        ("/t/a", b'"' + b"x" * 10_000 + b'"', "json"),
        ("/t/a", b"[" * 500 + b"]" * 500, "json"),
        ("/t/a", b"[" * 100_000 + b"]" * 100_000, "json"),
        ("/t/a", b"[" * 100_000, "json"),
        ("/t/a", b"\xff\xfe", "json"),
        ("/t/a", b"a=" + b"a" * 40 + b"!", "x-www-form-urlencoded"),
        ("/t/a", b"&".join(b"a[%d]=1" % number for number in range(5000)), "x-www-form-urlencoded"),
    ],
    ids=range(8),
)
def test_what_is_hard_to_judge_hangs_nobody(path: str, body: bytes, kind: str) -> None:
    said: list[str] = []
    with Mock(load_text(_HARD), settings=Settings(port=0), say=said.append) as mock:
        headers = {"Content-Type": f"application/{kind}"}
        reply = httpx.post(f"{mock.url}{path}", content=body, headers=headers, trust_env=False, timeout=20)

    assert reply.status_code < 500
    assert said == []
