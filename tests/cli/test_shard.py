"""``specforge test --shard``: two machines and their reports are what one machine would have been."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
ANSWER = "{description: a number, content: {application/json: {schema: {type: integer}}}}"
DOCUMENT = f"""\
openapi: 3.1.0
info: {{title: Numbers, version: '1'}}
paths:
  /one:
    get: {{responses: {{'200': {ANSWER}}}}}
  /two:
    get: {{responses: {{'200': {ANSWER}}}}}
"""
APP = """\
async def app(scope, receive, send):
    assert scope["type"] == "http"
    known = scope["method"] == "GET"
    body = b"1" if scope["path"] == "/one" else b'"two"'
    headers = [(b"content-type", b"application/json")] if known else [(b"allow", b"GET")]
    await send({"type": "http.response.start", "status": 200 if known else 405, "headers": headers})
    await send({"type": "http.response.body", "body": body if known else b""})
"""


@pytest.fixture
def project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(folder))
    (folder / "openapi.yaml").write_text(DOCUMENT)
    (folder / "shard_test_app.py").write_text(APP)
    return folder


def test_two_machines_and_one_verdict(project: Path, run: Run) -> None:
    quick = ("--app", "shard_test_app:app", "--phases", "coverage", "--seed", "1", "-q")

    codes = [run("test", *quick, "--shard", f"{n}/2", "--report", f"json:{n}.json").exit_code for n in (1, 2)]

    assert codes == [0, 1]
    merged = run("merge", "1.json", "2.json", "--format", "json", "--report", "junit:all.xml")
    envelope = json.loads(merged.stdout)
    assert merged.exit_code == 1
    assert [(one["rule"], one["line"], one["operation"]) for one in envelope["findings"]] == [
        ("contract/response-schema", 7, "GET /two")
    ]
    own = [one["fingerprint"] for one in json.loads((project / "2.json").read_text())["findings"]]
    assert [one["fingerprint"] for one in envelope["findings"]] == own
    assert (envelope["summary"]["operations"], envelope["summary"]["operations_tested"]) == (2, 2)
    assert 'name="GET /one"' in (project / "all.xml").read_text()
    assert run("merge", "1.json").exit_code == 2


def test_a_machine_without_operations_is_a_mistake(project: Path, run: Run) -> None:
    done = run("test", "--app", "shard_test_app:app", "--shard", "3/3")

    assert done.exit_code == 2 and "2 operations are too few for shard 3/3" in done.stderr
    assert run("test", "--app", "shard_test_app:app", "--shard", "").exit_code == 2


def test_a_machine_whose_server_does_not_start_says_so(project: Path, run: Run) -> None:
    quick = ("--app", "shard_test_app:app", "--phases", "coverage", "--seed", "1", "-q")
    run("test", *quick, "--shard", "1/2", "--report", "json:1.json")
    died = run("test", "--url", "http://127.0.0.1:1", "--shard", "2/2", "--report", "json:2.json")

    merged = run("merge", "1.json", "2.json", "--format", "json")

    assert (died.exit_code, merged.exit_code) == (4, 4)
    (finding,) = json.loads(merged.stdout)["findings"]
    assert finding["rule"] == "server" and "no server answers" in finding["message"]
