"""Script: a Python file of the user's, its syntax tree, and places in it that reporters can show."""

from __future__ import annotations

import ast
import io
import tokenize
import warnings
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from specforge.document.load import display_name
from specforge.document.place import Place, Region, TextPlace
from specforge.document.source import Source
from specforge.errors import OutputError

# What ast.parse raises besides SyntaxError: zero bytes, and code that nests deeper than the parser goes.
_UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
_FILE_START = Region(1, 1, 1, 2)


class Script(Source):
    """One Python file. ``problem`` says why it has no ``tree``."""

    def __init__(self, path: Path, data: bytes) -> None:
        self.uri = path.absolute().as_uri()
        self.name = display_name(path)
        self.path = path
        self.data = data

    @property
    def value(self) -> None:
        return None

    @cached_property
    def text(self) -> str:
        """The text with plain line ends, in whatever encoding the file says it is."""
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(self.data).readline)
        except SyntaxError:
            encoding = "utf-8"
        return self.data.decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n")

    @cached_property
    def _syntax(self) -> ast.Module | tuple[str, Region]:
        try:
            tokenize.detect_encoding(io.BytesIO(self.data).readline)
        except SyntaxError as problem:
            return str(problem), _FILE_START
        return parse_code(self.text)

    @property
    def tree(self) -> ast.Module:
        """The syntax tree; an empty one where there is a problem."""
        return self._syntax if isinstance(self._syntax, ast.Module) else ast.Module([], [])

    @property
    def problem(self) -> tuple[str, Place] | None:
        """What is wrong with the syntax, and where."""
        if isinstance(self._syntax, ast.Module):
            return None
        message, region = self._syntax
        return message, TextPlace(self, (), region=region)

    def region(self, place: Place) -> Region:
        return _FILE_START

    def locate(self, places: Iterable[Place]) -> None:
        """Places of a script know their regions."""

    def place(self, node: ast.AST, *names: str) -> Place:
        """Where a node stands; of a class or a function its name. ``names`` lead to it: class, method."""
        line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        start = len(text.encode()[:column].decode("utf-8", "replace"))
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            start = max(text.find(node.name, start), start)
            end = start + len(node.name)
        elif getattr(node, "end_lineno", None) == line:
            end = len(text.encode()[: getattr(node, "end_col_offset", 0)].decode("utf-8", "replace"))
        else:
            end = len(text)
        return TextPlace(self, names, region=Region(line, start + 1, line, max(end, start + 1) + 1))


def parse_code(text: str) -> ast.Module | tuple[str, Region]:
    """The syntax tree of Python, or what is wrong with it and where."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an escape in somebody's string is not our business
            return ast.parse(text)
    except _UNPARSABLE as problem:
        line = getattr(problem, "lineno", None) or 1
        column = max(getattr(problem, "offset", None) or 1, 1)
        message = getattr(problem, "msg", None) or str(problem) or type(problem).__name__
        return message, Region(line, column, line, column + 1)


def read_script(path: Path) -> Script | None:
    """The file; None where there is none. Raises OutputError for one that cannot be read."""
    try:
        return Script(path, path.read_bytes()) if path.is_file() else None
    except OSError as problem:
        raise OutputError(f"cannot read {path}: {problem.strerror or problem}") from problem
