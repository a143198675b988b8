"""What is written for CI systems is valid by the schemas that are published for their files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.ci.conftest import ROOT


def refused(schema: str, *files: Path) -> str:
    """What is wrong with the files; nothing where they are valid. The schemas come with the program."""
    program = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    transform = ["--data-transform", "gitlab-ci"] if schema == "gitlab-ci" else []
    done = subprocess.run([*program, *transform, *files], capture_output=True, text=True)
    return done.stdout + done.stderr if done.returncode else ""


@pytest.mark.parametrize(
    ("schema", "name"), [("github-actions", "action.yml"), ("github-workflows", ".github/workflows/ci.yml")]
)
def test_github(schema: str, name: str) -> None:
    assert refused(schema, ROOT / name) == ""


def test_gitlab(tmp_path: Path) -> None:
    """Its file is two documents, the inputs and the jobs, which the schema knows one by one."""
    parts = [tmp_path / "inputs.yml", tmp_path / "jobs.yml"]
    for part, text in zip(parts, (ROOT / "ci/gitlab.yml").read_text().split("\n---\n"), strict=True):
        part.write_text(text)

    assert refused("gitlab-ci", *parts) == ""


def test_what_is_wrong_would_be_said(tmp_path: Path) -> None:
    wrong = tmp_path / "action.yml"
    wrong.write_text((ROOT / "action.yml").read_text().replace("using: composite", "using: composer"))

    assert "composer" in refused("github-actions", wrong)
