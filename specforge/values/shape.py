"""Does a value (a request to the desk, a file, a part of the configuration) have the shape that a schema asks for?

The ``description`` of a schema says what is expected, so that messages speak of that and not of keywords.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jsonschema_rs
import orjson

from specforge.suggest import did_you_mean

Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong with the value at ``tokens``; ``of_key`` when its key is what is wrong."""

    message: str
    tokens: Tokens
    help: str | None = None
    of_key: bool = False

    @property
    def where(self) -> str:
        """The place as people write it: ``rules[0].latency``."""
        shown = "".join(f"[{token}]" if token.isdecimal() else f".{token}" for token in self.tokens)
        return shown.lstrip(".")

    def __str__(self) -> str:
        told = f"{self.where}: {self.message}" if self.tokens else self.message
        return f"{told} ({self.help})" if self.help else told


class Shape:
    """A schema to hold values against."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema
        self._text = orjson.dumps(schema).decode()

    def wrong(self, value: Any) -> list[Wrong]:
        """Everything that is wrong with a value, in its order; nothing when it is as it should be."""
        try:
            errors = list(_validator(self._text).iter_errors(value))
        except (ValueError, TypeError, RecursionError) as error:  # what JSON cannot say, such as a key that is a number
            return [Wrong(f"this cannot be read as JSON: {error}", ())]
        found = {(wrong.tokens, wrong.message): wrong for error in errors for wrong in self._explain(error)}
        return sorted(found.values(), key=lambda wrong: [(token.isdecimal(), token.zfill(8)) for token in wrong.tokens])

    def _explain(self, error: jsonschema_rs.ValidationError) -> Iterator[Wrong]:
        tokens = tuple(map(str, error.instance_path))
        schema = self._at(error.schema_path[:-1])
        unexpected = getattr(error.kind, "unexpected", None)
        if unexpected:
            known = list(schema.get("properties", {}))
            for name in unexpected:
                help = did_you_mean(name, known) or f"there are {', '.join(known)}"
                yield Wrong(f"unknown key {name!r}", (*tokens, name), help, of_key=True)
            return
        expected = schema.get("description")
        of_name = getattr(error.kind, "error", None)
        if of_name is not None and "propertyNames" in error.schema_path:
            name = str(of_name.instance)
            yield Wrong(f"this must be {expected}" if expected else of_name.message, (*tokens, name), of_key=True)
            return
        missing = getattr(error.kind, "property", None)
        if missing is not None:
            yield Wrong(f"{missing} is missing", tokens, of_key=True)
        else:
            yield Wrong(f"this must be {expected}" if expected else error.message, tokens)

    def _at(self, path: list[str | int]) -> Mapping[str, Any]:
        found: Any = self.schema
        for step in path:
            try:
                found = found[step]
            except (KeyError, IndexError, TypeError):
                return {}
        return found if isinstance(found, Mapping) else {}


@lru_cache(maxsize=16)
def _validator(text: str) -> Any:
    return jsonschema_rs.Draft202012Validator(orjson.loads(text))
