"""Names of generated things: Python identifiers from whatever an author wrote, unique where they must be.

Nothing that an author writes reaches generated code as a name except through here, so no name can carry code.
"""

from __future__ import annotations

import builtins
import hashlib
import keyword
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_SOFT = frozenset(keyword.softkwlist)
_RESERVED = frozenset(keyword.kwlist) | frozenset({"self", "cls", "type"})
_BUILTINS = frozenset(dir(builtins))
_ACRONYM_END = re.compile(r"(?<=[A-Z])(?=[A-Z][a-z])")
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
MAX_LENGTH = 60


def words(text: str) -> list[str]:
    """The words of any text: letters and digits between everything else. ``getHTTPUser-2`` is get, HTTP, User, 2."""
    # NFKC, because Python itself folds identifiers so (PEP 3131): two names that fold to one would clash unseen.
    folded = unicodedata.normalize("NFKC", text)
    plain = "".join(char if char.isalnum() and _is_name_part(char) else " " for char in folded)
    split = _WORD_START.sub(" ", _ACRONYM_END.sub(" ", plain))
    return split.split()


def snake_name(text: str, fallback: str = "value") -> str:
    """A lower-case identifier that is no keyword: ``X-Rate-Limit`` to ``x_rate_limit``, ``class`` to ``class_``."""
    name = _shortened("_".join(word.lower() for word in words(text)) or fallback, text)
    name = f"_{name}" if not name[0].isidentifier() else name
    name = f"{fallback}{name}" if name.startswith("_") else name
    return f"{name}_" if name in _RESERVED or name in _BUILTINS - _SOFT else name


@lru_cache(maxsize=4096)
def class_name(text: str, fallback: str = "Model") -> str:
    """An identifier in capitals and lower case: ``user_profile`` to ``UserProfile``; capitals inside words stay."""
    parts = re.split(r"[^0-9A-Za-z\u0080-\U0010ffff]+", unicodedata.normalize("NFKC", text))
    cleaned = ("".join(char for char in part if _is_name_part(char) and char != "_") for part in parts)
    name = "".join(part[0].upper() + part[1:] for part in cleaned if part)
    name = _shortened(name or fallback, text)
    name = name if name[:1].isidentifier() else f"{fallback}{name}"
    return f"{name}_" if keyword.iskeyword(name) else name


class Names:
    """The names of one scope. ``take`` gives each asker a name of its own, the same ones for the same questions."""

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._taken = set(reserved)

    def take(self, wanted: str) -> str:
        """``wanted``, or ``wanted2``, ``wanted3``... whatever is free first."""
        name, number = wanted, 1
        while name in self._taken:
            number += 1
            name = f"{wanted.rstrip('_')}{'_' if wanted[-1:].isdigit() else ''}{number}"
        self._taken.add(name)
        return name

    def __contains__(self, name: str) -> bool:
        return name in self._taken


@lru_cache(maxsize=1024)
def _is_name_part(char: str) -> bool:
    return f"a{char}".isidentifier()


def _shortened(name: str, text: str) -> str:
    """Long names keep their start and get a digest of the whole, so that file names stay within limits."""
    if len(name) <= MAX_LENGTH:
        return name
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{name[: MAX_LENGTH - 7].rstrip('_')}_{digest}"
