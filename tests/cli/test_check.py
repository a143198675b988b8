"""``specforge check`` in a repository: what it looks at, what it compares with, and its one exit code."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from specforge.cli.check_base import find_base
from specforge.cli.check_steps import Step
from specforge.errors import UsageError

Run = Callable[..., Result]
CI = ("GITHUB_BASE_REF", "CI_MERGE_REQUEST_DIFF_BASE_SHA", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME")

PETS = """\
openapi: 3.1.0
info: {title: Pets, version: 1.0.0, description: All pets., contact: {name: A}}
servers: [{url: https://example.com}]
tags: [{name: pets, description: Pets}]
paths:
  /pets:
    get:
      operationId: listPets
      summary: All
      description: All pets.
      tags: [pets]
      responses: {'200': {description: All pets}}
    delete:
      operationId: dropPets
      summary: None
      description: No pets.
      tags: [pets]
      responses: {'204': {description: Gone}}
"""
WITHOUT_DELETE = PETS[: PETS.index("    delete:")]


def git(*arguments: str) -> str:
    who = ["-c", "user.email=a@example.com", "-c", "user.name=A"]
    return subprocess.run(["git", *who, *arguments], check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def repository(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The document on `main`; a branch `work` begins there."""
    for name in CI:
        monkeypatch.delenv(name, raising=False)
    (folder / "openapi.yaml").write_text(PETS)
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-q", "-m", "one")
    git("switch", "-q", "-c", "work")
    return folder


def results(run: Run, *arguments: str) -> tuple[int, dict[str, Any]]:
    done = run("check", "--format", "json", "-q", *arguments)
    envelope = json.loads(done.stdout)
    return done.exit_code, {one["check"]: one["result"] for one in envelope["summary"]["checks"]} | {"all": envelope}


def test_a_clean_document_is_compared_with_the_trunk(repository: Path, run: Run) -> None:
    code, found = results(run)

    assert code == 0 and found["all"]["ok"] is True and found["all"]["command"] == "check"
    assert (found["lint"], found["fmt"], found["gen"], found["diff"]) == ("passed", "skipped", "skipped", "passed")


def test_what_breaks_clients_fails_at_its_line(repository: Path, run: Run) -> None:
    (repository / "openapi.yaml").write_text(WITHOUT_DELETE)

    code, found = results(run)

    assert (code, found["lint"], found["diff"]) == (1, "passed", "failed")
    removed = next(one for one in found["all"]["findings"] if one["severity"] == "error")
    assert (removed["rule"], removed["file"], removed["line"]) == (
        "api-removed-without-deprecation",
        "openapi.yaml",
        6,
    )


def test_what_others_did_since_is_not_held_against_the_work(repository: Path, run: Run) -> None:
    git("switch", "-q", "main")
    more = PETS + "  /cats:\n    get:\n      responses: {'200': {description: Cats}}\n"
    (repository / "openapi.yaml").write_text(more)
    git("commit", "-q", "-a", "-m", "cats")
    git("switch", "-q", "work")

    assert results(run)[1]["diff"] == "passed"
    assert results(run, "--base", "main")[0] == 1


def test_a_base_that_is_asked_for_must_be_there(repository: Path, run: Run) -> None:
    done = run("check", "--base", "nowhere")

    assert done.exit_code == 2 and "git knows no revision 'nowhere'" in done.stderr


def test_a_new_document_and_no_repository_are_nothing_to_compare(folder: Path, run: Run) -> None:
    (folder / "openapi.yaml").write_text(PETS)
    assert results(run)[1]["diff"] == "skipped"

    git("init", "-q", "-b", "main")
    git("commit", "-q", "--allow-empty", "-m", "nothing yet")

    code, found = results(run)
    assert (code, found["diff"]) == (0, "skipped")
    assert "did not exist" in found["all"]["summary"]["checks"][3]["reason"]


def test_the_order_of_fields_counts_where_it_is_configured(repository: Path, run: Run) -> None:
    (repository / "specforge.toml").write_text("[check]\nfmt = true\n")
    code, found = results(run, "--skip", "lint")
    assert (code, found["fmt"], found["lint"]) == (5, "failed", "skipped")
    assert found["all"]["findings"][0]["rule"] == "field-order"

    assert run("fmt", "openapi.yaml").exit_code == 0
    assert results(run)[1]["fmt"] == "passed"


def test_generated_code_is_found_and_must_be_up_to_date(repository: Path, run: Run) -> None:
    assert run("gen", "--out", "server", "-t", "client").exit_code == 0
    assert results(run)[1]["gen"] == "passed"

    (repository / "openapi.yaml").write_text(PETS.replace("summary: All", "summary: Every pet"))

    code, found = results(run)
    assert (code, found["gen"]) == (5, "failed")
    stale = found["all"]["findings"][-1]
    assert stale["rule"] == "stale-code" and "server/" in stale["message"] and stale["file"] == "openapi.yaml"


def test_code_of_one_version_is_not_held_against_another(repository: Path, run: Run) -> None:
    for version in ("v1", "v2"):
        (repository / version).mkdir()
        (repository / version / "openapi.yaml").write_text(PETS.replace("1.0.0", version))
    assert run("gen", "v1/openapi.yaml", "--out", "v1/client", "-t", "client").exit_code == 0

    done = run("check", "v1/openapi.yaml", "v2/openapi.yaml", "--format", "json", "--skip", "lint")

    checks = json.loads(done.stdout)["summary"]["checks"]
    assert [one["result"] for one in checks if one["check"] == "gen"] == ["passed", "skipped"]


def test_every_report_is_written_in_one_run(repository: Path, run: Run) -> None:
    (repository / "openapi.yaml").write_text(WITHOUT_DELETE)

    done = run("check", "--format", "github", "--report", "sarif:out/a.sarif", "--report", "junit:out/a.xml")

    assert done.exit_code == 1
    assert "::error file=openapi.yaml,line=6," in done.stdout
    assert json.loads((repository / "out/a.sarif").read_text())["version"] == "2.1.0"
    assert 'name="specforge check"' in (repository / "out/a.xml").read_text()
    assert run("check", "--report", "pdf:a").exit_code == 2


def test_a_document_that_cannot_be_read_is_said_and_the_others_are_checked(repository: Path, run: Run) -> None:
    (repository / "broken.yaml").write_text("a: [")

    done = run("check", "broken.yaml", "openapi.yaml", "--format", "json")

    envelope = json.loads(done.stdout)
    assert done.exit_code == 3 and envelope["findings"][0]["file"] == "broken.yaml"
    assert [one["result"] for one in envelope["summary"]["checks"]] == [
        "failed",
        "passed",
        "skipped",
        "skipped",
        "passed",
    ]


@pytest.mark.parametrize("text", ["null", "[]", "openapi: 5", "swagger: '2.0'\npaths: {/a: 3, /b: {get: null}}"])
def test_a_step_that_cannot_go_on_hides_nothing(repository: Path, run: Run, text: str) -> None:
    (repository / "openapi.yaml").write_text(text)
    (repository / "specforge.toml").write_text("[gen]\nout = 'server'\ntarget = ['client']\n[check]\nfmt = true\n")

    code, found = results(run)

    assert code in (3, 5) and [found[name] for name in ("lint", "gen", "diff")] == ["failed"] * 3


def test_fail_on_is_for_every_check(repository: Path, run: Run) -> None:
    (repository / "openapi.yaml").write_text(WITHOUT_DELETE)

    assert results(run, "--fail-on", "never")[0] == 0


def test_ci_names_the_base(repository: Path) -> None:
    start = git("rev-parse", "main")
    git("update-ref", "refs/remotes/origin/release", "main")

    gitlab = find_base(repository, None, {"CI_MERGE_REQUEST_DIFF_BASE_SHA": start})
    github = find_base(repository, None, {"GITHUB_BASE_REF": "release"})
    missing = find_base(repository, None, {"GITHUB_BASE_REF": "gone"})

    assert gitlab.revision and gitlab.revision.name == start
    assert github.revision and github.revision.name == "origin/release..."
    assert missing.revision is None and "origin/gone" in missing.why
    with pytest.raises(UsageError):
        find_base(repository, "gone", {})


def test_a_step_is_named_by_what_came_of_it() -> None:
    assert [Step("a").state, Step("a", code=5).state, Step("a", skipped="no").state] == ["passed", "failed", "skipped"]
