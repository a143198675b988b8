"""openapi-tags-uniqueness: a tag that is declared twice."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document, Tag
from specforge.findings.model import Related, Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "openapi-tags-uniqueness",
    on="Document",
    when="tags",
    severity=Severity.WARNING,
    origin="spectral:oas",
    ruleset_severity=Severity.ERROR,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A tag is declared twice."""
    first: dict[str, Tag] = {}
    for tag in document.tags:
        known = first.setdefault(tag.name, tag)
        if known is not tag and tag.name:
            related = (Related("declared here first", known.place.child("name")),)
            yield Problem(f"tag `{tag.name}` is declared twice", tag.place.child("name"), related=related)
