"""HTTP that is not what the standards say: methods, bodies, spellings, headers, lengths, tags, traces."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest

from specforge.contract.check import CHECKS, Tools
from specforge.contract.conformance.fields import wrong_fields
from specforge.contract.events import Case
from specforge.contract.run import Result, run
from specforge.contract.settings import Settings
from specforge.contract.target import AppTarget
from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.values.check import SchemaChecker

NOTES = """\
openapi: 3.1.0
info: {title: Notes, version: "1"}
paths:
  /notes:
    post:
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: "#/components/schemas/New"}, example: {text: milk}}
      responses:
        "201": {description: made, content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}
        "400": {description: no}
        "422": {description: no}
  /notes/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}, example: 1}]
      responses:
        "200":
          description: a note
          headers: {ETag: {schema: {type: string}}}
          content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}
        "404": {description: none}
    put:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}, example: 1}]
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: "#/components/schemas/New"}, example: {text: bread}}
      responses:
        "200": {description: changed, content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}
        "400": {description: no}
        "404": {description: none}
        "422": {description: no}
  /report:
    get:
      parameters: [{name: format, in: query, schema: {enum: [json, csv]}}]
      responses:
        "200":
          description: a report
          content:
            application/json: {schema: {type: object}}
            text/csv: {schema: {type: string}}
components:
  schemas:
    New: {type: object, required: [text], properties: {text: {type: string}}}
    Note:
      type: object
      required: [id, text]
      properties: {id: {type: integer}, text: {type: string}}
"""


class Notes:
    """The implementation. ``broken`` is the one thing that it gets wrong."""

    def __init__(self, reply: Any, broken: str) -> None:
        self._reply = reply
        self._broken = broken
        self._notes: dict[str, Any] = {"1": {"id": 1, "text": "milk"}}
        self._asked = 0

    def __call__(self, request: Any) -> Any:
        self._asked += 1
        methods = {"/notes": "POST", "/report": "GET"}.get(request.path, "GET, PUT")
        if request.method not in methods.split(", "):
            return self._refuse(methods)
        if request.path == "/report":
            kind = request.query.get("format", ["json"])[0] if self._broken != "format" else "json"
            return self._reply(200, {}, {"Content-Type": "text/csv" if kind == "csv" else "application/json"})
        if request.method == "GET":
            return self._read(request.path.rpartition("/")[2])
        media_type = request.headers.get("content-type", "")
        media_type = media_type if self._broken == "parameters" else media_type.partition(";")[0].lower()
        return self._write(request) if media_type == "application/json" else self._reply(422)

    def _refuse(self, methods: str) -> Any:
        if self._broken == "404":
            return self._reply(404)
        own = f"{methods}, OPTIONS"
        allow = {"no allow": None, "wrong allow": "GET", "own allow": own}.get(self._broken, methods)
        return self._reply(405, None, {"Allow": allow} if allow is not None else {})

    def _read(self, id: str) -> Any:
        # The test server has decoded the path already: the marked letter stands for one that it has not.
        note = self._notes.get(id)
        tag = {"constant": "1", "restless": str(self._asked)}.get(self._broken, json.dumps(note).encode().hex())
        return self._reply(200, note, {"ETag": f'"{tag}"'}) if note else self._reply(404)

    def _write(self, request: Any) -> Any:
        text = request.body.decode("utf-8", "replace" if self._broken == "utf-8" else "strict")
        value = json.loads(text)
        id = str(len(self._notes) + 1) if request.method == "POST" else request.path.rpartition("/")[2]
        if request.method == "PUT" and id not in self._notes:
            return self._reply(404)
        self._notes[id] = {"id": int(id), "text": value["text"]}
        return self._reply(201 if request.method == "POST" else 200, self._notes[id])


def safely(handler: Callable[[Any], Any], reply: Any, status: int = 422) -> Callable[[Any], Any]:
    """What cannot be read is refused."""

    def answer(request: Any) -> Any:
        try:
            return handler(request)
        except (ValueError, KeyError, TypeError, RecursionError):
            return reply(status)

    return answer


@pytest.fixture(scope="module")
def document() -> Document:
    return load_text(NOTES, "notes.yaml")


@pytest.fixture
def probe(make_app: Any, reply: Any, document: Document) -> Callable[..., Result]:
    """Runs one check against notes that get what is named wrong."""

    def run_it(broken: str, check: str, status: int = 422) -> Result:
        settings = Settings(phases=("probes",), ignored_checks=frozenset(CHECKS) - {check, "spelling-matters"})
        return run(document, AppTarget(make_app(safely(Notes(reply, broken), reply, status))), settings)

    return run_it


@pytest.mark.parametrize(
    "check", ["unsupported-method", "malformed-body", "etag", "media-type-not-given", "media-type-spelling"]
)
def test_notes_that_are_right_are_left_in_peace(probe: Callable[..., Result], check: str) -> None:
    assert probe("", check).findings == []


@pytest.mark.parametrize(
    ("broken", "check", "rule", "where"),
    [
        ("404", "unsupported-method", "unsupported-method", "/paths/~1notes"),
        ("no allow", "unsupported-method", "unsupported-method", "/paths/~1notes"),
        ("own allow", "unsupported-method", "allow-header", "/paths/~1notes"),
        ("utf-8", "malformed-body", "malformed-body", "/application~1json"),
        ("constant", "etag", "etag", "/headers/ETag"),
        ("restless", "etag", "etag", "/headers/ETag"),
        ("format", "media-type-not-given", "media-type-not-given", "/paths/~1report/get/parameters/0"),
        ("parameters", "media-type-spelling", "spelling-matters", "/application~1json"),
    ],
)
def test_what_is_wrong_is_found_at_its_place(
    probe: Callable[..., Result], broken: str, check: str, rule: str, where: str
) -> None:
    findings = probe(broken, check).findings

    assert [finding.rule for finding in findings] == [f"contract/{rule}"]
    assert findings[0].place.pointer.endswith(where)


def test_deep_bodies_must_not_end_in_a_failure(probe: Callable[..., Result]) -> None:
    assert {finding.rule for finding in probe("", "malformed-body", 500).findings} == {"contract/server-error"}


def test_an_encoded_letter_is_the_letter(document: Document, reply: Any) -> None:
    """A service that splits the path as it was sent, and does not decode it."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        id = scope["raw_path"].decode().rpartition("/")[2]
        status = 200 if id == "1" else 404
        body = json.dumps({"id": 1, "text": unquote(id)}).encode()
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    others = frozenset(CHECKS) - {"spelling-matters"}
    settings = Settings(phases=("probes",), ignored_checks=others, include=("GET /notes/{id}",))
    (finding,) = run(document, AppTarget(app), settings).findings

    assert finding.rule == "contract/spelling-matters"
    assert "%31" in finding.message


class TestLooks:
    """Checks that look at every answer, whoever asked."""

    def rules(self, document: Document, check: str, answer: Answer, method: str = "GET") -> list[str]:
        operation = document.operation("GET /notes/{id}")
        case = Case(operation.label, Exchange(SentRequest(method, "http://a/notes/1"), answer), "fuzzing")
        look = CHECKS[check].look
        assert look is not None
        return [one.message for one in look(operation, case, Tools(document, SchemaChecker(document)))]

    @pytest.mark.parametrize(
        "body",
        [
            b'Traceback (most recent call last):\n  File "/srv/app.py", line 3, in get',
            b'{"detail": "Traceback (most recent call last):\\n  File \\"/srv/app.py\\", line 3"}',
            b"java.lang.NullPointerException\n\tat com.acme.Notes.get(Notes.java:42)",
            b"TypeError: x\n    at Object.get (/srv/app/notes.js:12:5)",
            b"goroutine 12 [running]:\nmain.get()",
            b"SQLSTATE[23000]: Integrity constraint violation",
            b"sqlite3.IntegrityError: UNIQUE constraint failed: notes.text",
        ],
    )
    def test_traces_are_seen(self, document: Document, body: bytes) -> None:
        assert len(self.rules(document, "stack-trace", Answer(500, {}, body))) == 1

    @pytest.mark.parametrize("body", [b'{"title": "Internal error: KeyError"}', b"at noon (line 3)", b""])
    def test_other_errors_are_none(self, document: Document, body: bytes) -> None:
        assert self.rules(document, "stack-trace", Answer(500, {}, body)) == []

    def test_a_trace_that_was_asked_for_is_none(self, document: Document) -> None:
        body = b"Traceback (most recent call last):"
        assert self.rules(document, "stack-trace", Answer(200, {}, body)) == []

    @pytest.mark.parametrize(
        ("status", "headers", "body", "count"),
        [
            (200, {"content-length": ("2",)}, b"{}", 0),
            (200, {"content-length": ("5",)}, b"{}", 1),
            (200, {"content-length": ("5",), "content-encoding": ("gzip",)}, b"{}", 0),
            (204, {}, b"{}", 1),
            (204, {}, b"", 0),
            (204, {"content-length": ("2",)}, b"", 1),
        ],
    )
    def test_lengths_are_true(
        self, document: Document, status: int, headers: dict[str, tuple[str, ...]], body: bytes, count: int
    ) -> None:
        assert len(self.rules(document, "content-length", Answer(status, headers, body))) == count

    @pytest.mark.parametrize(
        ("status", "media_type", "body", "count"),
        [
            (404, "application/problem+json", b'{"status": 500}', 1),
            (404, "application/problem+json", b'{"status": 404}', 0),
            (404, "application/problem+json", b'{"title": "gone"}', 0),
            (404, "application/problem+json", b"[404]", 0),
            (404, "application/json", b'{"status": 500}', 0),
        ],
    )
    def test_problems_tell_of_their_own_status(
        self, document: Document, status: int, media_type: str, body: bytes, count: int
    ) -> None:
        answer = Answer(status, {"content-type": (media_type,)}, body)

        assert len(self.rules(document, "problem-status", answer)) == count

    @pytest.mark.parametrize(
        ("content_type", "body", "count"),
        [
            ("application/json", b'{"a": "Zo\xc3\xab"}', 0),
            ("application/json", b"\xef\xbb\xbf{}", 1),
            ("text/plain", b"\xef\xbb\xbf{}", 0),
            ("application/problem+json; charset=UTF-8", b'"Zo\xc3\xab"', 0),
            ("application/json; charset=iso-8859-1", b'"Zo\xc3\xab"', 1),
            ("application/json; charset=iso-8859-1", b'"Zoe"', 0),
        ],
    )
    def test_json_is_utf_8(self, document: Document, content_type: str, body: bytes, count: int) -> None:
        assert len(self.rules(document, "charset", Answer(200, {"content-type": (content_type,)}, body))) == count

    def test_what_head_would_have_is_no_body(self, document: Document) -> None:
        assert self.rules(document, "content-length", Answer(200, {"content-length": ("9",)}), "HEAD") == []


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("retry-after", "120", "soon"),
        ("retry-after", "Thu, 26 Nov 2026 05:50:00 GMT", "-1"),
        ("last-modified", "Thu, 26 Nov 2026 05:50:00 GMT", "2026-11-26T05:50:00Z"),
        ("etag", 'W/"a b"'.replace(" ", ""), "abc"),
        ("location", "/notes/1?x=[1]", "/notes/my note"),
        ("allow", "GET, POST", "GET POST"),
        ("cache-control", 'max-age=60, private="x"', "max-age = 60;"),
        ("www-authenticate", 'Bearer realm="a"', '"Bearer"'),
        ("access-control-allow-origin", "https://a.example", "https://a.example, https://b.example"),
        ("x-ratelimit-remaining", "10", "-1"),
        ("set-cookie", 'sid="a,b\\054c"; Path=/; Expires=Thu, 26 Nov 2026 05:50:00 GMT; HttpOnly', "sid; Path=/"),
        ("set-cookie", "sid=; Max-Age=-1; SameSite=None; Secure", "sid=1; SameSite=None"),
        ("set-cookie", "__Host-sid=1; Secure; Path=/", "__Host-sid=1; Path=/"),
        ("set-cookie", "__Secure-sid=1; Secure", "__Secure-sid=1"),
        ("set-cookie", "a=1; Expires=Thu, 01-Jan-1970 00:00:00 GMT", "a=1; Expires=tomorrow"),
        ("set-cookie", "a=b=c", "a=1; Max-Age=1h"),
        ("set-cookie", "a=b", "a=\u00e4"),
    ],
)
def test_fields_are_written_as_the_standards_say(name: str, right: str, wrong: str) -> None:
    assert list(wrong_fields(Answer(200, {name: (right,)}))) == []
    assert [found for found, _ in wrong_fields(Answer(200, {name: (wrong,)}))] == [name]


def test_a_field_of_which_there_is_one_comes_once() -> None:
    assert [name for name, _ in wrong_fields(Answer(200, {"location": ("/a", "/b")}))] == ["location"]


@pytest.mark.parametrize(
    ("url", "cookie", "missing"),
    [
        ("http://a", "sid=1; HttpOnly", []),
        ("http://a", "sid=1; Path=/", ["HttpOnly"]),
        ("https://a", "sid=1; httponly", ["Secure"]),
        ("https://a", "sid=1; HttpOnly; Secure", []),
        ("http://a", "sid=; Max-Age=0", []),
        ("http://a", "theme=dark", []),
    ],
)
def test_a_cookie_with_credentials_is_kept_from_scripts(url: str, cookie: str, missing: list[str]) -> None:
    schemes = "\n  securitySchemes: {key: {type: apiKey, in: cookie, name: sid}}"
    document = load_text(NOTES.replace("components:", f"components:{schemes}"), "notes.yaml")
    operation = document.operation("GET /notes/{id}")
    answer = Answer(200, {"set-cookie": (cookie,)})
    case = Case(operation.label, Exchange(SentRequest("GET", f"{url}/notes/1"), answer), "fuzzing")
    look = CHECKS["cookie-unprotected"].look
    assert look is not None
    found = look(operation, case, Tools(document, SchemaChecker(document)))
    assert [problem.message.rpartition(" ")[2] for problem in found] == missing
