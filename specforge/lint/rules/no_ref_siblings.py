"""no-$ref-siblings: fields beside a ``$ref``, which nobody reads."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.document.place import Place
from specforge.findings.model import Severity
from specforge.lint.about.ref_siblings import part
from specforge.lint.rule import Context, Problem, rule
from specforge.lint.scan import reference_holders


@rule(
    "no-$ref-siblings",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    ruleset_severity=Severity.ERROR,
    versions=("2.0", "3.0"),
    fixable=True,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """Fields beside a `$ref` are ignored."""
    for holder in context.once("references", reference_holders):
        for name, sibling in holder.items():
            if name != "$ref":
                message = f"`{name}` is ignored: it stands beside a `$ref`"
                kind = context.once("kinds of references", _kinds).get(holder.place.child("$ref"))
                help = "wrap the reference: `allOf: [{$ref: ...}]`" if kind in ("Schema", None) else None
                if kind == "PathItem":
                    message = f"`{name}` stands beside a `$ref`: not every tool reads both"
                yield Problem(message, sibling.key_place, help=help, fix=part(holder, sibling, kind))


def _kinds(document: Document) -> dict[Place, str]:
    return {reference.place: reference.kind for reference in document.index.references}
