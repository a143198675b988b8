"""required-string-property-missing-min-length: a string that must be there, but may be empty."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Schema
from specforge.document.node import Node
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule

# What already says that an empty string will not do.
_TELLING = ("minLength", "enum", "const", "pattern")
_FORMATS = frozenset(
    (
        *("date-time", "date", "time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6"),
        *("uri", "iri", "uuid"),
    )
)


@rule(
    "required-string-property-missing-min-length",
    on="Schema",
    when="required",
    severity=Severity.WARNING,
    origin="redocly",
    recommended=False,
)
def check(schema: Schema, context: Context) -> Iterator[Problem]:
    """A required property may be an empty string."""
    said: set[Node] = context.once("strings that may be empty", lambda _: set())
    properties = schema.node.get("properties")
    required = schema.required
    for name, node in properties.items() if properties and required else ():
        described = Schema.of(node)
        if name not in required or described.get("type") != "string" or described.format in _FORMATS:
            continue
        if described.node not in said and not any(described.get(keyword) for keyword in _TELLING):
            said.add(described.node)
            message = f"the required property `{name}` may be an empty string: no `minLength`"
            yield Problem(message, described.node.key_place)
