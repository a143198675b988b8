"""The GitLab component: its scripts are run by a shell, as a runner would, for a merge request."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.ci.conftest import APP, ROOT, WITHOUT_OLD, Repository, git

FILE = ROOT / "ci/gitlab.yml"
SPEC, _JOBS = FILE.read_text().split("\n---\n")
INPUTS: dict[str, dict[str, Any]] = yaml.safe_load(SPEC)["spec"]["inputs"]
QUICK = "--phases=examples,coverage --max-examples=1 --seed=1"

pytestmark = pytest.mark.skipif(not (shutil.which("bash") and shutil.which("git")), reason="needs bash and git")


def jobs(**inputs: str) -> dict[str, dict[str, Any]]:
    """The jobs with the inputs filled in, ``extends`` as GitLab merges it."""
    given = {name.replace("_", "-"): value for name, value in inputs.items()}
    assert given.keys() <= INPUTS.keys()
    text = re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda m: given.get(m[1], INPUTS[m[1]]["default"]), _JOBS)
    read: dict[str, Any] = yaml.safe_load(text)
    return {name: _extended(job, read) for name, job in read.items() if not name.startswith(".")}


def _extended(job: dict[str, Any], every: dict[str, Any]) -> dict[str, Any]:
    parent = every[job["extends"]]
    merged = {**parent, **job}
    for name in ("variables", "artifacts"):
        merged[name] = {**parent.get(name, {}), **job.get(name, {})}
    return merged


def play(job: dict[str, Any], folder: Path, environment: dict[str, str], base: str) -> subprocess.CompletedProcess[str]:
    """All lines in one shell that stops at the first that fails, as the runner does it."""
    lines = [*job["before_script"], *job["script"]]
    given = {**environment, **job["variables"], "CI_MERGE_REQUEST_DIFF_BASE_SHA": base}
    script = "set -eo pipefail\n" + "\n".join(lines)
    return subprocess.run(["bash"], input=script, cwd=folder, env=given, capture_output=True, text=True, timeout=120)


def test_a_merge_request_that_breaks_clients(
    repository: Repository, environment: dict[str, str], tmp_path: Path
) -> None:
    repository.propose({"openapi.yaml": WITHOUT_OLD, "numbers_app.py": APP.replace('b"1"', "b'\"one\"'")})
    clone = repository.check_out(tmp_path / "clone", git(repository.origin, "rev-parse", "work"))
    both = jobs(install="echo installed", app="numbers_app:app", args=QUICK, spec="openapi.yaml", skip="gen fmt")

    checked = play(both["specforge-check"], clone, environment, repository.base)
    tested = play(both["specforge-test"], clone, environment, repository.base)

    assert (checked.returncode, tested.returncode) == (1, 1), checked.stderr + tested.stderr
    for name, rule in (("check", "api-path-removed-without-deprecation"), ("test", "contract/response-schema")):
        promised = both[f"specforge-{name}"]["artifacts"]["reports"]
        quality = json.loads((clone / promised["codequality"]).read_text())
        assert rule in {one["check_name"] for one in quality}
        assert "<testsuites" in (clone / promised["junit"]).read_text()


def test_a_merge_request_that_breaks_nothing(
    repository: Repository, environment: dict[str, str], tmp_path: Path
) -> None:
    repository.propose({"README.md": "Numbers\n"})
    clone = repository.check_out(tmp_path / "clone", git(repository.origin, "rev-parse", "work"))

    done = play(jobs(install="echo installed")["specforge-check"], clone, environment, repository.base)

    assert done.returncode == 0, done.stderr
    assert "diff passed" in done.stderr and "gen passed" in done.stderr


def test_every_input_is_described_and_used() -> None:
    assert set(re.findall(r"inputs\.([\w-]+)", _JOBS)) == INPUTS.keys()
    assert all(one["description"] for one in INPUTS.values())
