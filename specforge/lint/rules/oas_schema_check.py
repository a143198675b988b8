"""oas-schema-check: schemas that make no sense."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.about.json_types import declared_types
from specforge.lint.about.schema_sanity import COUNTS, contradictions, inapplicable, is_number
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule

_LIMITS = tuple(f"{side}{noun}" for noun in COUNTS for side in ("min", "max"))


@rule(
    "oas-schema-check",
    on=("Schema", "Parameter", "Header"),
    severity=Severity.ERROR,
    origin="vacuum",
    default=False,
    versions=OPENAPI_3,
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """A schema contradicts itself."""
    if isinstance(view.raw, dict):
        yield from _types(view)
        yield from _numbers(view)
        yield from contradictions(view)
        yield from inapplicable(view)


def _types(view: View) -> Iterator[Problem]:
    declared = view.get("type")
    names = declared if isinstance(declared, list) else [declared] if declared is not None else []
    for name in names:
        if not declared_types(name):
            yield Problem(f"there is no type `{name}`", view.place.child("type"))


def _numbers(view: View) -> Iterator[Problem]:
    for keyword in _LIMITS:
        value = view.get(keyword)
        if is_number(value) and value < 0:
            yield Problem(f"`{keyword}` cannot be negative", view.place.child(keyword))
    step = view.get("multipleOf")
    if is_number(step) and step <= 0:
        yield Problem("`multipleOf` must be more than 0", view.place.child("multipleOf"))
