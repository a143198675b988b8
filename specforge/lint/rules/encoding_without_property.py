"""encoding-without-property: how to write a part that the body does not have."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import MediaType
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule

# With one of these the schema may have properties that are not written in it.
_OPEN = frozenset(
    (
        *("$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas"),
        *("patternProperties", "additionalProperties", "unevaluatedProperties"),
    )
)


@rule("encoding-without-property", on="MediaType", when="encoding", severity=Severity.WARNING, versions=OPENAPI_3)
def check(media_type: MediaType, context: Context) -> Iterator[Problem]:
    """An encoding belongs to no property of the body."""
    schema = media_type.schema
    encoding = media_type.node.get("encoding")
    if schema is None or encoding is None or not isinstance(schema.raw, dict) or not schema.properties:
        return
    if any(schema.raw.get(keyword) for keyword in _OPEN):
        return
    for name, part in encoding.items():
        if name not in schema.properties and not name.startswith("x-"):
            yield Problem(f"the schema has no property `{name}`", part.key_place)
