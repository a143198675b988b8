"""array-parameter-serialization: a list as a parameter, and no word on how it is written."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Parameter
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule


@rule(
    "array-parameter-serialization",
    on="Parameter",
    when="schema",
    severity=Severity.INFO,
    origin="redocly",
    ruleset_severity=Severity.WARNING,
    recommended=False,
    versions=OPENAPI_3,
    options={"in": []},
)
def check(parameter: Parameter, context: Context) -> Iterator[Problem]:
    """A parameter that is an array does not say its style and explode."""
    schema = parameter.schema
    locations = context.options("array-parameter-serialization")["in"]
    if schema is None or (locations and parameter.location not in locations):
        return
    is_array = "array" in schema.types or schema.get("items") or schema.get("prefixItems")
    missing = [f"`{name}`" for name in ("style", "explode") if name not in parameter.raw]
    if is_array and missing:
        listed = " and ".join(missing)
        message = f"parameter `{parameter.name}` is an array and does not say its {listed}"
        yield Problem(message, parameter.place.child("name"))
