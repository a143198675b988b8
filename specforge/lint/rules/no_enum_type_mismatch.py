"""no-enum-type-mismatch: a value of ``enum`` or ``const`` that the type forbids."""

from __future__ import annotations

import json
from collections.abc import Iterator

from specforge.document.model import View
from specforge.document.node import Node
from specforge.findings.model import Severity
from specforge.lint.about.json_types import declared_types, is_any_of
from specforge.lint.about.mistyped import requote
from specforge.lint.rule import Context, Problem, rule


@rule(
    "no-enum-type-mismatch",
    on=("Schema", "Parameter", "Header"),
    when=("enum", "const"),
    severity=Severity.WARNING,
    origin="redocly",
    ruleset_severity=Severity.ERROR,
    default=False,
    fixable=True,
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """A value of `enum` or `const` is not of the type beside it."""
    types = declared_types(view.get("type"))
    if not types:
        return
    # `nullable` is a field of OpenAPI 3.0; authors of 3.1 documents still write it and mean it.
    is_nullable = view.get("nullable") is True and not context.document.version.is_swagger
    for node in _values(view, context):
        if not is_any_of(node.value, types) and not (node.value is None and is_nullable):
            shown = json.dumps(node.value, ensure_ascii=False)
            others = view.get("enum") if isinstance(view.get("enum"), list) else ()
            fix = requote(node.value, types, node.place, others)
            yield Problem(f"`{shown}` is not of type {' or '.join(types)}", node.place, fix=fix)


def _values(view: View, context: Context) -> Iterator[Node]:
    enum, const = view.node.get("enum"), view.node.get("const")
    yield from enum.elements() if enum is not None else ()
    if const is not None and context.document.version.has_json_schema:
        yield const
