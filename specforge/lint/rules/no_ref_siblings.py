"""no-$ref-siblings: fields beside a ``$ref``, which nobody reads."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule
from specforge.lint.scan import reference_holders


@rule(
    "no-$ref-siblings",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    ruleset_severity=Severity.ERROR,
    versions=("2.0", "3.0"),
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """Fields beside a `$ref` are ignored."""
    for holder in context.once("references", reference_holders):
        for name, sibling in holder.items():
            if name != "$ref":
                message = f"`{name}` is ignored: it stands beside a `$ref`"
                yield Problem(message, sibling.key_place, help="wrap the reference: `allOf: [{$ref: ...}]`")
