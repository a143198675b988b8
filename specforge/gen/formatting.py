"""Formatting by ruff, once for all files of a run."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ruff import find_ruff_bin

from specforge.errors import OutputError
from specforge.gen.target import File

# Unused imports go, the rest is sorted, unions of literals become one, Dict is dict; nothing else is "fixed".
_IMPORTS = ("check", "--fix-only", "--quiet", "--select", "F401,I001,PYI030,UP006,UP035")
_LAYOUT = ("format", "--quiet")
_ALONE = ("--isolated", "--no-cache", "--target-version", "py311")


def format_files(files: list[File]) -> list[File]:
    """The files with their Python formatted, whatever ruff is configured to around the output folder.

    Raises OutputError when ruff cannot read a file: then what was generated is no Python.
    """
    python = {file.path: file.text for file in files if file.path.endswith(".py")}
    with tempfile.TemporaryDirectory(prefix="specforge-") as folder:
        _write(Path(folder), python)
        _ruff(Path(folder), _IMPORTS)
        _ruff(Path(folder), _LAYOUT)
        return [
            replace(file, text=Path(folder, file.path).read_text("utf-8")) if file.path in python else file
            for file in files
        ]


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    for path, text in texts.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8", newline="\n")


def _ruff(folder: Path, arguments: tuple[str, ...]) -> None:
    command = [find_ruff_bin(), *arguments, *_ALONE, "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        detail = (done.stderr or done.stdout).strip().splitlines()
        raise OutputError(f"generated code cannot be formatted: {detail[0] if detail else 'ruff failed'}")
