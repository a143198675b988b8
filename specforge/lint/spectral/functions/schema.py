"""schema: a value that fulfils a JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import jsonschema_rs

from specforge.lint.spectral.function import (
    Option,
    OptionProblem,
    Outcome,
    Target,
    function,
    is_flag,
    options_of,
    types,
)
from specforge.lint.spectral.graph import UNDEFINED
from specforge.lint.spectral.reach import reach
from specforge.lint.spectral.schema_errors import failures, worded
from specforge.lint.spectral.schema_formats import FORMATS, KEYWORDS, fitted

_DIALECTS = {
    "draft4": jsonschema_rs.Draft4Validator,
    "draft6": jsonschema_rs.Draft6Validator,
    "draft7": jsonschema_rs.Draft7Validator,
    "draft2019-09": jsonschema_rs.Draft201909Validator,
    "draft2020-12": jsonschema_rs.Draft202012Validator,
}
_DECLARED = {
    "json-schema.org/draft-04/": "draft4",
    "json-schema.org/draft-06/": "draft6",
    "json-schema.org/draft-07/": "draft7",
    "json-schema.org/draft/2019-09/": "draft2019-09",
    "json-schema.org/draft/2020-12/": "draft2020-12",
}
_OPTIONS = {
    "schema": Option(lambda value: isinstance(value, dict), types("schema", "schema", "object"), required=True),
    "dialect": Option(
        lambda value: value in ("auto", *_DIALECTS),
        f'"schema" function and its "dialect" option accepts only the following values: "auto", {", ".join(_DIALECTS)}',
    ),
    "allErrors": Option(is_flag, types("schema", "allErrors", "boolean")),
}
_EXAMPLES = (
    '{ "schema": { /* any JSON Schema can be defined here */ } , { "schema": { "type": "object" }, "dialect": "auto" }'
)
_of_table = options_of("schema", _OPTIONS, _EXAMPLES)


class Prepared(NamedTuple):
    """A compiled schema. ``validator`` is None for one that refers to what is not there: nothing is held to that."""

    validator: Any
    schema: dict[str, Any]
    every: bool
    depth: int | None


def _problems(options: Any) -> Iterator[OptionProblem]:
    found = list(_of_table(options))
    yield from found
    if not found:
        try:
            prepare(options)
        except ValueError as problem:
            yield OptionProblem(f"the schema cannot be used: {str(problem).splitlines()[0]}", ("schema",))


def prepare(options: dict[str, Any]) -> Prepared:
    """Compiles the schema. Raises ValueError for what is none."""
    schema = options["schema"]
    dialect = options.get("dialect", "auto")
    if dialect == "auto":
        declared = str(schema.get("$schema", ""))
        dialect = next((name for text, name in _DECLARED.items() if text in declared), "draft7")
    try:
        validator = _DIALECTS[dialect](fitted(schema), formats=FORMATS, validate_formats=True, keywords=KEYWORDS)
    except jsonschema_rs.ValidationError as problem:
        if problem.kind.name != "$ref":
            raise
        validator = None
    return Prepared(validator, schema, options.get("allErrors") is True, reach(schema))


@function("schema", problems=_problems, prepare=prepare)
def schema(target: Target, options: Prepared) -> Iterator[Outcome]:
    """The value, with its references replaced, is valid."""
    if target.value is UNDEFINED:
        yield Outcome('#{{print("property")}}must exist')
        return
    if options.validator is None:
        return
    value = target.unfolded(options.depth)
    try:
        errors = () if options.validator.is_valid(value) else list(options.validator.iter_errors(value))
    except ValueError:
        # Nested deeper than the validator goes.
        yield Outcome('#{{print("property")}}is nested too deeply to be validated')
        return
    path = target.path()
    name = str(path[-1]) if path else None
    for failure in failures(errors, options.schema, every=options.every):
        yield Outcome(_of_element(worded(failure, name), failure.path), failure.path)


def _of_element(message: str, path: tuple[Any, ...]) -> str:
    """``"0" property`` is what nobody calls the first element of a list."""
    if not path or not str(path[-1]).isdecimal():
        return message
    start = f'"{path[-1]}" property'
    return (
        f"Item at index {path[-1]}{message[len(start) :].removeprefix(' type')}"
        if message.startswith(start)
        else message
    )
