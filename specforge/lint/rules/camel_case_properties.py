"""camel-case-properties: properties that are written in another way."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import Schema
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule

_CASES = {
    "camel": re.compile(r"[a-z][a-z0-9]*([A-Z0-9]([a-z0-9]+|\Z))*\Z"),
    "pascal": re.compile(r"[A-Z][a-z0-9]*([A-Z0-9]([a-z0-9]+|\Z))*\Z"),
    "pascal-kebab": re.compile(r"[A-Z][a-z0-9]*(-[A-Z][a-z0-9]*)*\Z"),
    "kebab": re.compile(r"[a-z0-9-]+\Z"),
    "cobol": re.compile(r"[A-Z0-9-]+\Z"),
    "snake": re.compile(r"[a-z0-9_]+\Z"),
    "macro": re.compile(r"[A-Z0-9_]+\Z"),
    "flat": re.compile(r"[a-z][a-z0-9]*\Z"),
}


@rule(
    "camel-case-properties",
    on="Schema",
    when="properties",
    severity=Severity.WARNING,
    origin="vacuum",
    recommended=False,
    options={"type": "camel"},
)
def check(schema: Schema, context: Context) -> Iterator[Problem]:
    """The name of a property is not in camelCase."""
    wanted = context.options("camel-case-properties")["type"]
    case = _CASES.get(wanted)
    properties = schema.node.get("properties")
    for name, node in properties.items() if properties and case else ():
        if case is not None and not case.match(name):
            yield Problem(f"property `{name}` is not in {wanted} case", node.key_place)
