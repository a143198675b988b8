"""Rows: the entries of a block collection brought into another order, by whole lines."""

from __future__ import annotations

import re

from specforge.document.edits import EditProblem
from specforge.document.layout import Layout
from specforge.document.outline import Entry
from specforge.document.pieces import Part, Piece

_BLANK_LINES = re.compile(r"(?:\r?\n[ \t]*(?=\r?\n))+")
_ONE_BREAK = re.compile(r"\r?\n(?![ \t]*\r?\n)")


class Rows:
    """The entries with what belongs to each of them (``extents``: from its comments above to the end of its last line).

    A row begins with its line, but for one that stands behind a dash. What is above a row travels with it; the row that
    was the first takes what was above the new first one.
    """

    def __init__(self, text: str, layout: Layout, entries: list[Entry], extents: list[tuple[int, int]]) -> None:
        self._text = text
        self._layout = layout
        self._entries = entries
        self._ends_itself = [layout.ends_with_line(entry) for entry in entries]
        self._rows = [self._row(index, *extent) for index, extent in enumerate(extents)]

    def sorted(self, wanted: list[int]) -> Piece:
        """The rows in the ``wanted`` order. Raises EditProblem."""
        rows = self._rows
        above = {index: (rows[index - 1][1], rows[index][0]) for index in range(1, len(rows))}
        self._keep_what_follows(wanted, above)
        is_behind_dash = not self._layout.is_first_in_line(rows[0][0])
        parts: list[Part] = []
        for position, index in enumerate(wanted):
            start, end = rows[index]
            if position:
                parts.append(above[index or wanted[0]])
            if is_behind_dash and index == 0 and position:
                parts.append(" " * self._layout.column(start))
            if is_behind_dash and position == 0:
                start = self._layout.next_thing(start)
            parts.append((start, end))
        return Piece(rows[0][0], rows[-1][1], tuple(parts))

    def _row(self, index: int, start: int, end: int) -> tuple[int, int]:
        """Whole lines without the end of the last one."""
        entry, layout = self._entries[index], self._layout
        if layout.is_first_in_line(start):
            start = layout.line_start(start)
        if self._ends_itself[index]:
            return start, end - (2 if self._text.endswith("\r\n", 0, end) else 1)
        if entry.item.style in ("|", ">") and entry.item.end == len(self._text):
            raise EditProblem("a text that ends with the file and without a line break cannot be moved")
        return start, end

    def _keep_what_follows(self, wanted: list[int], above: dict[int, tuple[int, int]]) -> None:
        """Blank lines behind a text that keeps them (``|+``) are part of it: none may be added."""
        for position, index in enumerate(wanted):
            if not self._ends_itself[index]:
                continue
            if position == len(wanted) - 1:
                if index < position:
                    self._refuse_blank_lines_below()
                continue
            below = wanted[position + 1] or wanted[0]
            if index < len(wanted) - 1:
                above[index + 1], above[below] = above[below], above[index + 1]
            else:
                start, end = above[below]
                match = _BLANK_LINES.match(self._text, start, end)
                above[below] = (match.end() if match else start, end)

    def _refuse_blank_lines_below(self) -> None:
        if not _ONE_BREAK.match(self._text, self._rows[-1][1]):
            raise EditProblem("a text that keeps the blank lines behind it (`|+`) cannot be moved before blank lines")
