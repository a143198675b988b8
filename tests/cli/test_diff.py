"""``specforge diff`` on the command line: sides, exit codes, formats."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from specforge.cli import cli

OLD = """openapi: 3.1.0
info: {title: Pets, version: 1.0.0}
paths:
  /pets:
    get:
      responses: {'200': {description: All pets}}
    delete:
      responses: {'204': {description: Gone}}
"""
NEW = OLD.replace("    delete:\n      responses: {'204': {description: Gone}}\n", "")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.yaml").write_text(OLD)
    (tmp_path / "new.yaml").write_text(NEW)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["diff", *arguments])


def git(*arguments: str) -> None:
    who = ["-c", "user.email=a@example.com", "-c", "user.name=A"]
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


def test_a_breaking_change_makes_the_exit_code_1(folder: Path) -> None:
    result = run("old.yaml", "new.yaml")

    assert result.exit_code == 1
    assert "api-removed-without-deprecation error: DELETE /pets was removed" in result.stdout
    assert "new.yaml:4:3" in result.stdout and "old.yaml:7:5" in result.stdout


def test_what_is_added_is_no_reason_to_fail_unless_asked(folder: Path) -> None:
    assert run("new.yaml", "old.yaml").exit_code == 0
    assert run("new.yaml", "old.yaml", "--fail-on", "info").exit_code == 1
    assert run("old.yaml", "new.yaml", "--fail-on", "never").exit_code == 0


def test_the_envelope_for_machines(folder: Path) -> None:
    envelope = json.loads(run("old.yaml", "new.yaml", "--format", "json").stdout)

    assert envelope["command"] == "diff" and envelope["ok"] is False
    (finding,) = envelope["findings"]
    assert finding["operation"] == "DELETE /pets"
    assert finding["related"][0]["file"] == "old.yaml"


@pytest.mark.parametrize("format", ["jsonl", "sarif", "junit", "github", "gitlab", "markdown", "html"])
def test_every_format_has_the_change(folder: Path, format: str) -> None:
    assert "DELETE /pets was removed" in run("old.yaml", "new.yaml", "--format", format).stdout.replace("`", "")


def test_a_revision_of_git_is_read_without_a_checkout(folder: Path) -> None:
    git("init", "-q", "-b", "main")
    (folder / "api.yaml").write_text(OLD)
    git("add", ".")
    git("commit", "-qm", "first")
    (folder / "api.yaml").write_text(NEW)

    for sides in (("main:api.yaml", "api.yaml"), ("--rev", "main", "api.yaml")):
        result = run(*sides)
        assert result.exit_code == 1, result.output
        assert "main:api.yaml:7:5" in result.stdout


def test_a_file_that_is_called_otherwise_now_is_found_at_the_revision(folder: Path) -> None:
    git("init", "-q", "-b", "main")
    (folder / "api.yaml").write_text(OLD)
    git("add", ".")
    git("commit", "-qm", "first")
    git("mv", "api.yaml", "openapi.yaml")
    (folder / "openapi.yaml").write_text(NEW)

    result = run("--rev", "main", "openapi.yaml")

    assert result.exit_code == 1, result.output
    assert "main:api.yaml:7:5" in result.stdout


def test_what_is_no_api_is_refused(folder: Path) -> None:
    (folder / "config.yaml").write_text("name: something else\n")

    for sides in (("config.yaml", "new.yaml"), ("old.yaml", "config.yaml")):
        result = run(*sides)
        assert result.exit_code == 3
        assert "this is no OpenAPI document" in result.stderr


def test_a_revision_has_all_its_files_and_the_right_ones(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("init", "-q", "-b", "main")
    (folder / "sub").mkdir()
    (folder / "openapi.yaml").write_text("openapi: 3.1.0\npaths: {}\n")
    (folder / "sub/openapi.yaml").write_text(OLD.replace("{'200': {description: All pets}}", "{$ref: parts.yaml}"))
    (folder / "sub/parts.yaml").write_text("'200': {description: All pets}\n")
    git("add", ".")
    git("commit", "-qm", "first")
    (folder / "sub/parts.yaml").write_text("'202': {description: All pets}\n")
    monkeypatch.chdir(folder / "sub")

    result = run("--rev", "main")

    assert result.exit_code == 1, result.output
    assert "response-success-status-removed error: the response 200 was removed" in result.stdout
    assert "main:sub/parts.yaml:1:1" in result.stdout
    assert run("main:sub", ".").stdout == result.stdout


@pytest.mark.parametrize(
    ("arguments", "message", "code"),
    [
        (("old.yaml",), "two documents are needed, and one is given", 2),
        ((), "two documents are needed, and none are given", 2),
        (("--rev", "main", "old.yaml", "new.yaml"), "--rev compares one document with what it was", 2),
        (("old.yaml", "absent.yaml"), "cannot read absent.yaml", 3),
        (("--rev", "nothing", "old.yaml"), "needs a git repository", 2),
    ],
)
def test_wrong_sides_are_explained(folder: Path, arguments: tuple[str, ...], message: str, code: int) -> None:
    result = run(*arguments)

    assert message in result.stderr
    assert result.exit_code == code


def test_explain_shows_the_page_of_an_id() -> None:
    result = CliRunner().invoke(cli, ["explain", "request-body-max-length-set"])

    assert result.exit_code == 0
    assert "max-length" in result.stdout
