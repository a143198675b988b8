"""component-description: components that nobody explains."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule

_SECTIONS = ("schemas", "responses", "parameters", "requestBodies", "headers", "securitySchemes", "links", "examples")


@rule(
    "component-description",
    on="Components",
    severity=Severity.WARNING,
    origin="vacuum",
    default=False,
    versions=OPENAPI_3,
    options={"minWords": 0},
)
def check(components: View, context: Context) -> Iterator[Problem]:
    """A component has no description."""
    least = context.options("component-description")["minWords"]
    for section in _SECTIONS:
        holder = components.node.get(section)
        for name, node in holder.items() if holder else ():
            # What a reference leads to is described where it stands.
            if node.is_mapping and node.reference is None:
                yield from _problem(View(node), name, least)


def _problem(component: View, name: str, least: int) -> Iterator[Problem]:
    description = component.text("description")
    if not description:
        yield Problem(f"component `{name}` has no `description`", component.node.key_place)
    elif len(description.split()) < least:
        message = f"the description of `{name}` has less than {least} words"
        yield Problem(message, component.place.child("description"))
