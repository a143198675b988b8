"""license-url: a licence that nobody can read."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.presence import missing, says_something
from specforge.lint.rule import Context, Problem, rule


@rule("license-url", on="Document", severity=Severity.WARNING, origin="spectral:oas", recommended=False)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """The licence has no link to its text."""
    identifier = document.node.at("info", "license", "identifier")
    # `url` and `identifier` exclude each other (OpenAPI 3.1.1 section 4.8.4): either leads to the text.
    if identifier is None or not says_something(identifier.value) or not document.version.has_json_schema:
        yield from missing(document.node, "info", "license", "url", message="the licence has no `url`")
