"""oasSchema and oasExample: values that fulfil a Schema Object, as the version of OpenAPI understands it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from specforge.document.versions import Version
from specforge.lint.spectral.function import Outcome, Target, any_options, function
from specforge.lint.spectral.graph import Key
from specforge.lint.spectral.schema_errors import failures, worded
from specforge.lint.spectral.schema_formats import FORMATS, KEYWORDS, fitted


@function("oasSchema", problems=any_options)
def oas_schema(target: Target, options: Any) -> Iterator[Outcome]:
    """The value is valid against the option ``schema``, in which ``nullable`` means what OpenAPI means."""
    schema = options.get("schema") if isinstance(options, dict) else None
    if isinstance(schema, dict):
        yield from _judged(target, target.unfolded(), schema, ())


@function("oasExample", problems=any_options)
def oas_example(target: Target, options: Any) -> Iterator[Outcome]:
    """The examples of a schema or of a media type fulfil the schema."""
    holder = target.unfolded()
    if not isinstance(holder, dict):
        return
    field = options.get("schemaField", "$") if isinstance(options, dict) else "$"
    schema = holder if field == "$" else holder.get(field)
    if not isinstance(schema, dict):
        return
    names = ("example", "default") if field == "$" else ("example",)
    for name in names:
        if name in holder:
            yield from _judged(target, holder[name], schema, (name,))
    examples = holder.get("examples")
    if field != "$" and isinstance(examples, dict):
        for name, example in examples.items():
            if isinstance(example, dict) and "value" in example:
                yield from _judged(target, example["value"], schema, ("examples", name, "value"))


def _judged(target: Target, value: Any, schema: dict[str, Any], path: tuple[Key, ...]) -> Iterator[Outcome]:
    prepared = _plain(schema, target.context.document.version)
    is_new = target.context.document.version.has_json_schema
    draft = jsonschema_rs.Draft202012Validator if is_new else jsonschema_rs.Draft4Validator
    try:
        validator = draft(fitted(prepared), formats=FORMATS, validate_formats=True, keywords=KEYWORDS)
    except ValueError:
        return
    way = (*target.path(), *path)
    for failure in failures(validator.iter_errors(value), prepared, every=False):
        yield Outcome(worded(failure, str(way[-1]) if way else None), (*path, *failure.path))


def _plain(schema: Any, version: Version) -> Any:
    """The schema as JSON Schema: null where ``nullable`` allows it."""
    if isinstance(schema, list):
        return [_plain(part, version) for part in schema]
    if not isinstance(schema, dict):
        return schema
    data = ("example", "examples", "default", "enum", "const")
    made = {key: value if key in data else _plain(value, version) for key, value in schema.items()}
    mark = "x-nullable" if version.is_swagger else "nullable"
    if schema.get(mark) is True and isinstance(schema.get("type"), str):
        made["type"] = [schema["type"], "null"]
        if isinstance(schema.get("enum"), list):
            made["enum"] = [*schema["enum"], None]
    for name in ("example", "examples"):
        made.pop(name, None)
    return made
