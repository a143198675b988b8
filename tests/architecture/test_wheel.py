"""The wheel carries everything that the tool needs outside a checkout."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_templates_are_shipped(names: set[str]) -> None:
    own = {f"specforge/_templates/{p.relative_to(ROOT / 'templates')}" for p in (ROOT / "templates").rglob("*.jinja")}

    assert own
    assert own <= names


def test_modules_and_data_files_are_shipped(names: set[str]) -> None:
    package = ROOT / "specforge"
    shipped = {".py", ".md", ".json", ".typed", ".html", ".css", ".js", ".jinja"}
    files = (p for p in package.rglob("*") if p.suffix in shipped and p.is_file())
    own = {str(p.relative_to(ROOT)) for p in files if "__pycache__" not in p.parts}

    assert own - names == set()


def test_tests_and_examples_stay_out(names: set[str]) -> None:
    assert [name for name in names if name.split("/")[0] in ("tests", "specs", "docs")] == []
