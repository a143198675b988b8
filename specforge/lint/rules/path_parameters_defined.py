"""path-parameters-defined: path templates and the path parameters that belong to them."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document, Operation, PathItem
from specforge.document.node import Node
from specforge.findings.model import Severity
from specforge.lint.about.parameter_lists import Listed, declare_path_parameter, has_unknown, listed
from specforge.lint.about.templates import EXPRESSION, plain_name, with_callbacks
from specforge.lint.rule import Context, Problem, rule


@rule("path-parameters-defined", on="Document", severity=Severity.ERROR, origin="redocly", default=False, fixable=True)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A path template names a parameter that is not declared, or the other way round."""
    for item in with_callbacks(iter(document.paths.values())):
        names = [name for name in EXPRESSION.findall(item.path) if name]
        wanted = {plain_name(name): name for name in names if not name.startswith("$")}
        shared = _path_parameters(item.node)
        yield from _unused(item, {*wanted, *names}, shared)
        for operation in item.operations:
            own = _path_parameters(operation.node)
            yield from _unused(item, {*wanted, *names}, own)
            if not has_unknown(item.node) and not has_unknown(operation.node):
                yield from _missing(operation, wanted, {parameter.name for _, parameter in (*shared, *own)})


def _path_parameters(holder: Node) -> Listed:
    return [pair for pair in listed(holder) if pair[1].location == "path"]


def _unused(item: PathItem, known: set[str], declared: Listed) -> Iterator[Problem]:
    for entry, parameter in declared:
        if parameter.name not in known:
            place = entry.place if entry.reference is not None else entry.place.child("name")
            yield Problem(f"path parameter `{parameter.name}` does not occur in `{item.path}`", place)


def _missing(operation: Operation, wanted: dict[str, str], declared: set[str]) -> Iterator[Problem]:
    for plain, written in wanted.items():
        if plain not in declared and written not in declared:
            yield Problem(
                f"`{{{written}}}` of `{operation.path}` is not declared as a parameter",
                operation.node.key_place,
                help=f"add a parameter `{plain}` with `in: path` and `required: true`",
                fix=declare_path_parameter(operation, plain) if operation.path_item.reference is None else None,
            )
