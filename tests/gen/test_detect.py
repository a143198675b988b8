"""The framework that an application is made with, as its project says."""

from __future__ import annotations

from pathlib import Path

import pytest

from specforge.errors import UsageError
from specforge.gen.detect import Detected, detect


def project(folder: Path, **files: str) -> Path:
    """A folder with files; two underscores in a name are a slash, one in front is a dot."""
    (folder / ".git").mkdir()
    for name, text in files.items():
        file = folder / name.replace("__", "/").replace("_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("requirements_txt", "uvicorn\nFlask>=3\n", 2),
        ("requirements-dev_txt", "# flask\nflask[async] ; python_version > '3'\n", 2),
        ("pyproject_toml", '[project]\nname = "flask-shop"\ndependencies = [\n  "flask",\n]\n', 4),
        ("pyproject_toml", '[project.optional-dependencies]\nweb = ["flask~=3.1"]\n', 2),
        ("pyproject_toml", '[dependency-groups]\ndev = [{include-group = "x"}, "flask"]\n', 2),
        ("pyproject_toml", '[tool.poetry.dependencies]\npython = "^3.11"\nflask = "^3"\n', 3),
        ("pyproject_toml", '[tool.poetry.group.web.dependencies]\nflask = {version = "^3"}\n', 2),
        ("setup_cfg", "[options]\ninstall_requires =\n    flask\n", 3),
        ("Pipfile", '[packages]\nflask = "*"\n', 2),
        ("uv_lock", '[[package]]\nname = "flask"\n', 2),
        ("poetry_lock", '[[package]]\nname = "flask"\n', 2),
        ("pdm_lock", '[[package]]\nname = "Flask"\n', 2),
        ("Pipfile_lock", '{"default": {\n "flask": {}}}', 2),
    ],
)
def test_what_is_required(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, line: int) -> None:
    folder = project(tmp_path, **{name: text})
    monkeypatch.chdir(folder)

    assert detect(folder) == Detected("flask", f"{name.replace('_', '.')}:{line} names it")


def test_the_project_is_looked_for_upwards(tmp_path: Path) -> None:
    folder = project(tmp_path, requirements_txt="django\n")

    assert detect(folder / "src/server").target == "django"


def test_imports_count_more_than_requirements_and_those_more_than_locks(tmp_path: Path) -> None:
    folder = project(tmp_path, requirements_txt="django\n", uv_lock='name = "starlette"\n')
    assert detect(folder).target == "django"

    (folder / "app.py").write_text('"""App."""\n\nfrom flask.views import View\n')
    assert detect(folder).target == "flask"
    assert detect(folder).why.endswith("app.py:3 imports it")


def test_fastapi_brings_starlette_along(tmp_path: Path) -> None:
    assert detect(project(tmp_path, uv_lock='name = "starlette"\nname = "fastapi"\n')).target == "fastapi"


def test_two_are_one_too_many(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"django \(.*requirements.txt:2\), flask \(.*requirements.txt:1\)"):
        detect(project(tmp_path, requirements_txt="flask\ndjango\n"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements_txt", "flask-cors\ndjangorestframework\n# flask\n-r flask\n"),
        ("pyproject_toml", '[project]\nname = "flask"\nkeywords = ["flask"]\n'),
        ("pyproject_toml", "dependencies = [\n"),
        ("pyproject_toml", "project = 1\ntool = []\n"),
        ("pyproject_toml", "[project]\ndependencies = {flask = 1}\n"),
        ("Pipfile_lock", '"flask": {'),
        ("app_py", "import flasks\nfrom .flask import x\n# import flask\n"),
        ("venv__x_py", "import flask\n"),
    ],
)
def test_what_only_looks_like_one(tmp_path: Path, name: str, text: str) -> None:
    assert detect(project(tmp_path, **{name: text})) == Detected("fastapi", "no framework was found")
