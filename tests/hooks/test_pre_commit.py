"""The hooks for pre-commit: what they run exists, and they do in a repository what they say."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from specforge.cli import VERBS, cli

ROOT = Path(__file__).parents[2]
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())

CLEAN = "openapi: 3.1.1\ninfo: {title: T, contact: {name: N}, version: '1'}\npaths: {}\n"

needs_pre_commit = pytest.mark.skipif(
    importlib.util.find_spec("pre_commit") is None or shutil.which("git") is None, reason="needs pre-commit and git"
)


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_what_a_hook_runs_exists(hook: dict[str, Any]) -> None:
    program, verb, *options = shlex.split(hook["entry"])
    command = cli.get_command(click.Context(cli), verb)

    assert (program, verb in VERBS) == ("specforge", True)
    assert command is not None
    assert {option.partition("=")[0] for option in options} <= {name for param in command.params for name in param.opts}
    assert hook["language"] == "python"


@pytest.mark.parametrize(
    ("name", "is_meant"),
    [
        ("openapi.yaml", True),
        ("api/openapi-v2.yml", True),
        ("swagger.json", True),
        ("compose.yaml", False),
        ("openapi.md", False),
        ("openapi/readme.yaml", False),
    ],
)
def test_hooks_look_at_documents(name: str, is_meant: bool) -> None:
    for hook in HOOKS:
        if "files" in hook:
            assert bool(re.search(hook["files"], name)) == is_meant


@needs_pre_commit
class TestInARepository:
    """The hooks as pre-commit runs them, with the specforge of this environment instead of one that it installs."""

    @pytest.fixture
    def repository(self, tmp_path: Path) -> Path:
        repository = tmp_path / "repository"
        repository.mkdir()
        scripts = tmp_path / "scripts"
        scripts.mkdir()
        script = scripts / "specforge"
        script.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m specforge "$@"\n')
        script.chmod(0o755)
        hooks = [{**hook, "language": "system"} for hook in HOOKS if hook["id"] in ("specforge-lint", "specforge-fmt")]
        config = {"repos": [{"repo": "local", "hooks": hooks}]}
        (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
            "PRE_COMMIT_HOME": str(tmp_path / "home"),
        }
        self.git(repository, "init", "--quiet")
        return repository

    def git(self, repository: Path, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=repository, env=self.environment, check=True, capture_output=True)

    def run(self, repository: Path) -> subprocess.CompletedProcess[str]:
        self.git(repository, "add", "--all")
        command = [sys.executable, "-m", "pre_commit", "run", "--all-files"]
        return subprocess.run(command, cwd=repository, env=self.environment, capture_output=True, text=True)

    def test_good_documents_pass(self, repository: Path) -> None:
        (repository / "openapi.yaml").write_text(CLEAN)
        (repository / "compose.yaml").write_text("services: {}\n")

        ended = self.run(repository)

        assert ended.returncode == 0, ended.stdout + ended.stderr
        assert ended.stdout.count("Passed") == 2

    def test_a_wrong_document_fails_with_its_finding(self, repository: Path) -> None:
        (repository / "openapi.yaml").write_text(CLEAN.replace("title: T, ", ""))

        ended = self.run(repository)

        assert ended.returncode == 1
        assert "`title` is missing from `info`" in ended.stdout

    def test_a_document_that_breaks_somebody_fails(self, repository: Path) -> None:
        hook = next(hook for hook in HOOKS if hook["id"] == "specforge-diff")
        local = {**hook, "language": "system", "entry": "specforge diff --rev=HEAD"}
        config = {"repos": [{"repo": "local", "hooks": [local]}]}
        (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
        document = repository / "openapi.yaml"
        document.write_text(CLEAN.replace("paths: {}", "paths: {/a: {get: {responses: {'204': {description: Done}}}}}"))
        self.git(repository, "add", "--all")
        self.git(repository, "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-qm", "First")
        assert self.run(repository).returncode == 0

        document.write_text(CLEAN)
        ended = self.run(repository)

        assert ended.returncode == 1
        assert "GET /a was removed" in ended.stdout

    def test_a_document_in_disorder_is_put_in_order(self, repository: Path) -> None:
        (repository / "openapi.yaml").write_text("paths: {}\n" + CLEAN.replace("paths: {}\n", ""))

        ended = self.run(repository)

        assert ended.returncode == 1
        assert "files were modified by this hook" in ended.stdout
        assert (repository / "openapi.yaml").read_text() == CLEAN
        assert self.run(repository).returncode == 0


@needs_pre_commit
@pytest.mark.slow
def test_pre_commit_installs_and_runs_the_hook(tmp_path: Path) -> None:
    """From this repository, as a user would name it: pre-commit builds an environment, which needs the network."""
    for command in (["git", "init", "--quiet"], ["git", "add", "--all"]):
        (tmp_path / "openapi.yaml").write_text(CLEAN)
        subprocess.run(command, cwd=tmp_path, check=True)
    environment = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home")}
    environment.pop("PYTHONPATH", None)
    command = [sys.executable, "-m", "pre_commit", "try-repo", str(ROOT), "specforge-lint", "--all-files", "--verbose"]

    ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)

    if "pip" in ended.stdout + ended.stderr and "specforge lint" not in ended.stdout:
        pytest.skip("pre-commit cannot install anything here: " + (ended.stdout + ended.stderr).strip()[-200:])
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "lint: no findings" in ended.stdout
