"""Colour by plain ANSI codes: importing a library for it would cost more than lint of a small document."""

from __future__ import annotations

from typing import NamedTuple

_CODES = {"bold": "1", "red": "31", "green": "32", "yellow": "33", "blue": "34", "magenta": "35", "cyan": "36"}


class Style(NamedTuple):
    """Paints text when ``color`` is wanted and leaves it alone when not."""

    color: bool

    def paint(self, text: str, *names: str) -> str:
        """The text in these colours and weights."""
        if not self.color or not text.strip():
            return text
        codes = ";".join(_CODES[name] for name in names)
        return f"\x1b[{codes}m{text}\x1b[0m"
