"""Traffic recorded to an HTTP archive, and answered from one."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from specforge.document.load import load_text
from specforge.errors import OutputError, SyntaxProblem, UnreadableError
from specforge.mock.api import Mock
from specforge.mock.har.archive import read_archive
from specforge.mock.har.entry import entry_of
from specforge.mock.har.recorder import Recorder
from specforge.mock.mask import Mask
from specforge.mock.message import Reply, Request, reply
from specforge.mock.service import Service
from specforge.mock.settings import ProxySettings, Settings

_TEXT = """\
openapi: 3.0.3
info: {title: Birds, version: '1'}
servers: [{url: /v1}]
paths:
  /birds:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses:
        '200':
          description: all
          content: {application/json: {schema: {type: array, items: {type: integer}}, example: [0]}}
    post:
      requestBody: {content: {application/json: {}, multipart/form-data: {}}}
      responses: {'201': {description: made}}
components:
  securitySchemes: {key: {type: apiKey, in: query, name: door}}
"""
_DOCUMENT = load_text(_TEXT)


def _entry(method: str = "GET", url: str = "http://birds.test/birds", status: Any = 200, **more: Any) -> dict[str, Any]:
    content = {"mimeType": "application/json", "text": more.pop("text", "[1]")}
    answered = {"status": status, "headers": more.pop("headers", []), "content": content}
    return {"request": {"method": method, "url": url, "headers": [], **more}, "response": answered}


def _archive(folder: Path, *entries: Any) -> Path:
    path = folder / "traffic.har"
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    return path


def _service(path: Path, **settings: Any) -> Service:
    return Service(_DOCUMENT, Settings(replay=path, **settings))


def _ask(service: Service, method: str, target: str, body: bytes = b"", **headers: str) -> Reply:
    path, _, query = target.partition("?")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request(method, path, query, named, body)
    found = service.handle(request)
    assert isinstance(found, Reply)
    for observer in service.observers:
        observer(request, found, 0.0)
    return found


def _made(request: Request, answer: Reply, *, secrets: bool = False) -> dict[str, Any]:
    return entry_of(request, answer, 1_700_000_000.25, 0.0125, None if secrets else Mask(_DOCUMENT))


def test_an_exchange_is_an_entry() -> None:
    request = Request("GET", "/birds", "limit=1&q=a%20b", {"host": "birds.test", "accept": "*/*"})

    entry = _made(request, reply(200, [("content-type", "application/json")], b"[1]"))

    assert entry["startedDateTime"] == "2023-11-14T22:13:20.250Z"
    assert entry["time"] == 12.5
    assert entry["request"]["url"] == "http://birds.test/birds?limit=1&q=a%20b"
    assert entry["request"]["queryString"] == [{"name": "limit", "value": "1"}, {"name": "q", "value": "a b"}]
    assert {"name": "accept", "value": "*/*"} in entry["request"]["headers"]
    assert entry["response"]["statusText"] == "OK"
    assert entry["response"]["content"] == {"size": 3, "mimeType": "application/json", "text": "[1]"}


def test_secrets_are_masked_unless_they_are_wanted() -> None:
    headers = {"authorization": "Bearer s3cret", "cookie": "s3cret=1", "content-type": "application/json"}
    request = Request("POST", "/birds", "door=s3cret&limit=1", headers, b'{"password": "s3cret"}')
    answer = reply(
        201, [("set-cookie", "s3cret=1"), ("content-type", "application/json")], b'{"access_token":"s3cret"}'
    )

    masked, whole = (json.dumps(_made(request, answer, secrets=secrets)) for secrets in (False, True))

    assert "s3cret" not in masked
    assert "limit=1" in masked
    assert whole.count("s3cret") == 7


def test_what_is_no_text_is_base64() -> None:
    entry = _made(Request("POST", "/birds", body=b"\xff"), reply(200, [], b"\xfe"))

    assert entry["request"]["postData"]["text"] == base64.b64encode(b"\xff").decode()
    assert entry["response"]["content"]["encoding"] == "base64"


def test_a_recorder_writes_a_file_that_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "made" / "traffic.har"
    recorder = Recorder(path, None, print)

    recorder.open()
    assert json.loads(path.read_text())["log"]["entries"] == []
    recorder.start()
    recorder.observe(Request("GET", "/birds"), reply(200, [], b"x"), 0.0)
    recorder.observe(Request("GET", "/__specforge/document"), reply(200, []), 0.0)
    recorder.close()

    log = json.loads(path.read_text())["log"]
    assert (log["version"], log["creator"]["name"]) == ("1.2", "specforge")
    assert [entry["request"]["url"] for entry in log["entries"]] == ["http://localhost/birds"]
    assert [request.path for request, _ in read_archive(path)] == ["/birds"]


def test_the_file_is_written_while_the_mock_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specforge.mock.har.recorder._INTERVAL", 0.001)
    recorder = Recorder(tmp_path / "traffic.har", None, print)
    recorder.open()
    recorder.start()
    recorder.observe(Request("GET", "/birds"), reply(200, [], b"x"), 0.0)

    deadline = time.monotonic() + 30
    while not read_archive(tmp_path / "traffic.har") and time.monotonic() < deadline:
        time.sleep(0.001)
    written = read_archive(tmp_path / "traffic.har")
    recorder.close()

    assert [answer.body for _, answer in written] == [b"x"]


def test_a_recording_has_a_limit(tmp_path: Path) -> None:
    said: list[str] = []
    recorder = Recorder(tmp_path / "traffic.har", None, said.append, limit=1000)
    recorder.open()
    recorder.start()

    for _ in range(10):
        recorder.observe(Request("GET", "/birds"), reply(200, [], b"x" * 300), 0.0)
    recorder.close()

    assert 1 <= len(read_archive(tmp_path / "traffic.har")) < 5
    assert len(said) == 1


def test_who_asks_faster_than_can_be_written_is_recorded_until_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("specforge.mock.har.recorder._MOST_WAITING", 3)
    monkeypatch.setattr("specforge.mock.har.recorder._INTERVAL", 60)
    said: list[str] = []
    recorder = Recorder(tmp_path / "traffic.har", None, said.append)
    recorder.open()
    recorder.start()

    for _ in range(9):
        recorder.observe(Request("GET", "/birds"), reply(200, [], b"x"), 0.0)
    recorder.close()

    assert len(read_archive(tmp_path / "traffic.har")) == 3
    assert len(said) == 1


def test_a_file_that_cannot_be_written_shows_at_once(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file")

    with pytest.raises(OutputError):
        Mock(_DOCUMENT, settings=Settings(port=0, record=tmp_path / "folder" / "traffic.har")).start()


@pytest.mark.parametrize("workers", [1, 2])
def test_what_a_mock_was_asked_is_recorded(tmp_path: Path, workers: int) -> None:
    path = tmp_path / "traffic.har"

    with Mock(_DOCUMENT, settings=Settings(port=0, record=path, workers=workers)) as mock:
        for limit in range(8):
            httpx.get(f"{mock.url}/birds?limit={limit}", headers={"authorization": "Bearer s3cret"}, trust_env=False)

    recorded = read_archive(path)
    assert sorted(request.query for request, _ in recorded) == [f"limit={limit}" for limit in range(8)]
    assert {answer.body for _, answer in recorded} == {b"[0]"}
    assert "s3cret" not in path.read_text()


def test_what_workers_find_reaches_their_parent(tmp_path: Path) -> None:
    settings = Settings(port=0, workers=2, replay=_archive(tmp_path, _entry(text='["x"]')))
    said: list[str] = []

    with Mock(_DOCUMENT, settings=settings, say=said.append) as mock:
        for _ in range(6):
            assert httpx.get(f"{mock.url}/birds", trust_env=False).json() == ["x"]

    (finding,) = mock.findings
    assert (finding.rule, finding.operation, finding.place.region.line) == ("mock/response-body", "GET /birds", 11)
    assert len(said) == 1


def test_recorded_answers_come_in_their_order_and_the_last_one_stays(tmp_path: Path) -> None:
    service = _service(_archive(tmp_path, _entry(text="[1]"), _entry(text="[2]")))

    assert [_ask(service, "GET", "/birds").body for _ in range(3)] == [b"[1]", b"[2]", b"[2]"]
    service.reset()
    assert _ask(service, "GET", "/birds").body == b"[1]"


def test_what_was_not_recorded_is_mocked(tmp_path: Path) -> None:
    service = _service(_archive(tmp_path, _entry(url="http://birds.test/birds?limit=2&a=1")))

    assert _ask(service, "GET", "/birds").body == b"[0]"
    assert _ask(service, "GET", "/birds?limit=2").body == b"[0]"
    assert _ask(service, "GET", "/birds?a=1&limit=2").body == b"[1]"
    assert _ask(service, "GET", "/v1/birds?a=1&limit=2").body == b"[1]"


def test_bodies_tell_requests_apart(tmp_path: Path) -> None:
    def posted(text: str, answer: str, mime: str = "application/json") -> dict[str, Any]:
        return _entry("POST", status=201, text=answer, postData={"mimeType": mime, "text": text})

    parts = '--{0}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--{0}--\r\n'
    form = "multipart/form-data; boundary="
    service = _service(
        _archive(
            tmp_path, posted('{"a": 1, "b": 2}', "1"), posted("{}", "2"), posted(parts.format("x"), "3", f"{form}x")
        )
    )

    assert _ask(service, "POST", "/birds", b'{"b":2,"a":1}', content_type="application/json").body == b"1"
    assert _ask(service, "POST", "/birds", b"{}", content_type="application/json").body == b"2"
    assert _ask(service, "POST", "/birds", parts.format("yy").encode(), content_type=f"{form}yy").body == b"3"


def test_masked_secrets_match_any(tmp_path: Path) -> None:
    request = Request("POST", "/birds", "door=7", {"content-type": "application/json"}, b'{"password":"a"}')
    service = _service(_archive(tmp_path, _made(request, reply(201, [], b"made"))))

    assert _ask(service, "POST", "/birds?door=8", b'{"password":"b"}', content_type="application/json").body == b"made"


def test_a_recorded_answer_is_judged(tmp_path: Path) -> None:
    archive = _archive(tmp_path, _entry(text='["x"]'), _entry(url="http://birds.test/cats", text="[]"))
    service = _service(archive)

    judged, unknown = _ask(service, "GET", "/birds?"), _ask(service, "GET", "/cats")

    assert (
        orjson.loads(judged.header("sl-violations") or "")[0]["message"] == "Response body property 0 must be integer"
    )
    assert "Selected route not found" in (unknown.header("sl-violations") or "")
    assert [finding.rule for finding in service.findings] == ["mock/undocumented-operation", "mock/response-body"]
    assert _ask(_service(archive, errors=True), "GET", "/birds").status == 500


def test_headers_of_the_transfer_are_not_replayed(tmp_path: Path) -> None:
    headers = [("Content-Encoding", "gzip"), ("Content-Length", "999"), ("X-Mine", "1"), ("set-cookie", "a=1")]
    service = _service(_archive(tmp_path, _entry(headers=[{"name": name, "value": value} for name, value in headers])))

    found = _ask(service, "GET", "/birds")

    assert (found.header("content-length"), found.header("x-mine"), found.header("set-cookie")) == ("3", "1", "a=1")
    assert found.header("content-encoding") is None
    assert found.header("content-type") == "application/json"


def test_nonsense_is_left_out(tmp_path: Path) -> None:
    bad = [None, 1, {}, _entry(status=0), _entry(status="200"), _entry(method=None), _entry(url="http://[")]  # type: ignore[arg-type]

    assert len(read_archive(_archive(tmp_path, *bad, _entry(headers=[1, {"name": 1}])))) == 1


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "traffic.har"
    for text in ("{", "[]", '{"log": {"entries": {}}}'):
        path.write_text(text)
        with pytest.raises(SyntaxProblem):
            read_archive(path)
    with pytest.raises(UnreadableError):
        read_archive(tmp_path / "none.har")


def test_a_recording_of_a_proxy_is_replayed_without_the_server(tmp_path: Path) -> None:
    path = tmp_path / "traffic.har"
    with Mock(load_text(_TEXT.replace("example: [0]", "example: [7]"))) as server:
        settings = Settings(port=0, proxy=ProxySettings(server.url), record=path)
        with Mock(_DOCUMENT, settings=settings) as mock:
            assert httpx.get(f"{mock.url}/birds", trust_env=False).json() == [7]

    assert _ask(_service(path), "GET", "/birds").body == b"[7]"


def test_headers_that_cannot_be_sent_are_left_out(tmp_path: Path) -> None:
    headers = [{"name": name, "value": "x"} for name in ("X-\u00e9", "a b", "", ":status", "X-Good")]
    answered = {"status": 200, "headers": headers, "content": {"text": "x"}}
    ((_, reply),) = read_archive(_archive(tmp_path, {"request": {"method": "GET", "url": "/"}, "response": answered}))

    assert [name for name, _ in reply.headers] == [b"x-good", b"content-length"]
