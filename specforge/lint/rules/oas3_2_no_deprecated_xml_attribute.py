"""oas3_2-no-deprecated-xml-attribute: the old word for an attribute of XML."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "oas3_2-no-deprecated-xml-attribute",
    on="Xml",
    severity=Severity.WARNING,
    origin="spectral:oas",
    versions=("3.2",),
)
def check(xml: View, context: Context) -> Iterator[Problem]:
    """`xml.attribute` is deprecated since OpenAPI 3.2."""
    if xml.get("attribute") is True:
        yield Problem("`attribute: true` is deprecated", xml.node.key_place, help="write `nodeType: attribute`")
