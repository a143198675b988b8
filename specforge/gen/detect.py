"""Which framework an application is made with, read off its dependencies and its imports."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from specforge.document.load import display_name
from specforge.errors import UsageError

FRAMEWORKS = ("fastapi", "starlette", "flask", "django")
DEFAULT = "fastapi"
_NAMES = "|".join(FRAMEWORKS)
_IMPORT = re.compile(rf"^[ \t]*(?:from|import)[ \t]+({_NAMES})\b", re.M)
_REQUIREMENT = re.compile(rf"\s*({_NAMES})\s*(?:$|[\[<>=!~;@,#\s])", re.I)
_LOCKED = re.compile(rf"^name = \"({_NAMES})\"", re.M | re.I)
_LOCKED_JSON = re.compile(rf"\"({_NAMES})\"\s*:\s*\{{", re.I)
_ROOTS = (".git", "pyproject.toml", "setup.cfg", "Pipfile")
_SKIPPED = frozenset({"node_modules", "site-packages", "__pycache__", "generated", "venv", "env", "build", "dist"})
_MANY = 2000


@dataclass(frozen=True, slots=True)
class Clue:
    """A framework, and where it is named."""

    framework: str
    file: Path
    line: int

    def __str__(self) -> str:
        return f"{display_name(self.file)}:{self.line} {'imports' if self.file.suffix == '.py' else 'names'} it"


@dataclass(frozen=True, slots=True)
class Detected:
    """The target for a folder, and in words why."""

    target: str
    why: str


def detect(folder: Path) -> Detected:
    """The framework of the code in ``folder`` and of the project around it.

    What is imported tells more than what is required, and that more than what is only locked: a lock file also has
    what others need. Raises UsageError when two frameworks are named alike.
    """
    project = _project(folder)
    for clues in (_imports(folder), _requirements(project), _locked(project)):
        found = {clue.framework: clue for clue in reversed(list(clues))}
        if "fastapi" in found:
            found.pop("starlette", None)  # which FastAPI is made of
        if len(found) > 1:
            told = ", ".join(f"{name} ({display_name(clue.file)}:{clue.line})" for name, clue in sorted(found.items()))
            raise UsageError(f"several frameworks are in use: {told}", help="name one with --target")
        for name, clue in found.items():
            return Detected(name, str(clue))
    return Detected(DEFAULT, "no framework was found")


def _project(folder: Path) -> Path:
    """The nearest folder upwards that looks like the root of a project."""
    start = folder.absolute()
    for one in (start, *start.parents):
        if any((one / name).exists() for name in _ROOTS) or any(one.glob("requirements*.txt")):
            return one
    return start


def _imports(folder: Path) -> Iterator[Clue]:
    for path in islice(_python_files(folder), _MANY):
        yield from _matches(path, _IMPORT)


def _python_files(folder: Path) -> Iterator[Path]:
    for name, folders, files in os.walk(folder):
        folders[:] = sorted(one for one in folders if one not in _SKIPPED and not one.startswith("."))
        yield from (Path(name, file) for file in sorted(files) if file.endswith(".py"))


def _requirements(project: Path) -> Iterator[Clue]:
    for path in sorted(project.glob("requirements*.txt")):
        for number, line in enumerate(_text(path).splitlines(), 1):
            if match := _REQUIREMENT.match(line):
                yield Clue(match[1].lower(), path, number)
    for name in ("pyproject.toml", "Pipfile"):
        yield from _listed(project / name, _toml_requirements)
    yield from _listed(project / "setup.cfg", _setup_requirements)


def _locked(project: Path) -> Iterator[Clue]:
    for name in ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml"):
        yield from _matches(project / name, _LOCKED)
    if _is_json(project / "Pipfile.lock"):
        yield from _matches(project / "Pipfile.lock", _LOCKED_JSON)


def _listed(path: Path, requirements: Callable[[str], list[str]]) -> Iterator[Clue]:
    text = _text(path)
    for requirement in requirements(text) if text else ():
        if match := _REQUIREMENT.match(requirement):
            yield Clue(match[1].lower(), path, _line_of(text, match[1]))


def _toml_requirements(text: str) -> list[str]:
    """What a pyproject.toml or a Pipfile requires, by whichever tool it is for. A broken file requires nothing."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return []
    project, tools = _table(content, "project"), _table(content, "tool")
    poetry = _table(tools, "poetry")
    found = [*_strings(project.get("dependencies"))]
    for groups in (_table(project, "optional-dependencies"), _table(content, "dependency-groups")):
        found += [one for group in groups.values() for one in _strings(group)]
    for table in (poetry, *_table(poetry, "group").values()):
        found += _table(table, "dependencies")
    found += [one for group in _table(_table(tools, "pdm"), "dev-dependencies").values() for one in _strings(group)]
    return [*found, *_table(content, "packages"), *_table(content, "dev-packages")]


def _setup_requirements(text: str) -> list[str]:
    """The indented lines of setup.cfg; metadata has no lines that look like a framework."""
    return [line.partition("=")[2] if line.startswith("install_requires") else line for line in text.splitlines()]


def _table(value: Any, key: str) -> dict[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _strings(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _line_of(text: str, name: str) -> int:
    """The line of a requirement: in quotes, or the key of a table."""
    match = re.search(rf"^[^#\n]*?(?:[\"']|^|\s){name}(?![\w.-])", text, re.M | re.I)
    return text.count("\n", 0, match.end()) + 1 if match else 1


def _matches(path: Path, pattern: re.Pattern[str]) -> Iterator[Clue]:
    text = _text(path)
    for match in pattern.finditer(text):
        yield Clue(match[1].lower(), path, text.count("\n", 0, match.start(1)) + 1)


def _is_json(path: Path) -> bool:
    try:
        json.loads(_text(path))
    except (ValueError, RecursionError):
        return False
    return True


def _text(path: Path) -> str:
    """The file; nothing where it cannot be read, since it is a hint and no more."""
    try:
        return path.read_text("utf-8", "replace") if path.is_file() else ""
    except OSError:
        return ""
