"""Checking values against the schemas of a document. Compiled once, on first use."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import islice
from typing import Any

from jsonschema_rs import ValidationError

from specforge.document.model import Document, Schema
from specforge.document.node import Node
from specforge.values.lowering.hidden import Direction
from specforge.values.lowering.lowered import SelfContained
from specforge.values.plain import plain
from specforge.values.pool import Evaluation, Judge, Pool, Unit
from specforge.values.sampling.memory import Memory
from specforge.values.violations import Explainer, Violation

__all__ = ["CompiledSchema", "Direction", "Evaluation", "SchemaChecker", "Unit", "Violation"]


class SchemaChecker:
    """Compiles the schemas of one document, each once per direction. Not for use by several threads at a time.

    ``direction`` is how the value travels: in a request ``readOnly`` properties are not required, in a response
    ``writeOnly`` ones are not. ``by_the_letter``: null must be listed in the ``enum`` of a nullable schema,
    and a value must fulfil the alternative that its discriminator names.
    """

    def __init__(self, document: Document, *, by_the_letter: bool = False) -> None:
        self.document = document
        self._by_the_letter = by_the_letter
        self._pools: dict[Direction, Pool] = {}
        self._compiled: dict[tuple[Node, Direction], CompiledSchema] = {}

    def compile(self, schema: Schema, direction: Direction = None) -> CompiledSchema:
        """Never fails: what cannot be understood of a schema does not constrain values."""
        key = (schema.node, direction)
        if key not in self._compiled:
            self._compiled[key] = CompiledSchema(schema, self._pool(direction))
        return self._compiled[key]

    def compile_all(self, direction: Direction = None, schemas: Iterable[Schema] | None = None) -> None:
        """Compiles ``schemas``, or those of all components and operations, in one go: where they refer to the same
        definitions, that is much cheaper than one by one.
        """
        self._pool(direction).share(schemas)

    def _pool(self, direction: Direction) -> Pool:
        if direction not in self._pools:
            self._pools[direction] = Pool(self.document, direction, by_the_letter=self._by_the_letter)
        return self._pools[direction]


class CompiledSchema:
    """A schema ready to judge values. Values are plain JSON; bytes count as text, for others see ``plain``."""

    def __init__(self, schema: Schema, pool: Pool) -> None:
        self.schema = schema
        self._pool = pool

    @cached_property
    def pointer(self) -> str:
        """Where the schema stands in its file."""
        return self.schema.place.pointer

    @cached_property
    def name(self) -> str:
        """What its component is called, empty where it has no name."""
        return self.schema.name or ""

    @cached_property
    def program(self) -> SelfContained:
        """With the self-contained JSON Schema 2020-12 (``{"$ref": "#/$defs/...", "$defs": {...}}``)."""
        return self._pool.lower(self.schema)

    @property
    def memory(self) -> Memory:
        """What the sampler knows of the definitions around this schema."""
        return self._pool.memory

    def is_valid(self, value: Any) -> bool:
        try:
            return self._judge.is_valid(value)
        except ValueError:
            return self._judge.is_valid(plain(value))

    def violations(self, value: Any) -> list[Violation]:
        """What is wrong with the value; empty when it is valid."""
        try:
            errors = self.errors(value)
        except ValueError:
            value = plain(value)
            errors = self.errors(value)
        return self._explainer.explain(errors, value)

    def all_violations(self, value: Any, most: int) -> list[Violation]:
        """What is wrong with the value in every alternative that it was held against, ``most`` so many entries."""
        try:
            return list(islice(self._explainer.explain_fully(self._judge.each_error(value), value), most))
        except ValueError:
            value = plain(value)
            return list(islice(self._explainer.explain_fully(self._judge.each_error(value), value), most))

    def first_violations(self, value: Any) -> list[Violation]:
        """What the first error says that the validator comes across: for values so large that a list of all that is
        wrong takes minutes and helps nobody."""
        try:
            error = self._judge.first_error(value)
        except ValueError:
            value = plain(value)
            error = self._judge.first_error(value)
        return self._explainer.explain([error], value) if error is not None else []

    def evaluate(self, value: Any) -> Evaluation:
        """What every schema object and keyword that the value meets says of it: much more costly than a verdict."""
        try:
            return self._judge.evaluate(value)
        except ValueError:
            return self._judge.evaluate(plain(value))

    def errors(self, value: Any, most: int | None = None) -> list[ValidationError]:
        """What the validator itself says of a plain JSON value, for those who have to act on it: see ``Judge``."""
        return self._judge.errors(value, most)

    @cached_property
    def _judge(self) -> Judge:
        return self._pool.judge(self.program)

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(self.program)
