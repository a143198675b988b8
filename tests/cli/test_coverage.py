"""Coverage as a user asks for it: tables, a gate, and the coverage of many machines together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from specforge.cli import cli
from specforge.findings.coverage import CoverageReport, Figure, OperationCoverage, Timing
from specforge.reporters import REPORTERS

DOCUMENT = """\
openapi: 3.0.3
info: {title: Numbers, version: "1"}
paths:
  /n:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer, maximum: 5}}]
      responses:
        "200": {description: a number, content: {application/json: {schema: {type: integer}}}}
        "422": {description: no}
  /m:
    get:
      responses: {"200": {description: ok}}
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "openapi.yaml").write_text(DOCUMENT)
    exchanges = [_entry("http://x/n"), _entry("http://x/n?limit=3")]
    (tmp_path / "n.har").write_text(json.dumps({"log": {"version": "1.2", "entries": exchanges}}))
    return tmp_path


def _entry(url: str) -> dict[str, Any]:
    content = {"mimeType": "application/json", "size": 1, "text": "1"}
    request = {"method": "GET", "url": url, "headers": []}
    return {"time": 12.5, "request": request, "response": {"status": 200, "headers": [], "content": content}}


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments])


def part(operation: str, *missed: str, requests: int = 3) -> CoverageReport:
    """Two documented responses, of which some were missed."""
    figures = {"operations": Figure(1, 1), "responses": Figure(2 - len(missed), 2, missed)}
    one = OperationCoverage(operation, requests, figures, {"200": requests}, Timing(1, (2.5,), 2.5, 2.5, 2.5))
    return CoverageReport((one,), "openapi.yaml")


def written(name: str, coverage: CoverageReport, **summary: Any) -> str:
    envelope = {"version": 1, "command": "test", "ok": True, "summary": summary, "findings": []}
    Path(name).write_text(json.dumps(envelope | {"coverage": coverage.to_json()}))
    return name


class TestShown:
    """A line always, the table where somebody wants it, all of it in JSON."""

    def test_line(self) -> None:
        result = invoke("test", "--har", "n.har")

        assert result.stdout.splitlines()[-1] == (
            "coverage: 59.9 % (operations 50 %, responses 33.3 %, media-types 100 %, parameters 66.6 %, keywords 50 %)"
        )

    def test_table(self) -> None:
        lines = invoke("test", "--har", "n.har", "--coverage").stdout.splitlines()

        assert lines[0].split() == [
            "requests",
            "responses",
            "media-types",
            "parameters",
            "keywords",
            "properties",
            "coverage",
        ]
        assert lines[1].split() == ["GET", "/n", "2", "1/2", "1/1", "2/3", "2/4", "-", "73.3", "%"]
        assert lines[2:5] == [
            "  missed responses: 422",
            "  missed parameters: query limit: never invalid",
            "  missed keywords: query limit type: never broken, query limit maximum: never broken",
        ]
        assert lines[5].split() == ["GET", "/m", "0", "0/1", "-", "-", "-", "-", "0", "%"]
        assert lines[6].split()[:5] == ["1", "of", "2", "operations", "2"]

    def test_json(self) -> None:
        envelope = json.loads(invoke("test", "--har", "n.har", "--format", "json").stdout)

        assert envelope["summary"]["coverage"]["responses"] == 33.3
        first = envelope["coverage"]["operations"][0]
        assert first["kinds"]["responses"] == {"covered": 1, "total": 2, "percent": 50.0, "missed": ["422"]}
        assert first["milliseconds"] == {"count": 2, "p50": 12.5, "p95": 12.5, "max": 12.5, "points": [12.5, 12.5]}

    def test_markdown(self) -> None:
        text = invoke("test", "--har", "n.har", "--format", "markdown").stdout

        assert "| operations | responses | media-types | parameters | keywords | properties |" in text
        assert "- GET /n: 422\n" in text
        assert "| GET /n | 2 | 1/2 | 1/1 | 2/3 | 2/4 | - | 73.3 % |" in text


class TestGate:
    """What is below its minimum fails, and says so everywhere."""

    def test_below(self) -> None:
        files = ("--report", "junit:out.xml", "--report", "markdown:out.md")
        result = invoke("test", "--har", "n.har", "--min-coverage", "50,responses=40,operations=50", *files)

        assert result.exit_code == 1
        assert [line for line in result.stderr.splitlines() if "minimum" in line] == [
            "error: responses coverage: 33.3 %, below the minimum of 40 %"
        ]
        assert '<failure message="responses coverage: 33.3 %, below the minimum of 40 %"' in Path("out.xml").read_text()
        assert "failed" in Path("out.md").read_text().splitlines()[0]

    def test_reached(self) -> None:
        assert invoke("test", "--har", "n.har", "--min-coverage", "operations=50").exit_code == 0

    def test_configured(self, project: Path) -> None:
        (project / "specforge.toml").write_text("[test]\nmin_coverage = {total = 10, responses = 90}\n")
        assert invoke("test", "--har", "n.har").exit_code == 1
        assert invoke("test", "--har", "n.har", "--min-coverage", "1").exit_code == 0

        (project / "specforge.toml").write_text("[test]\nmin_coverage = 99.5\n")
        assert invoke("test", "--har", "n.har").exit_code == 1

    @pytest.mark.parametrize("value", ["101", "'80'", "{total = -1}", "{responces = 80}", "true"])
    def test_configured_wrongly(self, project: Path, value: str) -> None:
        (project / "specforge.toml").write_text(f"[test]\nmin_coverage = {value}\n")

        assert invoke("test", "--har", "n.har").exit_code == 2

    def test_in_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SPECFORGE_TEST_MIN_COVERAGE", "10,responses=90")

        assert invoke("test", "--har", "n.har").exit_code == 1

    def test_a_wrong_name_costs_no_run(self) -> None:
        result = invoke("test", "--har", "n.har", "--min-coverage", "response=80")

        assert result.exit_code == 2
        assert "did you mean 'responses'?" in result.stderr


class TestMerge:
    """What one of the machines exercised is covered."""

    def test_other_operations_are_added(self) -> None:
        one = written("1.json", part("GET /n", "422"), shard="1/2")
        other = written("2.json", part("GET /m"), shard="2/2")
        result = invoke("merge", one, other, "--format", "json")

        envelope = json.loads(result.stdout)
        assert envelope["summary"]["coverage"] == {"total": 87.5, "operations": 100.0, "responses": 75.0}
        assert [part["operation"] for part in envelope["coverage"]["operations"]] == ["GET /n", "GET /m"]

    def test_the_same_operation_is_counted_once(self) -> None:
        one, other = written("1.json", part("GET /n", "200")), written("2.json", part("GET /n", "422", requests=4))
        result = invoke("merge", one, other, "--coverage")

        assert "GET /n" in result.stdout
        assert result.stdout.splitlines()[-1] == "coverage: 100 % (operations 100 %, responses 100 %)"

    def test_gate(self) -> None:
        one = written("1.json", part("GET /n", "200"))
        result = invoke("merge", one, "--min-coverage", "responses=60")

        assert result.exit_code == 1
        assert "error: responses coverage: 50 %, below the minimum of 60 %" in result.stderr

    def test_reports_of_earlier_versions_and_other_commands_have_none(self) -> None:
        Path("old.json").write_text('{"version": 1, "command": "test", "ok": true, "summary": {}, "findings": []}')

        assert invoke("merge", "old.json", written("1.json", part("GET /n"))).exit_code == 0

    def test_coverage_that_is_none(self) -> None:
        envelope = {"version": 1, "command": "test", "ok": True, "summary": {}, "findings": []}
        Path("odd.json").write_text(json.dumps(envelope | {"coverage": {"operations": 1}}))
        result = invoke("merge", "odd.json")

        assert result.exit_code == 3
        assert "its coverage is not what specforge writes" in result.stderr


def test_a_shard_is_not_held_to_the_whole(monkeypatch: pytest.MonkeyPatch, project: Path) -> None:
    (project / "coverage_app.py").write_text(
        "async def app(scope, receive, send):\n"
        "    assert scope['type'] == 'http'\n"
        "    await send({'type': 'http.response.start', 'status': 404, 'headers': []})\n"
        "    await send({'type': 'http.response.body', 'body': b''})\n"
    )
    monkeypatch.syspath_prepend(str(project))
    run = ("test", "--app", "coverage_app:app", "--phases", "examples", "--min-coverage", "100", "--fail-on", "never")

    assert "minimum" in invoke(*run).stderr
    assert "minimum" not in invoke(*run, "--shard", "1/2").stderr


@pytest.mark.parametrize("format", ["text", "json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown", "html"])
def test_every_format_takes_coverage(format: str) -> None:
    result = invoke("test", "--har", "n.har", "--format", format)

    assert format == "text" or format in REPORTERS
    assert result.exit_code == 0
