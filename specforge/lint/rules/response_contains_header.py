"""response-contains-header: a response without a header that the API promises everywhere."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Operation
from specforge.document.node import Node
from specforge.findings.model import Severity
from specforge.lint.about.statuses import for_status
from specforge.lint.rule import Context, Problem, rule


@rule(
    "response-contains-header",
    on="AnyOperation",
    severity=Severity.WARNING,
    origin="redocly",
    recommended=False,
    options={"names": {}},
)
def check(operation: Operation, context: Context) -> Iterator[Problem]:
    """A response lacks a header that all of its status must have."""
    names = context.options("response-contains-header")["names"]
    # A response that many operations share is looked at once for each of its statuses.
    said: set[tuple[Node, str]] = context.once("headers that are missing", lambda _: set())
    for status, response in operation.responses.items():
        if response.node.reference is not None:
            continue  # it leads nowhere, as another finding says
        headers = response.node.get("headers")
        known = {name.lower() for name, _ in headers.follow().items()} if headers else set()
        for name in for_status(names, status):
            if name.lower() not in known and (response.node, name) not in said:
                said.add((response.node, name))
                yield Problem(f"the response has no header `{name}`", response.node.key_place)
