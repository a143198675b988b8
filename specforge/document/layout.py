"""Layout: which lines around an entry of a block belong to it, and where the gaps between entries are."""

from __future__ import annotations

import re

from specforge.document.outline import Entry

_NEXT_LINES = re.compile(r"(?:\r?\n[ \t]*(?=\r?\n|\Z))*+\r?\n([ \t]*)#[^\r\n]*")
_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?")
_COMMENT_LINE = re.compile(r"^[ \t]*#", re.MULTILINE)
_BLANK_LINE = re.compile(r"\r?\n[ \t]*(?=\r?\n|\Z)")


class Layout:
    """Answers questions about the lines of one text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def line_start(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def column(self, offset: int) -> int:
        return offset - self.line_start(offset)

    def indent(self, offset: int) -> str:
        """The blanks that the line of an offset begins with."""
        start = self.line_start(offset)
        line = self.text[start : self.line_end(start)]
        return line[: len(line) - len(line.lstrip(" \t"))]

    def line_end(self, offset: int) -> int:
        """The offset of the line's end (of its ``\\r\\n`` too)."""
        end = self.text.find("\n", offset)
        if end < 0:
            return len(self.text)
        return end - 1 if end > offset and self.text[end - 1] == "\r" else end

    def is_first_in_line(self, offset: int) -> bool:
        return not self.text[self.line_start(offset) : offset].strip(" \t")

    def head(self, entry: Entry, floor: int) -> int:
        """Where what belongs to an entry begins: the comment lines directly above it, whatever their indentation.

        ``floor`` is where the text before the entry ends; what is above that is never looked at.
        """
        head = entry.start
        if not self.is_first_in_line(head):
            return head
        start = self.line_start(head)
        while start > 0:
            above = self.line_start(start - 1)
            line = self.text[above:start]
            if above < floor or not line.lstrip(" \t").startswith("#"):
                break
            head = above + len(line) - len(line.lstrip(" \t"))
            start = above
        return head

    def tail(self, entry: Entry) -> int:
        """Where what belongs to an entry ends: a comment behind its value, and deeper comments in the lines below."""
        end = entry.item.end
        if self.ends_with_line(entry):
            return end
        match = _REST_OF_LINE.match(self.text, end)
        end = match.end() if match else end
        column = self.column(entry.start)
        while (below := _NEXT_LINES.match(self.text, end)) and len(below[1]) > column:
            end = below.end()
        return end

    def ends_with_line(self, entry: Entry) -> bool:
        """True where the value ends with a line break of its own (a block scalar that keeps its last blank lines)."""
        return entry.item.end > entry.item.start and self.text[entry.item.end - 1] == "\n"

    def blanks_above(self, offset: int) -> int:
        """The end of the last line with something in it above the line of ``offset``."""
        start = self.line_start(offset)
        while start > 0:
            above = self.line_start(start - 1)
            if self.text[above:start].strip():
                break
            start = above
        return self.line_end(self.line_start(start - 1)) if start else 0

    def is_comment_above(self, offset: int) -> bool:
        """True when a line above that of ``offset`` is a comment."""
        return bool(_COMMENT_LINE.search(self.text, 0, self.line_start(offset)))

    def is_blank_above(self, offset: int) -> bool:
        start = self.line_start(offset)
        return start > 0 and not self.text[self.line_start(start - 1) : start].strip()

    def is_blank_below(self, offset: int) -> bool:
        """True when the line below that of ``offset`` (its end) is blank, or the text ends there."""
        return bool(_BLANK_LINE.match(self.text, offset)) or self.next_thing(offset) == len(self.text)

    def next_thing(self, offset: int) -> int:
        """The offset of the next character that is no blank and no line break."""
        rest = len(self.text)
        while offset < rest and self.text[offset] in " \t\r\n":
            offset += 1
        return offset
