"""Sizes and names that a reader can rely on."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "specforge").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.jinja"))
LONGEST_FILE = 500
LONGEST_FUNCTION = 60
LONGEST_TEMPLATE = 150
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
# The verb table loads each verb's module when it is called; this is what makes `specforge --help` quick.
MAY_IMPORT_LATE = {Path("specforge/cli/__init__.py")}
# A server has to survive a bug (docs/decisions/0022).
MAY_CATCH_EVERYTHING = {Path("specforge/mock/last_resort.py")}


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.fixture(scope="module")
def trees() -> dict[Path, ast.Module]:
    return {path.relative_to(ROOT): ast.parse(path.read_text()) for path in MODULES}


def test_there_is_something_to_measure() -> None:
    assert len(MODULES) > 50
    assert TEMPLATES


def test_no_file_is_longer_than_500_lines() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in MODULES}

    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_longer_than_60_lines(trees: dict[Path, ast.Module]) -> None:
    lengths = {
        f"{path}:{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path, tree in trees.items()
        for function in functions(tree)
    }

    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_no_template_is_longer_than_150_lines() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in TEMPLATES}

    assert {name: length for name, length in lengths.items() if length > LONGEST_TEMPLATE} == {}


def test_modules_are_named_after_what_they_do() -> None:
    assert [str(path) for path in MODULES if path.stem in VAGUE_NAMES or path.parent.name in VAGUE_NAMES] == []


def test_imports_stand_at_the_top(trees: dict[Path, ast.Module]) -> None:
    late = [
        f"{path}:{node.lineno}"
        for path, tree in trees.items()
        if path not in MAY_IMPORT_LATE
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert late == []


def test_only_the_command_line_and_the_last_resort_catch_everything(trees: dict[Path, ast.Module]) -> None:
    broad = [
        f"{path}:{node.lineno}"
        for path, tree in trees.items()
        if path.parts[1] != "cli" and path not in MAY_CATCH_EVERYTHING
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")))
    ]

    assert broad == []


def test_one_module_touches_schemathesis_and_one_the_model_generator(trees: dict[Path, ast.Module]) -> None:
    users: dict[str, set[str]] = {"schemathesis": set(), "datamodel_code_generator": set()}
    for path, tree in trees.items():
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                if name.split(".")[0] in users:
                    users[name.split(".")[0]].add(str(path))

    assert all(len(files) == 1 for files in users.values()), users


def test_public_modules_say_what_they_are_for(trees: dict[Path, ast.Module]) -> None:
    silent = [str(path) for path, tree in trees.items() if tree.body and ast.get_docstring(tree) is None]

    assert silent == []
