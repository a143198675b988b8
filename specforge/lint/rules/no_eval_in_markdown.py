"""no-eval-in-markdown: a description that calls `eval`."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.markdown import problems
from specforge.lint.rule import Context, Problem, rule


@rule("no-eval-in-markdown", on="Document", severity=Severity.WARNING, origin="spectral:oas")
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A description or title has `eval(` in it."""
    yield from problems(context, holding="eval(")
