"""path-http-verbs-order: the methods of a path in another order than usual."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from specforge.document.edits import Reorder
from specforge.document.model import View
from specforge.findings.model import Fix, Severity
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
    fixable=True,
)
def check(path_item: View, context: Context) -> Iterator[Problem]:
    """The methods of a path do not stand in the usual order."""
    order = context.options("path-http-verbs-order")["order"]
    found = [(order.index(key), key, node) for key, node in path_item.node.items() if key in order]
    for (rank, method, _), (next_rank, next_method, node) in pairwise(found):
        if next_rank < rank:
            message = f"`{next_method}` stands before `{method}` by custom"
            yield Problem(message, node.key_place, fix=_fix(path_item, order))


def _fix(path_item: View, order: list[str]) -> Fix:
    """The methods change places among themselves; the other fields stay where they are."""
    sorted_methods = iter(sorted((key for key in path_item.raw if key in order), key=order.index))
    keys = tuple(next(sorted_methods) if key in order else key for key in path_item.raw)
    return Fix("sort the methods", (Reorder(path_item.place, keys),))
