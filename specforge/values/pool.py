"""One validator for many schemas.

Schemas of large documents refer to one another so much that each of them drags in half of the document: Stripe has 560
definitions in the closure of a customer, and a validator that holds them all costs as much as one for the customer
alone. So the first few schemas are compiled by themselves, which keeps a short command short; when that has cost as
much as compiling everything would, everything is compiled at once and serves all that follow.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple, NotRequired, TypedDict, cast

from jsonschema_rs import Draft202012Validator, ReferencingError, ValidationError

from specforge.document.model import Document, MediaType, Operation, Schema
from specforge.document.place import split_pointer
from specforge.values.lowering.hidden import Direction
from specforge.values.lowering.lower import Lowering
from specforge.values.lowering.lowered import SelfContained
from specforge.values.sampling.memory import Memory

_BUDGET = 3000
"""So many definitions, counted as often as they are compiled, before all are compiled together."""

_MOST_REPAIRS = 50


class Unit(TypedDict):
    """What one schema object or keyword says (section 12.4.2 of JSON Schema 2020-12). ``schemaLocation`` is the pointer
    inside the lowered schemas: ``/$defs/Book/properties/title/maxLength``."""

    valid: bool
    evaluationPath: str
    schemaLocation: str
    instanceLocation: str
    errors: NotRequired[dict[str, str]]


class Evaluation(NamedTuple):
    """A value that was looked at by every keyword that concerns it."""

    valid: bool
    units: list[Unit]
    root: Any

    def part(self, unit: Unit) -> Any:
        """The part of the value that a unit speaks of."""
        here = self.root
        for token in split_pointer(unit["instanceLocation"]):
            here = here[int(token)] if isinstance(here, list) else here[token]
        return here


class Judge(NamedTuple):
    """A validator of many schemas, asked about one: the value is put under the name of its definition.

    The instance paths of errors therefore begin with that name; ``value_path`` takes it off. Without a validator
    everything is valid.
    """

    validator: Draft202012Validator | None
    name: str

    def is_valid(self, value: Any) -> bool:
        return self.validator is None or self.validator.is_valid({self.name: value})

    def errors(self, value: Any, most: int | None = None) -> list[ValidationError]:
        return list(islice(self.validator.iter_errors({self.name: value}), most)) if self.validator is not None else []

    def each_error(self, value: Any) -> Iterator[ValidationError]:
        """The errors as they are found. Raises ValueError for a value that the validator does not take."""
        return iter(()) if self.validator is None else self.validator.iter_errors({self.name: value})

    def evaluate(self, value: Any) -> Evaluation:
        """What each schema object and keyword says of the value. Raises ValueError like ``each_error``."""
        root = {self.name: value}
        if self.validator is None:
            return Evaluation(True, [], root)
        found = self.validator.evaluate(root).list()
        return Evaluation(found["valid"], cast(list[Unit], found["details"]), root)

    def first_error(self, value: Any) -> ValidationError | None:
        """The error that is found first; the others are not looked for."""
        try:
            if self.validator is not None:
                self.validator.validate({self.name: value})
        except ValidationError as error:
            return error
        return None


def value_path(error: ValidationError) -> tuple[str | int, ...]:
    """Where in the value that was judged the error is."""
    return tuple(error.instance_path[1:])


class Pool:
    """The lowered and compiled schemas of one document for one direction."""

    def __init__(self, document: Document, direction: Direction, *, by_the_letter: bool = False) -> None:
        self._document = document
        self._lowering = Lowering(document, direction, by_the_letter=by_the_letter)
        self._shared: Draft202012Validator | None = None
        self._covered: frozenset[str] = frozenset()
        self._spent = 0
        self.memory = Memory(self._lowering.definitions)

    def lower(self, schema: Schema) -> SelfContained:
        return self._lowering.lower(schema)

    def judge(self, program: SelfContained) -> Judge:
        """A validator for the schema: the shared one where it knows it, else its own."""
        if program.root not in self._covered and self._spent > _BUDGET + len(self._covered):
            self.share()
        if program.root in self._covered:
            return Judge(self._shared, program.root)
        self._spent += len(program.closure)
        return Judge(self._compile([program.root], program.closure), program.root)

    def share(self, schemas: Iterable[Schema] | None = None) -> None:
        """Compiles these schemas together, or all that the document's components and operations use; in either case
        also all that were asked for before."""
        for schema in _schemas(self._document) if schemas is None else schemas:
            self.lower(schema)
        names = list(self._lowering.definitions)
        self._spent = 0
        self._shared = self._compile(names, names)
        self._covered = frozenset(names if self._shared is not None else ())

    def _compile(self, roots: Iterable[str], names: Iterable[str]) -> Draft202012Validator | None:
        """None for schemas that the validator does not take whatever is left out of them."""
        definitions = self._lowering.definitions
        schema = {
            "properties": {name: {"$ref": f"#/$defs/{name}"} for name in roots},
            "$defs": {name: definitions[name].schema for name in names},
        }
        for _ in range(_MOST_REPAIRS):
            try:
                return Draft202012Validator(schema, formats=_FORMATS, validate_formats=True)
            except ValidationError as error:
                if not _leave_out(schema, error.instance_path):
                    return None
            except (ReferencingError, ValueError):
                return None
        return None


def _leave_out(schema: dict[str, Any], path: Sequence[str | int]) -> bool:
    """Takes the keyword at ``path`` out of the schema; False when that is not inside a definition."""
    here: Any = schema
    for step in path[:-1]:
        here = here[step]
    if len(path) < 3:
        return False
    if isinstance(here, list):
        here[int(path[-1])] = True
    else:
        del here[path[-1]]
    return True


def _schemas(document: Document) -> Iterator[Schema]:
    """What components and operations give a schema for."""
    components = document.node.get("definitions") or document.node.at("components", "schemas")
    yield from (Schema(node) for _, node in (components.items() if components else ()))
    for operation in document.operations:
        for media_type in _media_types(operation):
            yield from (found for found in (media_type.schema, media_type.item_schema) if found is not None)
        for parameter in operation.parameters:
            if parameter.schema is not None:
                yield parameter.schema


def _media_types(operation: Operation) -> Iterator[MediaType]:
    body = operation.request_body
    if body is not None:
        yield from body.content.values()
    for response in operation.responses.values():
        yield from response.content.values()
    for parameter in operation.parameters:
        yield from parameter.content.values()


def _is_base64(text: str) -> bool:
    """RFC 4648 section 4, which is what ``format: byte`` means (OpenAPI 3.0.4 section 4.7.24.3)."""
    try:
        base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return False
    return True


_FORMATS: dict[str, Callable[[str], bool]] = {"byte": _is_base64}
