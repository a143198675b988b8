"""Lines and columns: the protocol counts from 0 in units of an encoding, a Region from 1 in characters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lsprotocol.types import Position, Range, TextDocumentContentChangeEvent, TextDocumentContentChangePartial

from specforge.document.place import Region

# What ends a line in the protocol (and in nothing else: str.splitlines knows more).
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


class Encoding:
    """Counts the units of an encoding: ``utf-8``, ``utf-16`` (what editors take unless they say more) or ``utf-32``."""

    def __init__(self, name: str = "utf-16") -> None:
        self.name = name

    def units(self, text: str) -> int:
        """How many units the text takes."""
        if self.name == "utf-32" or text.isascii():
            return len(text)
        if self.name == "utf-8":
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text) + sum(char > "\uffff" for char in text)

    def index(self, line: str, units: int) -> int:
        """The index of the character at that many units from the start of the line; its length when it is shorter."""
        if line.isascii() or self.name == "utf-32":
            return min(units, len(line))
        passed = 0
        for index, char in enumerate(line):
            if passed >= units:
                return index
            passed += self.units(char)
        return len(line)

    def to_range(self, lines: Sequence[str], region: Region) -> Range:
        """The range of a region in the text with these lines."""
        return Range(
            self.to_position(lines, region.line, region.column),
            self.to_position(lines, region.end_line, region.end_column),
        )

    def to_position(self, lines: Sequence[str], line: int, column: int) -> Position:
        """The position of a 1-based line and column."""
        text = lines[line - 1] if 0 < line <= len(lines) else ""
        return Position(max(line - 1, 0), self.units(text[: max(column - 1, 0)]))

    def column(self, lines: Sequence[str], position: Position) -> int:
        """The 1-based column of a position."""
        text = lines[position.line] if position.line < len(lines) else ""
        return self.index(text, position.character) + 1


def changed(text: str, change: TextDocumentContentChangeEvent, encoding: Encoding) -> str:
    """The text after one change that the editor tells."""
    if not isinstance(change, TextDocumentContentChangePartial):
        return change.text
    starts = [match.start() for match in _LINE.finditer(text)]
    start = _offset(text, starts, change.range.start, encoding)
    end = max(_offset(text, starts, change.range.end, encoding), start)
    return text[:start] + change.text + text[end:]


def _offset(text: str, starts: list[int], position: Position, encoding: Encoding) -> int:
    if position.line >= len(starts):
        return len(text)
    start = starts[position.line]
    match = _LINE.match(text, start)
    line = match[0].rstrip("\r\n") if match else ""
    return start + encoding.index(line, position.character)
