"""Code of others, in plug-ins: when it fails, whoever wrote it is told where, and that it is not specforge's."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from traceback import extract_tb
from types import TracebackType
from typing import Any

from specforge.errors import SpecforgeError, UsageError

_HELP = "this is a mistake in the plug-in, not in specforge; --debug shows the whole traceback"
_OURS = "specforge."


def is_foreign(code: Callable[..., Any]) -> bool:
    """True for a function that does not ship with specforge."""
    return not f"{getattr(code, '__module__', _OURS)}.".startswith(_OURS)


class Blame(AbstractContextManager[None]):
    """A block that runs ``code`` of a plug-in. Whatever it raises becomes a UsageError that begins with ``who``, at the
    place in the ruleset that ``where`` gives (file, line, column), else in the plug-in."""

    def __init__(self, code: Callable[..., Any], who: str, where: tuple[str, int, int] | None = None) -> None:
        self._code = code
        self._who = who
        self._where = where

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if not isinstance(error, Exception) or isinstance(error, SpecforgeError):
            return
        file, line = self._line_of(at)
        what = f"{type(error).__name__}: {error}".rstrip(": ")
        own = (file, line, 1)
        message = f"{self._who} failed in {file}:{line}: {what}"
        file, line, column = self._where or own
        raise UsageError(message, help=_HELP, file=file, line=line, column=column) from error

    def _line_of(self, at: TracebackType | None) -> tuple[str, int]:
        """The innermost line of the plug-in's file that was running, else where the function begins."""
        code = getattr(self._code, "__code__", None)
        file, line = (code.co_filename, code.co_firstlineno) if code else ("?", 1)
        for frame in extract_tb(at):
            if frame.filename == file:
                line = frame.lineno or line
        return _shown(file), line


def guarded(
    code: Callable[..., Iterator[Any]], kind: type[Any], who: str, where: tuple[str, int, int] | None = None
) -> Callable[..., Iterator[Any]]:
    """The same function; what it raises, or yields that is none of ``kind``, is blamed on it. Ours stay as they are."""
    if not is_foreign(code):
        return code

    def watched(*args: Any) -> Iterator[Any]:
        with Blame(code, who, where):
            for item in code(*args):
                if not isinstance(item, kind):
                    raise TypeError(f"it yields {type(item).__name__}, not {kind.__name__}")
                yield item

    return watched


def _shown(file: str) -> str:
    here = os.path.relpath(file) if os.path.isabs(file) else file  # noqa: PTH117
    return file if here.startswith("..") else here
