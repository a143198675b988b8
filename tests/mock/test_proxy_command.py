"""``specforge mock --proxy`` as a user runs it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from specforge.cli import cli
from specforge.document.load import load_text
from specforge.mock.api import Mock

_JSON = ("--format", "json")
_URL = re.compile(r"mocking .* on (http://\S+)")
_ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("SPECFORGE_")}
_ACTUAL = """\
openapi: 3.0.3
info: {title: what there is, version: '1'}
paths:
  /pets/best: {get: {responses: {'200': {description: best, content: {text/plain: {example: Tom}}}}}}
  /wrong: {get: {responses: {'200': {description: wrong, content: {application/json: {example: 123}}}}}}
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 1)])
def test_it_reports_at_the_end_what_was_wrong(tmp_path: Path, pets_text: str, number: int, code: int) -> None:
    (tmp_path / "openapi.yaml").write_text(pets_text)
    with Mock(load_text(_ACTUAL)) as upstream:
        server = upstream.url
        process = subprocess.Popen(
            [sys.executable, "-m", "specforge", "mock", "-p", "0", "--log", "none", "--proxy", server, *_JSON],
            cwd=tmp_path, env=_ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert process.stderr is not None
            url = next(match[1] for line in process.stderr if (match := _URL.search(line)))
            assert httpx.get(f"{url}/pets/best", trust_env=False).text == "Tom"
            assert httpx.get(f"{url}/wrong", trust_env=False).text == "123"
            assert "error: Response body must be object (GET /wrong)" in process.stderr.readline()
            process.send_signal(number)
            output, _ = process.communicate(timeout=20)
        finally:
            process.kill()
            process.communicate()

    assert process.returncode == code
    report = json.loads(output)
    assert (report["ok"], report["summary"]["error"], report["summary"]["proxy"]) == (False, 1, server)
    (finding,) = report["findings"]
    assert (finding["rule"], finding["operation"]) == ("mock/response-body", "GET /wrong")
    assert (finding["file"], finding["line"]) == ("openapi.yaml", 46)


def test_the_servers_of_single_documents_are_reported_too(tmp_path: Path, pets_text: str) -> None:
    (tmp_path / "pets.yaml").write_text(pets_text)
    with Mock(load_text(_ACTUAL)) as upstream:
        (tmp_path / "specforge.toml").write_text(
            f"[apis]\na = {{spec = 'pets.yaml', mock = {{proxy = '{upstream.url}'}}}}\nb.spec = 'pets.yaml'\n"
        )
        process = subprocess.Popen(
            [sys.executable, "-m", "specforge", "mock", "--all", "-p", "0", "--log", "none", *_JSON],
            cwd=tmp_path, env=_ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert process.stderr is not None
            url = next(match[1] for line in process.stderr if (match := _URL.search(line)))
            assert httpx.get(f"{url}/a/wrong", trust_env=False).text == "123"
            process.send_signal(signal.SIGTERM)
            output, _ = process.communicate(timeout=20)
        finally:
            process.kill()
            process.communicate()

    assert process.returncode == 1
    assert [finding["rule"] for finding in json.loads(output)["findings"]] == ["mock/response-body"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--proxy", "localhost:8000"], "no URL of a server"),
        (["--proxy", "http://localhost:8000", "--remock", "404,x"], "no list of statuses"),
        (["--proxy", "http://localhost:8000", "--upstream-timeout", "soon"], "not a duration"),
        (["--proxy", "http://localhost:8000", "--upstream-proxy", "ftp://a"], "no URL of a server"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, pets_text: str, arguments: list[str], message: str) -> None:
    document = tmp_path / "openapi.yaml"
    document.write_text(pets_text)

    ended = CliRunner().invoke(cli, ["mock", str(document), *arguments])

    assert ended.exit_code == 2
    assert message in ended.stderr
