"""Pieces: a new text put together from strings and from parts of the old one, which may be changed themselves."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from specforge.document.edits import EditProblem

Part = str | tuple[int, int]


class Piece(NamedTuple):
    """``text[start:end]`` becomes ``parts``: strings, and ranges of the old text (with the pieces inside them)."""

    start: int
    end: int
    parts: tuple[Part, ...]


def assemble(text: str, pieces: list[Piece]) -> str:
    """The text after all the pieces. Raises EditProblem where they overlap without one being inside another's part."""
    ordered = sorted(pieces, key=_order)
    starts = [piece.start for piece in ordered]
    is_used = [False] * len(ordered)
    out: list[str] = []
    waiting: list[Part] = [(0, len(text))]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            out.append(part)
            continue
        start, end = part
        index = bisect_left(starts, start)
        while index < len(ordered) and is_used[index]:
            index += 1
        if index == len(ordered) or ordered[index].end > end:
            out.append(text[start:end])
            continue
        piece = ordered[index]
        is_used[index] = True
        out.append(text[start : piece.start])
        waiting.append((piece.end, end))
        waiting.extend(reversed(piece.parts))
    if not all(is_used):
        raise EditProblem("two changes of the text overlap")
    return "".join(out)


def _order(piece: Piece) -> tuple[int, bool, int]:
    """What holds others goes before them; an insertion before what is replaced behind it."""
    is_flat = all(isinstance(part, str) for part in piece.parts)
    return piece.start, is_flat, piece.end if is_flat else -piece.end


def spelled(text: str, piece: Piece) -> str:
    """The new text of one piece, without those inside it."""
    return "".join(part if isinstance(part, str) else text[part[0] : part[1]] for part in piece.parts)
