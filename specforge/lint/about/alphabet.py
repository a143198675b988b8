"""The order of names that a reader expects: that of a dictionary rather than that of character codes."""

from __future__ import annotations

import unicodedata

_Key = tuple[list[tuple[int, int, str]], str, str]

# Before all digits and letters, in the order of the Unicode Collation Algorithm (UTS #10, CLDR's root).
_SIGNS = {sign: position for position, sign in enumerate(" _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$")}


def comes_after(one: str | float, other: str | float) -> bool:
    """True when ``one`` belongs behind ``other``. Numbers (not texts of digits) are compared by their value."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one > other
    return _key(str(one)) > _key(str(other))


def _key(text: str) -> _Key:
    """Signs before digits before letters; accents and then capitals count only where the letters are the same."""
    folded = unicodedata.normalize("NFD", text).casefold()
    letters = [_rank(char) for char in folded if not unicodedata.combining(char)]
    return letters, folded, text.swapcase()


def _rank(char: str) -> tuple[int, int, str]:
    if char.isalpha():
        return 2, 0, char
    return (1, 0, char) if char.isdigit() else (0, _SIGNS.get(char, len(_SIGNS)), char)
