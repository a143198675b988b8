"""Names as people mean them: ``pet_id``, ``petId`` and ``PetID`` are one name, and ``pets`` are many of ``pet``."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

_OTHER = re.compile(r"[^a-z0-9]")
_NO_PLURAL = ("ss", "us", "is")


@lru_cache(4096)
def bare(name: str) -> str:
    """The name in lower case, without anything between its words."""
    return _OTHER.sub("", name.lower())


@lru_cache(4096)
def singular(name: str) -> str:
    """``pets`` as ``pet``, in bare form; a word that is no plural stays as it is."""
    word = bare(name)
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ses", "xes", "ches", "shes", "zes")) and len(word) > 4:
        return word[:-2]
    if word.endswith("s") and not word.endswith(_NO_PLURAL) and len(word) > 2:
        return word[:-1]
    return word


def is_same(one: str, other: str) -> bool:
    """True for two names of one thing, or of one thing and many of it."""
    return bare(one) == bare(other) or singular(one) == singular(other)


def find(name: str, known: Collection[str]) -> str | None:
    """The key that means the same as ``name``: as it stands, in other spelling, or in the other number."""
    if name in known:
        return name
    by_bare = _by_bare(known)
    if bare(name) in by_bare:
        return by_bare[bare(name)]
    return next((key for key in known if singular(key) == singular(name)), None)


def first_of(wanted: Iterable[str], known: Collection[str]) -> str | None:
    """The key that means the first of ``wanted`` (bare names) that is there."""
    by_bare = _by_bare(known)
    return next((by_bare[name] for name in wanted if name in by_bare), None)


def _by_bare(known: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key in known:
        found.setdefault(bare(key), key)
    return found
