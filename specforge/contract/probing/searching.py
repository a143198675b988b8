"""Search: which parameter searches a list, and what there is to search for."""

from __future__ import annotations

from typing import Any

from specforge.contract.probing.listing import Listing
from specforge.document.model import Parameter
from specforge.values.lists.meaning import Meaning, meaning_of
from specforge.values.resources.names import bare

NONSENSE = "zqxjkvbwzq"
_NAMES = frozenset({
    "q", "query", "search", "searchterm", "searchquery", "searchtext", "searchstring", "keyword", "keywords",
    "fulltext", "freetext",
})  # fmt: skip
# Texts that no search looks for.
_SHORTEST = 2
_LONGEST = 60


def is_search(parameter: Parameter, listing: Listing) -> bool:
    """True for a parameter that takes any text and is called so, or is said to search."""
    said = meaning_of(parameter)
    if said is not None:
        return said is Meaning.SEARCH
    is_own = bare(parameter.name) in {bare(name) for name in listing.properties}
    return bare(parameter.name) in _NAMES and not is_own and listing.takes(parameter, NONSENSE)


def texts_of(item: Any) -> list[str]:
    """The texts of a thing, those first that are hard to find: with letters beyond ASCII, and of several words."""
    values = item.values() if isinstance(item, dict) else ()
    texts = [value for value in values if isinstance(value, str) and _SHORTEST <= len(value) <= _LONGEST]
    return sorted(texts, key=lambda text: (text.isascii(), " " not in text, any(c.isdigit() for c in text)))
