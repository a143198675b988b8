"""References that lead nowhere: the code takes anything there, and says so."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Finding, Severity


def broken_references(document: Document) -> Iterator[Finding]:
    """A finding for each of them. Only a document that has one, as planning has shown, is searched for its places."""
    if not document.resolver.has_failed:
        return
    for reference in document.index.references:
        if reference.target is None:
            problem = reference.resolution.problem or f"`{reference.text}` leads nowhere"
            yield Finding(
                "gen-reference",
                Severity.WARNING,
                f"{problem}; what it stands for is not in the code",
                reference.place,
                operation=document.index.operation_of(reference.place),
                help=reference.resolution.help,
            )
