"""``specforge test --slo`` as a user runs it."""

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
    get: {responses: {"200": {description: a number}}}
    post: {responses: {"200": {description: a number}}}
"""
APP = """\
def app(environ, start_response):
    start_response("200 OK", [])
    return [b""]

def closed(environ, start_response):
    start_response("403 Forbidden", [])
    return [b""]
"""


@pytest.fixture
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "slo_app.py").write_text(APP)
    monkeypatch.syspath_prepend(str(tmp_path))
    path = tmp_path / "openapi.yaml"
    path.write_text(DOCUMENT)
    return path


def measure(document: Path, *options: str, app: str = "app") -> Result:
    return CliRunner().invoke(cli, ["test", str(document), "--app", f"slo_app:{app}", "--slo-time", "0.3s", *options])


def test_a_bound_that_is_kept(document: Path) -> None:
    result = measure(document, "--slo", "p50=60s", "--format", "json")

    assert result.exit_code == 0, result.output
    summary = json.loads(result.stdout)["summary"]
    assert (summary["measured"], summary["broken"]) == (1, 0)
    assert "not measured, since it writes: POST /n" in result.stderr


def test_a_bound_that_is_not(document: Path) -> None:
    result = measure(document, "--slo", "p50=0.0001ms")

    assert result.exit_code == 1
    assert "contract/slo error: p50 of GET /n is " in result.stdout
    assert "Answer times" in result.stdout


def test_the_document_may_be_all_that_says_so(document: Path) -> None:
    document.write_text(DOCUMENT.replace("get: {responses", "get: {x-slo: {p50: 0.0001}, responses"))

    result = measure(document, "--slo", "document")

    assert result.exit_code == 1
    assert "x-slo" in result.stdout


def test_where_nothing_is_accepted_nothing_is_said(document: Path) -> None:
    result = measure(document, "--slo", "p50=1s", app="closed")

    assert result.exit_code == 4
    assert "nothing could be measured: it writes; no request of it was accepted: 403" in result.stderr


def test_a_mistake(document: Path) -> None:
    result = measure(document, "--slo", "p95")

    assert result.exit_code == 2
    assert "write it as p95=300ms" in result.stderr
