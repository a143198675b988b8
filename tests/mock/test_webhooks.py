"""Webhooks and callbacks: listed, sent on demand, and sent after the answers that announce them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any, NamedTuple

import httpx
import orjson
import pytest

from specforge.document.load import load_text
from specforge.mock.api import Mock
from specforge.mock.expressions import subject_of
from specforge.mock.message import Request, reply
from specforge.mock.sending import is_loopback
from specforge.mock.settings import Settings
from specforge.values.expressions import evaluate

_TEXT = """\
openapi: 3.1.0
info: {title: Ferries, version: '1'}
paths:
  /subscriptions/{line}:
    post:
      parameters: [{name: line, in: path, required: true, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses:
        '201': {description: ok, content: {application/json: {example: {id: s-1}}}}
        '400': {description: no}
      callbacks:
        onDelay:
          '{$request.body#/url}?line={$request.path.line}&id={$response.body#/id}':
            post:
              requestBody:
                content: {application/json: {schema: {$ref: '#/components/schemas/Delay'}}}
              responses: {'204': {description: thanks}}
        onElsewhere:
          'http://elsewhere.invalid/{$request.path.line}':
            post: {responses: {'200': {description: thanks}}}
webhooks:
  arrival:
    post:
      summary: A ferry arrives
      security: [{key: []}]
      parameters:
        - {name: X-Event, in: header, schema: {type: string, const: arrival}}
        - {name: version, in: query, required: true, schema: {type: integer, enum: [2]}}
        - {name: left-out, in: query, schema: {type: integer}}
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Delay'}
            examples: {late: {value: {minutes: 90, ferry: {name: Ada}}}}
      responses:
        '200':
          description: thanks
          content: {application/json: {schema: {type: object, required: [got], properties: {got: {type: boolean}}}}}
  odd: {post: {requestBody: 5, responses: null}, get: null}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    Delay:
      type: object
      required: [minutes]
      properties: {minutes: {type: integer, minimum: 5, maximum: 500}, ferry: {type: object}}
"""


class Received(NamedTuple):
    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """Somebody who gets webhooks, answers as it is told, and remembers."""

    def __init__(self) -> None:
        self.got: Queue[Received] = Queue()
        self.status, self.content = 200, b'{"got": true}'
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.got.put(Received(self.command, self.path, headers, body))
                self.send_response(receiver.status)
                self.send_header("content-type", "application/json")
                self.send_header("location", f"http://{self.headers['host']}/followed")
                self.send_header("content-length", str(len(receiver.content)))
                self.end_headers()
                self.wfile.write(receiver.content)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture(scope="module")
def said() -> Queue[str]:
    return Queue()


@pytest.fixture(scope="module")
def client(said: Queue[str]) -> Iterator[httpx.Client]:
    settings = Settings(port=0, log="none")
    with (
        Mock(load_text(_TEXT), settings=settings, say=said.put) as mock,
        httpx.Client(base_url=mock.url, trust_env=False, timeout=30) as made,
    ):
        yield made


def _post(client: httpx.Client, name: str, given: Any, **headers: str) -> dict[str, Any]:
    found: dict[str, Any] = client.post(f"/__specforge/webhooks/{name}", json=given, headers=headers).json()
    return found


def test_webhooks_and_callbacks_are_listed(client: httpx.Client) -> None:
    found = client.get("/__specforge/webhooks").json()["webhooks"]

    assert [(hook["name"], hook["kind"], hook["method"], hook["operation"], hook["line"]) for hook in found] == [
        ("arrival", "webhook", "POST", None, 23),
        ("odd", "webhook", "POST", None, 39),
        ("onDelay", "callback", "POST", "POST /subscriptions/{line}", 14),
        ("onElsewhere", "callback", "POST", "POST /subscriptions/{line}", 20),
    ]


def test_a_webhook_is_told_with_what_it_sends(client: httpx.Client) -> None:
    found = client.get("/__specforge/webhooks/arrival").json()

    first, late = found["samples"]
    assert 5 <= orjson.loads(first["text"])["minutes"] <= 500
    assert (late["name"], orjson.loads(late["text"])["minutes"]) == ("late", 90)
    assert found["headers"] == [["X-Event", "arrival"]]


def test_a_webhook_is_sent_with_valid_values(client: httpx.Client, receiver: Receiver) -> None:
    found = _post(client, "arrival", {"url": f"{receiver.url}/hook?a=1", "credentials": {"key": "k1"}})

    got = receiver.got.get(timeout=20)
    assert got.target == "/hook?a=1&version=2"
    assert (got.headers["x-event"], got.headers["x-key"]) == ("arrival", "k1")
    assert 5 <= orjson.loads(got.body)["minutes"] <= 500
    assert found["sent"]["violations"] == []
    assert (found["answer"]["status"], found["violations"], found["error"]) == (200, [], None)


def test_an_example_is_sent_and_changed(client: httpx.Client, receiver: Receiver) -> None:
    over = {"ferry": {"size": 3}}
    _post(client, "arrival", {"url": receiver.url, "example": "late", "body": over})
    assert orjson.loads(receiver.got.get(timeout=20).body) == {"minutes": 90, "ferry": {"name": "Ada", "size": 3}}

    broken = _post(client, "arrival", {"url": receiver.url, "body": {"minutes": 1}})
    assert [one["code"] for one in broken["sent"]["violations"]] == ["minimum"]


def test_a_seed_repeats_what_is_invented(client: httpx.Client, receiver: Receiver) -> None:
    sent = [_post(client, "arrival", {"url": receiver.url, "seed": seed})["sent"]["body"] for seed in (7, 8, 7)]
    assert sent[0] == sent[2]
    assert sent[0] != sent[1]


def test_an_answer_that_is_not_described_is_told(client: httpx.Client, receiver: Receiver) -> None:
    receiver.content = b'{"got": 1}'
    found = _post(client, "arrival", {"url": receiver.url})
    assert [(one["message"], one["line"]) for one in found["violations"]] == [
        ("Response body property got must be boolean", 38)
    ]
    receiver.status = 307
    assert _post(client, "arrival", {"url": receiver.url})["violations"]
    assert {receiver.got.get(timeout=20).target for _ in range(2)} == {"/?version=2"}
    assert receiver.got.empty()


@pytest.mark.parametrize(
    ("given", "part"),
    [
        ({}, "needs a url"),
        ({"url": "http://x", "exmaple": 1}, "Did you mean 'example'?"),
        ({"url": "http://x", "example": "lat"}, "Did you mean 'late'?"),
        ({"url": "http://x", "seed": "x"}, "seed is a whole number"),
        ([], "a JSON object"),
        ({"url": "http://x", "method": "PUT"}, "No 'arrival'"),
    ],
)
def test_what_cannot_be_sent_is_refused(client: httpx.Client, given: Any, part: str) -> None:
    assert part in _post(client, "arrival", given)["detail"]


@pytest.mark.parametrize("url", ["ftp://x", "nonsense", "http://", "http://[", "http://127.0.0.1:1/", "http://a b/"])
def test_where_nobody_answers_is_told(client: httpx.Client, url: str) -> None:
    found = _post(client, "arrival", {"url": url})
    assert found["answer"] is None
    assert found["error"]


def test_an_unknown_webhook_is_not_found(client: httpx.Client) -> None:
    assert "Did you mean 'arrival'?" in _post(client, "arival", {})["detail"]
    assert client.put("/__specforge/webhooks/arrival").status_code == 405


def test_pages_of_others_send_nothing(client: httpx.Client, receiver: Receiver) -> None:
    refused = _post(client, "arrival", {"url": receiver.url}, origin="https://evil.example")
    assert refused["status"] == 403
    own = str(client.base_url).rstrip("/")
    assert _post(client, "arrival", {"url": receiver.url}, origin=own)["answer"]["status"] == 200


def test_a_callback_goes_to_where_a_request_says(client: httpx.Client, receiver: Receiver) -> None:
    request = {"path": "/subscriptions/n", "body": {"url": receiver.url}}
    refused = _post(client, "onDelay", {"request": request})
    assert "$response.body#/id cannot be told" in refused["detail"]
    assert _post(client, "onDelay", {"url": receiver.url, "request": request})["answer"]["status"] == 200


def test_callbacks_are_sent_after_the_answer(client: httpx.Client, receiver: Receiver, said: Queue[str]) -> None:
    receiver.status, receiver.content = 204, b""

    assert client.post("/subscriptions/north", json={"url": receiver.url}).status_code == 201

    got = receiver.got.get(timeout=20)
    assert got.target == "/?line=north&id=s-1"
    assert 5 <= orjson.loads(got.body)["minutes"] <= 500
    lines = sorted(said.get(timeout=20) for _ in range(2))
    assert lines[0].startswith(f"callback onDelay: POST {receiver.url}?line=north&id=s-1 204 ")
    assert lines[1].startswith("callback onElsewhere: not sent, since only the document names")
    # On demand it goes there again, since that was the last request.
    _post(client, "onDelay", {})
    assert receiver.got.get(timeout=20).target == "/?line=north&id=s-1"


def test_a_callback_without_a_place_to_go_is_said(client: httpx.Client, said: Queue[str]) -> None:
    assert client.post("/subscriptions/north", json={"nothing": 1}).status_code == 201
    lines = sorted(said.get(timeout=20) for _ in range(2))
    assert lines[0] == "callback onDelay: not sent, the request has no $request.body#/url"


def test_refused_requests_announce_nothing(client: httpx.Client, said: Queue[str]) -> None:
    assert client.post("/subscriptions/north", content=b"{", headers={"content-type": "application/json"}).is_error
    assert said.empty()


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("$url", "http://me:1/things/7?q=a%20b"),
        ("{$method}-{$statusCode}", "POST-202"),
        ("$request.query.q", "a b"),
        ("$request.path.id", "7"),
        ("$request.header.X-There", "yes"),
        ("$request.body", "url"),
        ("$response.header.location", "/l"),
        ("$response.body#/a", "1"),
    ],
)
def test_expressions_are_about_the_messages_of_the_mock(template: str, text: str) -> None:
    request = Request("POST", "/things/7", "q=a%20b", {"host": "me:1", "x-there": "yes"}, b"url")
    answer = reply(202, [("Location", "/l"), ("content-type", "application/json")], b'{"a": 1}')

    assert evaluate(template, subject_of(request, {"id": "7"}, answer)) == text


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8/x", True),
        ("http://[::1]/", True),
        ("http://localhost/", True),
        ("http://example.com/", False),
    ],
)
def test_this_machine_is_known(url: str, expected: bool) -> None:
    assert is_loopback(url) is expected
