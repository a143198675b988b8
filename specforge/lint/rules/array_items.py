"""array-items: an array that does not say what it holds."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule

# Since OpenAPI 3.1 these say what an array holds, too.
_SAY_IT_AS_WELL = ("prefixItems", "contains", "unevaluatedItems", "$ref", "allOf", "anyOf", "oneOf", "$dynamicRef")


@rule(
    "array-items",
    # A schema that is written in place of a response is a mistake, but still one that must say what it holds.
    on=("Schema", "Parameter", "Header", "Response", "Stray"),
    when="type",
    severity=Severity.ERROR,
    origin="spectral:oas",
    structural=True,
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """An array does not say what it holds."""
    version, declared = context.document.version, view.get("type")
    if declared != "array" and not (version.has_json_schema and isinstance(declared, list) and "array" in declared):
        return
    items = view.node.get("items")
    if items is not None and items.value is None:
        yield Problem("an array needs `items`, but here they are empty", items.place)
    elif items is None and not (version.has_json_schema and any(keyword in view.raw for keyword in _SAY_IT_AS_WELL)):
        # Required until OpenAPI 3.0 (Schema Object, "items"). Without it, JSON Schema 2020-12 means "anything", and so
        # does every tool that reads 3.0; in Swagger 2.0 parameters are written by what `items` says.
        yield Problem("an array needs `items`", view.place, mild=not version.is_swagger)
