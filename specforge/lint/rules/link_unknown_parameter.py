"""link-unknown-parameter: a link that sets a parameter which its operation does not have."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.links import LinkTargets, linked_parameter
from specforge.document.model import Link
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule
from specforge.registry import did_you_mean


@rule("link-unknown-parameter", on="Link", when="parameters", severity=Severity.WARNING, versions=OPENAPI_3)
def check(link: Link, context: Context) -> Iterator[Problem]:
    """A link sets a parameter that its operation does not have."""
    targets: LinkTargets = context.once("targets of links", LinkTargets)
    # That there is none, another rule reports.
    operation = targets.of(link)
    if operation is None:
        return
    names = [parameter.name for parameter in operation.parameters]
    for name in link.parameters:
        if linked_parameter(operation, name) is None:
            message = f"{operation.label} has no parameter `{name}`"
            yield Problem(message, link.place.child("parameters").child(name, key=True), help=did_you_mean(name, names))
