"""Every error that specforge raises on purpose, and the exit code that each one ends with.

    SpecforgeError
    ├── UsageError           2   wrong options or configuration
    ├── InputError           3   a document that cannot be used; always knows its file and line
    │   ├── UnreadableError      the file is missing, too large, binary, or not allowed to be read
    │   ├── SyntaxProblem        the file is not well-formed YAML or JSON
    │   └── UnresolvableError    a ``$ref`` that leads nowhere where a value is needed
    ├── ServerError          4   a server that cannot be reached or started
    └── OutputError          5   output that cannot be written

Exit codes 0 (clean) and 1 (findings) are results, not errors; 70 is a bug in specforge and 130 an interruption.
"""

from __future__ import annotations

from typing import Any, ClassVar


class SpecforgeError(Exception):
    """Base of the family. ``help`` is one sentence that says what to do next; ``rule`` names the kind in reports."""

    exit_code: ClassVar[int] = 70
    rule: ClassVar[str] = "internal"

    def __init__(self, message: str, *, help: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.help = help

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors cross from one process to another: the way of Exception would call the class with the message only."""
        return _rebuild, (type(self), self.args), self.__dict__


def _rebuild(kind: type[SpecforgeError], args: tuple[Any, ...]) -> SpecforgeError:
    return kind.__new__(kind, *args)


class UsageError(SpecforgeError):
    """Wrong options or a wrong configuration; ``file`` and ``line`` are set when a configuration file is at fault.

    ``others``: more that is wrong in the same file, to be told together.
    """

    exit_code = 2
    rule = "usage"

    def __init__(
        self, message: str, *, help: str | None = None, file: str | None = None, line: int = 1, column: int = 1
    ) -> None:
        super().__init__(message, help=help)
        self.file = file
        self.line = line
        self.column = column
        self.others: tuple[UsageError, ...] = ()


class InputError(SpecforgeError):
    """A document that cannot be used. Lines and columns are 1-based; ``pointer`` is a JSON pointer inside ``file``."""

    exit_code = 3
    rule = "input"

    def __init__(
        self,
        message: str,
        *,
        file: str,
        line: int = 1,
        column: int = 1,
        pointer: str = "",
        source_line: str | None = None,
        help: str | None = None,
    ) -> None:
        super().__init__(message, help=help)
        self.file = file
        self.line = line
        self.column = column
        self.pointer = pointer
        self.source_line = source_line


class UnreadableError(InputError):
    """The file is missing, too large, binary, or lies where reading is not allowed."""

    rule = "unreadable"


class SyntaxProblem(InputError):
    """The text is not well-formed YAML or JSON."""

    rule = "syntax"


class UnresolvableError(InputError):
    """A ``$ref`` that leads nowhere, where its value is needed."""

    rule = "unresolvable"


class ServerError(SpecforgeError):
    """A server that cannot be reached or started."""

    exit_code = 4
    rule = "server"


class OutputError(SpecforgeError):
    """Output that cannot be written."""

    exit_code = 5
    rule = "output"
