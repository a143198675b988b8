"""response-contains-header: a response without a header that the API promises everywhere."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Operation
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule
from specforge.lint.statuses import for_status


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
    for status, response in operation.responses.items():
        headers = response.node.get("headers")
        known = {name.lower() for name, _ in headers.follow().items()} if headers else set()
        place = (response.reference or response.node).key_place
        for name in for_status(names, status):
            if name.lower() not in known:
                yield Problem(f"the response has no header `{name}`", place)
