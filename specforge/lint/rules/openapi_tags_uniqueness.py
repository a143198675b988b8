"""openapi-tags-uniqueness: a tag that is declared twice."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document, Tag
from specforge.findings.model import Fix, Related, Severity
from specforge.lint.about.fixes import is_part_of, remove
from specforge.lint.rule import Context, Problem, rule


@rule(
    "openapi-tags-uniqueness",
    on="Document",
    when="tags",
    severity=Severity.WARNING,
    origin="spectral:oas",
    ruleset_severity=Severity.ERROR,
    fixable=True,
    options={"ignoreCase": False},
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A tag is declared twice."""
    first: dict[str, Tag] = {}
    is_caseless = context.options("openapi-tags-uniqueness")["ignoreCase"]
    for tag in document.tags:
        known = first.setdefault(tag.name.lower() if is_caseless else tag.name, tag)
        if known is not tag and tag.name:
            related = (Related("declared here first", known.place.child("name")),)
            message = f"tag `{tag.name}` is declared twice"
            yield Problem(message, tag.place.child("name"), related=related, fix=_fix(known, tag))


def _fix(first: Tag, second: Tag) -> Fix | None:
    """One of the two goes if it says nothing that the other one does not say."""
    if first.reference is not None or second.reference is not None:
        return None
    if is_part_of(second.raw, first.raw):
        return remove(second.node, message="remove this declaration")
    return remove(first.node, message="remove the first declaration") if is_part_of(first.raw, second.raw) else None
