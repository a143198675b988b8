"""exclusive-without-limit: the edge of a range that has no edge."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.edits import Remove
from specforge.document.model import View
from specforge.findings.model import Fix, Severity
from specforge.lint.rule import Context, Problem, rule

_LIMITS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


@rule(
    "exclusive-without-limit",
    on=("Schema", "Parameter", "Header"),
    when=tuple(_LIMITS),
    severity=Severity.WARNING,
    versions=("2.0", "3.0"),
    fixable=True,
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """`exclusiveMinimum` or `exclusiveMaximum` stands without its limit."""
    for exclusive, limit in _LIMITS.items():
        if isinstance(view.get(exclusive), bool) and limit not in view.raw:
            fix = Fix(f"remove `{exclusive}`", (Remove(view.place.child(exclusive)),))
            message = f"`{exclusive}` says nothing without `{limit}`"
            yield Problem(message, view.place.child(exclusive, key=True), fix=fix)
