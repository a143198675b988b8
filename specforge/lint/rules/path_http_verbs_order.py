"""path-http-verbs-order: the methods of a path in another order than usual."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule

_USUAL = ["get", "head", "post", "put", "patch", "delete", "options", "query", "trace"]


@rule(
    "path-http-verbs-order",
    on="PathItem",
    severity=Severity.INFO,
    origin="redocly",
    ruleset_severity=Severity.WARNING,
    recommended=False,
    options={"order": _USUAL},
)
def check(path_item: View, context: Context) -> Iterator[Problem]:
    """The methods of a path do not stand in the usual order."""
    order = context.options("path-http-verbs-order")["order"]
    found = [(order.index(key), key, node) for key, node in path_item.node.items() if key in order]
    for (rank, method, _), (next_rank, next_method, node) in pairwise(found):
        if next_rank < rank:
            yield Problem(f"`{next_method}` stands before `{method}` by custom", node.key_place)
