"""Surgery: the changes of containers as pieces of text, with the layout around them kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from specforge.document import render
from specforge.document.edits import Changes, EditProblem, Plan, apply, at, names
from specforge.document.layout import Layout
from specforge.document.outline import Entry, Item, find
from specforge.document.pieces import Part, Piece
from specforge.document.place import Tokens

_COLON = re.compile(r"\s*:")
_SPACE = re.compile(r"\s*")


class Surgeon:
    """Cuts one text. ``root`` is its outline, with every container that is to be changed opened."""

    def __init__(self, text: str, style: render.Style, root: Item) -> None:
        self._text = text
        self._root = root
        self._style = style
        self._layout = Layout(text)

    def operate(self, value: Any, planned: Plan) -> Iterator[tuple[Tokens, Piece]]:
        """The pieces that carry the plan out, those of inner containers first. Raises EditProblem."""
        for tokens in sorted(planned, key=len, reverse=True):
            changes = planned[tokens]
            entry, item = find(self._root, tokens)
            entries = self._entries(item, names(at(value, tokens)), changes)
            assert item is not None
            for piece in self._container(entry, item, entries, tokens, at(value, tokens), changes):
                yield tokens, piece

    def _entries(self, item: Item | None, keys: list[str], changes: Changes) -> list[Entry]:
        if item is None or item.entries is None:
            raise EditProblem("it stands behind a YAML alias")
        if item.is_flow and self._text[item.body : item.body + 1] not in ("{", "["):
            raise EditProblem("a pair without braces in a flow sequence cannot be edited")
        touched = changes.removed | changes.renamed.keys() | changes.replaced.keys()
        written = [entry.name for entry in item.entries]
        if any(written.count(name) != 1 for name in touched):
            raise EditProblem("its key is written twice, or comes from a YAML merge")
        if written != keys and (changes.order or changes.inserted):
            raise EditProblem("a key is written twice there, or comes from a YAML merge")
        return item.entries

    def _container(
        self, entry: Entry | None, item: Item, entries: list[Entry], tokens: Tokens, value: Any, changes: Changes
    ) -> list[Piece]:
        if changes.order:
            return [self._reordered(item, entries, list(changes.order))]
        kept = [e for e in entries if e.name not in changes.removed]
        if not kept:
            new = apply(value, {(): changes})
            return [self._value(entry, item, new, is_in_flow=self._is_in_flow(tokens))]
        cut = self._cut_flow if item.is_flow else self._cut_block
        pieces = cut(entries, changes.removed)
        for name, key in changes.renamed.items():
            pieces.append(self._renamed(next(e for e in entries if e.name == name), key, item.is_flow))
        for name, new in changes.replaced.items():
            old = next(e for e in entries if e.name == name)
            pieces.append(self._value(old, old.item, new, is_in_flow=item.is_flow))
        return pieces + self._inserted(item, entries, kept, changes)

    def _is_in_flow(self, tokens: Tokens) -> bool:
        if not tokens:
            return self._style.is_json
        _, parent = find(self._root, tokens[:-1])
        return parent is not None and parent.is_flow

    # Removing

    def _cut_flow(self, entries: list[Entry], removed: set[str]) -> list[Piece]:
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

    def _cut_block(self, entries: list[Entry], removed: set[str]) -> list[Piece]:
        pieces: list[Piece] = []
        is_first = True
        for index, entry in enumerate(entries):
            if entry.name in removed:
                start, end = self._extent(entries, index)
                if is_first:
                    # Up to the next thing, which takes the place of what goes.
                    pieces.append(Piece(start, self._layout.next_thing(end), ()))
                else:
                    pieces.append(self._cut_next(start, end))
            else:
                is_first = False
        return pieces

    def _cut_next(self, head: int, tail: int) -> Piece:
        layout = self._layout
        start = layout.line_end(layout.line_start(layout.line_start(head) - 1))
        if layout.is_blank_above(head) and layout.is_blank_below(tail):
            start = layout.blanks_above(head)
        if self._text[tail - 1] == "\n":
            tail -= len(self._style.newline)
        return Piece(start, tail, ())

    def _extent(self, entries: list[Entry], index: int) -> tuple[int, int]:
        entry = entries[index]
        if index:
            floor = entries[index - 1].item.end
        elif self._root.entries and self._root.entries[0] is entry:
            floor = entry.start  # the comments at the top are about the file
        else:
            floor = 0
        return self._layout.head(entry, floor), self._layout.tail(entry)

    # Changing

    def _renamed(self, entry: Entry, key: str, is_flow: bool) -> Piece:
        # A key may stand behind a question mark (`? key`), which is where its entry begins.
        start = entry.start + 2 * self._text.startswith("? ", entry.start)
        old = self._text[start : entry.key_end]
        quote = old[0] if old[0] in "'\"" else self._style.quote if key == entry.name else ""
        return Piece(start, entry.key_end, (render.scalar(key, self._style, is_flow=is_flow, quote=quote),))

    def _value(self, entry: Entry | None, item: Item, new: Any, *, is_in_flow: bool) -> Piece:
        """A value in the place of another one."""
        style = self._style
        if is_in_flow:
            return Piece(item.start, item.end, (render.flow(new, style, self._layout.indent(item.start)),))
        was_block = not item.is_flow
        if render.is_block(new, style, flow_lists=None if was_block or item.kind != "s" else True):
            return self._block_value(entry, item, new)
        text = render.flow(new, style) if isinstance(new, dict | list) else self._scalar(item, new)
        if not was_block:
            return Piece(item.start, item.end, (text if item.end > item.start else " " + text,))
        start, comment = self._before_value(entry, item)
        end = max(self._layout.tail(entry), item.end) if entry and item.kind != "s" else item.end
        return Piece(start, end, ((" " if entry else "") + text + comment,))

    def _scalar(self, item: Item, new: Any) -> str:
        return render.scalar(new, self._style, quote=item.style if item.style in ("'", '"') else "")

    def _block_value(self, entry: Entry | None, item: Item, new: Any) -> Piece:
        style, layout = self._style, self._layout
        if entry is None:
            return Piece(item.start, item.end, (render.block(new, style, 0),))
        start, comment = self._before_value(entry, item)
        end = item.end
        if item.is_flow:
            behind = self._text[end : layout.line_end(end)]
            comment, end = comment or behind.rstrip(), end + len(behind)
        column = layout.column(entry.start)
        if self._is_dash(entry):
            first = comment + style.newline + " " * (column + 2) if comment else " "
            return Piece(start, end, (first + render.block(new, style, column + 2),))
        return Piece(start, end, (comment + render.behind_colon(new, style, column),))

    def _before_value(self, entry: Entry | None, item: Item) -> tuple[int, str]:
        """The end of the colon (or dash) before a value, and the comment behind that when the value is below."""
        if entry is None:
            return item.start, ""
        if self._is_dash(entry):
            return entry.start + 1, ""
        match = _COLON.match(self._text, entry.key_end)
        start = match.end() if match else entry.key_end
        rest = self._text[start : min(self._layout.line_end(start), item.start)].rstrip()
        return start, rest if rest.lstrip().startswith("#") else ""

    def _is_dash(self, entry: Entry) -> bool:
        return entry.start == entry.key_end

    # Adding

    def _inserted(self, item: Item, entries: list[Entry], kept: list[Entry], changes: Changes) -> list[Piece]:
        """New entries beside those that are kept."""
        texts: dict[int, list[str]] = {}
        for position, key, value in sorted(changes.inserted, key=lambda new: new[0]):
            before = sum(entry.name not in changes.removed for entry in entries[:position])
            texts.setdefault(before, []).append(self._new_entry(item, kept, key, value))
        insert = self._insert_flow if item.is_flow else self._insert_block
        return [insert(kept, position, new) for position, new in texts.items()]

    def _new_entry(self, item: Item, entries: list[Entry], key: str, value: Any) -> str:
        style, layout = self._style, self._layout
        if item.is_flow:
            if "\n" not in self._flow_gap(entries):
                style = replace(style, unit="")  # the entries around stand on one line
            text = render.flow(value, style, layout.indent(entries[0].start))
            return render.scalar(key, style, is_flow=True) + style.colon + text if item.kind == "{" else text
        column = layout.column(entries[0].start)
        if item.kind == "{":
            return render.member(key, value, replace(style, quote=self._key_quote(entries)), column)
        return "- " + render.block(value, style, column + 2)

    def _key_quote(self, entries: list[Entry]) -> str:
        """The quotes of the keys around, where they have some."""
        first_letters = [self._text[entry.start] for entry in entries]
        return next((letter for letter in first_letters if letter in "'\""), self._style.quote)

    def _insert_flow(self, entries: list[Entry], position: int, new: list[str]) -> Piece:
        gap = self._flow_gap(entries)
        if position == 0:
            return Piece(entries[0].start, entries[0].start, ("".join(text + "," + gap for text in new),))
        end = entries[position - 1].item.end
        return Piece(end, end, ("".join("," + gap + text for text in new),))

    def _flow_gap(self, entries: list[Entry]) -> str:
        """The white space behind a comma."""
        first = entries[0].start
        before = self._blank_before(first)
        if "\n" in before:
            return self._style.newline + before.rpartition("\n")[2]
        if len(entries) > 1:
            comma = self._text.find(",", entries[0].item.end)
            match = _SPACE.match(self._text, comma + 1)
            return match[0] if match and comma >= 0 else " "
        return self._style.comma[1:]

    def _blank_before(self, offset: int) -> str:
        start = offset
        while start and self._text[start - 1] in " \t\r\n":
            start -= 1
        return self._text[start:offset]

    def _insert_block(self, entries: list[Entry], position: int, new: list[str]) -> Piece:
        layout, newline = self._layout, self._style.newline
        pad = " " * layout.column(entries[0].start)
        if position == 0:
            head, _ = self._extent(entries, 0)
            return Piece(head, head, ("".join(text + newline + pad for text in new),))
        before = entries[position - 1]
        end = layout.tail(before)
        blank = newline if self._are_apart(entries, position) else ""
        if layout.ends_with_line(before):
            return Piece(end, end, ("".join(pad + text + newline + blank for text in new),))
        return Piece(end, end, ("".join(newline + blank + pad + text for text in new),))

    def _are_apart(self, entries: list[Entry], position: int) -> bool:
        """True when the entries around a position have a blank line between them."""
        if len(entries) < 2:
            return False
        index = min(position, len(entries) - 1)
        head, _ = self._extent(entries, index)
        return self._layout.is_blank_above(head)

    # Sorting

    def _reordered(self, item: Item, entries: list[Entry], order: list[str]) -> Piece:
        places = {entry.name: index for index, entry in enumerate(entries)}
        wanted = [places[name] for name in order]
        tied = [index for index in wanted if entries[index].item.is_tied]
        if tied != sorted(tied):
            raise EditProblem("a YAML alias would stand before its anchor")
        if item.is_flow:
            return self._reordered_flow(entries, wanted)
        extents = [self._movable(entries, index) for index in range(len(entries))]
        # What is above an entry travels with it; the entry that was the first takes what was above the new first one.
        above = {index: (extents[index - 1][1], extents[index][0]) for index in range(1, len(entries))}
        self._keep_what_follows(entries, wanted, above)
        parts: list[Part] = [extents[wanted[0]]]
        for index in wanted[1:]:
            parts += [above[index or wanted[0]], extents[index]]
        return Piece(extents[0][0], extents[-1][1], tuple(parts))

    def _movable(self, entries: list[Entry], index: int) -> tuple[int, int]:
        """What belongs to an entry, without the end of its last line."""
        entry, (start, end) = entries[index], self._extent(entries, index)
        if self._layout.ends_with_line(entry):
            return start, end - len(self._style.newline)
        if entry.item.style in ("|", ">") and entry.item.end == len(self._text):
            raise EditProblem("a text that ends with the file and without a line break cannot be moved")
        return start, end

    def _keep_what_follows(self, entries: list[Entry], wanted: list[int], above: dict[int, tuple[int, int]]) -> None:
        """Blank lines behind a text that keeps them (``|+``) are part of it: what followed it follows it again."""
        for position, index in enumerate(wanted):
            if not self._layout.ends_with_line(entries[index]):
                continue
            if index == len(entries) - 1 or position == len(wanted) - 1:
                raise EditProblem("a text that ends with blank lines cannot be moved to the end, or from there")
            below, new_below = index + 1, wanted[position + 1] or wanted[0]
            above[below], above[new_below] = above[new_below], above[below]

    def _reordered_flow(self, entries: list[Entry], wanted: list[int]) -> Piece:
        ranges = [(entry.start, entry.item.end) for entry in entries]
        gaps = [(one[1], other[0]) for one, other in pairwise(ranges)]
        if not self._style.is_json and any("#" in self._text[start:end] for start, end in gaps):
            raise EditProblem("comments inside of braces or brackets cannot be moved")
        parts: list[Part] = [ranges[wanted[0]]]
        for gap, index in zip(gaps, wanted[1:], strict=True):
            parts += [gap, ranges[index]]
        return Piece(ranges[0][0], ranges[-1][1], tuple(parts))
