"""oas3_1-servers-in-webhook: servers for a request that goes to the user of the API."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.document.node import Node
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "oas3_1-servers-in-webhook",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    default=False,
    versions=("3.1", "3.2"),
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A webhook has servers."""
    for servers in _servers(document):
        yield Problem("a webhook has no servers: it goes to whom the user of the API names", servers.key_place)


def _servers(document: Document) -> Iterator[Node]:
    # A webhook may be called `servers` as well: that is a path item, no list.
    stray = document.node.at("webhooks", "servers")
    if stray is not None and isinstance(stray.value, list):
        yield stray
    for webhook in document.webhooks.values():
        holders = [webhook.node, *(operation.node for operation in webhook.operations)]
        yield from (servers for holder in holders if (servers := holder.get("servers")) is not None)
