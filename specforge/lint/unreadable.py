"""A file that cannot be read, as a finding: the other files of the same run are still linted."""

from __future__ import annotations

from collections.abc import Iterable

from specforge.document.place import Place, Region, split_pointer
from specforge.document.source import Source
from specforge.errors import InputError
from specforge.findings.model import Finding, Severity


class UnreadSource(Source):
    """Stands for a file of which nothing is known but the line where reading it ended."""

    def __init__(self, error: InputError) -> None:
        self.uri = error.file
        self.name = error.file
        self.path = None
        self.data = b""
        self._error = error

    @property
    def value(self) -> None:
        return None

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def lines(self) -> list[str]:
        """The line of the error at its number, nothing before it."""
        known = self._error.source_line
        return [""] * (self._error.line - 1) + [known] if known is not None else []

    def region(self, place: Place) -> Region:
        line, column = self._error.line, self._error.column
        return Region(line, column, line, column + 1)

    def locate(self, places: Iterable[Place]) -> None:
        """Nothing to be found."""


def finding_of(error: InputError) -> Finding:
    """What stopped the reading of a file, at its place."""
    place = Place(UnreadSource(error), split_pointer(error.pointer))
    return Finding(error.rule, Severity.ERROR, error.message, place, help=error.help)
