"""What turns one text into another, in whole lines: found along the lines that each text has once."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from lsprotocol.types import Position, Range, TextEdit

from specforge.lsp.positions import Encoding

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
# Lines times lines between two anchors from which a close comparison would keep an editor waiting.
_CLOSE = 1_000_000

Change = tuple[int, int, int, int]


def text_edits(before: str, after: str, encoding: Encoding) -> list[TextEdit]:
    """The edits, in the order of the text; none touches another."""
    old, new = _LINE.findall(before), _LINE.findall(after)
    return [
        TextEdit(Range(_at(old, start, encoding), _at(old, end, encoding)), "".join(new[first:last]))
        for start, end, first, last in _changes(old, new)
    ]


def _changes(old: list[str], new: list[str]) -> Iterator[Change]:
    """Old lines ``start:end`` become new lines ``first:last``."""
    i = j = 0
    for at_old, at_new in [*_anchors(old, new), (len(old), len(new))]:
        # What is equal next to an anchor needs no comparison.
        end, last = at_old, at_new
        while i < end and j < last and old[i] == new[j]:
            i, j = i + 1, j + 1
        while end > i and last > j and old[end - 1] == new[last - 1]:
            end, last = end - 1, last - 1
        yield from _between(old, new, (i, end, j, last))
        i, j = at_old + 1, at_new + 1


def _between(old: list[str], new: list[str], gap: Change) -> Iterator[Change]:
    i, end, j, last = gap
    if (end - i) * (last - j) > _CLOSE:
        yield gap
        return
    matcher = difflib.SequenceMatcher(a=old[i:end], b=new[j:last], autojunk=False)
    for tag, start, stop, first, after in matcher.get_opcodes():
        if tag != "equal":
            yield i + start, i + stop, j + first, j + after


def _anchors(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Lines that both texts have exactly once, the longest row of them that is in the same order in both."""
    once = {line for line, count in Counter(old).items() if count == 1}
    there = {line: index for index, line in enumerate(new) if line in once}
    twice = {line for line, count in Counter(line for line in new if line in once).items() if count > 1}
    pairs = [(i, there[line]) for i, line in enumerate(old) if line in there and line not in twice]
    return _rising(pairs)


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest row of pairs whose second numbers rise (by patience sorting)."""
    tops: list[int] = []
    piles: list[int] = []
    before: list[int] = []
    for index, (_, number) in enumerate(pairs):
        pile = bisect_left(tops, number)
        before.append(piles[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(number)
            piles.append(index)
        else:
            tops[pile], piles[pile] = number, index
    row = []
    index = piles[-1] if piles else -1
    while index >= 0:
        row.append(pairs[index])
        index = before[index]
    return row[::-1]


def _at(lines: list[str], index: int, encoding: Encoding) -> Position:
    """Where the line starts; the end of the text where there is no such line."""
    if index < len(lines) or not lines or lines[-1].endswith("\n"):
        return Position(index, 0)
    return Position(index - 1, encoding.units(lines[-1]))
