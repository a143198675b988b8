"""Brackets: entries of flow collections taken out and put in, with the comments that are about them.

A comment behind an entry (and its comma) is about it, comment lines directly above are too. Where lines hold no
comments an entry is cut out of its line; where they do it goes by whole lines, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, pairwise

from specforge.document.edits import EditProblem
from specforge.document.layout import Layout
from specforge.document.outline import Entry, Item
from specforge.document.pieces import Part, Piece

_COMMA = re.compile(r"[ \t]*,")
_REST = re.compile(r"[ \t]*(,?)[ \t]*(?:#[^\r\n]*)?(?=\r?\n)")
_COMMENT_LINE = re.compile(r"\n([ \t]*)#")
_CLOSING = re.compile(r"[ \t]*,?[ \t]*(?=[\]}])")
_REFUSAL = "comments inside of braces or brackets would be lost or moved to another entry"


class Brackets:
    """The flow collection ``item`` of one text. In JSON nothing is a comment."""

    def __init__(self, layout: Layout, item: Item, *, is_json: bool) -> None:
        self._layout = layout
        self._text = layout.text
        self._item = item
        self._entries: list[Entry] = item.entries or []
        self._is_json = is_json

    def refuse_emptying(self) -> None:
        """A comment behind the opening bracket, or below the last entry, is about none of the entries."""
        if self._is_json:
            return
        end = self._entries[-1].item.end
        rest = _REST.match(self._text, end)
        above = self._text[self._item.body : self._head(0)]
        below = self._text[rest.end() if rest else end : self._item.end]
        if "#" in above or "#" in below:
            raise EditProblem(_REFUSAL)

    # Taking out

    def cut(self, removed: set[str]) -> list[Piece]:
        """The entries without those that are removed; at least one stays. Raises EditProblem."""
        going = [index for index, entry in enumerate(self._entries) if entry.name in removed]
        if not any(self._has_comment(index) or self._has_comment(index + 1) for index in going):
            return self._cut_out(removed)
        for index in going:
            self._refuse_deeper_lines(index)
            self._refuse_deeper_lines(index + 1)
        pieces = [self._cut_lines(index) for index in going]
        return pieces + self._without_last_comma(removed)

    def _cut_out(self, removed: set[str]) -> list[Piece]:
        entries = self._entries
        pieces: list[Piece] = []
        last: Entry | None = None  # the last entry that stays
        for index, entry in enumerate(entries):
            if entry.name not in removed:
                last = entry
            elif last is not None:
                pieces.append(Piece(entries[index - 1].item.end, entry.item.end, ()))
            else:
                pieces.append(Piece(entry.start, entries[index + 1].start, ()))
        return pieces

    def _cut_lines(self, index: int) -> Piece:
        """An entry with the rest of its lines, which hold nothing else."""
        entry, layout = self._entries[index], self._layout
        rest = _REST.match(self._text, entry.item.end)
        if index == 0 and not self._begins_line(entry):
            return self._cut_behind_bracket(rest)
        if not self._begins_line(entry):
            raise EditProblem(_REFUSAL)
        start = layout.line_start(self._head(index))
        if rest:
            return Piece(start, self._text.index("\n", rest.end()) + 1, ())
        closing = _CLOSING.match(self._text, entry.item.end)
        if closing is None or index + 1 < len(self._entries):
            raise EditProblem(_REFUSAL)
        return Piece(start + len(layout.indent(entry.start)), closing.end(), ())

    def _cut_behind_bracket(self, rest: re.Match[str] | None) -> Piece:
        """The first entry, in the line of the bracket: the next one comes up into its place."""
        following = self._entries[1]
        if "#" in self._gap(0) or rest is None or "#" in self._text[rest.end() : following.start]:
            raise EditProblem(_REFUSAL)
        return Piece(self._entries[0].start, following.start, ())

    def _without_last_comma(self, removed: set[str]) -> list[Piece]:
        """The comma behind what is the last entry now, unless the last one had one before."""
        entries = self._entries
        if entries[-1].name not in removed or "," in _code(self._gap(len(entries))):
            return []
        last = next(entry for entry in reversed(entries) if entry.name not in removed)
        match = _COMMA.match(self._text, last.item.end)
        if match is None:
            raise EditProblem(_REFUSAL)
        return [Piece(last.item.end, match.end(), ())]

    # Putting in

    def insert(self, entries: Sequence[Entry], position: int, new: list[str], gap: str, newline: str) -> list[Piece]:
        """New entries before the one at ``position`` of ``entries``, which are those that stay. Raises EditProblem."""
        index = self._entries.index(entries[position]) if position < len(entries) else len(self._entries)
        if not self._has_comment(index):
            if position == 0:
                start = entries[0].start
                return [Piece(start, start, ("".join(text + "," + gap for text in new),))]
            end = entries[position - 1].item.end
            return [Piece(end, end, ("".join("," + gap + text for text in new),))]
        if len(entries) < len(self._entries):
            raise EditProblem(_REFUSAL)
        self._refuse_deeper_lines(index)
        return self._insert_above_all(new, newline) if index == 0 else self._insert_lines(index, new, newline)

    def _insert_above_all(self, new: list[str], newline: str) -> list[Piece]:
        first = self._entries[0]
        if not self._begins_line(first):
            raise EditProblem(_REFUSAL)
        start, pad = self._layout.line_start(self._head(0)), self._layout.indent(first.start)
        return [Piece(start, start, ("".join(pad + text + "," + newline for text in new),))]

    def _insert_lines(self, index: int, new: list[str], newline: str) -> list[Piece]:
        """New lines below that of the entry before them, which keeps the comment behind it."""
        before = self._entries[index - 1]
        rest = _REST.match(self._text, before.item.end)
        if rest is None or (index < len(self._entries) and not rest[1]):
            raise EditProblem(_REFUSAL)
        pad = self._pad(index)
        if rest[1]:
            return [Piece(rest.end(), rest.end(), ("".join(newline + pad + text + "," for text in new),))]
        end = before.item.end
        lines = ",".join(newline + pad + text for text in new)
        return [Piece(end, end, (",",)), Piece(rest.end(), rest.end(), (lines,))]

    def _pad(self, index: int) -> str:
        """The indentation of an entry that begins its line, the next one to ``index`` that does."""
        near = (self._entries[n] for n in chain(range(index - 1, -1, -1), range(index, len(self._entries))))
        entry = next((entry for entry in near if self._begins_line(entry)), None)
        return self._layout.indent(entry.start) if entry else " " * self._layout.column(self._entries[0].start)

    # Sorting

    def sorted(self, wanted: list[int]) -> Piece:
        """The entries in the ``wanted`` order, what is between them as it is. Raises EditProblem."""
        entries = self._entries
        if any(self._has_comment(index) for index in range(len(entries) + 1)):
            raise EditProblem("comments inside of braces or brackets cannot be moved")
        ranges = [(entry.start, entry.item.end) for entry in entries]
        parts: list[Part] = [ranges[wanted[0]]]
        for (one, other), index in zip(pairwise(ranges), wanted[1:], strict=True):
            parts += [(one[1], other[0]), ranges[index]]
        return Piece(ranges[0][0], ranges[-1][1], tuple(parts))

    # Looking

    def _gap(self, index: int) -> str:
        """The text before an entry, down to the one above or the bracket; for the number of entries that at the end."""
        entries = self._entries
        start = entries[index - 1].item.end if index else self._item.body + 1
        return self._text[start : entries[index].start if index < len(entries) else self._item.end - 1]

    def _has_comment(self, index: int) -> bool:
        return not self._is_json and "#" in self._gap(index)

    def _refuse_deeper_lines(self, index: int) -> None:
        """A comment line that stands deeper than the entries may go on with the comment behind the one above it."""
        if not self._has_comment(index):
            return
        depth = len(self._pad(min(index, len(self._entries) - 1)))
        if any(len(line[1]) > depth for line in _COMMENT_LINE.finditer(self._gap(index))):
            raise EditProblem(_REFUSAL)

    def _begins_line(self, entry: Entry) -> bool:
        return self._layout.is_first_in_line(entry.start)

    def _head(self, index: int) -> int:
        """Where the comment lines directly above an entry begin."""
        floor = self._entries[index - 1].item.end if index else self._item.body
        return self._layout.head(self._entries[index], floor)


def _code(gap: str) -> str:
    return re.sub("#[^\n]*", "", gap)
