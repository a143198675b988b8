"""path-params: path templates and the path parameters that belong to them."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document, Operation, Parameter, PathItem
from specforge.document.node import Node
from specforge.document.operation import METHODS
from specforge.findings.model import Related, Severity
from specforge.lint.about.fixes import add_field
from specforge.lint.about.parameter_lists import declare_path_parameter, has_unknown
from specforge.lint.about.templates import EXPRESSION, plain_name, shape
from specforge.lint.referrers import used_by
from specforge.lint.rule import Context, Problem, rule


@rule("path-params", on="Document", severity=Severity.ERROR, origin="spectral:oas", structural=True, fixable=True)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A path template and its parameters do not agree."""
    paths = document.node.get("paths")
    nodes = dict(paths.follow().items()) if paths else {}
    yield from _equivalent({path: node for path, node in nodes.items() if not path.startswith("x-")})
    for path, item in document.paths.items():
        yield from _template(path, nodes[path])
        yield from _parameters(path, item, says_twice="operation-parameters" not in context.running)


def _equivalent(nodes: dict[str, Node]) -> Iterator[Problem]:
    """OpenAPI 3.1.1 section 4.8.8.2: templated paths that differ in the names of parameters only are identical."""
    first: dict[str, str] = {}
    for path, node in nodes.items():
        known = first.setdefault(shape(path), path)
        if known != path:
            yield Problem(
                f"paths `{known}` and `{path}` are the same: only their parameters have other names",
                node.key_place,
                related=(Related("the other path", nodes[known].key_place),),
                mild=_methods(node).isdisjoint(_methods(nodes[known])),
            )


def _methods(path_item: Node) -> set[str]:
    """Two path items that share no method break the letter of the text, but no request can mean both."""
    return {method for method, _ in path_item.follow().items() if method in METHODS}


def _template(path: str, node: Node) -> Iterator[Problem]:
    names = EXPRESSION.findall(path)
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield Problem(f"path `{path}` has the parameter `{{{name}}}` more than once", node.key_place)
    rest = EXPRESSION.sub("", path)
    if "{" in rest or "}" in rest:
        yield Problem(f"path `{path}` has a brace without its partner", node.key_place)


def _parameters(path: str, item: PathItem, *, says_twice: bool) -> Iterator[Problem]:
    wanted = {plain_name(name): name for name in EXPRESSION.findall(path) if name}
    shared = _path_parameters(item.node)
    yield from _declared(path, wanted, shared, item)
    yield from _twice(shared) if says_twice else ()
    for operation in item.operations:
        own = _path_parameters(operation.node)
        yield from _declared(path, wanted, own, item, operation)
        yield from _twice(own) if says_twice else ()
        if not has_unknown(item.node) and not has_unknown(operation.node):
            known = {p.name for _, p in (*shared, *own)}
            yield from _missing(path, wanted, operation, known)


def _declared(
    path: str,
    wanted: dict[str, str],
    declared: list[tuple[Node, Parameter]],
    item: PathItem,
    operation: Operation | None = None,
) -> Iterator[Problem]:
    for entry, parameter in declared:
        if parameter.get("required") is not True:
            message = f"path parameter `{parameter.name}` must have `required: true`"
            fix = add_field(parameter.node, "Parameter", "required", True, "add `required: true`")
            yield Problem(message, entry.place, fix=fix)
        if parameter.name not in wanted and parameter.name not in wanted.values():
            yield Problem(
                f"path parameter `{parameter.name}` does not occur in `{path}`",
                entry.place,
                help=f"write `{{{parameter.name}}}` into the path, or remove the parameter",
                related=used_by(item),
                operation=operation.label if operation is not None else None,
            )


def _twice(declared: list[tuple[Node, Parameter]]) -> Iterator[Problem]:
    """What operation-parameters says of parameters of all kinds, where that does not run."""
    first: dict[str, Node] = {}
    for entry, parameter in declared:
        known = first.setdefault(parameter.name, entry)
        if known is not entry:
            related = (Related("listed here first", known.place),)
            yield Problem(f"path parameter `{parameter.name}` is listed twice", entry.place, related=related)


def _missing(path: str, wanted: dict[str, str], operation: Operation, known: set[str]) -> Iterator[Problem]:
    for plain, name in wanted.items():
        if plain not in known and name not in known:
            yield Problem(
                f"`{{{name}}}` of `{path}` is not declared as a parameter",
                operation.node.key_place,
                help=f"add a parameter `{plain}` with `in: path` and `required: true`",
                # A path item that several paths share would get the parameters of all of them.
                fix=declare_path_parameter(operation, plain) if operation.path_item.reference is None else None,
                related=used_by(operation.path_item),
                operation=operation.label,
            )


def _path_parameters(holder: Node) -> list[tuple[Node, Parameter]]:
    parameters = holder.get("parameters")
    found = [(entry, Parameter.of(entry)) for entry in parameters.elements()] if parameters else []
    return [(entry, view) for entry, view in found if view.location == "path" and view.name]
