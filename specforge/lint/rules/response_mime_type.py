"""response-mime-type: an answer of a media type that is not wanted."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.media_types import problems, sent
from specforge.lint.rule import Context, Problem, rule


@rule(
    "response-mime-type",
    on="Document",
    severity=Severity.WARNING,
    origin="redocly",
    recommended=False,
    options={"allowedValues": []},
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """What the API sends has a media type that is not among the allowed ones."""
    allowed = context.options("response-mime-type")["allowedValues"]
    yield from problems(sent(document), allowed)
