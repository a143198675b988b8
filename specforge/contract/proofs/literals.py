"""Python literals as ruff formats them."""

from __future__ import annotations

from collections.abc import Iterable

WIDTH = 88


def literal(value: str | bytes) -> str:
    """In the quotes that need fewer escapes, double ones where both need as many."""
    shown = repr(value)
    prefix = "b" if isinstance(value, bytes) else ""
    body = shown[len(prefix) + 1 : -1]
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    if text.count('"') > text.count("'"):
        return shown if shown[len(prefix)] == "'" else f"{prefix}'{body.replace(chr(39), chr(92) + chr(39))}'"
    plain = body.replace("\\'", "'") if shown[len(prefix)] == "'" else body
    escaped = plain.replace('"', '\\"') if shown[len(prefix)] == "'" else plain
    return f'{prefix}"{escaped}"'


def exploded(opening: str, items: Iterable[str], closing: str, indent: str = "") -> str:
    """One item a line, with the comma after the last that keeps it so."""
    lines = "".join(f"{indent}    {item},\n" for item in items)
    return f"{indent}{opening}\n{lines}{indent}{closing}"


def collection(name: str, items: Iterable[str], indent: str = "    ") -> str:
    """``name = {1, 2}``, on one line where it fits."""
    found = list(items)
    line = f"{indent}{name} = {{{', '.join(found)}}}"
    return line if len(line) <= WIDTH else exploded(f"{name} = {{", found, "}", indent)
