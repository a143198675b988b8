"""What the rules about examples share: do the values that stand in the document fulfil the schemas beside them?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

from jsonschema_rs import ValidationError

from specforge.document.model import Schema
from specforge.document.node import Node
from specforge.lint.about.error_order import in_order
from specforge.lint.about.written_values import meant, place_in
from specforge.lint.rule import Context, Problem
from specforge.values.check import CompiledSchema, Direction, SchemaChecker, Violation
from specforge.values.lowering.dialect import is_nullable
from specforge.values.lowering.lowered import Lowered
from specforge.values.violations import Explainer

_PLAIN_TYPES = {"string": str, "integer": int, "boolean": bool}
_SAYS_NOTHING = frozenset(
    (
        *("type", "description", "title", "example", "examples", "default"),
        *("nullable", "readOnly", "writeOnly", "deprecated"),
    )
)
# A list of a thousand wrong numbers has a thousand errors, and the first says enough.
_MOST_ERRORS = 50
# A `pattern` may take the square of a text's length: a megabyte would keep the linter busy for an hour.
_LONGEST_TEXT = 10_000
# Errors tell the way to them through the schema, and chains of schemas make long ways. With so many steps behind us,
# only the first error of an example is asked for.
_MOST_STEPS = 1_000_000


class Claim(NamedTuple):
    """An example and the schema that it should fulfil, in one of ``directions``: in a request it need not have what is
    read-only. Without a direction it must have everything."""

    example: Node
    schema: Schema
    directions: tuple[Direction, ...]


def problems(claims: Iterable[Claim], context: Context) -> Iterator[Problem]:
    """At most one problem for each example: what its schema says first of it, at the very place."""
    doubtful = [claim for claim in claims if not _is_plainly_right(claim) and not _is_endless(claim.example.value)]
    checker: SchemaChecker = context.once("checker", partial(SchemaChecker, by_the_letter=True))
    for direction in {claim.directions[0] for claim in doubtful}:
        # Compiled together: the schemas of a document share most of their definitions.
        schemas = [claim.schema for claim in doubtful if claim.directions[0] == direction]
        checker.compile_all(direction, schemas)
    effort: Counter[str] = context.once("steps to errors in examples", lambda _: Counter())
    for claim in doubtful:
        yield from _problem(claim, checker, effort)


def _problem(claim: Claim, checker: SchemaChecker, effort: Counter[str]) -> Iterator[Problem]:
    schemas = [checker.compile(claim.schema, direction) for direction in claim.directions]
    value = claim.example.value
    if any(schema.is_valid(value) for schema in schemas):
        return
    value = meant(claim.example) if isinstance(value, dict | list) else value
    if value != claim.example.value and any(schema.is_valid(value) for schema in schemas):
        return
    violations = _violations(schemas[0], value, effort)
    if violations:
        first = violations[0]
        least = "at least " if len(violations) == _MOST_ERRORS else ""
        more = f" (and {least}{len(violations) - 1} more)" if len(violations) > 1 else ""
        place = place_in(claim.example, first.instance_path)
        yield Problem(f"the {_word(claim.example)} breaks its schema: {first.message}{more}", place)


def _word(example: Node) -> str:
    before, name = ("", "", *example.tokens)[-2:]
    return "default" if name == "default" and before != "examples" else "example"


def _violations(schema: CompiledSchema, value: Any, effort: Counter[str]) -> list[Violation]:
    if effort["steps"] > _MOST_STEPS:
        return schema.first_violations(value)
    try:
        errors = schema.errors(value, _MOST_ERRORS)
    except ValueError:  # an integer that no other tool can hold
        return schema.violations(value)
    effort["steps"] += sum(len(error.evaluation_path) for error in errors)
    errors = [error for error in errors if not _is_old_null(error, schema)]
    return Explainer(schema.program).explain(in_order(errors, schema.program), value)


def _is_old_null(error: ValidationError, schema: CompiledSchema) -> bool:
    """``nullable`` is a field of OpenAPI 3.0; authors of later documents still write it, and mean it."""
    holder = schema.program.at(error.schema_path[:-1]) if error.instance is None else None
    if not isinstance(holder, Lowered) or not holder.node.resolver.version.has_json_schema:
        return False
    return isinstance(holder.node.value, dict) and is_nullable(holder.node.value)


def _is_plainly_right(claim: Claim) -> bool:
    """Most schemas with an example say nothing of it but its type: that is seen without compiling them."""
    schema: dict[str, Any] | bool = claim.schema.value
    if not isinstance(schema, dict) or not _SAYS_NOTHING.issuperset(schema):
        return False
    kind = _PLAIN_TYPES.get(str(schema.get("type")))
    return kind is not None and type(claim.example.value) is kind


def _is_endless(value: Any) -> bool:
    """True for values with a text that is too long to be held to expressions."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str) and len(one) > _LONGEST_TEXT:
            return True
        if isinstance(one, dict | list):
            waiting.extend(one.values() if isinstance(one, dict) else one)
            waiting.extend(one if isinstance(one, dict) else ())
    return False
