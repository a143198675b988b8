"""``specforge test --self-check`` as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from specforge.cli import cli

DOCUMENT = """\
openapi: 3.0.3
info: {title: Numbers, version: "1"}
paths:
  /n:
    get:
      parameters: [{name: low, in: query, example: 4, schema: {type: integer, minimum: 3}}]
      responses:
        "200": {description: a number, content: {application/json: {schema: {type: integer}}}}
        "422": {description: no}
"""


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "openapi.yaml"
    path.write_text(DOCUMENT)
    return path


def self_check(document: Path, *options: str) -> Result:
    arguments = [
        "test",
        str(document),
        "--self-check",
        "--seed",
        "1",
        "--phases",
        "coverage",
        "--max-examples",
        "3",
        *options,
    ]
    return CliRunner().invoke(cli, arguments)


def test_a_table_a_score_and_what_goes_unnoticed(document: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"

    result = self_check(document, "--report", f"json:{report}", "--report", f"markdown:{tmp_path / 'report.md'}")

    assert result.exit_code == 0, result.output
    assert "Mutation score" in result.stdout
    summary = json.loads(report.read_text())["summary"]
    assert summary["mutation_score"] > 50
    assert {kind["kind"] for kind in summary["kinds"]} >= {"request", "response", "status", "method"}
    assert "| all |" in (tmp_path / "report.md").read_text()


def test_without_credentials_what_is_protected_is_said_to_be_out_of_reach(document: Path) -> None:
    protected = '  /mine: {get: {security: [{token: []}], responses: {"200": {description: mine}}}}\n'
    scheme = "components: {securitySchemes: {token: {type: http, scheme: bearer}}}\n"
    document.write_text(DOCUMENT + protected + scheme)

    without = self_check(document)
    given = self_check(document, "-H", "Authorization: Bearer anything")

    assert "1 operation never got past 401" in without.stderr
    assert "past 401" not in given.stderr


def test_a_score_may_be_asked_for(document: Path) -> None:
    few = document.with_name("few.yaml")
    few.write_text(
        DOCUMENT.replace('"422": {description: no}', '"422": {description: no}\n        "404": {description: a}')
    )

    result = self_check(few, "--min-mutation-score", "100", "--phases", "examples")

    assert result.exit_code == 1
    assert "mutation score: at least 100 % is asked for" in result.stderr


def test_it_has_no_other_target(document: Path) -> None:
    result = self_check(document, "--url", "http://localhost:1")

    assert result.exit_code == 2
    assert "leave --url out" in result.stderr


def test_it_is_no_measurement(document: Path) -> None:
    result = self_check(document, "--slo", "p95=1s")

    assert result.exit_code == 2
    assert "--self-check and --slo are different things" in result.stderr
