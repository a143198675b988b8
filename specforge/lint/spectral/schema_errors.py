"""What a JSON Schema validator says of a value, chosen, ordered and worded as users of Spectral know it.

Spectral's validator stops at the first keyword that fails unless ``allErrors`` is set, and goes through keywords in an
order of its own: first those for every type, then those for numbers, strings, arrays and objects. Ours finds all, so
the first of them is looked for here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from specforge.lint.spectral import javascript as js
from specforge.lint.spectral.graph import Key

_ORDER = (
    *("type", "$ref", "$dynamicRef", "const", "enum", "not", "anyOf", "oneOf", "allOf", "if", "then", "else"),
    *("maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum", "multipleOf"),
    *("maxLength", "minLength", "pattern"),
    *("maxItems", "minItems", "uniqueItems", "prefixItems", "additionalItems", "items", "contains"),
    *("maxProperties", "minProperties", "required", "dependencies", "propertyNames", "additionalProperties"),
    *("dependentRequired", "dependentSchemas", "properties", "patternProperties"),
    *("unevaluatedItems", "unevaluatedProperties", "format"),
)
_RANKS = {keyword: rank for rank, keyword in enumerate(_ORDER)}
_LIMITS = {
    "minimum": "must be >= {}",
    "maximum": "must be <= {}",
    "exclusiveMinimum": "must be > {}",
    "exclusiveMaximum": "must be < {}",
    "multipleOf": "must be multiple of {}",
    "minLength": "must not have fewer than {} characters",
    "maxLength": "must not have more than {} characters",
    "minItems": "must not have fewer than {} items",
    "maxItems": "must not have more than {} items",
    "minProperties": "must not have fewer than {} properties",
    "maxProperties": "must not have more than {} properties",
    "pattern": 'must match pattern "{}"',
    "format": 'must match format "{}"',
}
_SENTENCES = {
    "const": "must be equal to constant",
    "not": "must not be valid",
    "anyOf": "must match a schema in anyOf",
    "oneOf": "must match exactly one schema in oneOf",
    "contains": "must contain at least 1 valid item(s)",
    "uniqueItems": "must not have duplicate items",
    "propertyNames": "property name must be valid",
    "unevaluatedItems": "must not have unevaluated items",
    "unevaluatedProperties": "must not have unevaluated properties",
    "falseSchema": "boolean schema is false",
    "additionalItems": "must not have more items",
    "if": 'must match "then" schema',
}
# Keywords after which the path through the schema takes a step into the value.
_STEPS = frozenset(("properties", "patternProperties", "additionalProperties", "items", "prefixItems", "contains"))
_NONE_MATCHED = ". None of the schemas matched, see the other errors reported for this value"


@dataclass(frozen=True, slots=True)
class Failure:
    """One keyword that fails. ``value`` is what stands at ``path``, ``wanted`` what the keyword asks for."""

    keyword: str
    path: tuple[Key, ...]
    text: str
    wanted: Any
    value: Any


def failures(errors: Iterable[Any], schema: Any, *, every: bool) -> list[Failure]:
    """The errors of the validator in order; only the first, with what belongs to it, unless ``every``."""
    ordered = sorted(errors, key=lambda error: _rank(schema, error))
    found: list[Failure] = []
    for error in ordered:
        found += _of(error, schema, every)
        if not every and found:
            break
    return _without_redundant(list(dict.fromkeys(found)) if _hashable(found) else found)


def _hashable(found: list[Failure]) -> bool:
    return not any(isinstance(part, dict | list) for failure in found for part in (failure.wanted, failure.value))


def _rank(schema: Any, error: Any) -> tuple[Any, ...]:
    """Where in the order of evaluation an error stands."""
    ranks: list[int] = []
    names: list[str] = []
    for token in error.schema_path:
        if isinstance(token, int):
            ranks.append(token)
        elif isinstance(schema, dict) and names[-1:] and names[-1] in ("properties", "patternProperties", "$defs"):
            ranks.append(list(schema).index(token) if token in schema else 0)
        else:
            ranks.append(_RANKS.get(token, len(_ORDER)))
        names.append(str(token))
        schema = _member(schema, token)
    elements = [key for key in error.instance_path if isinstance(key, int)]
    return (*ranks, *elements)


def _member(schema: Any, token: Any) -> Any:
    if isinstance(schema, dict):
        return schema.get(token)
    return schema[token] if isinstance(schema, list) and isinstance(token, int) and token < len(schema) else None


def _of(error: Any, schema: Any, every: bool) -> Iterator[Failure]:
    keyword, path, wanted = error.kind.name, tuple(error.instance_path), error.kind.value
    keyword = {"oneOfMultipleValid": "oneOf", "oneOfNotValid": "oneOf", "constant": "const"}.get(keyword, keyword)
    branches = getattr(error.kind, "context", None) or []
    if keyword in ("anyOf", "oneOf"):
        inner = _at(schema, error.schema_path)
        for index, branch in enumerate(branches):
            of_branch = _member(inner, index) if isinstance(inner, list) else None
            yield from (
                Failure(f.keyword, (*path, *f.path[len(path) :]), f.text, f.wanted, f.value)
                for f in failures(branch, {keyword: {index: of_branch}} if of_branch is None else schema, every=every)
            )
    if keyword == "type":
        written = _at(schema, error.schema_path)
        names = [written] if isinstance(written, str) else written if isinstance(written, list) else wanted
        yield Failure(keyword, path, f"must be {','.join(map(str, names))}", None, error.instance)
    elif keyword in ("additionalProperties", "unevaluatedProperties") and isinstance(wanted, list):
        for name in wanted if every else wanted[:1]:
            yield Failure("additionalProperties", path, f'Property "{name}" is not expected to be here', None, None)
    else:
        yield Failure(keyword, path, _text(keyword, wanted, error), wanted, error.instance)
    yield from _conditions(error)


def _conditions(error: Any) -> Iterator[Failure]:
    """Spectral's validator adds to what fails inside of ``then`` that ``then`` was to be matched."""
    depth = 0
    tokens = list(error.schema_path)
    for index, token in enumerate(tokens):
        if token in ("then", "else") and (index == 0 or tokens[index - 1] not in ("properties", "$defs")):
            path = tuple(error.instance_path)[:depth]
            yield Failure("if", path, f'must match "{token}" schema', None, None)
        elif token in _STEPS and index + 1 < len(tokens):
            depth += 1


def _at(schema: Any, path: Iterable[Any]) -> Any:
    for token in path:
        schema = _member(schema, token)
    return schema


def _text(keyword: str, wanted: Any, error: Any) -> str:
    if keyword == "required":
        return f'must have required property "{wanted}"'
    if keyword in _LIMITS:
        return _LIMITS[keyword].format(wanted if isinstance(wanted, str) else js.printed(wanted))
    if keyword == "enum":
        return "must be equal to one of the allowed values"
    return _SENTENCES.get(keyword) or str(error.message)


def _without_redundant(found: list[Failure]) -> list[Failure]:
    """What an alternative has to say deeper inside is better than that no alternative fits."""
    vague = {failure.path for failure in found if failure.keyword == "anyOf"}
    for path in vague:
        if any(len(failure.path) > len(path) and failure.path[: len(path)] == path for failure in found):
            found = [failure for failure in found if failure.path != path]
    return [failure for failure in found if not _is_overshadowed(failure, found)]


def _is_overshadowed(failure: Failure, found: list[Failure]) -> bool:
    """A value that is none of the allowed ones, where something beside it is wrong as well, is not told by Spectral."""
    if failure.keyword != "enum" or any(f.path == failure.path and f.keyword != "enum" for f in found):
        return False
    depth = len(failure.path)
    around = failure.path[: depth - 1] if depth else ()
    beside = [f for f in found if f.path[:depth] != failure.path and f.path[: len(around)] == around]
    return any(len(f.path) >= depth or (depth == 1 and not f.path) for f in beside)


def worded(failure: Failure, property_name: str | None) -> str:
    """The sentence. ``property_name`` is the last key on the way to the value, from the root of the document."""
    if failure.keyword == "additionalProperties":
        return failure.text
    name = str(failure.path[-1]) if failure.path else property_name
    if failure.keyword == "type":
        return f'"{name}" property type {failure.text}' if name is not None else f"Value type {failure.text}"
    kind = js.typeof(failure.value).capitalize()
    subject = f'"{name}" property' if name is not None else kind
    text = f"{subject} {failure.text}"
    if failure.keyword == "enum":
        text += ": " + ", ".join(map(js.printed, failure.wanted))
    if failure.keyword == "oneOf":
        text += _NONE_MATCHED
    return text
