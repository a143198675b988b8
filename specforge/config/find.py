"""Where the configuration stands: ``specforge.toml`` or ``[tool.specforge]`` in ``pyproject.toml``, nearest upwards."""

from __future__ import annotations

import importlib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specforge.document.load import read_bytes
from specforge.errors import InputError, UsageError

if TYPE_CHECKING:
    from specforge.config.scan import Position

OWN = "specforge.toml"
SHARED = "pyproject.toml"
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """One configuration file. ``values`` is our part of it, which stands under the keys of ``prefix``."""

    path: Path
    text: str
    values: dict[str, Any]
    prefix: tuple[str, ...] = ()
    _positions: list[dict[tuple[str, ...], Position]] = field(default_factory=list)

    def position(self, keys: tuple[str, ...]) -> Position:
        """Line and column of a key; of its nearest ancestor when it stands inside an inline table."""
        scan = importlib.import_module("specforge.config.scan")
        if not self._positions:
            self._positions.append(scan.positions(self.text))
        path = (*self.prefix, *keys)
        known = self._positions[0]
        return next((known[path[:end]] for end in range(len(path), 0, -1) if path[:end] in known), scan.Position(1, 1))

    def problem(self, message: str, keys: tuple[str, ...], help: str | None = None) -> UsageError:
        """The error for what stands at ``keys``."""
        position = self.position(keys)
        return UsageError(message, help=help, file=str(self.path), line=position.line, column=position.column)


def find_config(directory: Path) -> ConfigFile | None:
    """The nearest configuration, from ``directory`` upwards. Raises UsageError when it cannot be read."""
    for folder in (directory, *directory.absolute().parents):
        for name in (OWN, SHARED):
            # Something else by our own name (a folder, a link to nothing) is a mistake that must be told.
            is_there = os.path.lexists(folder / name) if name == OWN else os.path.isfile(folder / name)  # noqa: PTH113
            if is_there and (found := _read(shown(folder / name))):
                return found
    return None


def read_config(path: Path) -> ConfigFile:
    """The configuration that ``--config`` names. Raises UsageError."""
    found = _read(path)
    if found is None:
        raise UsageError("this pyproject.toml has no [tool.specforge]", file=str(path))
    return found


def shown(path: Path) -> Path:
    """The path as the user would type it: relative when it lies below the working folder, or beside a parent of it."""
    path, here = path.absolute(), Path.cwd()
    if path.is_relative_to(here):
        return path.relative_to(here)
    return Path(os.path.relpath(path, here)) if here.is_relative_to(path.parent) else path


def _read(path: Path) -> ConfigFile | None:
    """None for a pyproject.toml that is not about us; it is not even parsed, its faults are not ours to report."""
    text = _text(path)
    ours = path.name != SHARED
    if not ours and "specforge" not in text:
        return None
    values = _parse(path, text)
    if ours:
        return ConfigFile(path, text, values)
    tool = values.get("tool")
    section = tool.get("specforge") if isinstance(tool, dict) else None
    if section is None:
        return None
    found = ConfigFile(path, text, section if isinstance(section, dict) else {}, ("tool", "specforge"))
    if not isinstance(section, dict):
        raise found.problem("tool.specforge must be a table", ())
    return found


def _text(path: Path) -> str:
    try:
        return read_bytes(path).decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as problem:
        raise UsageError(f"cannot read the configuration {path}: {problem.strerror}") from problem
    except InputError as problem:
        raise UsageError(f"cannot read the configuration: {problem.message}", file=str(path)) from problem
    except UnicodeDecodeError as problem:
        raise UsageError("the configuration is not UTF-8 text", file=str(path)) from problem


def _parse(path: Path, text: str) -> dict[str, Any]:
    # Those who have no configuration need not wait for it.
    tomllib = importlib.import_module("tomllib")
    try:
        values: dict[str, Any] = tomllib.loads(text)
        return values
    except tomllib.TOMLDecodeError as problem:
        message = str(problem)
        at = _AT.search(message)
        line, column = (int(at[1]), int(at[2])) if at and at[1] else (text.count("\n") + 1, 1)
        what = message[: at.start()] if at else message
        raise UsageError(f"not valid TOML: {what}", file=str(path), line=line, column=column) from problem
    except RecursionError as problem:
        raise UsageError("the configuration is nested too deeply", file=str(path)) from problem
