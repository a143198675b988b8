"""Values for the models: the examples of the document, and the edges of what its schemas allow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from specforge.document.model import MediaType, Operation, Schema
from specforge.document.operation import Example
from specforge.gen.annotate import wire_type
from specforge.gen.catalog import Definition
from specforge.gen.context import Context
from specforge.gen.directions import Direction
from specforge.gen.keywords import plain
from specforge.gen.lower import nested
from specforge.gen.naming import class_name
from specforge.gen.plan_cases import ModelCases
from specforge.values.check import CompiledSchema
from specforge.values.edges.bounds import bounds
from specforge.values.edges.steps import all_parts, with_value
from specforge.values.mediatypes import is_json
from specforge.values.sample import Unsatisfiable, sample

# Keywords whose edges the models keep; of the others they are reminded by the tests of operations.
_KEPT = frozenset(
    {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "enum"}
    | {"minItems", "maxItems", "type"}
)
_MOST_BOUNDS = 40
_LARGEST = 5000
_LONGEST = 500
_STAND_INS: dict[str, Any] = {"string": "a", "integer": 1, "number": 1}

Row = dict[str, Any]


def plan_model_cases(context: Context) -> ModelCases:
    """The examples of schemas, bodies and responses, and the edges of the components."""
    examples = [*_schema_examples(context), *_media_examples(context)]
    edges = {type_: found for type_, found in _edges(context) if found["bounds"]}
    types = dict.fromkeys([*(str(row["type"]) for row in examples), *edges])
    return ModelCases(
        types=tuple(sorted(types)),
        examples_json=_lines("[", [_text(row) for row in examples], "]") if examples else "",
        bounds_json=_lines("{", [_bounds_text(*pair) for pair in edges.items()], "}") if edges else "",
    )


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _lines(start: str, parts: list[str], end: str) -> str:
    """A list or an object with a part a line."""
    inner = ",\n".join(parts)
    return f"{start}\n{inner}\n{end}"


def _bounds_text(type_: str, found: Row) -> str:
    bounds = _lines("[", [_text(row) for row in found["bounds"]], "]")
    return f'{_text(type_)}: {{"sample": {_text(found["sample"])}, "bounds": {bounds}}}'


def _components(context: Context) -> Iterator[tuple[Schema, str]]:
    """The named schemas of all files, with the types of their models."""
    context.catalog.finish()
    for definition in list(context.catalog.definitions.values()):
        if not definition.variant and _is_named(definition, context.document.root.uri):
            type_ = wire_type(nested(context.catalog, definition.node, definition.name, "value"))
            if "models." in type_:
                yield Schema.of(definition.node), type_


def _is_named(definition: Definition, root: str) -> bool:
    """True for components, and for what stands by itself, or under a name alone, in another file."""
    tokens = definition.node.tokens
    is_elsewhere = definition.node.source.uri != root and len(tokens) < 2
    return definition.component is not None or is_elsewhere or tokens[:-1] == ("components", "schemas")


def _schema_examples(context: Context) -> Iterator[Row]:
    for schema, type_ in _components(context):
        raw = schema.raw if isinstance(schema.raw, dict) else {}
        many = raw.get("examples")
        found = [("example", raw["example"])] if "example" in raw else []
        found += [(f"examples/{index}", one) for index, one in enumerate(many)] if isinstance(many, list) else []
        for name, value in found:
            yield _row(type_, f"{schema.place.pointer}/{name}", value, context.checker.compile(schema))


def _media_examples(context: Context) -> Iterator[Row]:
    for name, view in context.views.items():
        body = view.request_body
        for media in body.content.values() if body is not None else ():
            yield from _of_media(context, media, f"{class_name(name)}Request", "request")
        for status, response in view.responses.items():
            suffix = "Response" if status.isdigit() and status < "300" else f"{class_name(status)}Response"
            for media in response.content.values() if _is_planned(view, status) else ():
                yield from _of_media(context, media, f"{class_name(name)}{suffix}", "response")


def _is_planned(view: Operation, status: str) -> bool:
    return view.method != "head" and status[0] in "2345d"


def _of_media(context: Context, media: MediaType, hint: str, direction: Direction) -> Iterator[Row]:
    schema = media.schema
    examples = {name: one for name, one in media.examples.items() if one.has_value}
    if schema is None or not examples or not is_json(media.name):
        return
    lowered = nested(context.catalog, schema.reference or schema.node, hint, "value")
    type_ = wire_type(context.directions.directed(lowered, direction))
    compiled = context.checker.compile(schema, direction)
    for example in examples.values():
        yield _row(type_, _place(example), example.value, compiled)


def _place(example: Example) -> str:
    node = example.value_node or example.node
    return node.place.pointer


def _row(type_: str, place: str, value: Any, compiled: CompiledSchema) -> Row:
    """An example that breaks its schema is the document's fault, and says so."""
    clean = plain(value)
    row: Row = {"type": type_, "place": plain(place), "value": clean}
    if compiled.is_valid(clean):
        return row
    wrong = next(iter(compiled.violations(clean)), None)
    return row | {"invalid": str(plain(str(wrong))) if wrong else "it breaks its schema"}


def _edges(context: Context) -> Iterator[tuple[str, Row]]:
    for schema, type_ in _components(context):
        compiled = context.checker.compile(schema)
        try:
            base = plain(sample(schema, context.checker, fill_optional=False))
        except Unsatisfiable:
            continue
        if len(_text(base)) < _LARGEST and compiled.is_valid(base):
            rows = list(islice(_edges_of(schema, base, compiled), _MOST_BOUNDS))
            yield type_, {"sample": base, "bounds": rows}


def _edges_of(schema: Schema, base: Any, compiled: CompiledSchema) -> Iterator[Row]:
    for place, part, current in _members(schema, base):

        def is_valid(value: Any, place: tuple[str | int, ...] = place) -> bool:
            return compiled.is_valid(with_value(base, place, plain(value)))

        for bound in bounds(part, current, is_valid):
            # Types are tried where the sample has a value, or every property of a large contract would have a line.
            is_told = bound.keyword in _KEPT and (bound.keyword != "type" or _is_there(base, place))
            if is_told and len(str(bound.value)) < _LONGEST:
                row = {"place": list(place), "keyword": bound.keyword, "value": plain(bound.value)}
                yield {**row, "accepted": bound.is_inside}


def _is_there(base: Any, place: tuple[str | int, ...]) -> bool:
    return not place or (isinstance(base, dict) and place[0] in base)


def _members(schema: Schema, base: Any) -> Iterator[tuple[tuple[str | int, ...], Schema, Any]]:
    """The value and its members with their schemas; for a member that is not there, something of its type."""
    yield (), schema, base
    if not isinstance(base, dict):
        return
    for part in all_parts(schema, 3):
        for name, child in part.properties.items():
            if plain(name) == name:
                stand_in = _STAND_INS.get(next(iter(child.types), ""))
                yield (name,), child, base.get(name, stand_in)
