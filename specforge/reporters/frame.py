"""The source frame: a few numbered lines of the author's file with carets under what is meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from specforge.reporters.entry import Spot

CONTEXT = 1
MAX_WIDTH = 110
_CUT = "…"


class FrameLine(NamedTuple):
    """One line of a frame: ``number`` is None for the line of carets, whose text is blanks and carets."""

    number: int | None
    text: str


def frame(spot: Spot, context: int = CONTEXT) -> list[FrameLine]:
    """The lines around the spot, the carets below its first line. Empty when the text is not known.

    Lines longer than MAX_WIDTH (a minified JSON file is one line) are cut around the caret.
    """
    region = spot.region
    target = spot.line_text(region.line)
    if target is None:
        return []
    end = region.end_column if region.end_line == region.line else len(target) + 1
    start, end = region.column - 1, max(min(end - 1, len(target)), region.column)
    window = _window(len(target), start)
    lines = list(_around(spot, range(region.line - context, region.line), window))
    lines.append(FrameLine(region.line, _cut(target, window)))
    lines.append(FrameLine(None, _carets(target, start, end, window)))
    return [*lines, *_around(spot, range(region.line + 1, region.line + 1 + context), window)]


def plain_frame(spot: Spot) -> str:
    """The frame as text, numbered, without colour."""
    lines = frame(spot)
    width = gutter_width(lines)
    return "\n".join(f"{line.number or '':>{width}} | {line.text}".rstrip() for line in lines)


def gutter_width(lines: list[FrameLine]) -> int:
    """How many digits the numbers need."""
    return max((len(str(line.number)) for line in lines if line.number), default=1)


def clean(text: str) -> str:
    """The text with everything that a terminal would obey replaced, one character for one; tabs become blanks."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " if char in "\t\r\n" else "�" for char in text)


def _around(spot: Spot, numbers: range, window: range) -> Iterator[FrameLine]:
    """Neighbours that say something; blank ones are left out."""
    for number in numbers:
        text = spot.line_text(number)
        if text is not None and text.strip():
            yield FrameLine(number, _cut(text, window))


def _window(length: int, start: int) -> range:
    """The columns that are shown: the first ones, unless the caret is beyond them."""
    if length <= MAX_WIDTH or start < MAX_WIDTH * 2 // 3:
        return range(MAX_WIDTH)
    first = start - MAX_WIDTH // 3
    return range(first, first + MAX_WIDTH)


def _cut(text: str, window: range) -> str:
    shown = clean(text[window.start : window.stop]).rstrip()
    before = _CUT if window.start and shown else ""
    after = _CUT if len(text.rstrip()) > window.stop else ""
    return before + shown + after


def _carets(text: str, start: int, end: int, window: range) -> str:
    before = _width(text[window.start : start]) + (1 if window.start else 0)
    return " " * before + "^" * max(_width(text[start : min(end, window.stop)]), 1)


def _width(text: str) -> int:
    """Terminal columns: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
