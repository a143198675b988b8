"""oas3_2-no-deprecated-xml-attribute: the old word for an attribute of XML."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.edits import Remove, Rename, Set
from specforge.document.model import View
from specforge.findings.model import Fix, Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "oas3_2-no-deprecated-xml-attribute",
    on="Xml",
    severity=Severity.WARNING,
    origin="spectral:oas",
    versions=("3.2",),
    fixable=True,
)
def check(xml: View, context: Context) -> Iterator[Problem]:
    """`xml.attribute` is deprecated since OpenAPI 3.2."""
    if xml.get("attribute") is True:
        help = "write `nodeType: attribute`"
        # Both words together are a breach of the metaschema.
        echoes = ("oas3-schema",) if "nodeType" in xml.raw else ()
        yield Problem("`attribute: true` is deprecated", xml.node.key_place, help=help, fix=_fix(xml), echoes=echoes)


def _fix(xml: View) -> Fix:
    old = xml.place.child("attribute")
    if "nodeType" in xml.raw:
        return Fix("remove `attribute`", (Remove(old),))
    return Fix("write `nodeType: attribute`", (Rename(old, "nodeType"), Set(old, "attribute")))
