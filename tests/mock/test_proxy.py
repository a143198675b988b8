"""The proxy: what passes, what is judged, and what happens when the upstream server does not answer."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import brotli
import httpx
import orjson
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from specforge.document.load import load_text
from specforge.errors import UsageError
from specforge.findings.model import Finding, Severity
from specforge.mock.api import Mock
from specforge.mock.delivery import Delivery
from specforge.mock.encoding import read
from specforge.mock.faults.injector import Injector
from specforge.mock.faults.plan import read_plan
from specforge.mock.message import Reply, Request
from specforge.mock.pipeline import compile_mock
from specforge.mock.proxy.body import Watched
from specforge.mock.proxy.handler import Proxy
from specforge.mock.proxy.headers import to_upstream
from specforge.mock.proxy.upstream import Upstream
from specforge.mock.settings import ProxySettings, Settings, TlsSettings
from specforge.mock.teller import as_line
from specforge.mock.transport import MockTransport
from specforge.mock.witness import Witness

_TEXT = """\
openapi: 3.0.3
info: {title: Birds, version: '1'}
security: [{token: []}]
paths:
  /birds:
    get:
      deprecated: true
      security: []
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 10}}
      responses:
        '200':
          description: all
          headers: {X-Total: {required: true, schema: {type: integer}}}
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Bird'}}
              example: [{id: 7}]
        '404': {description: none}
        5XX: {description: broken}
    post:
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Bird'}}}
      responses: {'201': {description: made}}
components:
  schemas: {Bird: {type: object, required: [id], properties: {id: {type: integer}}}}
  securitySchemes: {token: {type: http, scheme: bearer}}
"""

_DOCUMENT = load_text(_TEXT)
Answer = Callable[[httpx.Request], httpx.Response]
BIRDS = httpx.Response(200, headers={"x-total": "1"}, json=[{"id": 1}])


class Setup:
    """A proxy of the birds document in front of a function."""

    def __init__(self, answer: Answer, url: str = "http://birds.test/v1", **settings: Any) -> None:
        own = {name: settings.pop(name) for name in ("remock", "validate_request") if name in settings}
        self.asked: list[httpx.Request] = []
        self.findings: list[Finding] = []
        document = _DOCUMENT
        proxy = ProxySettings(url, **own)
        upstream = Upstream(proxy, httpx.MockTransport(lambda request: self._answer(answer, request)))
        self.pipeline = compile_mock(document, Settings(proxy=proxy, **settings))
        self._proxy = Proxy(proxy, upstream, self)
        self.witness = Witness(document, url, self.findings.append)

    def ask(self, method: str, target: str, body: bytes = b"", **headers: str) -> Reply:
        path, _, query = target.partition("?")
        named = {name.replace("_", "-"): value for name, value in {"host": "localhost:4010", **headers}.items()}
        request = Request(method, path, query, named, body)
        reply = asyncio.run(self._proxy.handle(request))
        self.witness.observe(request, reply, 0.0)
        return reply

    def _answer(self, answer: Answer, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return answer(request)

    def target(self) -> str:
        target: bytes = self.asked[-1].extensions["target"]
        return target.decode()


def answering(response: httpx.Response, **settings: Any) -> Setup:
    # A response of httpx can be read only once.
    content, headers = response.content, response.headers.raw
    made = partial(httpx.Response, response.status_code, headers=headers)
    return Setup(lambda _: made(stream=httpx.ByteStream(content)), **settings)


def violations(reply: Reply) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = orjson.loads(reply.header("sl-violations") or "[]")
    return found


def test_a_request_and_its_answer_pass() -> None:
    headers = [*BIRDS.headers.raw, (b"set-cookie", b"a=1"), (b"set-cookie", b"b")]
    body = b'[ {"id": 1.50e3, "a b": "\\u00e9 \\" "} ]'
    setup = answering(httpx.Response(200, headers=headers, content=body))

    reply = setup.ask("GET", "/birds?limit=1&q=a%2Fb", accept="*/*", x_trace="\xe9 ")

    assert setup.target() == "/v1/birds?limit=1&q=a%2Fb"
    asked = setup.asked[0].headers
    assert (asked["host"], asked["x-forwarded-host"]) == ("birds.test", "localhost:4010")
    assert "x-forwarded-for" not in asked  # nobody knows
    assert (b"x-trace", b"\xe9") in asked.raw
    assert "user-agent" not in asked
    assert reply.status == 200
    assert reply.body == b'[{"id":1.50e3,"a b":"\\u00e9 \\" "}]'
    assert [value for name, value in reply.headers if name == b"set-cookie"] == [b"a=1", b"b"]
    assert reply.header("content-length") == str(len(reply.body))
    assert reply.header("deprecation") == "true"
    assert reply.operation == "GET /birds"
    assert reply.header("access-control-allow-origin") == "*"


@pytest.mark.parametrize(("before", "after"), [(None, "192.0.2.7"), ("10.0.0.1", "10.0.0.1, 192.0.2.7")])
def test_the_server_is_told_who_asks(before: str | None, after: str) -> None:
    told = {"x-forwarded-for": before} if before is not None else {}

    headers = dict(to_upstream(Request("GET", "/birds", headers=told, client="192.0.2.7"), "http"))

    assert headers[b"x-forwarded-for"] == after.encode()


def test_credentials_of_the_url_are_sent_and_not_shown() -> None:
    setup = answering(httpx.Response(200, json=[]), url="http://user:pass@birds.test")

    setup.ask("GET", "/birds")

    assert setup.asked[0].headers["authorization"] == "Basic dXNlcjpwYXNz"
    (finding,) = setup.findings
    assert "pass" not in finding.details["curl"]


def test_headers_of_one_connection_do_not_pass() -> None:
    setup = answering(
        httpx.Response(404, headers={"connection": "x-hop", "x-hop": "1", "keep-alive": "2", "x-end": "3"})
    )

    reply = setup.ask("GET", "/birds", connection="close, x-mine", x_mine="1", te="trailers", upgrade="h2c")

    assert not {"x-mine", "te", "upgrade"} & set(setup.asked[0].headers)
    assert reply.header("x-hop") is None
    assert reply.header("keep-alive") is None
    assert reply.header("x-end") == "3"


def test_what_is_wrong_passes_and_is_told() -> None:
    setup = answering(httpx.Response(200, json=[{"id": "x"}]))

    reply = setup.ask("GET", "/birds?limit=99")

    assert reply.status == 200
    assert [(entry["location"], entry["code"]) for entry in violations(reply)] == [
        (["request", "query", "limit"], "maximum"),
        (["response", "body", "0", "id"], "type"),
        (["response", "header"], "required"),
    ]
    assert [(one.rule, one.place.region.line, one.severity) for one in setup.findings] == [
        ("mock/request-parameter", 10, Severity.ERROR),
        ("mock/response-body", 26, Severity.ERROR),
        ("mock/response-header", 14, Severity.ERROR),
    ]


def test_the_same_violation_is_one_finding() -> None:
    setup = answering(BIRDS)

    for limit in (11, 12, 13):
        setup.ask("GET", f"/birds?limit={limit}", authorization="Bearer secret")

    (finding,) = [one for one in setup.witness.findings() if one.rule == "mock/request-parameter"]
    assert finding.details["seen"] == "3 times"
    assert "http://birds.test/v1/birds?limit=11" in finding.details["curl"]
    assert "secret" not in finding.details["curl"]
    where, _, what = as_line(finding).partition(": error: ")
    assert where == "openapi.yaml:10:69"
    assert what == "Request query parameter limit must be <= 10 (GET /birds) [mock/request-parameter]"


def test_errors_keeps_an_invalid_request_back() -> None:
    setup = answering(BIRDS, errors=True)

    assert setup.ask("GET", "/birds?limit=99").status == 422
    unauthorized = setup.ask("POST", "/birds", b'{"id": 1}', content_type="application/json")
    assert (unauthorized.status, unauthorized.header("www-authenticate")) == (401, "Bearer")
    assert setup.ask("GET", "/cats").status == 404
    assert setup.ask("PUT", "/birds").status == 405
    assert not setup.asked
    assert [one.rule for one in setup.findings] == ["mock/request-parameter", "mock/request-security"]


def test_errors_replaces_an_invalid_answer() -> None:
    setup = answering(httpx.Response(200, headers={"x-total": "1"}, json=[{}]), errors=True)

    reply = setup.ask("GET", "/birds")

    assert reply.status == 500
    assert (
        orjson.loads(reply.body)["validation"][0]["message"]
        == "Response body property 0 must have required property 'id'"
    )


def test_requests_need_not_be_checked() -> None:
    setup = answering(BIRDS, errors=True, validate_request=False)

    assert setup.ask("GET", "/birds?limit=99").status == 200
    assert setup.ask("POST", "/birds").status == 401


def test_an_undocumented_operation_passes_with_a_warning() -> None:
    setup = answering(httpx.Response(200, text="cat"))

    reply = setup.ask("GET", "/cats")

    assert reply.body == b"cat"
    assert violations(reply) == [
        {"location": ["request"], "severity": "Warning", "message": "Selected route not found"}
    ]
    assert [(one.rule, one.place.region.line) for one in setup.findings] == [("mock/undocumented-operation", 4)]


@pytest.mark.parametrize(
    ("response", "rule", "severity"),
    [
        (httpx.Response(201), "mock/response-status", Severity.ERROR),
        (httpx.Response(418), "mock/response-status", Severity.WARNING),
        (httpx.Response(200, headers={"x-total": "1"}, text="[]"), "mock/response-content-type", Severity.ERROR),
        (httpx.Response(200, headers={"x-total": "a"}, json=[]), "mock/response-header", Severity.ERROR),
        (
            httpx.Response(200, headers={"x-total": "1", "content-type": "application/json"}, content=b"{bad"),
            "mock/response-body",
            Severity.ERROR,
        ),
    ],
)
def test_what_an_answer_can_be_blamed_for(response: httpx.Response, rule: str, severity: Severity) -> None:
    setup = answering(response)

    assert setup.ask("GET", "/birds").status == response.status_code
    assert setup.findings[0].rule == rule
    assert setup.findings[0].severity is severity


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_body_where_there_should_be_none_is_refused(method: str) -> None:
    reply = answering(BIRDS).ask(method, "/birds", b"{}")

    assert reply.status == 501
    assert reply.body.startswith(b'{"type":"https://stoplight.io/prism/errors#PROXY_UNSUPPORTED_REQUEST_BODY"')


def test_the_mock_answers_for_what_is_not_implemented() -> None:
    setup = answering(httpx.Response(501, text="later"))

    assert setup.ask("GET", "/birds").body == b'[{"id":7}]'
    assert setup.ask("GET", "/cats").status == 501


def test_where_the_mock_answers_can_be_chosen() -> None:
    missing = httpx.Response(404)

    assert answering(missing, remock=(404, 501)).ask("GET", "/birds").status == 200
    assert answering(missing, remock=(404, 501)).ask("GET", "/cats").status == 404
    assert answering(httpx.Response(501), remock=()).ask("GET", "/birds").status == 501


def _raising(error: type[httpx.TransportError]) -> Answer:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error("no luck", request=request)

    return answer


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (httpx.ConnectError, 502, "UPSTREAM_UNREACHABLE"),
        (httpx.RemoteProtocolError, 502, "UPSTREAM_UNREACHABLE"),
        (httpx.LocalProtocolError, 400, "MALFORMED_REQUEST"),
        (httpx.ReadTimeout, 504, "UPSTREAM_TIMEOUT"),
        (httpx.ConnectTimeout, 504, "UPSTREAM_TIMEOUT"),
    ],
)
def test_no_answer_is_a_problem(error: type[httpx.TransportError], status: int, kind: str) -> None:
    reply = Setup(_raising(error)).ask("GET", "/birds")

    assert reply.status == status
    assert reply.header("content-type") == "application/problem+json"
    problem = orjson.loads(reply.body)
    assert problem["type"].endswith(f"#{kind}")
    assert status == 400 or "http://birds.test" in problem["detail"]


def test_a_compressed_answer_passes_as_it_is_and_is_judged() -> None:
    body = gzip.compress(b'[ {"id": "x"} ]')
    headers = {"content-type": "application/json", "content-encoding": "gzip", "x-total": "1"}
    raw = Setup(lambda _: httpx.Response(200, headers=headers, stream=httpx.ByteStream(body)))

    reply = raw.ask("GET", "/birds", accept_encoding="compress, gzip;q=0.5")

    assert raw.asked[0].headers["accept-encoding"] == "gzip;q=0.5"
    assert reply.body == body
    assert reply.header("content-encoding") == "gzip"
    assert [one.rule for one in raw.findings] == ["mock/response-body"]


@pytest.mark.parametrize(("encoding", "compress"), [("br", brotli.compress), ("zstd", zstandard.compress)])
def test_newer_encodings_are_read_where_their_library_is_there(
    encoding: str, compress: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = compress(b"x" * 5000)
    assert read(whole, encoding) == b"x" * 5000
    assert read(whole[:-1], encoding) is None
    assert read(b"nonsense", encoding) is None

    with monkeypatch.context() as small:
        small.setattr("specforge.mock.encoding._LIMIT", 4000)
        assert read(whole, encoding) is None
    monkeypatch.setattr("specforge.mock.encoding.find_spec", lambda name: None)
    assert read(whole, encoding) is None


def test_that_a_body_could_not_be_read_is_told() -> None:
    headers = {"content-type": "application/json", "content-encoding": "compress", "x-total": "1"}
    raw = Setup(lambda _: httpx.Response(200, headers=headers, stream=httpx.ByteStream(b"?")))

    reply = raw.ask("GET", "/birds")

    assert reply.body == b"?"
    (finding,) = raw.findings
    assert (finding.rule, finding.severity) == ("mock/response-body", Severity.WARNING)
    assert finding.message.startswith("The body was not judged: its Content-Encoding (compress) cannot be undone")


def test_what_cannot_be_read_is_not_judged() -> None:
    assert read(b"x", "compress") is None
    assert read(b"x", "gzip") is None
    assert read(b"x", "identity") == b"x"
    assert read(gzip.compress(gzip.compress(b"x")), "gzip, gzip") == b"x"


def test_a_redirect_to_the_upstream_server_leads_back_here() -> None:
    away = answering(httpx.Response(302, headers={"location": "http://birds.test/v1/birds?limit=1"}))
    out = answering(httpx.Response(302, headers={"location": "http://cats.test/"}))

    assert away.ask("GET", "/birds").header("location") == "/birds?limit=1"
    assert out.ask("GET", "/birds").header("location") == "http://cats.test/"


def test_an_answer_without_body_has_none() -> None:
    headers = {"content-type": "application/json", "content-length": "17"}
    setup = Setup(lambda _: httpx.Response(200, headers=headers, stream=httpx.ByteStream(b"")))

    reply = setup.ask("HEAD", "/birds")

    assert reply.header("content-length") == "17"
    assert reply.body == b""


@pytest.mark.parametrize("url", ["birds.test", "ftp://birds.test", "http://", "http://[", "http://birds.test:port"])
def test_what_is_no_server_is_refused(url: str) -> None:
    with pytest.raises(UsageError):
        Upstream(ProxySettings(url))


class _Birds(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    seen = threading.Event()

    def do_GET(self) -> None:
        answers = {"/events": self._events, "/large": self._large, "/cut": self._cut, "/garbage": self._garbage}
        answer = answers.get(self.path)
        if answer is not None:
            answer()
            return
        self.send_response(200)
        for name, value in (("Content-Type", "application/json"), ("Content-Length", "10"), ("X-Total", "x")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b'[{"id": 1}')

    def _events(self) -> None:
        """The second event comes when the client has seen the first one."""
        self._head("text/event-stream", "Transfer-Encoding", "chunked")
        self.wfile.write(b"9\r\ndata: 1\n\n\r\n")
        self.seen.wait(20)
        self.wfile.write(b"9\r\ndata: 2\n\n\r\n0\r\n\r\n")

    def _large(self) -> None:
        self._head("application/octet-stream", "Content-Length", "300000")
        self.wfile.write(b"x" * 300_000)

    def _cut(self) -> None:
        self._head("application/octet-stream", "Content-Length", "300000")
        self.wfile.write(b"x" * 200_000)
        self.close_connection = True

    def _garbage(self) -> None:
        self.wfile.write(b"\x00\xff is this HTTP?\r\n\r\n")
        self.close_connection = True

    def _head(self, media_type: str, framing: str, value: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header(framing, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def upstream() -> Iterator[str]:
    """A real server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Birds)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_over_the_network(upstream: str) -> None:
    said: list[str] = []
    settings = Settings(port=0, proxy=ProxySettings(upstream))

    with Mock(load_text(_TEXT), settings=settings, say=said.append) as mock:
        for _ in range(3):
            assert httpx.get(f"{mock.url}/birds", trust_env=False).status_code == 200
        assert [one.rule for one in mock.findings] == ["mock/response-header", "mock/response-body"]

    assert len(said) == 2
    assert "Response header parameter x-total must be integer" in said[1]


def test_what_goes_wrong_on_purpose_does_so_before_a_real_server() -> None:
    setup = answering(BIRDS)
    setup.pipeline.stages = (
        Injector(read_plan({"latency": 1, "limit": "1/1h"}), setup.pipeline),
        *setup.pipeline.stages,
    )

    replies = [setup.ask("GET", "/birds"), setup.ask("GET", "/birds")]

    assert [(reply.status, reply.delivery) for reply in replies] == [(200, Delivery(delay=1)), (429, Delivery(delay=1))]
    assert len(setup.asked) == 1


def test_a_remocked_answer_is_counted_once_and_comes_as_asked_for() -> None:
    setup = answering(httpx.Response(501))
    setup.pipeline.stages = (Injector(read_plan({"limit": "3/1h"}), setup.pipeline), *setup.pipeline.stages)

    reply = setup.ask("GET", "/birds", prefer="delay=2")

    assert (reply.json(), reply.header("ratelimit-remaining"), reply.delivery) == ([{"id": 7}], "2", Delivery(delay=2))


@pytest.fixture(scope="module")
def streaming(upstream: str) -> Iterator[str]:
    """A proxy that takes 100,000 bytes for large."""
    settings = Settings(port=0, proxy=ProxySettings(upstream), max_body=100_000)
    with Mock(load_text(_TEXT), settings=settings) as mock:
        yield mock.url


@pytest.mark.parametrize(("insecure", "status"), [(True, 200), (False, 502)])
def test_a_certificate_that_nobody_knows_is_accepted_where_that_is_wanted(insecure: bool, status: int) -> None:
    with Mock(load_text(_TEXT), settings=Settings(port=0, tls=TlsSettings())) as server:
        proxy = ProxySettings(server.url, insecure=insecure)
        transport = MockTransport(load_text(_TEXT), settings=Settings(proxy=proxy))
        with httpx.Client(transport=transport, base_url="http://mock") as client:
            assert client.get("/birds").status_code == status


def test_events_pass_as_they_come(streaming: str) -> None:
    _Birds.seen.clear()

    with httpx.stream("GET", f"{streaming}/events", trust_env=False, timeout=20) as answer:
        parts = answer.iter_raw()
        assert next(parts) == b"data: 1\n\n"
        _Birds.seen.set()
        assert b"".join(parts) == b"data: 2\n\n"

    assert answer.headers["transfer-encoding"] == "chunked"


_EVENTS = """\
openapi: 3.2.0
info: {title: Ticks, version: '1'}
paths:
  /events:
    get:
      responses:
        '200':
          description: ticks
          content:
            text/event-stream:
              itemSchema: {type: object, required: [data], properties: {data: {type: string, minLength: 2}}}
"""


def test_events_are_judged_when_they_are_over(upstream: str) -> None:
    _Birds.seen.set()

    with Mock(load_text(_EVENTS), settings=Settings(port=0, proxy=ProxySettings(upstream))) as mock:
        answer = httpx.get(f"{mock.url}/events", trust_env=False)
    (finding,) = mock.findings

    assert "sl-violations" not in answer.headers
    assert (finding.rule, finding.place.region.line) == ("mock/response-body", 11)
    assert finding.details["seen"] == "2 times"


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([b"data: 1\n\nda", b"ta: 2\n\n"], b"data: 1\n\ndata: 2\n\n"),
        ([b"data: 1\n\nda"], b"data: 1\n\n"),
        ([b"1\n", b"2"], b"1\n"),
        ([b"x" * 50, b"y"], None),
    ],
)
def test_of_a_stream_that_was_left_it_is_told_what_was_whole(parts: list[bytes], told: bytes | None) -> None:
    heard: list[bytes] = []

    class Parts:
        async def __aiter__(self) -> AsyncIterator[bytes]:
            for part in parts:
                yield part
            raise ConnectionAbortedError

        async def aclose(self) -> None: ...

    async def listen() -> None:
        async with contextlib.aclosing(Watched(Parts(), 30, heard.append)) as stream:
            with contextlib.suppress(ConnectionAbortedError):
                async for _ in stream:
                    pass

    asyncio.run(listen())

    assert heard == ([] if told is None else [told])


def test_events_pass_to_old_clients(streaming: str) -> None:
    _Birds.seen.set()
    url = httpx.URL(streaming)

    with socket.create_connection((url.host, url.port)) as client, client.makefile("rb") as answer:
        client.sendall(b"GET /events HTTP/1.0\r\n\r\n")
        head, _, body = answer.read().partition(b"\r\n\r\n")

    assert body == b"data: 1\n\ndata: 2\n\n"
    assert b"connection: close" in head


def test_what_is_large_passes_without_being_judged(streaming: str) -> None:
    with httpx.Client(trust_env=False) as client:
        for _ in range(2):
            answer = client.get(f"{streaming}/large")
            assert (len(answer.content), answer.headers["content-length"]) == (300_000, "300000")


def test_an_answer_that_breaks_off_breaks_off_here_too(streaming: str) -> None:
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        httpx.get(f"{streaming}/cut", trust_env=False)
    assert httpx.get(f"{streaming}/birds", trust_env=False).status_code == 200


def test_a_server_that_speaks_no_http_is_none(streaming: str) -> None:
    answer = httpx.get(f"{streaming}/garbage", trust_env=False)

    assert (answer.status_code, answer.headers["content-type"]) == (502, "application/problem+json")


def test_events_pass_without_a_socket(upstream: str) -> None:
    _Birds.seen.set()
    transport = MockTransport(load_text(_TEXT), settings=Settings(proxy=ProxySettings(upstream)))

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.get("http://mock/events")

    with httpx.Client(transport=transport) as client:
        assert client.get("http://mock/events").text == asyncio.run(ask()).text == "data: 1\n\ndata: 2\n\n"


_NAMES = st.sampled_from(
    ["content-type", "content-encoding", "location", "connection", "x-total", "content-range", "x"]
)
_VALUES = st.sampled_from(
    ["", ";", "application/json", "text/event-stream", "a/b; c=\xe9", "gzip, br", "*/*", "http://birds.test/v1/"]
)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(
    status=st.integers(200, 599),
    headers=st.lists(
        st.tuples(_NAMES, _VALUES | st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]))), max_size=4
    ),
    body=st.binary(max_size=20)
    | st.sampled_from([b"[1", b"[" * 5000, b'{"id": 1e999}', b"data: x\n\n", gzip.compress(b"[]")]),
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT"]),
    target=st.sampled_from(["/birds", "/birds?limit=%ff", "/cats", "//", "/%2e%2e/birds?__code=x"]),
)
def test_nothing_that_a_server_says_is_a_bug(
    status: int, headers: list[tuple[str, str]], body: bytes, method: str, target: str
) -> None:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    setup = Setup(lambda _: httpx.Response(status, headers=raw, stream=httpx.ByteStream(body)))

    assert setup.ask(method, target, accept="*/*").status
    assert all(finding.place.region for finding in setup.witness.findings())
