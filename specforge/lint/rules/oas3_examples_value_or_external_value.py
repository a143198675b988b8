"""oas3-examples-value-or-externalValue: an example that shows nothing, or two things."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Example
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule

# `dataValue` and `serializedValue` came with OpenAPI 3.2 and show one value in two ways: they go together.
_SINCE_3_2 = ("dataValue", "serializedValue")


@rule(
    "oas3-examples-value-or-externalValue",
    on="Example",
    severity=Severity.WARNING,
    origin="spectral:oas",
    versions=OPENAPI_3,
)
def check(example: Example, context: Context) -> Iterator[Problem]:
    """An example has no value, or two."""
    if not isinstance(example.raw, dict):
        return
    if "value" in example.raw and "externalValue" in example.raw:
        # The metaschemas say so since OpenAPI 3.1, and as an error.
        echoes = ("oas3-schema",) if context.document.version.has_json_schema else ()
        yield Problem("`value` and `externalValue` exclude each other", example.node.key_place, echoes=echoes)
    elif "value" not in example.raw and "externalValue" not in example.raw:
        known = _SINCE_3_2 if context.document.version.family == "3.2" else ()
        if not any(name in example.raw for name in known):
            yield Problem("the example shows nothing: it has no `value` and no `externalValue`", example.node.key_place)
