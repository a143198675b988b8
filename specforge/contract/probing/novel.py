"""Values that were not used before, for what may exist once only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import count
from random import Random, SystemRandom
from string import ascii_lowercase, digits
from typing import Any

from specforge.document.model import Schema
from specforge.values.check import SchemaChecker
from specforge.values.resources.names import bare
from specforge.values.sample import Unsatisfiable, sample

# How many values are made up until one is new.
_SAMPLES = 12
_MOST_LEAPS = 3
# Names of what is unique as a rule, the likeliest first.
_USUALLY_UNIQUE = ("email", "username", "login", "name", "slug", "code", "key", "title", "sku", "isbn")


class Novelty:
    """Makes valid values that it has not made before."""

    def __init__(self, checker: SchemaChecker, seed: int) -> None:
        self._checker = checker
        self._seed = seed
        self._numbers = count(1)
        self._used: list[Any] = []
        self._leaps = 0

    def leap(self) -> bool:
        """Makes other values from now on: where an earlier run with the same seed has left its things, its values are
        taken. The same seed leaps to the same values, until so many runs have been there that only chance helps. False
        where chance rules already."""
        if self._leaps > _MOST_LEAPS:
            return False
        self._leaps = self._leaps + 1 if self._leaps < _MOST_LEAPS else SystemRandom().getrandbits(32) + _MOST_LEAPS + 1
        return True

    def value(self, schema: Schema, name: str) -> Any:
        """A valid value that was not used before; None where none is found."""
        leaps = f" {self._leaps}" if self._leaps else ""
        random = Random(f"{self._seed} {name} {next(self._numbers)}{leaps}")
        compiled = self._checker.compile(schema, "request")
        is_address = "mail" in bare(name)
        words = (word for word in _words(random) if is_address or "@" not in word or schema.format == "email")
        found = next((word for word in words if compiled.is_valid(word)), None)
        for _ in range(_SAMPLES if found is None else 0):
            with suppress(Unsatisfiable):
                value = self._sample(schema, random.getrandbits(31) or 1, name)
                if value not in self._used:
                    self._used.append(value)
                    return value
        return found

    def _sample(self, schema: Schema, seed: int, name: str) -> Any:
        return sample(schema, self._checker, seed=seed, direction="request", use_examples=False, name=name)


def free(body: Mapping[str, Any], properties: Mapping[str, Schema]) -> list[str]:
    """The properties of a body that can have any number of values, those first that are unique as a rule."""
    return sorted((name for name in body if name in properties and _is_free(properties[name])), key=_is_rarely_unique)


def _words(random: Random) -> Iterator[str]:
    """Texts that nobody has used yet, in the forms that are asked for most."""
    for size in (10, 6, 4):
        word = "".join(random.choices(ascii_lowercase, k=size))
        yield from (f"{word}@example.com", word, word.upper(), word.capitalize(), f"{word}@example.org")
    yield "".join(random.choices(digits, k=12))


def _is_free(schema: Schema) -> bool:
    raw = schema.raw if isinstance(schema.raw, dict) else {}
    is_text = "string" in schema.types and not raw.keys() & {"enum", "const"}
    return is_text and schema.format not in ("date", "date-time", "time", "uuid", "binary", "byte")


def _is_rarely_unique(name: str) -> int:
    found = (index for index, word in enumerate(_USUALLY_UNIQUE) if word in bare(name))
    return next(found, len(_USUALLY_UNIQUE))
