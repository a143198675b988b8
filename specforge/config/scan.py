"""Where each key of a TOML text stands. ``tomllib`` gives values without positions, and errors need them."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_KEY = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*\[\[?\s*({_KEY})\s*\]\]?")
_ASSIGNMENT = re.compile(rf"\s*({_KEY})\s*=")
_PARTS = re.compile(_PART)
# What may open a value that goes on: a string in three quotes, a string, a comment, a bracket.
_LEXEME = re.compile(r'"""|' + r"'''" + r"""|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*|[\[\]{}]|\n""")


class Position(NamedTuple):
    """A 1-based line and column."""

    line: int
    column: int


def positions(text: str) -> dict[tuple[str, ...], Position]:
    """Every key path of a well-formed TOML text and where it stands. Keys of inline tables are left out.

    Works line by line on table headers and assignments, and steps over values that span lines.
    """
    found: dict[tuple[str, ...], Position] = {}
    # The items of an array of tables are also known by their number.
    tables: list[tuple[str, ...]] = [()]
    numbers: Counter[tuple[str, ...]] = Counter()
    offset = line = 0
    while offset < len(text):
        end = text.find("\n", offset) + 1 or len(text)
        if header := _HEADER.match(text, offset, end):
            tables = [_split(header[1])]
            if header[0].lstrip().startswith("[["):
                numbers[tables[0]] += 1
                tables.append((*tables[0], str(numbers[tables[0]] - 1)))
            for table in tables:
                _note(found, (), table, Position(line + 1, header.start(1) - offset + 1))
        elif assignment := _ASSIGNMENT.match(text, offset, end):
            for table in tables:
                _note(found, table, _split(assignment[1]), Position(line + 1, assignment.start(1) - offset + 1))
            end = _value_end(text, assignment.end())
        line += text.count("\n", offset, end)
        offset = end
    return found


def _note(
    found: dict[tuple[str, ...], Position], table: tuple[str, ...], keys: tuple[str, ...], position: Position
) -> None:
    """``a.b`` is also where ``a`` stands, when nothing before it was."""
    for length in range(1, len(keys) + 1):
        found.setdefault((*table, *keys[:length]), position)


def _split(key: str) -> tuple[str, ...]:
    return tuple(part[1:-1] if part[0] in "\"'" else part for part in _PARTS.findall(key))


def _value_end(text: str, offset: int) -> int:
    """The offset of the line after the value that starts at ``offset``."""
    depth = 0
    while match := _LEXEME.search(text, offset):
        lexeme, offset = match[0], match.end()
        if lexeme in {'"""', "'''"}:
            offset = _string_end(text, offset, lexeme)
        elif lexeme in "[{":
            depth += 1
        elif lexeme in "]}":
            depth -= 1
        elif lexeme == "\n" and depth <= 0:
            return offset
    return len(text)


def _string_end(text: str, offset: int, quotes: str) -> int:
    while (end := text.find(quotes, offset)) >= 0:
        if quotes == "'''" or text[end - 1] != "\\":
            return end + len(quotes)
        offset = end + 1
    return len(text)
