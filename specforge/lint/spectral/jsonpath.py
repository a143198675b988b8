"""JSONPath as Spectral's users write it, as a plan of steps. The only file that knows the JSONPath library.

The dialect is that of nimma and JSONPath-Plus: RFC 9535 and, besides, ``^`` for the parent, ``~`` for the key, names
without quotes in brackets, and filters in JavaScript. Filters are taken out and handed to expressions.py (to the
library each is a call of a function named ``js``), the rest is put into the library's spelling and compiled by it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jsonpath
from jsonpath.filter import FunctionExtension
from jsonpath.function_extensions import ExpressionType, FilterFunction
from jsonpath.segments import JSONPathRecursiveDescentSegment
from jsonpath.selectors import Filter, IndexSelector, NameSelector, SliceSelector, WildcardSelector

from specforge.lint.spectral.expressions import Expression, ExpressionProblem, parse_expression

_NAME = re.compile(r"[^.\[\]^~\s'\"()*,?@]+|\$")
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_SLICE = re.compile(r"\s*-?\d*\s*:\s*-?\d*\s*(:\s*-?\d*\s*)?")
_REGEX_LITERAL = re.compile(r"/(?![/*])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")


class PathProblem(ValueError):
    """What cannot be read of a path; ``column`` counts from 0."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.column = column


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: into children (``deep``: of everything below as well), up, or from a value to its key.

    ``names`` are the keys when only keys are chosen; otherwise ``selectors`` choose.
    """

    selectors: tuple[Any, ...] = ()
    deep: bool = False
    up: bool = False
    keys: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """A path that was read. ``looks_up`` is True when it matters by which way a value was reached."""

    text: str
    steps: tuple[Step, ...]
    looks_up: bool


class _JavaScript(FilterFunction):
    """Stands for a filter inside the library's own filters: ``?js(0)``."""

    arg_types = [ExpressionType.VALUE]
    return_type = ExpressionType.LOGICAL

    def __call__(self, number: int) -> bool:
        raise NotImplementedError("filters are carried out by our own walk")


_ENVIRONMENT = jsonpath.JSONPathEnvironment()
_ENVIRONMENT.function_extensions["js"] = _JavaScript()


@lru_cache(maxsize=2048)
def compile_path(text: str) -> Path:
    """Raises PathProblem with the column of what cannot be read."""
    return _Translator(text).path()


class _Translator:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._filters: list[Expression] = []
        self._steps: list[Step] = []
        self._pending: list[str] = []

    def path(self) -> Path:
        text = self._text.rstrip()
        if not text.startswith("$"):
            raise PathProblem("a path starts with `$`", 0)
        self._at = 1
        while self._at < len(text):
            self._segment()
        self._flush()
        looks_up = any(step.up for step in self._steps) or any(each.looks_up for each in self._filters)
        return Path(self._text, tuple(self._steps), looks_up)

    def _segment(self) -> None:
        sign = self._text[self._at]
        if sign in "^~":
            self._flush()
            self._steps.append(Step(up=sign == "^", keys=sign == "~"))
            self._at += 1
        elif sign == "[":
            self._pending.append(self._bracket())
        elif sign == ".":
            dots = ".." if self._text.startswith("..", self._at) else "."
            self._at += len(dots)
            self._after_dots(dots)
        elif sign.isspace():
            self._at += 1
        else:
            raise self._problem("cannot be read from here")

    def _after_dots(self, dots: str) -> None:
        rest = self._text[self._at :]
        prefix = dots if dots == ".." else ""
        if rest.startswith("["):
            self._pending.append(prefix + self._bracket())
        elif rest.startswith("*"):
            self._pending.append(prefix + "[*]")
            self._at += 1
        elif rest[:1] in ("^", "~") and dots == ".":
            return
        elif match := _QUOTED.match(rest):
            self._pending.append(f"{prefix}[{match[0]}]")
            self._at += match.end()
        elif match := _NAME.match(rest):
            name = match[0].replace("\\", "\\\\").replace("'", "\\'")
            self._pending.append(f"{prefix}['{name}']")
            self._at += match.end()
        else:
            raise self._problem("is no name")

    def _bracket(self) -> str:
        """``[...]`` in the library's spelling: every item quoted, filters as calls of ``js``."""
        self._at += 1
        items = [self._item()]
        while self._skip_space() == ",":
            self._at += 1
            items.append(self._item())
        if self._skip_space() != "]":
            raise self._problem("stands where `]` is expected")
        self._at += 1
        return f"[{', '.join(items)}]"

    def _skip_space(self) -> str:
        while self._text[self._at : self._at + 1].isspace():
            self._at += 1
        return self._text[self._at : self._at + 1]

    def _item(self) -> str:
        sign = self._skip_space()
        rest = self._text[self._at :]
        if sign == "?":
            self._at += 1
            return self._filter()
        if sign == "*":
            self._at += 1
            return "*"
        if match := _QUOTED.match(rest):
            self._at += match.end()
            return match[0]
        if (match := _SLICE.match(rest)) and ":" in match[0]:
            self._at += match.end()
            return match[0].strip()
        if sign == "(":
            raise self._problem("is a script, which cannot be read: write a filter `[?(...)]`")
        if match := re.compile(r"[^,\]\[]+").match(rest):
            self._at += match.end()
            name = match[0].strip()
            return name if re.fullmatch(r"-?(0|[1-9]\d*)", name) else _quoted(name)
        raise self._problem("cannot be read")

    def _filter(self) -> str:
        self._skip_space()
        start = self._at
        end = _end_of_filter(self._text, start)
        inner, offset = self._text[start:end], start
        if inner.startswith("(") and _closes_at_end(inner):
            inner, offset = inner.rstrip()[1:-1], start + 1
        try:
            self._filters.append(parse_expression(inner))
        except ExpressionProblem as problem:
            raise PathProblem(str(problem), offset + problem.column) from problem
        self._at = end
        return f"?js({len(self._filters) - 1})"

    def _flush(self) -> None:
        """Lets the library compile what was gathered since the last ``^`` or ``~``."""
        if not self._pending:
            return
        try:
            compiled = _ENVIRONMENT.compile("$" + "".join(self._pending))
        except jsonpath.JSONPathError as problem:
            raise PathProblem(f"cannot be read: {problem}", 0) from problem
        assert isinstance(compiled, jsonpath.JSONPath)
        self._pending = []
        for segment in compiled.segments:
            deep = isinstance(segment, JSONPathRecursiveDescentSegment)
            selectors = tuple(self._selector(selector) for selector in segment.selectors)
            if deep and not selectors:
                self._steps.append(Step(deep=True))
            elif self._steps and self._steps[-1].deep and not self._steps[-1].selectors:
                self._steps[-1] = Step(selectors, deep=True)
            else:
                self._steps.append(Step(selectors, deep=deep))

    def _selector(self, selector: Any) -> Any:
        """A key, an index, a slice, None for ``*``, or an Expression."""
        if isinstance(selector, NameSelector):
            return selector.name
        if isinstance(selector, IndexSelector):
            return selector.index
        if isinstance(selector, SliceSelector):
            return selector.slice
        if isinstance(selector, WildcardSelector):
            return None
        assert isinstance(selector, Filter)
        call = selector.expression.expression
        assert isinstance(call, FunctionExtension)
        return self._filters[int(getattr(call.args[0], "value", 0))]

    def _problem(self, message: str) -> PathProblem:
        rest = self._text[self._at :].strip()
        return PathProblem(f"`{rest[:30]}` {message}" if rest else "the path ends too early", self._at)


def _quoted(name: str) -> str:
    return "'" + name.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _end_of_filter(text: str, start: int) -> int:
    """Where the filter that begins at ``start`` ends: at the comma or bracket that is not inside of it."""
    depth, at = 0, start
    before = "("
    while at < len(text):
        sign = text[at]
        literal = _QUOTED.match(text, at) if sign in "'\"" else None
        if sign == "/" and before in "(,=~!&|?:[":
            literal = _REGEX_LITERAL.match(text, at)
        if literal:
            at, before = literal.end(), "'"
            continue
        if sign in "([":
            depth += 1
        elif sign in ")]":
            if depth == 0:
                return at
            depth -= 1
        elif sign == "," and depth == 0:
            return at
        if not sign.isspace():
            before = sign
        at += 1
    raise PathProblem("a filter is not closed", start)


def _closes_at_end(inner: str) -> bool:
    """True for ``(a || b)``, False for ``(a) || (b)``."""
    try:
        end = _end_of_filter(inner, 1)
    except PathProblem:
        return False
    return not inner[end + 1 :].strip()


def problem_of_path(text: str) -> str | None:
    """What is wrong with a path, as a sentence; None when it can be read."""
    try:
        compile_path(text)
    except PathProblem as problem:
        return f"the path `{text}`, column {problem.column + 1}: {problem}"
    return None
