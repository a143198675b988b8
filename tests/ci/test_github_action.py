"""The GitHub action: its steps are run by bash, as GitHub would, in a clone of a repository with a pull request."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.ci.conftest import APP, DOCUMENT, ROOT, WITHOUT_OLD, Repository, git
from tests.ci.runner import BASH, Outcome, Runner

ACTION = ROOT / "action.yml"
FILE: dict[str, Any] = yaml.safe_load(ACTION.read_text())
QUICK = "--phases=examples,coverage\n--max-examples=1\n--seed=1"

pytestmark = pytest.mark.skipif(
    shutil.which("bash") is None or shutil.which("git") is None, reason="needs bash and git"
)

Act = Callable[..., Outcome]


@pytest.fixture
def act(repository: Repository, environment: dict[str, str], tmp_path: Path) -> Act:
    """Opens a pull request with these files and runs the action for it."""

    def run(files: dict[str, str], *depth: str, event: dict[str, Any] | None = None, **inputs: str) -> Outcome:
        commit = repository.propose(files)
        clone = repository.check_out(tmp_path / "clone", commit, *(depth or ("--depth=1",)))
        told = tmp_path / "event.json"
        told.write_text(json.dumps({"pull_request": {"base": {"sha": repository.base}}} if event is None else event))
        scratch = tmp_path / "scratch"
        scratch.mkdir()
        return Runner(ACTION, clone, environment, scratch).run(told, commit, install="false", **inputs)

    return run


def test_a_good_pull_request_passes_and_says_what_was_checked(act: Act, tmp_path: Path) -> None:
    outcome = act({"README.md": "Numbers\n"}, app="numbers_app:app", args=QUICK)

    assert outcome.code == 0, outcome.stdout
    assert outcome.outputs["check"] == {"exit-code": "0"} == outcome.outputs["test"]
    assert "### specforge check: passed" in outcome.summary and "### specforge test: passed" in outcome.summary
    checked = json.loads((tmp_path / "clone/specforge-report/check.json").read_text())["summary"]["checks"]
    assert {one["check"]: one["result"] for one in checked} == {
        "lint": "passed",
        "fmt": "skipped",
        "gen": "passed",
        "diff": "passed",
    }
    assert outcome.used == {
        "actions/upload-artifact": {
            "name": "specforge-report",
            "path": "specforge-report",
            "if-no-files-found": "ignore",
        }
    }


def test_every_step_runs_and_every_fault_is_at_its_line(act: Act, tmp_path: Path) -> None:
    """A path is gone, so clients break and generated code is old; and the implementation answers with a text."""
    files = {"openapi.yaml": WITHOUT_OLD, "numbers_app.py": APP.replace('b"1"', "b'\"one\"'")}

    outcome = act(files, app="numbers_app:app", args=QUICK, upload_sarif="true")

    assert outcome.code == 5, "stale code goes before findings"
    assert (outcome.outputs["check"], outcome.outputs["test"]) == ({"exit-code": "5"}, {"exit-code": "1"})
    lines = re.findall(r"^::error file=openapi.yaml,line=(\d+),.*title=specforge%3A ([\w/-]+)", outcome.stdout, re.M)
    found = {rule: int(line) for line, rule in lines}
    assert found == {"stale-code": 1, "api-path-removed-without-deprecation": 5, "contract/response-schema": 15}
    assert outcome.summary.count("failed") >= 2 and "stale" in outcome.summary
    report = tmp_path / "clone/specforge-report"
    assert {path.name for path in report.iterdir()} == {
        *(f"{name}.{ending}" for name in ("check", "test") for ending in ("sarif", "xml", "json", "md")),
        "test.html",
    }
    assert outcome.used["github/codeql-action/upload-sarif"]["sarif_file"] == "specforge-report"


def test_a_push_has_no_base(act: Act) -> None:
    outcome = act({"openapi.yaml": WITHOUT_OLD}, event={}, gen_check="false")

    assert outcome.code == 0, outcome.stdout
    assert "test" not in outcome.outputs and "diff skipped" in outcome.stdout


def test_checks_can_be_left_out(act: Act) -> None:
    outcome = act({"openapi.yaml": WITHOUT_OLD}, gen_check="false", diff="false", lint="false", artifact="")

    assert outcome.code == 0, outcome.stdout
    assert outcome.stdout.count("skipped") == 4 and outcome.used == {}


def test_the_work_alone_is_not_blamed_for_what_the_base_got_since(
    repository: Repository, environment: dict[str, str], tmp_path: Path
) -> None:
    """A workflow may check out the head of the request: then the base is where it began."""
    repository.propose({"README.md": "Numbers\n"})
    head = git(repository.origin, "rev-parse", "work")
    more = DOCUMENT + "  /new:\n    get: {responses: {'200': {description: New}}}\n"
    (repository.origin / "openapi.yaml").write_text(more)
    git(repository.origin, "commit", "-q", "-a", "-m", "new")
    base = git(repository.origin, "rev-parse", "main")
    clone = repository.check_out(tmp_path / "clone", head, "--depth=1")
    (tmp_path / "event.json").write_text(json.dumps({"pull_request": {"base": {"sha": base}}}))

    outcome = Runner(ACTION, clone, environment, tmp_path).run(
        tmp_path / "event.json", "0" * 40, install="false", gen_check="false"
    )

    assert outcome.code == 0, outcome.stdout
    assert outcome.outputs["base"] == {"revision": repository.base}


def test_a_server_is_started_and_tested(act: Act) -> None:
    outcome = act({}, start="exec python server.py {port}", wait_for="/n", args=QUICK, diff="false", fail_on="never")

    assert outcome.outputs["test"] == {"exit-code": "0"}, outcome.stdout
    assert "tested 2 of 2 operations" in outcome.stdout


def test_a_server_that_does_not_start_is_said_after_the_checks(act: Act) -> None:
    outcome = act({}, start="echo no database; exit 3; # {port}", diff="false")

    assert outcome.code == 4
    assert re.search("^::error .*the command ended with exit code 3.*no database", outcome.stdout, re.M)
    assert "### specforge check: passed" in outcome.summary
    assert "### specforge test: no verdict (exit code 4)" in outcome.summary


def test_a_wrong_configuration_is_no_verdict(act: Act) -> None:
    outcome = act({"specforge.toml": "[lnit]\n"}, diff="false")

    assert outcome.code == 2
    assert "::error file=specforge.toml,line=1" in outcome.stdout and "no verdict (exit code 2)" in outcome.summary


@pytest.mark.parametrize(("version", "wanted"), [("", str(ROOT)), ("1.2.3", "specforge==1.2.3")])
def test_what_is_installed(version: str, wanted: str, tmp_path: Path) -> None:
    step = FILE["runs"]["steps"][0]
    (tmp_path / "python").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    (tmp_path / "python").chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "VERSION": version, "ACTION": str(ROOT)}

    done = subprocess.run([*BASH, "-c", step["run"]], env=environment, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == wanted


def test_no_input_is_pasted_into_a_script() -> None:
    """The text of a branch or a title would be run by the shell."""
    assert [step["name"] for step in FILE["runs"]["steps"] if "${{" in step.get("run", "")] == []


def test_every_input_is_described_and_used() -> None:
    used = set(re.findall(r"inputs\.([\w-]+)", ACTION.read_text()))

    assert used == FILE["inputs"].keys()
    assert all(one["description"] for one in FILE["inputs"].values())
