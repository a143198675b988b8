"""boolean-parameter-prefixes: a yes-or-no parameter whose name does not ask."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import Parameter
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "boolean-parameter-prefixes",
    on="Parameter",
    severity=Severity.INFO,
    origin="redocly",
    ruleset_severity=Severity.WARNING,
    recommended=False,
    options={"prefixes": ["is", "has"]},
)
def check(parameter: Parameter, context: Context) -> Iterator[Problem]:
    """The name of a boolean parameter has none of the wanted prefixes."""
    schema = parameter.schema
    if schema is None or set(schema.types) - {"null"} != {"boolean"}:
        return
    chosen = context.options("boolean-parameter-prefixes")["prefixes"]
    prefixes = [prefix for prefix in chosen if isinstance(prefix, str)]
    if prefixes and not any(_has_prefix(parameter.name, prefix) for prefix in prefixes):
        wanted = " or ".join(f"`{prefix}`" for prefix in prefixes)
        yield Problem(
            f"`{parameter.name}` is a boolean: its name should begin with {wanted}", parameter.place.child("name")
        )


def _has_prefix(name: str, prefix: str) -> bool:
    """``isNew``, ``is-new`` and ``is_new`` have the prefix ``is``; ``island`` has not."""
    return name.startswith(prefix) and re.match(r"[A-Z_-]", name[len(prefix) :]) is not None
