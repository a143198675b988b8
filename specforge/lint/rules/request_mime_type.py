"""request-mime-type: a request body of a media type that is not wanted."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.media_types import problems, received
from specforge.lint.rule import Context, Problem, rule


@rule(
    "request-mime-type",
    on="Document",
    severity=Severity.WARNING,
    origin="redocly",
    recommended=False,
    options={"allowedValues": []},
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """What the API receives has a media type that is not among the allowed ones."""
    allowed = context.options("request-mime-type")["allowedValues"]
    yield from problems(received(document), allowed)
