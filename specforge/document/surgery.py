"""Surgery: the changes of containers as pieces of text, with the layout around them kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from specforge.document import render
from specforge.document.brackets import Brackets
from specforge.document.edits import Changes, EditProblem, Plan, apply, at, names
from specforge.document.layout import Layout
from specforge.document.outline import Entry, Item, find
from specforge.document.pieces import Piece
from specforge.document.place import Tokens
from specforge.document.rows import Rows

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
            if item.is_flow and entries:
                self._brackets(item).refuse_emptying()
            return [self._value(entry, item, new, is_in_flow=self._is_in_flow(tokens))]
        cut = self._brackets(item).cut if item.is_flow else partial(self._cut_block, entries)
        pieces = cut(changes.removed)
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

    def _brackets(self, item: Item) -> Brackets:
        return Brackets(self._layout, item, is_json=self._style.is_json)

    # Removing

    def _cut_block(self, entries: list[Entry], removed: set[str]) -> list[Piece]:
        pieces: list[Piece] = []
        is_first = True
        for index, entry in enumerate(entries):
            if entry.name in removed:
                start, end = self._extent(entries, index)
                if is_first:
                    pieces.append(self._cut_first(start, end))
                else:
                    pieces.append(self._cut_next(start, end))
            else:
                is_first = False
        return pieces

    def _cut_first(self, head: int, tail: int) -> Piece:
        """Up to the next thing, which takes the place of what goes."""
        following = self._layout.next_thing(tail)
        if self._layout.is_first_in_line(head):
            # By lines: comments may stand less deep than what they are about.
            return Piece(self._layout.line_start(head), self._layout.line_start(following), ())
        return Piece(head, following, ())

    def _cut_next(self, head: int, tail: int) -> Piece:
        layout = self._layout
        start = layout.line_end(layout.line_start(layout.line_start(head) - 1))
        if layout.is_blank_above(head) and layout.is_blank_below(tail):
            start = layout.blanks_above(head)
        if self._text[tail - 1] == "\n":
            tail -= len(self._style.newline)
        return Piece(start, tail, ())

    def _extent(self, entries: list[Entry], index: int) -> tuple[int, int]:
        entry, layout = entries[index], self._layout
        head = layout.head(entry, layout.tail(entries[index - 1]) if index else 0)
        if not index and self._root.entries and self._root.entries[0] is entry and not layout.is_comment_above(head):
            head = entry.start  # the first comment of a file is about the file
        return head, layout.tail(entry)

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
            return Piece(item.start, item.end, (self._in_flow(item, new),))
        was_block = not item.is_flow
        if render.is_block(new, style, flow_lists=None if was_block or item.kind != "s" else True):
            return self._block_value(entry, item, new)
        text = render.flow(new, style) if isinstance(new, dict | list) else self._scalar(item, new)
        if not was_block:
            return Piece(item.start, item.end, (text if item.end > item.start else " " + text,))
        start, comment = self._before_value(entry, item)
        end = max(self._layout.tail(entry), item.end) if entry and item.kind != "s" else item.end
        return Piece(start, end, ((" " if entry else "") + text + comment,))

    def _in_flow(self, item: Item, new: Any) -> str:
        if isinstance(new, dict | list) or self._style.is_json:
            style = replace(self._style, flow_quote=render.quote_in_flow(self._text, item.start))
            return render.flow(new, style, self._layout.indent(item.start))
        return self._scalar(item, new, is_flow=True)

    def _scalar(self, item: Item, new: Any, *, is_flow: bool = False) -> str:
        """With the quotes of the scalar that it replaces, or like that without any where it can be."""
        quote, is_text = item.style if item.style in ("'", '"') else "", item.kind == "s"
        return render.scalar(new, self._style, is_flow=is_flow, quote=quote, was_plain=is_text and not item.style)

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
        if not item.is_flow:
            return [self._insert_block(kept, position, new) for position, new in texts.items()]
        brackets, gap, newline = self._brackets(item), self._flow_gap(kept), self._style.newline
        return [piece for at, new in texts.items() for piece in brackets.insert(kept, at, new, gap, newline)]

    def _new_entry(self, item: Item, entries: list[Entry], key: str, value: Any) -> str:
        style, layout = self._style, self._layout
        if item.is_flow:
            if "\n" not in self._flow_gap(entries):
                style = replace(style, unit="")  # the entries around stand on one line
            quote = render.quote_in_flow(self._text, entries[0].start)
            style = replace(style, flow_quote=quote)
            text = render.flow(value, style, layout.indent(entries[0].start))
            return (
                render.scalar(key, style, is_flow=True, quote=quote) + style.colon + text if item.kind == "{" else text
            )
        column = layout.column(entries[0].start)
        if item.kind == "{":
            return render.member(key, value, replace(style, quote=self._key_quote(entries)), column)
        return "- " + render.block(value, style, column + 2)

    def _key_quote(self, entries: list[Entry]) -> str:
        """The quotes of the keys around, where they have some."""
        first_letters = [self._text[entry.start] for entry in entries]
        return next((letter for letter in first_letters if letter in "'\""), self._style.quote)

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
            if layout.is_first_in_line(head):
                head = layout.line_start(head)
                return Piece(head, head, ("".join(pad + text + newline for text in new),))
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
            return self._brackets(item).sorted(wanted)
        extents = [self._extent(entries, index) for index in range(len(entries))]
        return Rows(self._text, self._layout, entries, extents).sorted(wanted)
