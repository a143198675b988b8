"""Fitting: a value as a schema wants to see it, with as little changed as possible.

What the schema hides is taken out, what it requires beyond the value is taken from a donor, a sample of the schema. If
the result is still not valid, there is none: the validator has the last word.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from jsonschema_rs import ValidationError, ValidationErrorKind

from specforge.document.model import Schema
from specforge.document.node import Node
from specforge.mock.state.lens import Lenses
from specforge.values.check import CompiledSchema, Direction, SchemaChecker
from specforge.values.pool import value_path
from specforge.values.resources.shapes import Shapes
from specforge.values.sample import Unsatisfiable, sample

_ROUNDS = 6
_MOST_ERRORS = 50

Steps = tuple[str | int, ...]


class Misfit(Exception):
    """The value cannot be made valid; the text says what stands in the way."""


class Fitter:
    """Fits values to the schemas of one document."""

    def __init__(self, checker: SchemaChecker, shapes: Shapes, seed: int) -> None:
        self._checker = checker
        self._lenses = Lenses(shapes)
        self._seed = seed
        self._donors: dict[tuple[Node, int], Any] = {}

    def fit(self, value: Any, schema: Schema, direction: Direction = "response", seed: int | None = None) -> Any:
        """The value as ``schema`` has it. Raises Misfit."""
        compiled = self._checker.compile(schema, direction)
        shown = self.shown(value, schema)
        for _ in range(_ROUNDS):
            if compiled.is_valid(shown):
                return shown
            before = shown
            for error in compiled.errors(shown, _MOST_ERRORS):
                shown = self._mended(shown, error, schema, seed)
            if shown == before:
                break
        raise Misfit("; ".join(map(str, compiled.first_violations(shown))) or "it is not valid")

    def is_valid(self, value: Any, schema: Schema) -> bool:
        return self._checker.compile(schema, "response").is_valid(value)

    def compiled(self, schema: Schema) -> CompiledSchema:
        return self._checker.compile(schema, "response")

    def shown(self, value: Any, schema: Schema) -> Any:
        """The value without what is only written, and without what an object is not said to have."""
        return self._lenses.of(schema).shown(value)

    def invented(self, schema: Schema, seed: int, *, use_examples: bool) -> Any:
        """A sample of the schema, with the examples of its parts or without. Raises Misfit where there is none."""
        try:
            return sample(schema, self._checker, seed=seed, direction="response", use_examples=use_examples)
        except Unsatisfiable as error:
            raise Misfit(error.message) from error

    def donor(self, schema: Schema, seed: int | None = None) -> Any:
        """A sample of the schema, always the same one for a seed. Raises Misfit where there is none."""
        number = self._seed if seed is None else seed
        key = (schema.node, number)
        if key not in self._donors:
            if len(self._donors) > 2000:
                self._donors.clear()
            self._donors[key] = self.invented(schema, number, use_examples=True)
        return self._donors[key]

    def _mended(self, value: Any, error: ValidationError, schema: Schema, seed: int | None) -> Any:
        path = value_path(error)
        kind = error.kind
        if isinstance(kind, ValidationErrorKind.AdditionalProperties | ValidationErrorKind.UnevaluatedProperties):
            for name in kind.unexpected:
                value = _without(value, (*path, name))
            return value
        if isinstance(kind, ValidationErrorKind.Required):
            path = (*path, str(kind.property))
        donor = _at(self.donor(schema, seed), path)
        if not path and (donor is _NOTHING or not isinstance(value, dict)):
            return value
        if donor is _NOTHING:
            return _without(value, path)
        if isinstance(donor, dict) and isinstance(_at(value, path), dict):
            donor = self._greedy(value, path, donor, schema)
        return _with(value, path, donor)

    def _greedy(self, value: Any, path: Steps, donor: dict[str, Any], schema: Schema) -> dict[str, Any]:
        """The donor with everything of the object at ``path`` that does it no harm."""
        compiled = self._checker.compile(schema, "response")
        own = _at(value, path)
        best = dict(donor)
        errors = len(compiled.errors(_with(value, path, best), _MOST_ERRORS))
        for name, item in own.items():
            trial = best | {name: item}
            found = len(compiled.errors(_with(value, path, trial), _MOST_ERRORS))
            if found <= errors:
                best, errors = trial, found
        return best


class _Nothing:
    """What is not there."""


_NOTHING = _Nothing()


def _at(value: Any, path: Steps) -> Any:
    """What stands at a path; lists of a donor are short, so that their first item stands in for all."""
    for step in path:
        if isinstance(value, dict) and step in value:
            value = value[str(step)]
        elif isinstance(value, list) and isinstance(step, int) and value:
            value = value[step] if step < len(value) else value[0]
        else:
            return _NOTHING
    return value


def _with(value: Any, path: Steps, new: Any) -> Any:
    """A copy of the value with something else at a path."""
    if not path:
        return new
    if not isinstance(value, dict | list) or (isinstance(value, list) and not _is_index(value, path[0])):
        return value
    result: Any = copy(value)
    step: Any = path[0]
    old = result.get(step) if isinstance(result, dict) else result[step]
    result[step] = _with(old, path[1:], new) if path[1:] else new
    return result


def _without(value: Any, path: Steps) -> Any:
    """A copy of the value without what stands at a path."""
    step: Any = path[0]
    if (isinstance(value, list) and not _is_index(value, step)) or not isinstance(value, dict | list):
        return value
    result: Any = copy(value)
    if len(path) > 1:
        if isinstance(result, list) or step in result:
            result[step] = _without(result[step], path[1:])
        return result
    if isinstance(result, dict):
        result.pop(step, None)
    else:
        del result[step]
    return result


def _is_index(value: list[Any], step: str | int) -> bool:
    return isinstance(step, int) and step < len(value)
