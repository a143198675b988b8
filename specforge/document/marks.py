"""Marks: where every token of a YAML file begins and ends, noted while its value is composed.

Finding a place is then a walk along the value and these numbers, without a second pass over the text. They are two
integers a token, in one array: a file of 3 MB has 160,000 tokens.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Any, NamedTuple

from specforge.document.place import Region

# What ends a line (YAML 1.1 section 4.2).
_LINE_ENDS = "\n\r\x85\u2028\u2029"


class Child(NamedTuple):
    """A member or an element: the numbers of its tokens (``key`` is None in sequences) and its value."""

    name: str
    key: int | None
    token: int
    value: Any


class Marks:
    """Tokens by number, in the order of the text; the key of a member comes before its value, number 0 is the root.

    ``reliable`` is False for what has tokens that its value does not tell of: merges and repeated keys.
    """

    def __init__(self) -> None:
        # Of each token its start, and its end or (negative) the token behind the container. Whoever composes appends
        # those of scalars and aliases here without a call: there are a hundred thousand in a large file.
        self.offsets = array("q")
        self.reliable = True

    def open(self, event: Any) -> int:
        """The start of a mapping or sequence. What is returned is for ``close``."""
        self.offsets.append(event.start_mark.index)
        self.offsets.append(0)
        return len(self.offsets) - 1

    def close(self, opened: int) -> None:
        """The end of a mapping or sequence."""
        self.offsets[opened] = -(len(self.offsets) // 2)

    def is_container(self, token: int) -> bool:
        """False also for the alias of a container: nothing is written there but its name."""
        return self.offsets[2 * token + 1] < 0

    def children(self, token: int, value: Any) -> Iterator[Child]:
        """What stands in the container with this number; ``value`` is what it was composed to."""
        offsets, position = self.offsets, token + 1
        if isinstance(value, dict):
            for name, child in value.items():
                yield Child(name, position, position + 1, child)
                end = offsets[2 * position + 3]
                position = position + 2 if end >= 0 else -end
        else:
            for index, child in enumerate(value):
                yield Child(str(index), None, position, child)
                end = offsets[2 * position + 1]
                position = position + 1 if end >= 0 else -end

    def span(self, token: int) -> tuple[int, int | None]:
        """The offsets at which a token starts and ends; of containers only the start is known."""
        start, end = self.offsets[2 * token], self.offsets[2 * token + 1]
        return start, end if end >= 0 else None


class Lines:
    """From offsets in a text to lines and columns, as the YAML parser counts them."""

    def __init__(self, text: str) -> None:
        self._text = text
        # Python splits at more characters than YAML 1.1 does, but those are none that YAML allows.
        lines = text.splitlines(keepends=True)
        self._starts = [0, *accumulate(map(len, lines if text[-1:] in _LINE_ENDS else lines[:-1]))]

    def region(self, start: int, end: int | None) -> Region:
        """The region of a token; without an end (a container) the rest of the line where it starts."""
        line = bisect_right(self._starts, start) - 1
        column = start - self._starts[line]
        if end is None:
            return Region(line + 1, column + 1, line + 1, max(self._width(line), column + 1) + 1)
        end_line = bisect_right(self._starts, end) - 1
        end_column = end - self._starts[end_line]
        if end_column == 0 and end_line > line:  # a block scalar ends before the next line starts
            end_line, end_column = line, column + 1
        return Region(line + 1, column + 1, end_line + 1, end_column + 1)

    def _width(self, line: int) -> int:
        following = self._starts[line + 1] if line + 1 < len(self._starts) else len(self._text)
        return len(self._text[self._starts[line] : following].rstrip())
