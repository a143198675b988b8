"""no-server-variables-empty-enum: a server variable whose values cannot be right."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule


@rule(
    "no-server-variables-empty-enum",
    on="ServerVariable",
    when="enum",
    severity=Severity.ERROR,
    origin="redocly",
    structural=True,
    # oas3-server-variables says the same and more.
    default=False,
    versions=OPENAPI_3,
)
def check(variable: View, context: Context) -> Iterator[Problem]:
    """A server variable allows no value, or not its own default."""
    values, default = variable.get("enum"), variable.get("default")
    if not isinstance(values, list):
        return
    # A SHOULD in OpenAPI 3.0, a MUST since 3.1, where the metaschema says it of the empty list.
    is_advice = context.document.version.family == "3.0"
    if not values:
        if is_advice:
            yield Problem("the list of allowed values is empty", variable.place.child("enum"), mild=True)
    elif isinstance(default, str) and default not in values:
        message = f"the default `{default}` is none of the allowed values"
        yield Problem(message, variable.place.child("default"), mild=is_advice)
