"""Lists in header values, whose elements may be quoted strings (RFC 9110 section 5.6.4)."""

from __future__ import annotations

# Stands for a separator between elements; a header value has no line breaks.
_MARK = "\n"


def split_unquoted(text: str, separator: str) -> list[str]:
    """The parts between separators that stand outside double quotes, that is, with an even number of them behind.

    Takes time linear in the length of the text, which is whatever a client likes to send.
    """
    if '"' not in text:
        return text.split(separator)
    pieces = text.replace(_MARK, " ").split('"')
    last = len(pieces) - 1
    marked = (piece if (last - i) % 2 else piece.replace(separator, _MARK) for i, piece in enumerate(pieces))
    return '"'.join(marked).split(_MARK)
