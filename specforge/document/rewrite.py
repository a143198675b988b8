"""Edits on text: the smallest changes of a file that make its value what the edits say, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson

from specforge.document.edits import Edit, EditProblem, Erase, Plan, Reorder, apply, plan
from specforge.document.pieces import Piece, assemble, spelled
from specforge.document.place import Place, Region, Tokens
from specforge.document.render import style_of
from specforge.document.source import Source
from specforge.document.surgery import Surgeon
from specforge.document.text import encode
from specforge.errors import InputError


@dataclass(frozen=True, slots=True)
class TextEdit:
    """The text of a file in ``region`` (empty where something is inserted) is to become ``replacement``.

    ``place`` is the container that it is about; ``start`` and ``end`` are the region as offsets.
    """

    place: Place
    region: Region
    replacement: str
    start: int
    end: int


def text_edits(source: Source, edits: Iterable[Edit]) -> list[TextEdit]:
    """The edits of one file as changes of its text, in the order of the file. They are not tried: see ``rewrite``.

    Raises EditProblem.
    """
    edits = list(edits)
    planned = plan(source.value, edits)
    found = [_text_edit(source, tokens, piece) for tokens, piece in _pieces(source, planned, edits)]
    changing = [edit for edit in found if source.text[edit.start : edit.end] != edit.replacement]
    return sorted(changing, key=lambda edit: (edit.start, edit.end))


def _text_edit(source: Source, tokens: Tokens, piece: Piece) -> TextEdit:
    region = Region(*source.position(piece.start), *source.position(piece.end))
    return TextEdit(Place(source, tokens), region, spelled(source.text, piece), piece.start, piece.end)


def rewrite(source: Source, edits: Iterable[Edit]) -> Source:
    """The file after the edits, read anew and held against what the edits mean. Raises EditProblem."""
    edits = list(edits)
    planned = plan(source.value, edits)
    text = assemble(source.text, [piece for _, piece in _pieces(source, planned, edits)])
    expected = apply(source.value, planned)
    new = _read(source, text)
    if not same(new.value, expected) and _may_need_a_break(text, edits):
        new = _read(source, text + ("\r\n" if "\r\n" in text else "\n"))
    if not same(new.value, expected):
        raise EditProblem("the change would have touched more than it is about")
    return new


def _read(source: Source, text: str) -> Source:
    try:
        return Source(source.uri, source.name, encode(text, source.data), source.path)
    except InputError as error:
        raise EditProblem(f"the file could not be read afterwards: {error.message}") from error


def _may_need_a_break(text: str, edits: list[Edit]) -> bool:
    """True where sorting may have brought a text to the end of a file that has no line break there."""
    return not text.endswith("\n") and any(isinstance(edit, Reorder) for edit in edits)


def containers(edits: Iterable[Edit]) -> set[Tokens]:
    """The paths that an outline must open for these edits."""
    changing = (edit for edit in edits if not isinstance(edit, Erase))
    return {edit.place.tokens if isinstance(edit, Reorder) else edit.place.tokens[:-1] for edit in changing}


def _pieces(source: Source, planned: Plan, edits: list[Edit]) -> list[tuple[Tokens, Piece]]:
    erased = [(edit.place.tokens, _erased(source, edit)) for edit in edits if isinstance(edit, Erase)]
    if not planned:
        return erased
    root = source.outline(set(planned))
    return [*Surgeon(source.text, style_of(source.text, source.is_json), root).operate(source.value, planned), *erased]


def _erased(source: Source, edit: Erase) -> Piece:
    """A whole comment takes the blanks around it with it, and its line where nothing else stands there."""
    text, region = source.text, edit.place.region
    start, end = source.offset(region.line, region.column), source.offset(region.end_line, region.end_column)
    if text[start : start + 1] != "#":
        return Piece(start, end, ())
    line = source.offset(region.line, 1)
    before = line + len(text[line:start].rstrip(" \t"))
    line_end = source.offset(region.line, len(source.lines[region.line - 1]) + 1)
    after = text[end:line_end].lstrip(" \t")
    if after:
        return Piece(start, line_end - len(after), ())
    if before > line:
        return Piece(before, line_end, ())
    newline = text.find("\n", line_end)
    return Piece(line, newline + 1 if newline >= 0 else len(text), ())


def same(one: Any, other: Any, *, any_order: bool = False) -> bool:
    """True for equal values of equal types, keys in equal order (unless ``any_order``)."""
    options = orjson.OPT_SORT_KEYS if any_order else 0
    try:
        return orjson.dumps(one, option=options) == orjson.dumps(other, option=options)
    except (orjson.JSONEncodeError, RecursionError):
        return _same_slowly(one, other, any_order)


def _same_slowly(one: Any, other: Any, any_order: bool) -> bool:
    """The same for what orjson refuses: deep nesting, long integers."""
    waiting = [(one, other)]
    while waiting:
        a, b = waiting.pop()
        if type(a) is not type(b):
            return False
        if isinstance(a, dict):
            if (set(a) != set(b)) if any_order else (list(a) != list(b)):
                return False
            waiting.extend((a[key], b[key]) for key in a)
        elif isinstance(a, list):
            if len(a) != len(b):
                return False
            waiting.extend(zip(a, b, strict=True))
        elif a != b:
            return False
    return True
