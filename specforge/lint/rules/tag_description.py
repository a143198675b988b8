"""tag-description: a tag that is not explained."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Tag
from specforge.findings.model import Severity
from specforge.lint.about.presence import missing
from specforge.lint.rule import Context, Problem, rule


@rule("tag-description", on="Tag", severity=Severity.WARNING, origin="spectral:oas", recommended=False)
def check(tag: Tag, context: Context) -> Iterator[Problem]:
    """A tag has no description."""
    yield from missing(tag.node, "description", message=f"tag `{tag.name}` has no `description`")
