"""``specforge test --har`` as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result

from specforge.cli import cli
from specforge.mock.settings import Settings
from specforge.mock.transport import MockTransport

DOCUMENT = """\
openapi: 3.0.3
info: {title: Numbers, version: "1"}
paths:
  /n:
    get:
      responses:
        "200":
          description: a number
          content: {application/json: {schema: {type: integer}}}
"""


def entry(body: str, url: str = "http://x/n", status: int = 200) -> dict[str, Any]:
    content = {"mimeType": "application/json", "size": len(body), "text": body}
    answered = {"status": status, "headers": [], "content": content}
    return {"request": {"method": "GET", "url": url, "headers": []}, "response": answered}


def archive(*entries: Any) -> str:
    return json.dumps({"log": {"version": "1.2", "entries": entries}})


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "openapi.yaml").write_text(DOCUMENT)
    (tmp_path / "good.har").write_text(archive(entry("1"), entry("1", "http://cdn/a.js"), entry("", status=0)))
    (tmp_path / "bad.har").write_text(archive(entry('"one"')))
    return tmp_path


def invoke(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(cli, ["test", *arguments], input=stdin)


def test_good_traffic() -> None:
    result = invoke("--har", "good.har")

    assert result.exit_code == 0
    assert "judged 1 of 2 exchanges of 1 of 1 operations: 0 violate the document" in result.stderr
    assert "not in the document: 1 (GET cdn/a.js (1))" in result.stderr
    assert "entries without an answer, which were left out: 1" in result.stderr


def test_bad_traffic_at_its_line(project: Path) -> None:
    result = invoke("--har", "good.har", "--har", "bad.har", "--format", "json", "--report", "junit:out.xml")

    report = json.loads(result.stdout)
    (finding,) = report["findings"]
    assert (result.exit_code, finding["rule"], finding["line"]) == (1, "contract/response-schema", 9)
    assert (report["command"], report["summary"]["exchanges_judged"]) == ("test", 2)
    assert (project / "out.xml").exists()


def test_standard_input_and_threshold() -> None:
    assert invoke("--har", "-", "--fail-on", "never", stdin=archive(entry('"one"'))).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "said"),
    [
        (("--har", "-"), '{"log":\n[', 3, "--> <stdin>:2:"),
        (("--har", "none.har"), "", 3, "--> none.har:1:1"),
        (("--har", "openapi.yaml"), "", 3, "--> openapi.yaml:1:1"),
        (("--har", "good.har", "--url", "http://y"), "", 2, "say with --url"),
        (("--har", "good.har", "--app", "a:b"), "", 2, "choose one of them"),
        (("--har", "-"), archive(), 2, "nothing to judge"),
    ],
)
def test_what_cannot_be_judged(arguments: tuple[str, ...], stdin: str, code: int, said: str) -> None:
    result = invoke(*arguments, stdin=stdin)

    assert result.exit_code == code
    assert said in result.stderr


def test_what_is_configured_for_a_run_does_not_matter(project: Path) -> None:
    (project / "specforge.toml").write_text('[test]\nurl = "http://localhost:1"\n')

    assert invoke("--har", "good.har").exit_code == 0


def test_what_a_mock_recorded(project: Path) -> None:
    settings = Settings(cors=False, record=project / "mock.har")
    transport = MockTransport("openapi.yaml", settings=settings)
    with httpx.Client(transport=transport, base_url="http://mock") as client:
        client.get("/n", headers={"authorization": "Bearer secret"})
    transport.close()

    result = invoke("--har", "mock.har", "--fail-on", "hint")

    assert (result.exit_code, "judged 1 of 1 exchanges" in result.stderr) == (0, True)
