"""Formats that a pattern beside them implies: a string that matches the one and breaks the other is sought in vain."""

from __future__ import annotations

from functools import lru_cache
from random import Random

from jsonschema_rs import Draft202012Validator, ValidationError

from specforge.values.sampling.regexgen import generate_matching

# So many strings of a pattern that all have a format are not one of its lucky days.
_TRIES = 40


@lru_cache(maxsize=4096)
def is_implied(format: str, pattern: str, shortest: int = 0, longest: int | None = None) -> bool:
    """True where strings of ``pattern`` have ``format`` anyway, as far as can be seen."""
    try:
        validator = Draft202012Validator({"format": format}, validate_formats=True)
    except (ValidationError, ValueError):
        return False
    random = Random(0)
    texts = [generate_matching(pattern, random, shortest, longest) for _ in range(_TRIES)]
    return all(text is not None and validator.is_valid(text) for text in texts)
