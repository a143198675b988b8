"""oas3_1-callbacks-in-webhook: a callback in what is a callback already."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "oas3_1-callbacks-in-webhook",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    default=False,
    versions=("3.1", "3.2"),
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A webhook has callbacks."""
    for webhook in document.webhooks.values():
        for operation in webhook.operations:
            callbacks = operation.node.get("callbacks")
            if callbacks is not None:
                yield Problem(f"webhook `{webhook.path}` has callbacks", callbacks.key_place)
