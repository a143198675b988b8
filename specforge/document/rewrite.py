"""Edits on text: the smallest changes of a file that make its value what the edits say, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson

from specforge.document.edits import Edit, EditProblem, Plan, Reorder, apply, plan
from specforge.document.pieces import Piece, assemble, spelled
from specforge.document.place import Place, Region, Tokens
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
    planned = plan(source.value, edits)
    found = [_text_edit(source, tokens, piece) for tokens, piece in _pieces(source, planned)]
    changing = [edit for edit in found if source.text[edit.start : edit.end] != edit.replacement]
    return sorted(changing, key=lambda edit: (edit.start, edit.end))


def _text_edit(source: Source, tokens: Tokens, piece: Piece) -> TextEdit:
    region = Region(*source.position(piece.start), *source.position(piece.end))
    return TextEdit(Place(source, tokens), region, spelled(source.text, piece), piece.start, piece.end)


def rewrite(source: Source, edits: Iterable[Edit]) -> Source:
    """The file after the edits, read anew and held against what the edits mean. Raises EditProblem."""
    planned = plan(source.value, edits)
    text = assemble(source.text, [piece for _, piece in _pieces(source, planned)])
    data = encode(text, source.data)
    try:
        new = Source(source.uri, source.name, data, source.path)
    except InputError as error:
        raise EditProblem(f"the file could not be read afterwards: {error.message}") from error
    if not same(new.value, apply(source.value, planned)):
        raise EditProblem("the change would have touched more than it is about")
    return new


def containers(edits: Iterable[Edit]) -> set[Tokens]:
    """The paths that an outline must open for these edits."""
    return {edit.place.tokens if isinstance(edit, Reorder) else edit.place.tokens[:-1] for edit in edits}


def _pieces(source: Source, planned: Plan) -> list[tuple[Tokens, Piece]]:
    root = source.outline(set(planned))
    return list(Surgeon(source.text, source.style, root).operate(source.value, planned))


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
