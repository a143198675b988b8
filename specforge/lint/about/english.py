"""Singular or plural? A guess for English nouns, good enough for advice."""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
# These are compiled when a word is first looked at: most runs never ask.
# Plurals that do not end in an "s" of their own.
_PLURAL = (
    "(people|children|(wo)?men|feet|teeth|geese|mice|oxen|dice|criteria|phenomena|alumni|cacti|fungi|nuclei|radii|stimuli"
    "|schemata|corpora|genera|quanta|bacteria|strata|errata|memoranda|millennia|curricula|automata|media|(meta)?data|menus|gnus|emus)\\Z"
)
# Words that have no plural, or whose singular and plural are the same.
_ONE_FORM = (
    "(information|equipment|money|rice|fish|sheep|deer|advice|furniture|(hard|soft|firm|middle)ware|traffic|feedback"
    "|knowledge|research|evidence|homework|luggage|mail|auth|health|help|weather|electricity|content"
    "|(bill|pric|shipp)ing|inventory)\\Z"
)
_SINGULAR_IN_S = r"(ss|[^aeiou]us|[aeo]us|(s|ax|nn|br|tr|ir)is|lens|gas|alias|atlas|canvas|bias)\Z"


def is_singular(phrase: str) -> bool:
    """True for a phrase whose last word is a noun in the singular, as far as its form tells."""
    words = _WORD.findall(phrase)
    word = words[-1].lower() if words else ""
    if len(word) < 2 or re.match(_PLURAL, word) or re.match(_ONE_FORM, word):
        return False
    return not word.endswith("s") or re.search(_SINGULAR_IN_S, word) is not None
